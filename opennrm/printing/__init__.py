"""Printed summaries of cases: what each contained, for whom, and who printed it when."""
