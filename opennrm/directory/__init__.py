"""Services: what they offer, where, for whom, and how many places are free."""
