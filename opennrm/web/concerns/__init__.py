"""Pages: concerns."""
