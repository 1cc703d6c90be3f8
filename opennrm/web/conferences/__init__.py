"""Pages: case conferences."""
