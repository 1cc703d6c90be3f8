"""Results of matching encodings, brought to the desk: which children of the mechanism are on another office's list.

A result is believed only if the matcher has signed it whose key was named when the children were encoded. Otherwise
whoever works at the desk could make up a result with every number, and read the sheets of all children.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.cases.models import CaseKey
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.refusals import NotAllowed, Refused

from . import opening, row_keys, sheets
from .encodings import comparing, public_keys
from .encodings import results as signed
from .encodings.problems import EncodingProblem
from .models import DESK, MATCHER, MatchResult, OurEncoding, OutsideMatch
from .permissions import LINK_OVERSEE

MOST_MATCHES = 20_000
"""As many are read from one result. They are looked at one by one, so more would never be."""
LARGEST = 4_000_000
"""In bytes: so large is a result of so many matches at most."""
AT_ONCE = 200


@dataclass(frozen=True)
class Row:
    """A row of another list that is alike one of our numbers."""

    number: int
    other_list: str
    row: int
    alike: int


def keep_encoding(
    numbers: Iterable[tuple[int, str]],
    *,
    name: str,
    commitment: str,
    matcher_key: bytes,
    by: Actor,
    at: datetime,
) -> OurEncoding:
    """Keep which number stands for which child, for the matcher, so that a result leads back to them.

    :param numbers: numbers with the ids of the persons.
    """
    both = sorted({*by.principals, system_principal(DESK)})
    kept = OurEncoding(
        called=name,
        commitment=commitment,
        matcher_key=matcher_key,
        encoded_at=at,
        readers=both,
        writers=sorted(by.principals),
    )
    row_keys.new_seal(kept).close_field(kept, "numbers", json.dumps(list(numbers)))
    kept.save(from_action=True, force_insert=True)
    return kept


def bring(content: bytes, *, by: Actor, at: datetime) -> MatchResult:
    """Bring a result to the desk. Within a minute its matches are in the work list.

    :raises NotAllowed: the actor does not oversee the desk.
    :raises Refused: it is not a result that can be believed; the message says why.
    """
    if not by.may(LINK_OVERSEE):
        raise NotAllowed(_("Only somebody who oversees the desk can do this."))
    try:
        encoding, rows = believed(by, content)
    except EncodingProblem as problem:
        raise Refused(str(problem), field="file") from problem
    both = sorted([system_principal(DESK), system_principal(MATCHER)])
    result = MatchResult(
        encoding=encoding,
        content=content,
        brought_at=at,
        brought_by_id=by.membership_id,
        readers=both,
        writers=both,
    )
    result.save(from_action=True, force_insert=True)
    audit.record("match_result.brought", subject=result, detail={"matches": len(rows)})
    return result


def brought(actor: Actor) -> list[MatchResult]:
    """The results that were brought to the desk, the newest first."""
    found = MatchResult.objects.visible_to(actor).defer("content")
    return list(found.select_related("encoding", "brought_by__account").order_by("-brought_at", "id")[:20])


def believed(actor: Actor, content: bytes) -> tuple[OurEncoding, list[Row]]:
    """The encoding of ours that a result is about, and the rows of other lists that are alike one of its numbers.

    :raises EncodingProblem: it is no result, too large, not about a list of ours, or not signed by its matcher.
    """
    if len(content) > LARGEST:
        raise EncodingProblem(_("This file is too large to be a result of matching."))
    result = signed.parse(content, _("This file"))
    ours = OurEncoding.objects.visible_to(actor).filter(
        commitment__in=[each.commitment for each in result.lists]
    )
    encoding = ours.order_by("-encoded_at", "id").first()
    if encoding is None or encoding.numbers is None:
        raise EncodingProblem(
            _("None of the lists of this result was encoded by OpenNRM here, or it was too long ago.")
        )
    key = bytes(encoding.matcher_key)
    if not key or not public_keys.is_signed(result.content, result.signature, key):
        raise EncodingProblem(
            _("This result was not signed by the matcher who was named when the children were encoded.")
        )
    rows = list(_rows(result, encoding.commitment))
    if len(rows) > MOST_MATCHES:
        raise EncodingProblem(_("This result has too many matches to be looked at one by one."))
    return encoding, rows


def _rows(result: signed.Result, commitment: str) -> Iterator[Row]:
    seen: set[tuple[int, int]] = set()
    lists = dict(enumerate(result.lists, start=1))
    for first, row, second, other, alike in result.matches:
        sides = [(first, row), (second, other)]
        if not (
            first != second
            and all(place in lists and 1 <= number <= lists[place].rows for place, number in sides)
            and result.threshold <= alike <= comparing.WHOLE
        ):
            raise EncodingProblem(_("This file is not a result of matching, or it is damaged."))
        for (place, number), (there, in_row) in (sides, sides[::-1]):
            if lists[place].commitment == commitment and (there, in_row) not in seen:
                seen.add((there, in_row))
                yield Row(number, lists[there].name, in_row, alike)


def read_brought(actor: Actor, *, at: datetime) -> None:
    """For the matcher: put what was brought into the work list. What cannot be believed brings nothing."""
    waiting = MatchResult.objects.visible_to(actor).exclude(content=None)
    for result in waiting.select_for_update(of=("self",), skip_locked=True).order_by("brought_at", "id"):
        try:
            encoding, rows = believed(actor, bytes(result.content or b""))
        except EncodingProblem:
            result.matches = 0
        else:
            result.matches = _add(actor, encoding, rows, at=at)
        result.content = None
        result.save(from_action=True, update_fields=["content", "matches"])


def read_now(content: bytes, *, by: Actor, at: datetime) -> int:
    """For the command, as the matcher: put a result into the work list; returns how many matches are new.

    :raises EncodingProblem: it cannot be believed; the message says why.
    """
    encoding, rows = believed(by, content)
    both = sorted([system_principal(DESK), system_principal(MATCHER)])
    result = MatchResult(encoding=encoding, brought_at=at, readers=both, writers=both)
    result.matches = _add(by, encoding, rows, at=at)
    result.save(from_action=True, force_insert=True)
    audit.record("match_result.brought", subject=result, detail={"matches": len(rows)})
    return result.matches


def _add(actor: Actor, encoding: OurEncoding, rows: list[Row], *, at: datetime) -> int:
    persons: dict[int, UUID] = {}
    for number, person in json.loads(row_keys.seal_of(encoding).open_field(encoding, "numbers")):
        persons.setdefault(number, UUID(person))
    kept = OutsideMatch.objects.visible_to(actor).filter(encoding=encoding)
    known = {*kept.values_list("other_list", "row")}
    # A number may stand for nobody: an invented row, or a forged file.
    wanted = [each for each in rows if each.number in persons and (each.other_list, each.row) not in known]
    added = 0
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        opened = opening.opened(opening.sealed(actor, {persons[each.number] for each in part}))
        for each in part:
            if record := opened.get(persons[each.number]):
                _save(record, each, encoding, at=at)
                added += 1
    return added


def _save(record: opening.Opened, row: Row, encoding: OurEncoding, *, at: datetime) -> None:
    both = sorted([system_principal(DESK), system_principal(MATCHER)])
    match = OutsideMatch(
        person_id=record.person_id,
        encoding=encoding,
        other_list=row.other_list,
        row=row.row,
        alike=row.alike,
        found_at=at,
        readers=both,
        writers=both,
    )
    side = json.dumps(sheets.side_of(record.record))
    row_keys.new_seal(match).close_field(match, "sheet", side)
    match.save(from_action=True, force_insert=True)


def destroy_old(actor: Actor, *, at: datetime) -> None:
    """For the matcher: destroy what was kept long enough, or of which the case was erased."""
    desk = pack().linkage.desk
    old = OurEncoding.objects.writable_by(actor).filter(
        encoded_at__lte=at - timedelta(days=desk.encodings_kept_days)
    )
    old.exclude(numbers=None).update(wrapped=None, numbers=None, from_action=True)
    erased = CaseKey.objects.filter(wrapped=None).values("pk")
    keyed = OutsideMatch.objects.writable_by(actor).exclude(wrapped=None)
    settled = keyed.filter(settled_at__lte=at - timedelta(days=desk.sheet_kept_days))
    settled.update(wrapped=None, sheet=None, from_action=True)
    keyed.filter(person__case__id__in=erased).update(wrapped=None, sheet=None, from_action=True)
