"""Instruments, answers, explained results, and identification decisions."""
