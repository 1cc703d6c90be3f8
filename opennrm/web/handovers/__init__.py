"""Pages on which a case is handed over to another agency, and taken over."""
