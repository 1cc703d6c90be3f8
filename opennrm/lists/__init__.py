"""Lists of cases: what somebody looks for, in which order, saved under a name, and exported to a file."""
