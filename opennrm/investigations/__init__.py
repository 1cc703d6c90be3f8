"""Investigations, their suspects across cases, and children who are not to be punished for what they had to do."""
