"""Pages about interviews of children."""
