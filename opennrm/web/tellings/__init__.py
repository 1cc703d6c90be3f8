"""Pages: what the child was told, and the sheets that help to tell it."""
