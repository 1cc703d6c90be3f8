"""Pages: care plans."""
