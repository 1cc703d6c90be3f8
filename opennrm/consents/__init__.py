"""What children, guardians and the state have agreed to: for a purpose, a recipient and a time, and legal bases without consent."""
