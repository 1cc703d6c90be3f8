"""Pages of the persons of a case: correcting who a child is and how to reach them."""
