"""Tasks of a case: what is to be done, by whom and by when; and the feed of a calendar in which they stand."""
