"""Visits to a child: what was seen, and when somebody has to look in again."""
