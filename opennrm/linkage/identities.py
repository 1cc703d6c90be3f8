"""Under which identity each record counts: derived from the verdicts by the matcher, which sees all of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.people.models import Person

from . import access, components, judged
from .components import Ends
from .models import MATCHER, Identity, Verdict

_SAID = ("low_id", "high_id", "says", "takes_back_id", "judged_at")


def rebuild_identities(*, by: Actor, since: datetime | None = None) -> int:
    """Bring the identities in line with the verdicts, for the matcher; returns for how many records one changed.

    Whoever runs it again, or at once with somebody else, changes nothing more. A record whose case was forgotten ties
    nothing any more: it is as if it had never been tied.

    :param since: only what was said since then, and whatever hangs together with it; None: all. The result is the same.
    """
    access.one_at_a_time("identities")
    said = access.visible_to(by).only(*_SAID)
    kept = Identity.objects.visible_to(by)
    if since is None:
        stands = components.standing(said.iterator())
    else:
        touched = _persons(said.filter(judged_at__gte=since).iterator())
        identities = kept.filter(person__id__any_of=touched).values("identity")
        together = kept.filter(identity__in=identities).values_list("person_id", flat=True)
        stands = judged.around(said, touched | {*together})
        kept = kept.filter(person__id__any_of=_persons(stands.values()) | touched | {*together})
    return _keep(components.identities(components.components(_known(by, stands))), kept.in_bulk())


def _keep(wanted: Mapping[UUID, tuple[UUID, bool]], kept: Mapping[UUID, Identity]) -> int:
    """Change the rows that say something else, and add those that are missing. None is removed."""
    job, changed = [system_principal(MATCHER)], []
    missing = dict(wanted)
    for row in kept.values():
        # Whoever is tied to nobody counts alone.
        stands = missing.pop(row.person_id, (row.person_id, False))
        if stands != (row.identity, row.in_conflict):
            row.identity, row.in_conflict = stands
            row.save(from_action=True, update_fields=["identity", "in_conflict"])
            changed.append(row)
    added = [
        Identity(person_id=person, identity=identity, in_conflict=in_conflict, readers=job, writers=job)
        for person, (identity, in_conflict) in missing.items()
    ]
    Identity.objects.bulk_create(added, from_action=True)
    return len(changed) + len(added)


def _known(by: Actor, stands: Mapping[Ends, Verdict]) -> dict[Ends, Verdict]:
    """What stands between records of which neither was forgotten."""
    people = Person.objects.visible_to(by).filter(pk__any_of=_persons(stands.values()))
    case_of = dict(people.values_list("pk", "case_id"))
    kept = set(judged.keys_left(by, set(case_of.values())).values_list("pk", flat=True))
    known = {person for person, case_id in case_of.items() if case_id in kept}
    return {ends: each for ends, each in stands.items() if known >= {*ends}}


def _persons(said: Iterable[Verdict]) -> set[UUID]:
    return {person for each in said for person in components.ends_of(each)}
