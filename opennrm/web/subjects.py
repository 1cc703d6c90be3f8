"""The pages about what events and notices speak of."""

from uuid import UUID

from django.urls import reverse

PAGES = {
    "case": "case-show",
    "receipt": "concern-receipt",
    "referral": "referral-show",
    "screening": "screening-show",
}
WITHIN_A_CASE = {"screening"}
"""Subjects whose address also names the case."""


def page_about(subject: str, subject_id: UUID | str, case_id: UUID | None) -> str:
    """The address of the page about a subject."""
    ids = [case_id, subject_id] if subject in WITHIN_A_CASE else [subject_id]
    return reverse(PAGES[subject], args=ids)
