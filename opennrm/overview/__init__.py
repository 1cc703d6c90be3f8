"""Figures of an agency's work, counted every few minutes and kept for whoever supervises it."""
