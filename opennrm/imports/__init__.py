"""Agencies' old lists: added, checked row by row, imported as cases that wait for their release, or withdrawn."""
