"""Pages of estimates: lists in, how many children nobody has found out, and how far to believe it."""
