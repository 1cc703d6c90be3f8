"""Pages: child-friendly spaces, the interview team, and their calendars."""
