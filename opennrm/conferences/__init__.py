"""Case conferences: who meets about a case, what about, what they said and what they agreed."""
