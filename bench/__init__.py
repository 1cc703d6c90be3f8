"""How fast the product answers, measured on generated cases: `python -m bench --help`."""
