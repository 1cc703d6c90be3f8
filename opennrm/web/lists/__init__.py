"""Pages: lists of cases."""
