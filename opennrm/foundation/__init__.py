"""Database session, sealing, state tables, working time, notices: knows nothing of trafficking."""
