"""One interview of a child in a child-friendly space: the request, the time, the day, and what follows."""
