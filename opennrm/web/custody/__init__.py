"""Pages: recordings, their copies and their ledgers."""
