"""Handing a case over: one agency asks another to lead it from now on, and that agency accepts or refuses."""
