"""Recording suspects, once for all investigations: who they are, where they were, and what is put right."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.cases.reasons import require_reason
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.partial_dates import PartialDate
from opennrm.foundation.refusals import ChangedMeanwhile, Refused

from . import access, own_keys, rules, suspect_index
from .models import Suspect, SuspectCorrection, SuspectStatus
from .values import AgeBand, SuspectKind

OPEN_FACTS = ("sex", "age_band", "citizenships")
"""What is not sealed of a suspect, because figures count it."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Who a suspect is, as far as anybody knows. An empty text is not known; a company has its name in `family_name`.

    `birth_date` is the text of a `PartialDate`. With it `age_band` is reckoned; without it, it is what was estimated.
    """

    kind: str
    given_names: str = ""
    family_name: str = ""
    other_names: str = ""
    birth_date: str = ""
    document_number: str = ""
    description: str = ""
    sex: str = ""
    age_band: str = AgeBand.UNKNOWN
    citizenships: tuple[str, ...] = ()

    @property
    def texts(self) -> dict[str, str]:
        """By the names of the sealed fields."""
        return {name: getattr(self, name).strip() for name in Suspect.SEALED}


def record(facts: Facts, *, confined_to: UUID | None = None, page: UUID, by: Actor, at: datetime) -> Suspect:
    """Record a suspect of whom nobody knew. Look for candidates first (`candidates.find`).

    :param confined_to: the agency that alone knows of them: that of `by`.
    :param page: of each showing of the page another one: sent twice, it makes one suspect.
    :raises NotAllowed: the actor's role does not investigate.
    :raises Refused: nothing is known of them, or something is not possible.
    """
    access.require_investigating(by)
    access.one_at_a_time(str(page))
    if found := access.suspects(by).filter(form_token=page).first():
        return found
    if confined_to is not None and confined_to != by.agency_id:
        raise Refused(_("Only your own agency can keep a suspect to itself."))
    principals = sorted(access.known_to(confined_to))
    row = Suspect(
        kind=facts.kind,
        confined_to_id=confined_to,
        form_token=page,
        recorded_at=at,
        recorded_by_id=by.membership_id,
        readers=principals,
        writers=principals,
    )
    own_keys.new_seal(row)
    _state(row, facts, at=at)
    row.save(from_action=True, force_insert=True)
    audit.record("suspect.recorded", subject=row)
    suspect_index.add(row, suspect_index.keys_of(facts.texts), by=by)
    return row


def correct(
    suspect_id: UUID, facts: Facts, *, reason: str, seen_version: int, by: Actor, at: datetime
) -> Suspect:
    """Put right who a suspect is. What stood there before is kept, sealed under the same key.

    :raises NotThere: `by` knows of no such suspect.
    :raises NotAllowed: the role of `by` does not investigate.
    :raises ChangedMeanwhile: somebody else was faster.
    :raises Refused: nothing was changed, or something is not possible.
    """
    row = access.suspect_to_change(by, suspect_id)
    if row.version != seen_version:
        raise ChangedMeanwhile(
            _("Somebody else changed this suspect after you opened the page. Nothing was overwritten."), row
        )
    before = values_of(row)
    _state(row, facts, at=at)
    after = values_of(row)
    changes = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    if not changes:
        raise Refused(_("Nothing was changed."))
    reason = require_reason(reason)
    row.version += 1
    row.save(from_action=True, update_fields=[*Suspect.SEALED, *OPEN_FACTS, "version"])
    _keep_before(row, changes, reason, by=by, at=at)
    audit.record("suspect.corrected", subject=row, detail={"fields": sorted(changes)})
    suspect_index.follow(row, before=_keys(before), after=_keys(after), by=by)
    return row


def add_status(
    suspect_id: UUID, *, status: str, happened_at: datetime, is_time_known: bool, by: Actor, at: datetime
) -> SuspectStatus:
    """Record where a suspect is since a moment, such as arrested or bailed. The same twice makes one row.

    :raises NotThere: `by` knows of no such suspect.
    :raises NotAllowed: the role of `by` does not investigate.
    :raises Refused: the status is none of the country's, or the moment lies in the future.
    """
    row = access.suspect_to_change(by, suspect_id)
    if status not in pack().codes("suspect_statuses"):
        raise Refused(_("Choose what happened."), field="status")
    if happened_at > at:
        raise Refused(_("Enter when it was. It cannot be in the future."), field="happened_on")
    same = access.statuses(by, [row.pk]).filter(status=status, happened_at=happened_at).first()
    if same is not None:
        return same
    made = SuspectStatus(
        suspect=row,
        status=status,
        happened_at=happened_at,
        is_time_known=is_time_known,
        recorded_at=at,
        recorded_by_id=by.membership_id,
        readers=row.readers,
        writers=row.writers,
    )
    made.save(from_action=True, force_insert=True)
    audit.record("suspect.status_recorded", subject=row, detail={"status": status})
    return made


def withdraw_status(suspect_id: UUID, status_id: UUID, *, by: Actor, at: datetime) -> None:
    """Withdraw a status that was entered by mistake. The row stays.

    :raises NotThere: there is no such status of a suspect of whom `by` knows.
    :raises NotAllowed: the role of `by` does not investigate.
    """
    row = access.suspect_to_change(by, suspect_id)
    made = fetch(access.statuses(by, [row.pk]), pk=status_id)
    made.withdrawn_at = at
    made.save(from_action=True, update_fields=["withdrawn_at"])
    audit.record("suspect.status_withdrawn", subject=row, detail={"status": made.status})


def values_of(row: Suspect) -> dict[str, Any]:
    """What can be corrected of a suspect, opened. Whoever shows it records that."""
    seal = own_keys.seal_of(row)
    texts = {name: seal.open_field(row, name) for name in Suspect.SEALED}
    return {**texts, **{name: getattr(row, name) for name in OPEN_FACTS}}


def is_a_child(row: Suspect) -> bool:
    """Whether a suspect is under age, as far as their band says."""
    return row.age_band == AgeBand.CHILD


def _state(row: Suspect, facts: Facts, *, at: datetime) -> None:
    _refuse_impossible(facts)
    seal = own_keys.seal_of(row)
    for name, text in facts.texts.items():
        seal.close_field(row, name, text)
    is_person = row.kind == SuspectKind.NATURAL
    born = PartialDate.fromisoformat(facts.birth_date) if facts.birth_date and is_person else None
    today = at.astimezone(pack().zone).date()
    reckoned = rules.age_band(born, on=today)
    estimated = facts.age_band if is_person else AgeBand.NONE
    row.age_band = reckoned if reckoned != AgeBand.UNKNOWN else estimated
    row.sex = facts.sex if is_person else ""
    row.citizenships = list(facts.citizenships) if is_person else []


def _refuse_impossible(facts: Facts) -> None:
    if facts.kind not in SuspectKind.values:
        raise Refused(_("Choose whether it is a person or a company."), field="kind")
    if not any(facts.texts[name] for name in ("given_names", "family_name", "other_names", "description")):
        raise Refused(_("Enter a name, or describe who it is if nobody knows the name."), field="family_name")
    if not set(facts.citizenships) <= set(pack().listed("citizenships")):
        raise Refused(_("Choose the citizenship from the list."), field="citizenships")
    if facts.age_band not in AgeBand.values:
        raise Refused(_("Choose how old the person is."), field="age_band")


def _keep_before(
    row: Suspect, changes: Mapping[str, list[Any]], reason: str, *, by: Actor, at: datetime
) -> None:
    kept = SuspectCorrection(
        suspect=row,
        fields=sorted(changes),
        corrected_at=at,
        corrected_by_id=by.membership_id,
        readers=row.readers,
        writers=row.writers,
    )
    seal = own_keys.seal_of(row)
    seal.close_field(kept, "changes", json.dumps(changes))
    seal.close_field(kept, "reason", reason)
    kept.save(from_action=True, force_insert=True)


def _keys(values: Mapping[str, Any]) -> set[suspect_index.Key]:
    return suspect_index.keys_of({name: values[name] for name in Suspect.SEALED})
