"""The job that compares every record with all others, and finds by itself which are due (docs/decisions/0023).

What it does is in no transaction of anybody else, so nobody can tell from a page, a notice, the history or the time of
an answer whether it found something.
"""

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, Subquery

from opennrm.audit import actions as audit
from opennrm.cases.models import CaseKey
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.people.comparable import Kept
from opennrm.people.models import Person

from . import match_tokens, objecting, opening, pairs
from .components import Ends
from .models import Examined, Look, MatchToken
from .opened import Opened, model
from .pairs import Found
from .reach import Reach
from .rules import compare_features

OVERLAP = timedelta(hours=1)
"""A change is looked for again for so long: it may have become visible later than it was made."""
OVERLAP_BY_NIGHT = timedelta(days=1)
AT_ONCE = 50
"""Persons compared in one transaction: what is interrupted is undone to the last of them, and found due again."""
# Any number that nothing else in the product locks by.
LOCK = 0x11A7C4
_THE_LOOK = uuid.UUID(int=LOCK)


def is_alone() -> bool:
    """Whether no other matcher works, from now until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return cursor.fetchone()[0]


def due(actor: Actor, *, most: int) -> list[UUID]:
    """The persons who changed since an hour before the last look; after `look_at_all`, all who were not compared.

    A person may be among them who has not changed in what is compared: `examine` tells. Whoever is no longer to be
    compared comes first, then those who were never compared.
    """
    stopped = objecting.still_found(actor)
    since = to_look_from(last_look(actor))
    people = Person.objects.visible_to(actor)
    if since is not None:
        people = people.filter(changed_at__gte=since)
    overlap = OVERLAP if since is not None else OVERLAP_BY_NIGHT
    examined = Examined.objects.filter(person=OuterRef("pk"), model=model().version)
    people = people.annotate(compared_at=Subquery(examined.values("examined_at")[:1]))
    # What was compared so long after it changed cannot have changed unseen.
    is_due = Q(compared_at=None) | Q(compared_at__lt=F("changed_at") + overlap)
    if since is None:
        is_due |= _is_still_found_though_erased()
    people = people.filter(is_due)
    in_turn = people.order_by(F("compared_at").asc(nulls_first=True), "pk").values_list("pk", flat=True)
    return list(dict.fromkeys([*stopped, *in_turn[:most]]))[:most]


def _is_still_found_though_erased() -> Q:
    erased = CaseKey.objects.filter(pk=OuterRef("case_id"), wrapped=None)
    return Q(Exists(erased), Exists(MatchToken.objects.filter(person=OuterRef("pk"))))


def last_look(actor: Actor) -> datetime | None:
    """When the last look began after which nothing was left to compare; None: all is looked at."""
    return Look.objects.visible_to(actor).values_list("looked_at", flat=True).first()


def to_look_from(last: datetime | None) -> datetime | None:
    """From which moment on changes are looked for; None: all that has ever been recorded."""
    return None if last is None else last - OVERLAP


def looked(actor: Actor, *, at: datetime, instead_of: datetime | None) -> None:
    """Keep that all was compared that had changed by then, unless everybody is to be looked at since."""
    mine = sorted(actor.principals)
    kept = Look.objects.writable_by(actor)
    if kept.exists():
        kept.filter(looked_at=instead_of).update(looked_at=at, from_action=True)
    else:
        look = Look(pk=_THE_LOOK, looked_at=at, readers=mine, writers=mine)
        look.save(from_action=True, force_insert=True)


def look_at_all(actor: Actor) -> None:
    """From now on look at everybody, whenever they changed."""
    Look.objects.writable_by(actor).update(looked_at=None, from_action=True)


def examine(actor: Actor, person_ids: Collection[UUID], *, at: datetime) -> int:
    """Compare these persons with all others who may be the same child; returns how many had changed."""
    before = {
        row.person_id: row for row in Examined.objects.visible_to(actor).filter(person__id__any_of=person_ids)
    }
    still_found = set(objecting.still_found(actor))
    changed = [
        row
        for row in opening.sealed(actor, person_ids)
        if row.person_id in still_found
        or not (kept := before.get(row.person_id))
        or not _is_as_it_was(row, kept)
    ]
    found = _compare(actor, changed, before, at=at)
    if changed:
        audit.record(
            "linkage.compared",
            detail={"records": len(changed), "compared": found, "model": model().version},
        )
    return len(changed)


def _is_as_it_was(row: Kept, kept: Examined) -> bool:
    return kept.model == model().version and bytes(kept.digest).startswith(opening.digest(row))


def _compare(actor: Actor, changed: list[Kept], before: dict[UUID, Examined], *, at: datetime) -> int:
    stopped = objecting.persons(actor)
    records = opening.opened(row for row in changed if row.person_id not in stopped)
    keys = {}
    for person_id, record in records.items():
        kept = before.get(person_id)
        if not kept or not bytes(kept.digest).endswith(opening.digest_of_keys(record)):
            keys[person_id] = record.keys
    token = match_tokens.maker()
    match_tokens.give(keys, token, by=actor)
    unreadable = [row.person_id for row in changed if row.person_id not in records]
    match_tokens.release(unreadable, by=actor)
    wanted = match_tokens.candidates(
        {person_id: record.keys_to_find for person_id, record in records.items()}, token, by=actor
    )
    for pair in pairs.of_persons(actor, records):
        for one, other in ((pair.low_id, pair.high_id), (pair.high_id, pair.low_id)):
            if one in wanted and other not in wanted[one]:
                wanted[one].append(other)
    others = {other for each in wanted.values() for other in each} - records.keys() - stopped
    everybody = records | opening.opened(opening.sealed(actor, others))
    found, compared = _found(records, wanted, everybody)
    pairs.write(actor, found, examined=[row.person_id for row in changed], unreadable=unreadable, at=at)
    _keep(actor, changed, records, before, at=at)
    return compared


def _found(
    records: dict[UUID, Opened], wanted: dict[UUID, list[UUID]], everybody: dict[UUID, Opened]
) -> tuple[list[Found], int]:
    """The pairs that are worth keeping, each once; and how many were compared."""
    across, of, lowest = pack().linkage.desk.across_agencies, model(), pairs.lowest_model()
    seen: set[Ends] = set()
    found = []
    for person_id, record in records.items():
        reach = Reach(record.features, lowest)
        for other_id in wanted[person_id]:
            if other_id not in everybody or (ends := ends_of(person_id, other_id)) in seen:
                continue
            seen.add(ends)
            low, high = everybody[ends[0]], everybody[ends[1]]
            if low.facts.case_id == high.facts.case_id or not (across or pairs.is_within_agency(low, high)):
                continue
            other = everybody[other_id]
            if not other.is_possible(reach):
                continue
            each = Found(low, high, compare_features(record.features, other.features, of))
            if each.is_worth_a_look:
                found.append(each)
    return found, len(seen)


def ends_of(one: UUID, other: UUID) -> Ends:
    """Two persons, the one with the lesser id first."""
    return (one, other) if one < other else (other, one)


def _keep(
    actor: Actor,
    changed: Iterable[Kept],
    records: dict[UUID, Opened],
    before: dict[UUID, Examined],
    *,
    at: datetime,
) -> None:
    mine = sorted(actor.principals)
    for row in changed:
        record = records.get(row.person_id)
        columns = {
            "digest": opening.digest(row) + (opening.digest_of_keys(record) if record else b""),
            "model": model().version,
            "examined_at": at,
        }
        if kept := before.get(row.person_id):
            Examined.objects.writable_by(actor).filter(pk=kept.pk).update(**columns, from_action=True)
        else:
            kept = Examined(person_id=row.person_id, readers=mine, writers=mine, **columns)
            kept.save(from_action=True, force_insert=True)
