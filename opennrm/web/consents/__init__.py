"""Pages about consent."""
