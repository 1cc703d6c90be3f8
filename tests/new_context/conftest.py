"""The tests of the toy context run in the tree to which it is added, and nowhere else."""

collect_ignore = ["visits"]
