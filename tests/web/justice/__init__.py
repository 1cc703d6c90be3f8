"""Tests of the pages of proceedings."""
