"""Times for interviews: the best slots of one child, one plan for many children, and why there is none. No Django."""
