"""Pages of best-interests procedures: for whoever leads the case, and for members of a panel."""
