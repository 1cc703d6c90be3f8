"""Append-only record of every write and every opening, sealed behind the request; no foreign keys."""
