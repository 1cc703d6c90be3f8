"""Investigations, their suspects across cases, and the children who are not to be punished for what they were made to do."""
