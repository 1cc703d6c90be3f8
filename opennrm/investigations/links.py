"""What suspects are linked to: places, telephones, vehicles, accounts, companies. Entered twice, it is one thing."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused
from opennrm.foundation.sealing import id_of
from opennrm.foundation.visibility import merged

from . import access, own_keys, rules
from .models import KNOWN_TO, Link, Suspect, Thing
from .values import LinkKind


def add(suspect_id: UUID, *, kind: str, value: str, by: Actor, at: datetime) -> Link:
    """Link a suspect to a thing. If the suspect is linked to it already, nothing happens.

    :raises NotThere: `by` knows of no such suspect.
    :raises NotAllowed: the role of `by` does not investigate.
    :raises Refused: the kind is not known, or nothing of what was typed can be compared.
    """
    suspect = access.suspect_to_change(by, suspect_id)
    if kind not in LinkKind.values:
        raise Refused(_("Choose what it is."), field="kind")
    form = rules.normal_form(kind, value, pack().telephone_region)
    if not form:
        raise Refused(_("Enter the number, name or address."), field="value")
    thing = _thing_of(suspect, kind, form, value, by=by, at=at)
    link = access.links(by).filter(suspect=suspect, thing=thing).first()
    if link is not None:
        return link
    link = Link(
        suspect=suspect,
        thing=thing,
        recorded_at=at,
        recorded_by_id=by.membership_id,
        readers=suspect.readers,
        writers=suspect.writers,
    )
    link.save(from_action=True, force_insert=True)
    audit.record("suspect.linked", subject=suspect, detail={"kind": kind, "thing": str(thing.pk)})
    return link


def end(suspect_id: UUID, link_id: UUID, *, by: Actor, at: datetime) -> None:
    """Say that a suspect does not use a thing any more, or never did. The row stays.

    :raises NotThere: there is no such link of a suspect of whom `by` knows.
    :raises NotAllowed: the role of `by` does not investigate.
    """
    suspect = access.suspect_to_change(by, suspect_id)
    link = fetch(access.links(by).filter(suspect=suspect), pk=link_id)
    link.ended_at = at
    link.save(from_action=True, update_fields=["ended_at"])
    audit.record("suspect.link_ended", subject=suspect, detail={"thing": str(link.thing_id)})


def suspects_with(actor: Actor, text: str) -> set[UUID]:
    """The suspects who are linked to a thing that is written like this."""
    region = pack().telephone_region
    forms = {(kind, rules.normal_form(kind, text, region)) for kind in LinkKind.values}
    tokens = [
        token_of(owner, kind, form) for kind, form in forms for owner in (None, actor.agency_id) if form
    ]
    linked = access.links(actor).filter(thing__in=access.things(actor).filter(token__in=tokens))
    return set(linked.values_list("suspect_id", flat=True))


def token_of(confined_to: UUID | None, kind: str, form: str) -> UUID:
    """What stands for a thing among those who know of it: the same for the same thing, and made by a key alone."""
    owner = KNOWN_TO if confined_to is None else f"investigations {confined_to}"
    return id_of("thing", f"{owner}|{kind}|{form}")


def _thing_of(suspect: Suspect, kind: str, form: str, value: str, *, by: Actor, at: datetime) -> Thing:
    """The thing that others know of already, or a new one, known to those who know of the suspect."""
    access.one_at_a_time(f"{kind} {token_of(None, kind, form)}")
    owners = dict.fromkeys([None, suspect.confined_to_id])
    for owner in owners:
        found = access.things(by).filter(token=token_of(owner, kind, form)).first()
        if found is not None:
            _show(found, suspect, by=by)
            return found
    thing = Thing(
        kind=kind,
        token=token_of(suspect.confined_to_id, kind, form),
        recorded_at=at,
        readers=suspect.readers,
        writers=suspect.writers,
    )
    own_keys.new_seal(thing).close_field(thing, "value", value.strip())
    thing.save(from_action=True, force_insert=True)
    return thing


def _show(thing: Thing, suspect: Suspect, *, by: Actor) -> None:
    """Let everybody read a thing who reads a suspect that is linked to it, such as prosecutors."""
    if missing := sorted(set(suspect.readers) - set(thing.readers)):
        Thing.objects.writable_by(by).filter(pk=thing.pk).update(
            readers=merged("readers", missing), from_action=True
        )
