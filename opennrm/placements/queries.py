"""Answers about placements: one with all that belongs to it, the nights of a child, and the figures of a year."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.working_time import start_of

from . import access, rules
from .models import Placement, Visit
from .rules import Stay, Year
from .vocabulary import MISSING


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A placement in clear, with its earlier versions and its visits, each in clear."""

    placement: Placement
    case: Case
    words: Mapping[str, str]
    earlier: Sequence[tuple[Placement, Mapping[str, str]]]
    visits: Sequence[tuple[Visit, Mapping[str, str]]]


VISIT_WORDS = ("visitor", "concerns", "child_words")


def open_placement(actor: Actor, root: UUID) -> Opened:
    """Open a placement with everything that belongs to it; recorded.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not allow this.
    """
    current = access.placement_to_read(actor, root)
    seal = case_access.seal(actor, current.case_id)
    versions = list(access.versions_of(actor, root).select_related("made_by__account"))
    opened = [
        (each, {field: seal.open_field(each, field) for field in Placement.SEALED}) for each in versions
    ]
    visits = list(access.visits_of(actor, root).select_related("recorded_by__account"))
    return Opened(
        placement=opened[0][0],
        case=case_access.visible_to(actor).get(pk=current.case_id),
        words=opened[0][1],
        earlier=opened[1:],
        visits=[(each, {field: seal.open_field(each, field) for field in VISIT_WORDS}) for each in visits],
    )


def nights_of(placement: Placement, *, closed_at: datetime | None, at: datetime) -> int:
    """How many nights a placement has had; none while it is planned. After a case was closed nobody counts on."""
    if placement.since is None:
        return 0
    return rules.nights(placement.stay, zone=pack().zone, now=min(at, closed_at or at))


def year_of(day: date) -> Year:
    """The fiscal year of the country to which a day belongs."""
    return rules.fiscal_year(day, begins_in=pack().placements.year_begins_in)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How many children stayed in some kinds of place in a year, and for how many nights."""

    children: int
    nights: int


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A fiscal year of the placements in cases that the actor sees.

    Children of several kinds are counted once for each of them, so that the sum may be more than there are children.
    """

    year: Year
    by_kind: Mapping[str, Counted]
    by_care: Mapping[str, Counted]
    children: int
    nights: int
    missing: Counted


def figures(actor: Actor, *, year: Year, at: datetime) -> Figures:
    """Count the children and nights of a fiscal year. Recorded. Nights of a missing child are in no place."""
    zone = pack().zone
    overlapping = (start_of(year.first, zone), start_of(year.after, zone))
    within = access.visible_to(actor).took_place().filter(period__overlap=overlapping)
    rows = within.order_by().values_list("case_id", "kind", "period", "case__closed_at")
    found: list[tuple[UUID, str, int]] = []
    for case_id, kind, period, closed_at in rows:
        stay, now = Stay(kind=kind, since=period.lower, until=period.upper), min(at, closed_at or at)
        number = rules.nights(stay, zone=zone, now=now, first=year.first, after=year.after)
        found.append((case_id, kind, number))
    audit.record("placements.counted", detail={"year": str(year.first.year)})
    placed = [each for each in found if each[1] != MISSING]
    care = pack().placements.care.values()
    return Figures(
        year=year,
        by_kind={kind: _of(placed, [kind]) for kind in {each[1] for each in placed}},
        by_care={each.code: _of(placed, each.kinds) for each in care},
        children=len({each[0] for each in placed}),
        nights=sum(each[2] for each in placed),
        missing=_of(found, [MISSING]),
    )


def _of(found: Collection[tuple[UUID, str, int]], kinds: Collection[str]) -> Counted:
    own = [each for each in found if each[1] in kinds]
    return Counted(children=len({each[0] for each in own}), nights=sum(each[2] for each in own))
