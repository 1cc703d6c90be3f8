"""What children, guardians and the state agreed to, for a purpose, a recipient and a time; and what is done without."""
