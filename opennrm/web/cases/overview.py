"""Rows of a list of cases: the reference and how things stand, never a name."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from opennrm.agencies.permissions import Permission
from opennrm.cases import access
from opennrm.cases.deadlines import standing
from opennrm.cases.models import Case, Clock
from opennrm.country.codes import title_of
from opennrm.country.identification import State
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.referrals.models import Referral
from opennrm.referrals.next_step import NextStep, next_step
from opennrm.screening.models import DecisionRequest, Identification, Screening
from opennrm.web.cases.words import NEXT_STEPS


@dataclass(frozen=True, kw_only=True)
class Row:
    """One case of a list."""

    case: Case
    url: str
    area: str
    identification: str
    step: NextStep
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
    states = dict(
        Identification.objects.visible_to(actor).filter(case_id__in=ids).values_list("case_id", "state")
    )
    screened = set(
        Screening.objects.visible_to(actor).filter(case_id__in=ids).values_list("case_id", flat=True)
    )
    referred: dict[UUID, list[str]] = defaultdict(list)
    for case_id, state in (
        Referral.objects.visible_to(actor).filter(case_id__in=ids).values_list("case_id", "state")
    ):
        referred[case_id].append(state)
    requests = DecisionRequest.objects.visible_to(actor).waiting().filter(case_id__in=ids)
    asked = dict(requests.values_list("case_id", "principal"))
    clocks: dict[UUID, Clock] = {}
    running = Clock.objects.visible_to(actor).filter(case_id__in=ids, stopped_at=None, paused_at=None)
    for clock in running.order_by("-due_at"):
        clocks[clock.case_id] = clock
    return [
        _row(actor, case, states, screened, asked, referred, clocks.get(case.pk), at=at) for case in cases
    ]


def _row(
    actor: Actor,
    case: Case,
    states: dict,
    screened: set,
    asked: dict,
    referred: dict,
    clock: Clock | None,
    *,
    at: datetime,
) -> Row:
    procedure = pack().identification
    identification = procedure.state(states.get(case.pk, procedure.start))
    step = next_step(
        is_assigned=case.assigned_to_id is not None,
        has_screening=case.pk in screened,
        identification=identification,
        is_asked=case.pk in asked,
        referral_states=referred[case.pk],
    )
    return Row(
        case=case,
        url=reverse("case-show", args=[case.pk]),
        area=area_name(case.area),
        identification=gettext(identification.title),
        step=step,
        step_words=_words(actor, case, step, identification, asked.get(case.pk)),
        due_at=clock.due_at if clock else None,
        standing=standing(clock, at=at) if clock else "",
        clock_title=title_of(pack().clocks, clock.rule) if clock else "",
    )


def _words(actor: Actor, case: Case, step: NextStep, identification: State, asked: int | None) -> str:
    """The next step as it reads for this actor: it is the lead's, and who gives cases away takes none."""
    if asked in actor.principals or (access.leads(actor, case) and step is NextStep.DECIDE):
        return gettext(identification.next_step)
    if not access.leads(actor, case):
        return gettext("Your agency helps the child")
    if step is NextStep.TAKE and actor.may(Permission.CASE_ASSIGN):
        return gettext("Assign this case")
    return str(NEXT_STEPS[step])


def area_name(code: str) -> str:
    """The name of an area; an unknown code, of an older pack, shows as it is."""
    try:
        return pack().area(code).name if code else ""
    except KeyError:
        return code
