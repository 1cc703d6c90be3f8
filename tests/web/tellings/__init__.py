"""Tests of the pages of what a child was told."""
