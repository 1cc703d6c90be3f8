"""Finding records that are about the same child."""
