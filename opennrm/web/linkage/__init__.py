"""Pages of linkage: who may be the same child, among the cases that somebody sees."""
