"""What packs may name of interviews."""

from django.utils.translation import gettext_lazy as _

from opennrm.country.vocabulary import CodeList, Scope

REFERENCE_PREFIX = "INT"
"""With what the reference of an interview begins, which is made of its id (`references.reference_of`)."""
SCOPE = "interviews"
"""What a part covers by which an agency reads an interview, and takes the steps that its roles allow."""

SCOPES = (Scope(name=SCOPE, words=_("the interview of the child, with its people and times")),)

CODE_LISTS = (
    CodeList(name="interview_reasons"),
    CodeList(name="interview_replans"),
    CodeList(name="interview_misses"),
    CodeList(name="interview_cancellations"),
    CodeList(name="review_decisions"),
)
