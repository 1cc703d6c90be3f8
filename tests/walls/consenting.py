"""What was agreed in the case of the cast: an answer, a guardian, a legal basis, an objection, a notice of an end."""

from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.consents import actions, bases, guardians, objections, recipients
from opennrm.consents.actions import Explained, Recipient, Saying
from tests.world import Person, World


def agree(world: World, people: dict[str, Person], case_id: UUID, *, word: str) -> dict[str, UUID]:
    """Make them with a word that gives the case away in all that is sealed; returns ids for addresses."""
    with world.acting(people["lead_assigned"]) as actor:

        def by() -> Any:
            return {"page": uuid4(), "by": actor, "at": timezone.now()}

        mother = guardians.record(
            case_id, kind="parent", standing="safe", authority="birth", name=f"{word} Senior", **by()
        )
        saying: Any = {"explained": Explained(form="spoken", language="eng"), "limits": f"Not {word}"}
        sayings = [
            Saying(giver="child", answer="yes"),
            Saying(giver="guardian", answer="yes", guardian_id=mother.pk),
        ]
        named = Recipient(words=f"Aunt {word}")
        child, _guardian = actions.record(
            case_id, purpose="service_referral", recipient=named, sayings=sayings, **saying, **by()
        )
        basis = bases.record(
            case_id, purpose="service_referral", recipient=named, basis="vital_interest",
            reason=f"{word} is near.", **by(),
        )  # fmt: skip
        objection = objections.record(case_id, purpose="linkage", words=f"Not with {word}", **by())
        notice = recipients.tell_recipient(
            case_id,
            people["once_taking_part"].membership.agency,
            number="JW-AAAA-AAAA",
            end="withdrawn",
            by=actor,
            at=timezone.now(),
        )
    return {
        "consent_id": child.pk,
        "guardian_id": mother.pk,
        "basis_id": basis.pk,
        "objection_id": objection.pk,
        "notice_id": notice.pk,
    }
