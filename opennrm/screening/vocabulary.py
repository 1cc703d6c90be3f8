"""What packs may name of screening and identification."""

from django.utils.translation import gettext_lazy as _

from opennrm.country.identification import Meaning
from opennrm.country.vocabulary import CodeList, Scope

SCOPES = (
    Scope(name="screening", words=_("the screenings and the forms of exploitation")),
    Scope(name="decision", words=_("the decisions so far and their reasons")),
)
NEEDED_TO_DECIDE = (
    "case",
    "decision",
)
CODE_LISTS = (CodeList(name="exploitation_types"), CodeList(name="fact_sources"))
DECISION_EVENTS: tuple[tuple[str, frozenset[str]], ...] = (
    ("identification.presumed", frozenset({Meaning.PRESUMED})),
    ("identification.decided", frozenset({Meaning.CONFIRMED, Meaning.NOT_CONFIRMED})),
    ("identification.not_confirmed", frozenset({Meaning.NOT_CONFIRMED})),
    ("identification.reconsidered", frozenset({Meaning.RECONSIDERED})),
    ("identification.request_ended", frozenset()),
)
"""What a decision tells the clocks of the case, by what the new state counts as; and the end of a request for one."""
