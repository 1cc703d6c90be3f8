"""What packs may name of screening and identification."""

from opennrm.country.vocabulary import CodeList

SCOPES = (
    "screening",
    "decision",
)
CODE_LISTS = (CodeList(name="exploitation_types"),)
CLOCK_EVENTS = ("identification.presumed", "identification.decided", "identification.reconsidered")
"""What a decision tells the clocks of the case."""
