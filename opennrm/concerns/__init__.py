"""Concerns: written as sealed drafts with their files, and received as cases."""
