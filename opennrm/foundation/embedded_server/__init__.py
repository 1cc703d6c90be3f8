"""A PostgreSQL of our own: the server with its data, and the system user that runs it. Imports no Django."""
