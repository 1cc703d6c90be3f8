"""Erasing cases whose time is over: two people, a waiting time, and legal holds that keep a case."""
