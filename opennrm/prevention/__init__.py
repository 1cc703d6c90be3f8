"""Prevention: trainings, campaigns, talks, certificates, inspections, and whom they reached. No person of a case."""
