"""The pages about what events and notices speak of."""

from uuid import UUID

from django.urls import reverse

from opennrm.web.parts import gathered


def page_about(subject: str, subject_id: UUID | str, case_id: UUID | None) -> str:
    """The address of the page about a subject."""
    found = gathered().subjects[subject]
    if found.is_in_list_of_case:
        return f"{reverse(found.page, args=[case_id])}#{subject}-{subject_id}"
    return reverse(found.page, args=[case_id, subject_id] if found.within_case else [subject_id])
