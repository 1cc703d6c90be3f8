"""Pages: investigations, suspects, the network around one, and children who are not to be punished."""
