"""Tests of what a child was told."""
