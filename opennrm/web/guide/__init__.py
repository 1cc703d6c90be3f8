"""Help: who to call, and the guide, a page for each chapter."""
