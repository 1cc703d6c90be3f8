"""Child-friendly spaces, the people of the team, their certificates and absences, and bookings of both."""
