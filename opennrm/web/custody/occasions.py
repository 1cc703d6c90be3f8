"""Of which interview a recording is: custody keeps the id, and knows nothing of interviews."""

from typing import Any
from uuid import UUID

from opennrm.foundation.actor import Actor
from opennrm.foundation.references import reference_of
from opennrm.interviews import access
from opennrm.interviews.vocabulary import REFERENCE_PREFIX
from opennrm.web.templatetags.design import moment


def interviews_of(actor: Actor, case_id: UUID) -> list[tuple[str, str]]:
    """The interviews of a case that have begun, as far as the actor sees them, the newest first: ids and words."""
    begun = access.visible_to(actor).of_case(case_id).filter(began_at__isnull=False)
    found = begun.order_by("-began_at", "id")
    return [(str(each.pk), f"{moment(each.began_at)}, {each.reference}") for each in found]


def reference_of_interview(interview: UUID | None) -> str:
    """The reference of an interview, also for those who do not see it; empty without one."""
    return reference_of(REFERENCE_PREFIX, interview) if interview else ""


def first_choice(asked: str, interviews: list[tuple[str, str]]) -> dict[str, Any]:
    """What the page chooses at first: the interview from which somebody came, else the only one that there is."""
    ids = [each for each, _words in interviews]
    if asked in ids:
        return {"occasion": asked}
    return {"occasion": ids[0] if len(ids) == 1 else ""}
