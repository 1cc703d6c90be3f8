"""Pages: closing a case, and reopening it."""
