"""Corrections: who leads a case corrects what was recorded, and what stood there before stays readable.

Each context corrects its own records. Here is what all of them share: comparing what was typed with what stands and
with what others have corrected meanwhile, and reading corrections again.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from opennrm.agencies.models import Membership
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.plain_text import plain
from opennrm.foundation.refusals import ChangedMeanwhile, Refused
from opennrm.foundation.sealing import Seal

from . import reasons
from .bound import Correction
from .models import Case, CaseCorrection

FACTS = ("age", "sex", "languages", "area")
"""What everybody who sees a case reads of the child."""

Values = Mapping[str, Any]
"""What stands in a record, by the names of its fields: texts, numbers, yes or no, and lists of codes."""
Change = tuple[Any, Any]
"""What stood in a field before a correction, and after."""


class NothingCorrected(Refused):
    """What was typed is what stands there already."""


@dataclass(frozen=True, kw_only=True)
class Meanwhile:
    """What stands now, after somebody else's correction, beside what was typed.

    `shown` is what the form should hold now: what was typed, and what stands where nothing was. `theirs` is what
    stands where both corrected the same. `version` is that of the record now.
    """

    shown: Values
    theirs: Values
    version: int


@dataclass(frozen=True, kw_only=True)
class OpenCorrection:
    """A correction, opened. `changes` holds for each field what stood there before and after."""

    subject_id: UUID
    changes: Mapping[str, Change]
    reason: str
    corrected_at: datetime
    corrected_by: Membership


def of_subject(actor: Actor, kind: type[Correction], subject_id: UUID, seal: Seal) -> list[OpenCorrection]:
    """Open the corrections of a record, the oldest first, for whoever corrects it."""
    return _open(kind._default_manager.visible_to(actor).filter(subject_id=subject_id), seal)


def of_case(actor: Actor, kind: type[Correction], case_id: UUID, seal: Seal) -> list[OpenCorrection]:
    """Open every correction of this kind in a case, the oldest first. Whoever shows them records that."""
    return _open(kind._default_manager.visible_to(actor).filter(case_id=case_id), seal)


def _open(rows: QuerySet[Correction], seal: Seal) -> list[OpenCorrection]:
    found = rows.select_related("corrected_by__account", "corrected_by__agency")
    return [_opened(row, seal) for row in found.order_by("corrected_at", "id")]


def _opened(row: Correction, seal: Seal) -> OpenCorrection:
    changes = json.loads(seal.open_field(row, "changes"))
    return OpenCorrection(
        subject_id=row.subject_id,
        changes={name: (before, after) for name, (before, after) in changes.items()},
        reason=plain(seal.open_field(row, "reason"), lines=True),
        corrected_at=row.corrected_at,
        corrected_by=row.corrected_by,
    )


def version_of(actor: Actor, kind: type[Correction], subject_id: UUID) -> int:
    """How often a record was corrected: a form says which version it was made from."""
    return kind._default_manager.visible_to(actor).filter(subject_id=subject_id).count()


def changes_of(now: Values, given: Values, made: Sequence[OpenCorrection], *, seen: int) -> dict[str, Change]:
    """What a form changes: only what was typed on it, even where others have corrected something else meanwhile.

    :param now: what stands in the record, which is locked.
    :param given: everything on the form.
    :param made: every correction of the record, the oldest first.
    :param seen: the version of the record that the form was made from: how many corrections it had.
    :raises NothingCorrected: nothing differs.
    :raises ChangedMeanwhile: somebody else has corrected the same, to something else.
    """
    since = made[seen:]
    was_shown = dict(now)
    for correction in reversed(since):
        was_shown |= {name: before for name, (before, _after) in correction.changes.items()}
    typed = {name: value for name, value in given.items() if value != was_shown[name]}
    theirs = {name for correction in since for name in correction.changes}
    contested = {name: now[name] for name in typed if name in theirs and typed[name] != now[name]}
    if contested:
        raise ChangedMeanwhile(
            _("Somebody else corrected this after you opened the page. Nothing was overwritten."),
            Meanwhile(shown={**now, **typed}, theirs=contested, version=len(made)),
        )
    changes = {name: (now[name], value) for name, value in typed.items() if value != now[name]}
    if not changes:
        raise NothingCorrected(_("Nothing is different from what is recorded. Change what is wrong first."))
    return changes


def require_reason(reason: str) -> str:
    """The reason of a correction, without the spaces around it.

    :raises NoReason: it is missing or too short to tell anything.
    """
    return reasons.require_reason(reason, says=_("Say why this is being corrected, or how you know."))


def write_down(
    row: Correction, changes: Mapping[str, Change], *, reason: str, seal: Seal, by: Actor, at: datetime
) -> None:
    """Fill in a correction that is new. The context that has the record saves both."""
    row.fields, row.corrected_at, row.corrected_by_id = sorted(changes), at, by.membership_id
    seal.close_field(row, "changes", json.dumps(changes, separators=(",", ":")))
    seal.close_field(row, "reason", reason)


def facts_of(case: Case) -> dict[str, Any]:
    """What can be corrected of a case, as it stands. The order in which languages were chosen says nothing."""
    return {name: getattr(case, name) for name in FACTS} | {"languages": sorted(case.languages)}


def correct_facts(
    case: Case, changes: Mapping[str, Change], *, reason: str, seal: Seal, by: Actor, at: datetime
) -> None:
    """Correct what everybody reads of the child. The caller has locked the case, and tells what happened.

    :param reason: empty for an age that follows a corrected date of birth.

    :raises Refused: something is no code of the country pack.
    """
    for name, (_before, after) in changes.items():
        _refuse_unknown(name, after)
        setattr(case, name, after)
    row = CaseCorrection.make(case, at, subject_id=case.pk)
    write_down(row, changes, reason=reason, seal=seal, by=by, at=at)
    row.save(from_action=True, force_insert=True)
    case.save(from_action=True, update_fields=list(changes))


def _refuse_unknown(name: str, value: Any) -> None:
    """These columns are not sealed: nothing but what the country pack knows gets there."""
    known: dict[str, set[str]] = {
        "sex": set(pack().codes("sexes")),
        "languages": {language.code for language in pack().languages},
        "area": {area.code for area in pack().areas},
    }
    given = value if isinstance(value, list) else [value]
    if name in known and not {code for code in given if code} <= known[name]:
        raise Refused(_("Choose one of the options shown."), field=name)
