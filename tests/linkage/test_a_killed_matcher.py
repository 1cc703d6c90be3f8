"""A matcher that is killed loses nothing and does nothing twice: whoever comes next goes on."""
