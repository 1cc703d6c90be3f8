"""Intake, who takes part (and so may see), clocks, documents and the timeline of a case."""
