"""Pages of old lists: adding one, its columns, what was found in it, and the cases that came of it."""
