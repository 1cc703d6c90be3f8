"""Answers that are not a queryset of one model: the numbers of an activity, the figures of a quarter."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.working_time import Unit, due

from . import access, counting
from .models import (
    Activity,
    Attendance,
    Check,
    HeadCount,
    Inspection,
    Kind,
    Publication,
    Reach,
    Survey,
    Tally,
    TrainingCertificate,
)
from .rules import Quarter
from .states import InspectionState, State


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """Who was at an activity: by head count, on the list, of those with a name, and how many a campaign reached."""

    counted: int
    listed: int
    named: int
    reaches: int

    @property
    def has_any(self) -> bool:
        """Whether there is a number at all."""
        return bool(self.counted or self.listed or self.reaches)

    @property
    def difference(self) -> int:
        """By how many the head count and the list differ; 0 where there is only one of them."""
        return abs(self.counted - self.listed) if self.counted and self.listed else 0


def numbers_of(activity: Activity) -> Numbers:
    """The numbers of an activity."""
    listed = access.standing_attendances(activity)
    return Numbers(
        counted=sum(row.number for row in head_counts(activity)),
        listed=listed.count(),
        named=listed.filter(person__isnull=False).count(),
        reaches=reaches(activity).count(),
    )


def head_counts(activity: Activity) -> QuerySet[HeadCount]:
    """The head counts of an activity that stand."""
    return HeadCount.objects.filter(activity=activity, withdrawn_at=None).order_by("added_at", "id")


def reaches(activity: Activity) -> QuerySet[Reach]:
    """How many a campaign reached, as it stands."""
    return Reach.objects.filter(activity=activity, withdrawn_at=None).order_by("added_at", "id")


def of_quarter(actor: Actor, quarter: Quarter) -> QuerySet[Activity]:
    """The activities that take place in a quarter, the earliest first."""
    within = Q(first_day__lte=quarter.last, last_day__gte=quarter.first)
    return access.activities(actor).filter(within).order_by("first_day", "title", "id")


def confirmed(quarter: Quarter) -> QuerySet[Activity]:
    """The activities that the figures of a quarter count: those that ended in it and were confirmed."""
    standing = Activity.objects.filter(state__in=[State.REPORTED, State.FROZEN], confirmed_at__isnull=False)
    found = standing.filter(last_day__range=(quarter.first, quarter.last))
    return found.select_related("curriculum").order_by("last_day", "id")


def waiting(quarter: Quarter) -> int:
    """How many activities of a quarter the figures leave out, because nobody reported or confirmed them yet."""
    ended = Activity.objects.filter(last_day__range=(quarter.first, quarter.last), confirmed_at=None)
    return ended.exclude(state=State.CANCELLED).count()


def lines(quarter: Quarter) -> list[counting.Line]:
    """The figures of a quarter as they are now."""
    rules = pack().prevention
    terms = counting.Terms(
        trained_percent=rules.trained_percent,
        first_responder_roles=rules.first_responder_roles,
        justice_roles=rules.justice_roles,
        identification_topics=rules.identification_topics,
    )
    return counting.lines(_given(quarter), terms)


def _given(quarter: Quarter) -> counting.Given:
    rows = list(confirmed(quarter))
    ids = [row.pk for row in rows]
    counted = _counted(ids)
    attended = _attended(ids)
    return counting.Given(
        trainings=[
            _training(row, attended[row.pk], counted[row.pk]) for row in rows if row.kind == Kind.TRAINING
        ],
        reached=_reached(rows),
        talks=[
            counting.Talk(counted=counted[row.pk], signed_in=attended[row.pk])
            for row in rows
            if row.kind != Kind.TRAINING
        ],
        inspected=[_inspected(row) for row in made_in(quarter)],
        surveyed=[
            counting.Surveyed(phase=row.phase, sample=row.sample, knowing=row.knowing)
            for row in surveys(quarter)
        ],
        schools=_schools(quarter),
        tallies=[(row.kind, row.area, row.among, row.number) for row in tallies(quarter)],
    )


def _training(
    row: Activity, attended: list[counting.Attended], counted: list[counting.Counted]
) -> counting.Training:
    assert row.curriculum is not None
    return counting.Training(
        of_hours=row.curriculum.hours,
        pass_mark=row.curriculum.pass_mark,
        topics=row.curriculum.topics,
        attended=attended,
        counted=counted,
    )


def _attended(ids: list[UUID]) -> dict[UUID, list[counting.Attended]]:
    found: defaultdict[UUID, list[counting.Attended]] = defaultdict(list)
    rows = Attendance.objects.filter(activity_id__in=ids, withdrawn_at=None).order_by("added_at", "id")
    for row in rows.defer("name"):
        found[row.activity_id].append(
            counting.Attended(
                person=bytes(row.person or b""),
                role=row.role,
                sex=row.sex,
                age_band=row.age_band,
                area=row.area,
                hours=row.hours,
                post=row.post,
            )
        )
    return found


def _counted(ids: list[UUID]) -> dict[UUID, list[counting.Counted]]:
    found: defaultdict[UUID, list[counting.Counted]] = defaultdict(list)
    for row in HeadCount.objects.filter(activity_id__in=ids, withdrawn_at=None):
        found[row.activity_id].append(
            counting.Counted(
                sex=row.sex, age_band=row.age_band, area=row.area, number=row.number, role=row.role
            )
        )
    return found


def _reached(rows: Iterable[Activity]) -> list[counting.Reached]:
    channels = {row.pk: row.channel for row in rows if row.kind == Kind.CAMPAIGN}
    found = Reach.objects.filter(activity_id__in=list(channels), withdrawn_at=None)
    return [
        counting.Reached(
            channel=channels[row.activity_id],
            measure=row.measure,
            number=row.number,
            is_estimate=row.is_estimate,
        )
        for row in found
    ]


def made_in(quarter: Quarter) -> QuerySet[Inspection]:
    """The inspections that were made in a quarter."""
    made = [InspectionState.DONE, InspectionState.SIGNED_OFF]
    return Inspection.objects.filter(day__range=(quarter.first, quarter.last), state__in=made)


def _inspected(row: Inspection) -> counting.Inspected:
    return counting.Inspected(
        target=row.target,
        area=row.area,
        result=row.result,
        has_checked=row.trafficking_check == Check.DONE,
        inspectors=row.inspectors or 0,
    )


def _schools(quarter: Quarter) -> list[tuple[str, str]]:
    """The schools that teach about trafficking, by the talks of the year until the end of the quarter."""
    counts = Activity.objects.filter(confirmed_at__isnull=False, uses_curriculum=True).exclude(school_code="")
    of_year = counts.filter(last_day__range=(date(quarter.year, 1, 1), quarter.last))
    return list(of_year.order_by("last_day", "id").values_list("school_code", "area"))


def surveys(quarter: Quarter) -> QuerySet[Survey]:
    """The surveys of a quarter that stand."""
    found = Survey.objects.filter(withdrawn_at=None, day__range=(quarter.first, quarter.last))
    return found.select_related("agency").order_by("day", "id")


def tallies(quarter: Quarter) -> QuerySet[Tally]:
    """What others counted for a quarter, as it stands."""
    found = Tally.objects.filter(withdrawn_at=None, year=quarter.year, quarter=quarter.number)
    return found.select_related("agency").order_by("kind", "added_at", "id")


def by_area(actor: Actor, quarter: Quarter) -> dict[str, int]:
    """How many activities of a quarter each area has, but for those that were cancelled."""
    found = of_quarter(actor, quarter).exclude(state=State.CANCELLED)
    return dict(Counter(found.values_list("area", flat=True)))


def newest(quarter: Quarter) -> Publication | None:
    """The figures of a quarter as they were published last; None if they were not."""
    return access.publications(quarter).first()


def report_due(activity: Activity) -> datetime:
    """When the numbers of an activity are due."""
    country = pack()
    ended = datetime.combine(activity.last_day, time(12), tzinfo=country.zone)
    days = country.prevention.report_working_days
    found = due(ended, days, Unit.WORKING_DAYS, country.calendar, country.zone)
    assert found is not None
    return found


def unreported(actor: Actor, *, on: date) -> QuerySet[Activity]:
    """The activities of the actor's agency that are over, and whose numbers nobody has reported."""
    open_ones = access.activities(actor).filter(agency_id=actor.agency_id, last_day__lt=on)
    return open_ones.filter(state__in=[State.PLANNED, State.HELD]).order_by("last_day", "id")


def unconfirmed(actor: Actor) -> QuerySet[Activity]:
    """The reports that the actor can confirm."""
    found = access.activities(actor).filter(state=State.REPORTED, confirmed_at=None)
    own = Q(planned_by_id=actor.membership_id) | Q(reported_by_id=actor.membership_id)
    return found.exclude(own).order_by("last_day", "id")


def ending_certificates(actor: Actor, *, on: date) -> list[TrainingCertificate]:
    """The actor's own certificates that end soon, but for those of a kind that counts for longer."""
    until = on + timedelta(days=pack().prevention.expiring_days)
    rows = access.own_certificates(actor).filter(revoked_at=None, valid_until__gte=on)
    last: dict[str, TrainingCertificate] = {}
    for row in rows:
        last.setdefault(row.kind, row)
    return [row for row in last.values() if row.valid_until <= until]
