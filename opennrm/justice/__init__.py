"""Proceedings in court: counts, hearings, sentences, restitution, and the child as a witness."""
