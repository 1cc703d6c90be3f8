"""Leaving care: prepared some time before a young person comes of age. The day is reckoned, and never kept."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.people.access import youngest_on

from . import access, events, rules
from .after_care import LeavingStep
from .states import Readiness
from .telling import CareIncomplete, told


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing that the young person needs, with the newest of what was said about it."""

    code: str
    step: LeavingStep | None
    words: str

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to see to it."""
        return self.step is None or self.step.readiness == Readiness.NOT_READY


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """When the young person comes of age, and how ready they are. Without a date of birth there are no days."""

    adult_on: date | None
    opens_on: date | None
    is_due: bool
    items: list[Item]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to be seen to."""
        return not any(item.is_open for item in self.items)


def days_of(latest_birth: date | None) -> tuple[date | None, date | None]:
    """The day of coming of age, and the one from which leaving care is prepared; none where nobody knows."""
    if latest_birth is None:
        return None, None
    care, years = pack().care, pack().thresholds.child_under_age
    adult = rules.adult_on(latest_birth, years=years, leap_day_is_later=care.leap_day_is_later)
    return adult, rules.transition_opens_on(adult, days_before=care.leaving_care_days)


def open_leaving(actor: Actor, case: Case, *, at: datetime) -> Leaving:
    """Open what was said, and reckon the days. The caller has recorded who reads it; reckoning is recorded here."""
    today = at.astimezone(pack().zone).date()
    adult, opens = days_of(youngest_on(actor, case, today)[1])
    newest: dict[str, LeavingStep] = {}
    for step in steps(actor, case.pk):
        newest.setdefault(step.item, step)
    items = [
        Item(
            code=code,
            step=newest.get(code),
            words=access.opened_fields(actor, newest[code], "words")[0] if code in newest else "",
        )
        for code in pack().codes("leaving_care_items")
    ]
    return Leaving(adult_on=adult, opens_on=opens, is_due=opens is not None and opens <= today, items=items)


def steps(actor: Actor, case_id: UUID) -> list[LeavingStep]:
    """Everything that was said about leaving care, the newest first."""
    found = LeavingStep.objects.visible_to(actor).filter(case_id=case_id).select_related("said_by__account")
    return list(found.order_by("-said_at", "-id"))


def say(
    case_id: UUID, *, item: str, readiness: str, words: str, page: UUID, by: Actor, at: datetime
) -> LeavingStep:
    """Say how ready one thing is. What was said before is kept.

    :raises NotThere: there is no such case that `by` may see.
    :raises NotAllowed: `by` does not lead it, or their role does not allow this.
    :raises CareIncomplete: an answer is missing.
    """
    case = access.case_to_write(by, case_id)
    made = access.id_of_page(f"leaving {item}", case_id, page, by=by)
    if written := LeavingStep.objects.visible_to(by).filter(pk=made).first():
        return written
    if item not in pack().codes("leaving_care_items"):
        raise CareIncomplete(_("Choose one of the answers in the list."), field="item")
    if readiness not in Readiness.values:
        raise CareIncomplete(_("Choose how ready it is."), field="readiness")
    if readiness == Readiness.NOT_READY and not words.strip():
        raise CareIncomplete(_("Write what is missing, and who sees to it."), field="words")
    row = LeavingStep.make(
        case, at, id=made, item=item, readiness=readiness, said_at=at, said_by_id=by.membership_id
    )
    case_access.seal(by, case.pk).close_field(row, "words", words.strip())
    row.save(from_action=True, force_insert=True)
    told(events.LEAVING_SAID, row, by=by, at=at, detail={"leaving_care": str(case.pk), "item": item})
    return row
