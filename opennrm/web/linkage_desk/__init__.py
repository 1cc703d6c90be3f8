"""Pages of the linkage desk, and of the lead that it asks."""
