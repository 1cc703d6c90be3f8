"""Compares whole lists: finds who is several times on one list, or on several lists. Imports no Django."""
