"""Recordings under custody: stored sealed outside the database, copied, viewed and handed over by a ledger."""
