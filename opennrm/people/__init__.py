"""The persons of a case: sealed identities, and finding them again."""
