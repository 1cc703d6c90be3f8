"""Rows of a list of cases: the reference and how things stand, never a name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from opennrm.cases.deadlines import standing
from opennrm.cases.models import Case, Clock
from opennrm.cases.next_steps import Known, known_of, next_step
from opennrm.contexts import facts, step_rules
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Row:
    """One case of a list."""

    case: Case
    known: Known
    url: str
    area: str
    identification: str
    step: str
    step_words: str
    due_at: datetime | None
    standing: str
    clock_title: str

    @property
    def sort_key(self) -> tuple[bool, datetime, datetime]:
        """Urgent first, then the oldest clock, then the oldest case."""
        return (not self.case.is_urgent, self.due_at or datetime.max.replace(tzinfo=self.case.opened_at.tzinfo),
                self.case.opened_at)  # fmt: skip


def rows(actor: Actor, cases: Iterable[Case], *, at: datetime) -> list[Row]:
    """Everything that a list shows of these cases, in a constant number of queries."""
    cases = list(cases)
    ids = [case.pk for case in cases]
    known = known_of(actor, ids, facts())
    clocks: dict[UUID, Clock] = {}
    running = Clock.objects.visible_to(actor).filter(case_id__in=ids, stopped_at=None, paused_at=None)
    for clock in running.order_by("-due_at"):
        clocks[clock.case_id] = clock
    return [_row(actor, case, known[case.pk], clocks.get(case.pk), at=at) for case in cases]


def _row(actor: Actor, case: Case, known: Known, clock: Clock | None, *, at: datetime) -> Row:
    step = next_step(actor, case, known, step_rules())
    return Row(
        case=case,
        known=known,
        url=reverse("case-show", args=[case.pk]),
        area=title_of("areas", case.area),
        identification=gettext(known["identification"].state.title),
        step=step.code,
        step_words=str(step.words),
        due_at=clock.due_at if clock else None,
        standing=standing(clock, at=at) if clock else "",
        clock_title=title_of("clocks", clock.rule) if clock else "",
    )
