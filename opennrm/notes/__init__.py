"""Dated notes of a case: what was said and done, with whom, and for whom to read."""
