"""Rows of a list of cases: the reference and how things stand, never a name."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from opennrm.cases import deadlines
from opennrm.cases.bound import CaseBound
from opennrm.cases.deadlines import Deadline
from opennrm.cases.models import Case
from opennrm.cases.next_steps import Known, known_of, next_step
from opennrm.contexts import facts, step_rules
from opennrm.country.titles import title_of, titles_of
from opennrm.foundation.actor import Actor
from opennrm.web.cases.words import Risk, child_in_words, risk_shown


@dataclass(frozen=True, kw_only=True)
class Row:
    """One case of a list."""

    case: Case
    known: Known
    url: str
    area: str
    child: list[str]
    kinds: list[str]
    dangers: list[str]
    risk: Risk | None
    identification: str
    step: str
    step_words: str
    deadline: Deadline | None

    @property
    def sort_key(self) -> tuple[bool, datetime, datetime]:
        """Urgent first, then the oldest clock, then the oldest case."""
        never = datetime.max.replace(tzinfo=self.case.opened_at.tzinfo)
        due_at = self.deadline.due_at if self.deadline else never
        return not self.case.is_urgent, due_at, self.case.opened_at


def rows(actor: Actor, cases: Iterable[Case], *, at: datetime) -> list[Row]:
    """Everything that a list shows of these cases, in a constant number of queries."""
    cases = list(cases)
    return rows_with(actor, cases, deadlines.next_of(actor, cases, at=at)) if cases else []


def rows_with(
    actor: Actor,
    cases: Collection[Case],
    due: Mapping[UUID, Deadline],
    *,
    none_of: Collection[type[CaseBound]] = (),
) -> list[Row]:
    """The same where it is known already what is due first in each of the cases, and of which models they have none."""
    known = known_of(actor, [case.pk for case in cases], facts(), none_of=none_of)
    return [_row(actor, case, known[case.pk], due.get(case.pk)) for case in cases]


def _row(actor: Actor, case: Case, known: Known, deadline: Deadline | None) -> Row:
    step = next_step(actor, case, known, step_rules())
    return Row(
        case=case,
        known=known,
        url=reverse("case-show", args=[case.pk]),
        area=title_of("areas", case.area),
        child=child_in_words(case),
        kinds=titles_of("concern_kinds", known["concern_kinds"]),
        dangers=titles_of("urgent_dangers", known["dangers"]),
        risk=risk_shown(case.risk),
        identification=gettext(known["identification"].state.title),
        step=step.code,
        step_words=str(step.words),
        deadline=deadline,
    )
