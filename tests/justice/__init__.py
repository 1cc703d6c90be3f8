"""Tests of proceedings in court."""
