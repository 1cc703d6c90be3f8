"""One interview in a child-friendly space: its request, its time, its day, and what is done after it."""
