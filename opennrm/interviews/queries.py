"""Interviews with what belongs to them, opened, and what those before came to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from opennrm.cases import access as case_access
from opennrm.cases import deadlines
from opennrm.cases.deadlines import Deadline
from opennrm.cases.models import Case
from opennrm.foundation.actor import Actor

from . import access
from .models import (
    CaseReview,
    Interview,
    LostTime,
    MustAct,
    Phase,
    Place,
    PlanningSheet,
    Presence,
    PriorAccount,
    QuestionSlip,
    Relaxation,
    ReviewDecision,
    SampleWindow,
)
from .states import TAKEN_PLACE, Recorded
from .telling import note


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """An interview that has taken place, as somebody may know of it who asks for another: nothing of what was said."""

    interview: Interview
    minutes: int
    interviewer: str
    is_recorded: bool


@dataclass(frozen=True, kw_only=True)
class Opened:
    """An interview with its request, in clear."""

    interview: Interview
    case: Case
    reason: str
    name_to_use: str
    aids: str
    companion: str
    end_words: str
    places: list[Place]
    relaxations: list[tuple[Relaxation, str]]
    lost: list[tuple[LostTime, str]]
    accounts: list[tuple[PriorAccount, str]]


@dataclass(frozen=True, kw_only=True)
class Day:
    """What was recorded on the day, in clear. `slips` and `flags`: each with its words, and what became of it."""

    phases: list[Phase]
    presences: list[tuple[Presence, dict[str, str]]]
    slips: list[tuple[QuestionSlip, str, str]]
    flags: list[tuple[MustAct, str, str]]


def case_of(actor: Actor, interview: Interview) -> Case:
    """The case of an interview that the actor sees."""
    return case_access.visible_to(actor).get(pk=interview.case_id)


def open_interview(actor: Actor, interview_id: UUID, **how) -> Opened:
    """An interview with its request. Reading it is recorded.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not allow it.
    """
    interview = access.interview_to_read(actor, interview_id, **how)
    seal = case_access.seal(actor, interview.case_id)
    relaxed = access.rows(Relaxation, actor, interview).select_related("agreed_by__account")
    lost = access.rows(LostTime, actor, interview).select_related("lost_by__account")
    return Opened(
        interview=interview,
        case=case_of(actor, interview),
        **{
            name: seal.open_field(interview, name)
            for name in ("reason", "name_to_use", "aids", "companion", "end_words")
        },
        places=list(access.places_of(actor, interview)),
        relaxations=[(each, seal.open_field(each, "words")) for each in relaxed.order_by("agreed_at", "id")],
        lost=[(each, seal.open_field(each, "words")) for each in lost.order_by("-lost_at", "id")],
        accounts=accounts(actor, interview.case_id),
    )


def accounts(actor: Actor, case_id: UUID) -> list[tuple[PriorAccount, str]]:
    """What a child told before, each with where it can be found."""
    found = list(access.accounts_of(actor, case_id))
    seal = case_access.seal(actor, case_id) if found else None
    return [(each, seal.open_field(each, "reference") if seal else "") for each in found]


def earlier(actor: Actor, case_id: UUID) -> list[Earlier]:
    """The interviews of a child that have taken place, the newest first."""
    found = access.visible_to(actor).of_case(case_id).in_state(*TAKEN_PLACE)
    return [
        Earlier(
            interview=each,
            minutes=minutes_of(each),
            interviewer=each.lead.account.name if each.lead else "",
            is_recorded=each.recorded != Recorded.NOT,
        )
        for each in found.select_related("lead__account").order_by("-began_at", "id")
    ]


def minutes_of(interview: Interview) -> int:
    """How many minutes an interview took."""
    if interview.began_at is None or interview.ended_at is None:
        return 0
    return int((interview.ended_at - interview.began_at) / timedelta(minutes=1))


def day_of(actor: Actor, interview: Interview) -> Day:
    """What was recorded on the day of an interview that the actor has opened."""
    seal = case_access.seal(actor, interview.case_id)
    presences = access.rows(Presence, actor, interview).select_related(
        "official__account", "official__agency"
    )
    slips = access.rows(QuestionSlip, actor, interview).select_related("passed_by__account")
    flags = access.rows(MustAct, actor, interview).order_by("raised_at", "id")
    return Day(
        phases=list(access.rows(Phase, actor, interview).order_by("started_at", "id")),
        presences=[
            (each, {name: seal.open_field(each, name) for name in ("name", "age", "relation")})
            for each in presences.order_by("came_at", "id")
        ],
        slips=[
            (each, seal.open_field(each, "text"), seal.open_field(each, "why"))
            for each in slips.order_by("passed_at", "id")
        ],
        flags=[(each, seal.open_field(each, "words"), seal.open_field(each, "act_words")) for each in flags],
    )


def sheet_of(actor: Actor, interview: Interview) -> tuple[PlanningSheet | None, dict[str, str]]:
    """The planning sheet of an interview, and what it says."""
    sheet = access.rows(PlanningSheet, actor, interview).select_related("written_by__account").first()
    if sheet is None:
        return None, {}
    seal = case_access.seal(actor, interview.case_id)
    return sheet, {name: seal.open_field(sheet, name) for name in PlanningSheet.SEALED}


@dataclass(frozen=True, kw_only=True)
class Samples:
    """The last contact that is known of a case, and the time limit that is due next."""

    window: SampleWindow | None
    deadline: Deadline | None


def samples_of(actor: Actor, case_id: UUID, *, at: datetime) -> Samples:
    """What is known of the time in which samples may be found."""
    window = access.windows_of(actor, case_id).filter(replaced_at=None).order_by("-recorded_at", "id").first()
    due = deadlines.of_matters(actor, [window.pk], at=at) if window else {}
    return Samples(window=window, deadline=due.get(window.pk) if window else None)


def reviews(actor: Actor, case_id: UUID) -> list[tuple[CaseReview, list[tuple[ReviewDecision, str]]]]:
    """The case reviews of a case with what each decided, the newest first."""
    found = list(access.reviews_of(actor, case_id).select_related("called_by__account"))
    decided = ReviewDecision.objects.visible_to(actor).filter(case_id=case_id).select_related("owner")
    seal = case_access.seal(actor, case_id) if found else None
    rows = [
        (each, seal.open_field(each, "words") if seal else "")
        for each in decided.order_by("decided_at", "id")
    ]
    return [(each, [row for row in rows if row[0].review_id == each.pk]) for each in found]


def of_meeting(
    actor: Actor, review: CaseReview
) -> list[tuple[Case, CaseReview, list[tuple[ReviewDecision, str]]]]:
    """What one meeting decided about each child that the actor sees, by the reference of the case."""
    of_case = {each.case_id: each for each in access.of_meeting(actor, review.meeting)}
    cases = Case.objects.visible_to(actor).filter(pk__in=of_case).order_by("reference")
    return [
        (case, found, decided)
        for case in cases
        for found, decided in reviews(actor, case.pk)
        if found.pk == of_case[case.pk].pk
    ]


def coming(actor: Actor, *, first: datetime, until: datetime) -> list[Interview]:
    """The interviews that the actor sees with a time from one moment until before another, the earliest first."""
    timed = access.visible_to(actor).open().filter(starts_at__gte=first, starts_at__lt=until)
    return list(timed.select_related("space").soonest_first())


def note_of(actor: Actor, interview: Interview) -> str:
    """What the interviewer wrote, for somebody who may read it. Reading it is recorded."""
    if interview.note is None:
        return ""
    note("interview.note_opened", interview, by=actor)
    return case_access.seal(actor, interview.case_id).open_field(interview, "note")


def what_the_lead_reads(actor: Actor, interview: Interview) -> dict[str, str]:
    """All that whoever leads an interview has to know of the child, in clear."""
    seal = case_access.seal(actor, interview.case_id)
    return {name: seal.open_field(interview, name) for name in ("name_to_use", "reason", "aids", "companion")}
