"""Which agencies know how many of the same children: counts without a name, to estimate how many nobody has found.

An agency knows a child if it reported the child. Who leads a case does not count: that is decided by where the child
lives, and says nothing about who finds children. Records that are tied to each other are one child.

The counts are made once a month. From counts of every day somebody could read on which day two records were tied.
"""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from opennrm.agencies.models import Agency, Membership
from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import team_principal

from . import row_keys
from .models import OverlapTable
from .permissions import LINK_OVERLAPS

JOB = "linkage.overlaps"
MOST_LISTS = 12
"""As many as an estimate reads. The agencies that know the fewest children are left out, with whom only they know."""
_COUNT = """
  WITH known AS (
    SELECT coalesce(i.identity, p.id) AS child, coalesce(i.in_conflict, false) AS in_conflict, m.agency_id
      FROM people_person p
      JOIN cases_case c ON c.id = p.case_id
      JOIN cases_receipt r ON r.case_id = c.id
      JOIN agencies_membership m ON m.id = r.reporter_id
      LEFT JOIN linkage_identity i ON i.person_id = p.id
      WHERE c.erased_at IS NULL AND c.from_list NOT IN ('waiting', 'withdrawn')
  ), children AS (
    SELECT array_agg(DISTINCT k.agency_id::text) AS agencies, bool_or(k.in_conflict) AS in_conflict
      FROM known k GROUP BY k.child
  )
  SELECT ch.agencies, count(*), count(*) FILTER (WHERE ch.in_conflict) FROM children ch GROUP BY ch.agencies
"""


@dataclass(frozen=True, kw_only=True)
class Overlaps:
    """How many children exactly these agencies know.

    `counts` has for each combination the places of its agencies in `agencies`, which are names, and how many children.
    `in_conflict` is how many of them have ties that contradict each other, `left_out` how many only agencies know that
    are not among these.
    """

    counted_at: datetime
    agencies: tuple[str, ...]
    counts: tuple[tuple[tuple[int, ...], int], ...]
    in_conflict: int
    left_out: int


def count(actor: Actor, *, at: datetime) -> OverlapTable | None:
    """Count for this month, for the matcher, unless that is done; and let those read it who may now."""
    month = at.astimezone(pack().zone).date().replace(day=1)
    readers = sorted({*actor.principals, *_teams()})
    for kept in OverlapTable.objects.writable_by(actor):
        if set(kept.readers) != set(readers):
            kept.readers = readers
            kept.save(from_action=True, update_fields=["readers"])
    if OverlapTable.objects.visible_to(actor).filter(month=month).exists():
        return None
    table = OverlapTable(month=month, counted_at=at, readers=readers, writers=sorted(actor.principals))
    row_keys.new_seal(table).close_field(table, "counts", json.dumps(_counted()))
    table.save(from_action=True, force_insert=True)
    audit.record("linkage.overlaps_counted", subject=table)
    return table


def newest(actor: Actor) -> OverlapTable | None:
    """The counts of the last month that were made, if the actor sees them."""
    return OverlapTable.objects.visible_to(actor).order_by("-month").first()


def opened(table: OverlapTable) -> Overlaps:
    """Open counts. It is recorded."""
    audit.record("linkage.overlaps_opened", subject=table)
    kept = json.loads(row_keys.seal_of(table).open_field(table, "counts"))
    return Overlaps(
        counted_at=table.counted_at,
        agencies=tuple(kept["agencies"]),
        counts=tuple((tuple(places), number) for places, number in kept["counts"]),
        in_conflict=kept["in_conflict"],
        left_out=kept["left_out"],
    )


def _counted() -> dict:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT)
        rows = cursor.fetchall()
    known = Counter[str]()
    for agencies, children, _in_conflict in rows:
        known.update(dict.fromkeys(agencies, children))
    names = {str(pk): name for pk, name in Agency.objects.filter(pk__in=known).values_list("pk", "name")}
    largest = sorted(known, key=lambda agency: (-known[agency], names[agency], agency))[:MOST_LISTS]
    place = {agency: number for number, agency in enumerate(largest)}
    counts = Counter[tuple[int, ...]]()
    for agencies, children, _in_conflict in rows:
        counts[tuple(sorted(place[agency] for agency in agencies if agency in place))] += children
    left_out = counts.pop((), 0)
    return {
        "agencies": _different([names[agency] for agency in largest]),
        "counts": sorted(counts.items()),
        "in_conflict": sum(in_conflict for _agencies, _children, in_conflict in rows),
        "left_out": left_out,
    }


def _different(names: list[str]) -> list[str]:
    """The names of lists, each once: two agencies may have one name."""
    return [
        name if names.index(name) == place else f"{name} ({place + 1})" for place, name in enumerate(names)
    ]


def _teams() -> set[int]:
    roles = pack().roles_that_may(LINK_OVERLAPS)
    teams = Membership.objects.acting().filter(role__in=roles).values_list("agency_id", "role").distinct()
    return {team_principal(agency_id, role) for agency_id, role in teams}
