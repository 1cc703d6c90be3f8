"""Printing a summary of a case, and the summaries that were printed."""
