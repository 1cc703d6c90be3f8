"""Tests of help and the guide."""
