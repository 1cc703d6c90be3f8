"""A crowd of invented people, with the errors that lists of people have: to try linkage, to measure it, to teach it."""
