"""What packs may name of screening and identification."""

from django.utils.translation import gettext_lazy as _

from opennrm.country.vocabulary import CodeList, Scope

SCOPES = (
    Scope(name="screening", words=_("the screenings")),
    Scope(name="decision", words=_("the decisions so far and their reasons")),
)
NEEDED_TO_DECIDE = (
    "case",
    "decision",
)
CODE_LISTS = (CodeList(name="exploitation_types"),)
DECISION_EVENTS = (
    "identification.presumed",
    "identification.decided",
    "identification.reconsidered",
    "identification.request_ended",
)
"""What a decision tells the clocks of the case, and the end of a request for one. `identification.decided` means
confirmed or not confirmed."""
