"""One child, one file: whether two records are of the same child, and why."""
