"""The country is data: reads and checks one country pack into frozen dataclasses."""
