"""Measurements of finding the same child again."""
