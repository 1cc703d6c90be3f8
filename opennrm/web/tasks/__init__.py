"""Pages: tasks, the calendar, and its feed."""
