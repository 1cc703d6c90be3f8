"""Joint work: agencies that take part in a case for a purpose, and give no service."""
