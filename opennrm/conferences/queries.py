"""Case conferences with what belongs to them, and how many were held."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import ExtractMonth, TruncDate

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.sealing import Seal
from opennrm.foundation.working_time import within_year
from opennrm.tasks.states import State as TaskState

from . import access, reach
from .models import (
    AgendaItem,
    AgreedAction,
    Conference,
    ConferenceMove,
    ConferenceQuerySet,
    InvitationAnswer,
    MinutesVersion,
    Participant,
)
from .states import Attendance, State


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A conference as lists show it, with its case."""

    conference: Conference
    case: Case
    is_over: bool
    """Whether its time has passed, and nobody has said yet whether it was held."""


@dataclass(frozen=True, kw_only=True)
class Invited:
    """A conference to which an agency is invited, as lists show it. `needs_answer`: whether it has to say who comes."""

    conference: Conference
    needs_answer: bool


@dataclass(frozen=True, kw_only=True)
class OpenedMinutes:
    """What the minutes said from one moment on, in clear."""

    version: MinutesVersion
    text: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A conference with everything that is sealed in it. `minutes` and `moves`: the newest first.

    `answers`: what was last said of each participant, by their id. `reports`: of each action that was reported, how it
    was done.
    """

    conference: Conference
    case: Case
    place: str
    ended_words: str
    participants: list[tuple[Participant, str]]
    agenda: list[tuple[AgendaItem, str]]
    minutes: list[OpenedMinutes]
    actions: list[tuple[AgreedAction, str]]
    moves: list[tuple[ConferenceMove, str]]
    answers: dict[UUID, tuple[InvitationAnswer, str]]
    reports: dict[UUID, str]


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """What an agency that is invited reads of a conference. `case`: None where its part does not show the case.

    `invited`: those of the agency, with what was last said of each. `answers` of `Opened` without the others.
    """

    conference: Conference
    case: Case | None
    place: str
    ended_words: str
    invited: list[tuple[Participant, str]]
    answers: dict[UUID, tuple[InvitationAnswer, str]]
    agenda: list[tuple[AgendaItem, str]]
    minutes: list[OpenedMinutes]
    actions: list[tuple[AgreedAction, str]]

    @property
    def needs_answer(self) -> bool:
        """Whether nobody has said of everybody whether they come at the time at which it is now."""
        moves = self.conference.moves
        said = {pk for pk, (answer, _words) in self.answers.items() if answer.moves == moves}
        return any(each.pk not in said for each, _who in self.invited)


def entries(actor: Actor, conferences: ConferenceQuerySet, *, at: datetime) -> list[Entry]:
    """These conferences with their cases."""
    found = list(conferences)
    cases = case_access.visible_to(actor).in_bulk({conference.case_id for conference in found})
    return [
        Entry(conference=each, case=cases[each.case_id], is_over=each.starts_at < at)
        for each in found
        if each.case_id in cases
    ]


def between(
    actor: Actor, *, first: datetime, until: datetime, is_mine: bool, most: int, at: datetime
) -> list[Entry]:
    """The planned conferences from one moment until before another, the earliest first; at most so many."""
    planned = access.mine(actor) if is_mine else access.led_by(actor).planned()
    found = planned.filter(starts_at__gte=first, starts_at__lt=until).soonest_first()
    return entries(actor, found[:most], at=at)


def open_conference(actor: Actor, conference_id: UUID) -> Opened:
    """A conference with everything that belongs to it. Reading it is recorded.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does nothing with conferences.
    """
    conference = access.conference_to_read(actor, conference_id)
    seal = case_access.seal(actor, conference.case_id)
    of_it = {"conference_id": conference.pk}
    participants = access.participants_of(actor, conference.pk)
    versions = MinutesVersion.objects.visible_to(actor).filter(**of_it).select_related("written_by__account")
    agreed = AgreedAction.objects.visible_to(actor).filter(**of_it)
    agreed = agreed.select_related("task__given_to__account", "participant__agency", "reported_by__account")
    actions = [(each, seal.open_field(each, "text")) for each in agreed.order_by("due_on", "id")]
    moves = ConferenceMove.objects.visible_to(actor).filter(**of_it).select_related("moved_by__account")
    return Opened(
        conference=conference,
        case=case_access.visible_to(actor).select_related("assigned_to__account").get(pk=conference.case_id),
        place=seal.open_field(conference, "place"),
        ended_words=seal.open_field(conference, "ended_words"),
        participants=[(each, seal.open_field(each, "who")) for each in participants],
        agenda=[(each, seal.open_field(each, "text")) for each in access.on_agenda(actor, conference.pk)],
        minutes=_minutes(seal, versions),
        actions=actions,
        moves=[(each, seal.open_field(each, "reason")) for each in moves.order_by("-moved_at", "id")],
        answers=_answers(actor, conference, seal),
        reports={each.pk: seal.open_field(each, "report") for each, _text in actions if each.reported_at},
    )


def _minutes(seal: Seal, versions: QuerySet[MinutesVersion]) -> list[OpenedMinutes]:
    return [
        OpenedMinutes(
            version=each, text=seal.open_field(each, "text"), reason=seal.open_field(each, "reason")
        )
        for each in versions.order_by("-number")
    ]


def _answers(actor: Actor, conference: Conference, seal: Seal) -> dict[UUID, tuple[InvitationAnswer, str]]:
    """What was last said of each participant, as far as the actor may read it."""
    said = InvitationAnswer.objects.visible_to(actor).filter(conference_id=conference.pk)
    newest = said.order_by("participant_id", "-answered_at", "-id").distinct("participant_id")
    found = newest.select_related("answered_by__account")
    return {each.participant_id: (each, seal.open_field(each, "words")) for each in found}


def can_be_asked(actor: Actor, opened: Opened, *, at: datetime) -> set[UUID]:
    """The participants whose agency takes part in the case by now, and was not told of the conference."""
    waiting = [each for each, _who in opened.participants if each.asked_at is None and each.agency_id]
    if opened.conference.state != State.PLANNED or not waiting:
        return set()
    agencies = {each.agency_id for each in waiting if each.agency_id}
    parts = reach.parts_in(actor, opened.case.pk, agencies=agencies, at=at)
    taking_part = {part.agency_id for part in parts}
    return {each.pk for each in waiting if each.agency_id in taking_part}


def open_invitation(actor: Actor, conference_id: UUID) -> Invitation:
    """A conference as an agency reads it that is invited. Reading it is recorded.

    :raises NotThere: there is none to which the actor's agency is invited, or it no longer takes part in the case.
    :raises NotAllowed: the actor's role does not answer invitations.
    """
    conference = access.invitation_to_read(actor, conference_id)
    seal = case_access.seal(actor, conference.case_id)
    versions = MinutesVersion.objects.visible_to(actor).filter(conference_id=conference.pk)
    agreed = access.agreed_for(actor, conference.pk)
    invited = access.own_participants(actor, conference.pk)
    return Invitation(
        conference=conference,
        case=case_access.visible_to(actor).filter(pk=conference.case_id).first(),
        place=seal.open_field(conference, "place"),
        ended_words=seal.open_field(conference, "ended_words"),
        invited=[(each, seal.open_field(each, "who")) for each in invited],
        answers=_answers(actor, conference, seal),
        agenda=[(each, seal.open_field(each, "text")) for each in access.on_agenda(actor, conference.pk)],
        minutes=_minutes(seal, versions.select_related("written_by__account")),
        actions=[(each, seal.open_field(each, "text")) for each in agreed.order_by("due_on", "id")],
    )


def invitations(actor: Actor, *, first: datetime, until: datetime | None, most: int) -> list[Invited]:
    """The planned conferences to which the actor's agency is invited, from one moment on, the earliest first.

    :param until: before this moment; None for all later ones too.
    """
    planned = access.invited_to(actor).planned().filter(starts_at__gte=first)
    if until is not None:
        planned = planned.filter(starts_at__lt=until)
    found = list(planned.soonest_first()[:most])
    ids = [each.pk for each in found]
    said = InvitationAnswer.objects.visible_to(actor).filter(conference_id__any_of=ids)
    answered = set(said.values_list("conference_id", "moves")) if ids else set()
    return [Invited(conference=each, needs_answer=(each.pk, each.moves) not in answered) for each in found]


@dataclass(frozen=True, kw_only=True)
class Month:
    """How many conferences were held in a month, and how many agreed actions were due in it and done by their day."""

    first: date
    held: int
    due: int
    on_time: int


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A year of conferences of cases that the actor leads. `disciplines`: in how many each took part; `agencies`: the
    same of agencies by their names, with the agency that led among those of which somebody was invited."""

    months: list[Month]
    disciplines: dict[str, int]
    agencies: dict[str, int]
    held: int
    due: int
    on_time: int


def figures(actor: Actor, *, year: int, at: datetime) -> Figures:
    """Count the conferences of a year, and the agreed actions that were due in it. Looking is recorded.

    An action is done on time if its task was done by the day that was agreed, even if the task was put off.
    """
    zone, today = pack().zone, at.astimezone(pack().zone).date()
    held_then = access.led_by(actor).held().filter(**within_year("starts_at", year, zone))
    by_month = held_then.annotate(month=ExtractMonth("starts_at", tzinfo=zone)).order_by()
    held = dict(by_month.values("month").annotate(number=Count("pk")).values_list("month", "number"))
    agreed = AgreedAction.objects.visible_to(actor).filter(due_on__year=year)
    agreed = agreed.filter(conference__in=access.led_by(actor).held().values("pk"))
    is_done = Q(task__state=TaskState.DONE, ended_on__lte=F("due_on"))
    counted = (
        agreed.filter(Q(due_on__lt=today) | Q(task__state=TaskState.DONE))
        .annotate(month=ExtractMonth("due_on"), ended_on=TruncDate("task__ended_at", tzinfo=zone))
        .values("month")
        .annotate(due=Count("pk"), on_time=Count("pk", filter=is_done))
        .order_by()
    )
    actions = {row["month"]: (row["due"], row["on_time"]) for row in counted}
    attended = Participant.objects.visible_to(actor).filter(attendance=Attendance.ATTENDED)
    took_part = attended.filter(conference__in=held_then.values("pk"))
    counted_once = Count("conference", distinct=True)
    numbers = took_part.values("discipline").annotate(number=counted_once).order_by()
    came = took_part.exclude(agency=None).values("agency__name").annotate(number=counted_once).order_by()
    audit.record("conferences.counted", detail={"year": str(year)})
    months = [
        Month(first=date(year, number, 1), held=held.get(number, 0), due=due, on_time=on_time)
        for number in range(1, 13)
        for due, on_time in [actions.get(number, (0, 0))]
    ]
    return Figures(
        months=months,
        disciplines=dict(numbers.values_list("discipline", "number")),
        agencies=dict(came.values_list("agency__name", "number")),
        held=sum(month.held for month in months),
        due=sum(month.due for month in months),
        on_time=sum(month.on_time for month in months),
    )
