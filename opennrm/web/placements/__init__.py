"""Pages of placements: where a child stays, visits there, and a child who is missing."""
