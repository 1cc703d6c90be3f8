"""Pages: overview."""
