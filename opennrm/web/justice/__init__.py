"""Pages of proceedings in court."""
