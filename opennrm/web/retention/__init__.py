"""Pages of keeping and erasing cases."""
