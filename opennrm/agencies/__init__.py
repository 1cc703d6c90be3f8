"""Agencies, accounts, memberships, roles and the doors by which they enter."""
