"""Referrals to services, followed to exactly one end."""
