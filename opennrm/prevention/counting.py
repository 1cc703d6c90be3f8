"""What is counted of prevention in a quarter, each figure with its unit. Pure: it is given what there is.

People and attendances are two figures. What different channels reached is never added, estimates are never mixed with
counts, and whose sex is not known stays so.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from . import rules

PEOPLE, ATTENDANCES, PRESENT, TRAINED, PASSED = "people", "attendances", "present", "trained", "passed"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One figure: of which indicator, in which unit, and of whom. Without `by` it is the figure as a whole.

    `among` is the code of the group by which it is divided: of a list of the pack that `by` names.
    """

    indicator: str
    unit: str
    number: int
    by: str = ""
    among: str = ""
    is_estimate: bool = False

    def as_data(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "indicator": self.indicator,
            "unit": self.unit,
            "number": self.number,
            "by": self.by,
            "among": self.among,
            "is_estimate": self.is_estimate,
        }


@dataclass(frozen=True, kw_only=True)
class Attended:
    """Somebody at a training or talk. `person` is a token of who it is; empty for somebody who gave no name.

    Without `hours`, nobody has said how long they were there.
    """

    person: bytes
    role: str
    sex: str
    age_band: str = ""
    area: str = ""
    hours: Decimal | None = None
    post: int | None = None


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A head count: how many of one sex, age and area."""

    sex: str
    age_band: str
    area: str
    number: int
    role: str = ""


@dataclass(frozen=True, kw_only=True)
class Training:
    """A training that was held, with the list and the head counts."""

    of_hours: Decimal
    pass_mark: int | None = None
    topics: Collection[str] = ()
    attended: Collection[Attended] = ()
    counted: Collection[Counted] = ()

    @property
    def present(self) -> int:
        """How many were there: as somebody counted, else as many as are on the list."""
        return sum(each.number for each in self.counted) or len(self.attended)


@dataclass(frozen=True, kw_only=True)
class Reached:
    """What a campaign reached on its channel, by one measure."""

    channel: str
    measure: str
    number: int
    is_estimate: bool


@dataclass(frozen=True, kw_only=True)
class Talk:
    """A talk: who was there, as somebody counted, and who signed in by code."""

    counted: Collection[Counted]
    signed_in: Collection[Attended] = ()


@dataclass(frozen=True, kw_only=True)
class Inspected:
    """An inspection that was made."""

    target: str
    area: str
    result: str
    has_checked: bool
    inspectors: int = 0


@dataclass(frozen=True, kw_only=True)
class Surveyed:
    """How many of those asked knew, before or after a campaign."""

    phase: str
    sample: int
    knowing: int


@dataclass(frozen=True, kw_only=True)
class Given:
    """Everything of a quarter. `schools` are those that teach about trafficking, of the year so far."""

    trainings: Collection[Training] = ()
    reached: Collection[Reached] = ()
    talks: Collection[Talk] = ()
    inspected: Collection[Inspected] = ()
    surveyed: Collection[Surveyed] = ()
    schools: Collection[tuple[str, str]] = ()
    tallies: Collection[tuple[str, str, str, int]] = ()
    """(kind, area, channel or platform, number)."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the country's rules say."""

    trained_percent: int
    first_responder_roles: Collection[str]
    justice_roles: Collection[str]
    identification_topics: Collection[str]


@dataclass
class _Of:
    """Who was at the trainings of one indicator: attendances, and people by who they are."""

    attendances: Counter[tuple[str, str]] = field(default_factory=Counter)
    people: dict[bytes, tuple[str, str]] = field(default_factory=dict)
    trained: set[bytes] = field(default_factory=set)
    passed: set[bytes] = field(default_factory=set)


def lines(given: Given, terms: Terms) -> list[Line]:
    """Every figure of a quarter."""
    return [
        *reach(given),
        *_trained("PV02", given.trainings, terms),
        *_present(given.trainings),
        *_trained("PT15", _on_identification(given.trainings, terms), terms, terms.first_responder_roles),
        *_trained("PR10", given.trainings, terms, terms.justice_roles),
        *_aware(given.surveyed),
        *_inspections(given.inspected),
        *_schools(given.schools),
        *_tallied(given.tallies),
    ]


def reach(given: Given) -> Iterator[Line]:
    """PV01: by channel and measure, estimates apart. There is no figure of all channels together."""
    found: Counter[tuple[str, str, bool]] = Counter()
    for each in given.reached:
        found[each.channel, each.measure, each.is_estimate] += each.number
    for (channel, measure, is_estimate), number in sorted(found.items()):
        yield Line(
            indicator="PV01",
            unit=measure,
            number=number,
            by="campaign_channels",
            among=channel,
            is_estimate=is_estimate,
        )
    at_talks = [each for talk in given.talks for each in _counted(talk)]
    if at_talks:
        yield Line(indicator="PV01", unit="present_at_talks", number=sum(each.number for each in at_talks))
    for by, of in (("people_sexes", "sex"), ("age_bands", "age_band"), ("areas", "area")):
        groups: Counter[str] = Counter()
        for heads in at_talks:
            groups[getattr(heads, of)] += heads.number
        yield from _by("PV01", "present_at_talks", by, groups)


def _counted(talk: Talk) -> Iterable[Counted]:
    """Who was at a talk: as somebody counted. Where nobody did, those who signed in by code."""
    if talk.counted:
        return talk.counted
    return [
        Counted(sex=each.sex, age_band=each.age_band, area=each.area, number=1, role=each.role)
        for each in talk.signed_in
    ]


def _on_identification(trainings: Iterable[Training], terms: Terms) -> list[Training]:
    wanted = set(terms.identification_topics)
    return [each for each in trainings if wanted & set(each.topics)]


def _trained(
    indicator: str, trainings: Iterable[Training], terms: Terms, roles: Collection[str] | None = None
) -> Iterator[Line]:
    found = _Of()
    for training in trainings:
        for each in training.attended:
            if roles is None or each.role in roles:
                _take(found, training, each, terms)
    if not found.attendances:
        return
    yield Line(indicator=indicator, unit=ATTENDANCES, number=sum(found.attendances.values()))
    for unit, people in ((PEOPLE, set(found.people)), (TRAINED, found.trained), (PASSED, found.passed)):
        yield Line(indicator=indicator, unit=unit, number=len(people))
        for by, place in (("people_sexes", 0), ("prevention_roles", 1)):
            groups = Counter(found.people[person][place] for person in people)
            yield from _by(indicator, unit, by, groups)


def _take(found: _Of, training: Training, each: Attended, terms: Terms) -> None:
    found.attendances[each.sex, each.role] += 1
    if not each.person:
        return
    found.people[each.person] = (each.sex, each.role)
    is_trained = rules.is_trained(each.hours or Decimal(0), training.of_hours, percent=terms.trained_percent)
    if is_trained:
        found.trained.add(each.person)
    if rules.passed(each.post, pass_mark=training.pass_mark, is_trained=is_trained) is rules.Passed.YES:
        found.passed.add(each.person)


def _present(trainings: Collection[Training]) -> Iterator[Line]:
    if trainings:
        yield Line(indicator="PV02", unit=PRESENT, number=sum(each.present for each in trainings))


def _aware(surveyed: Iterable[Surveyed]) -> Iterator[Line]:
    for unit, of in (("asked", "sample"), ("knowing", "knowing")):
        groups: Counter[str] = Counter()
        for each in surveyed:
            groups[each.phase] += getattr(each, of)
        yield from _by("PV03", unit, "survey_phases", groups)


def _inspections(inspected: Collection[Inspected]) -> Iterator[Line]:
    if not inspected:
        return
    yield Line(indicator="PV05", unit="inspections", number=len(inspected))
    yield from _by("PV05", "inspections", "inspection_results", Counter(each.result for each in inspected))
    checked = [each for each in inspected if each.has_checked]
    yield Line(indicator="PV05", unit="with_check", number=len(checked))
    yield from _by("PV05", "with_check", "inspection_targets", Counter(each.target for each in checked))
    yield from _by("PV05", "with_check", "areas", Counter(each.area for each in checked))


def _schools(schools: Iterable[tuple[str, str]]) -> Iterator[Line]:
    """Each school once in a year, however often somebody talked there."""
    places = dict(schools)
    if places:
        yield Line(indicator="PV06", unit="schools", number=len(places))
        yield from _by("PV06", "schools", "areas", Counter(places.values()))


_TALLIES = {
    "hotline_contacts": ("PV04", "contacts", "contact_channels"),
    "hotline_referred": ("PV04", "referred", "contact_channels"),
    "online_reports": ("PV07", "reports", "online_platforms"),
    "schools": ("PV06", "all_schools", ""),
}


def _tallied(tallies: Collection[tuple[str, str, str, int]]) -> Iterator[Line]:
    for kind, (indicator, unit, listed) in _TALLIES.items():
        own = [(area, among, number) for of, area, among, number in tallies if of == kind]
        if not own:
            continue
        yield Line(indicator=indicator, unit=unit, number=sum(number for _area, _among, number in own))
        for by, place in ((listed, 1), ("areas", 0)):
            groups: Counter[str] = Counter()
            for each in own:
                if by and each[place]:
                    groups[str(each[place])] += each[2]
            yield from _by(indicator, unit, by, groups)


def _by(indicator: str, unit: str, by: str, groups: Counter[str]) -> Iterator[Line]:
    for among, number in sorted(groups.items()):
        if among:
            yield Line(indicator=indicator, unit=unit, number=number, by=by, among=among)
