"""What a page shows of an investigation and of a suspect, as far as somebody may know it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from opennrm.cases import access as cases
from opennrm.foundation.actor import Actor

from . import access, own_keys
from .models import ChildSuspectRequest, InvestigatedChild, Investigation, Involvement, Link, Step, Suspect
from .permissions import INVESTIGATION_OVERSEE
from .states import State
from .values import AgeBand


@dataclass(frozen=True, kw_only=True)
class Involved:
    """Somebody who is or was suspected, with their name; `waits` is the request that is not answered with yes."""

    involvement: Involvement
    name: str
    waits: ChildSuspectRequest | None


def of_investigation(actor: Actor, investigation: Investigation) -> dict[str, Any]:
    """Who is suspected, which children it is about, and what happened. Names are opened, and recorded."""
    rows = Involvement.objects.visible_to(actor).filter(investigation=investigation)
    involvements = list(rows.select_related("suspect").order_by("ended_at", "recorded_at", "id"))
    opened = access.opened(
        actor, access.suspects(actor).filter(pk__in=[each.suspect_id for each in involvements])
    )
    asked = {
        each.involvement_id: each
        for each in ChildSuspectRequest.objects.visible_to(actor).filter(involvement__in=involvements)
    }
    involved = [
        Involved(
            involvement=each,
            name=opened[each.suspect_id].name if each.suspect_id in opened else each.suspect.code,
            waits=asked.get(each.pk) if not (each.pk in asked and asked[each.pk].has_agreed) else None,
        )
        for each in involvements
    ]
    named = access.children(actor).filter(investigation=investigation, ended_at=None)
    children: list[InvestigatedChild] = list(named.order_by("recorded_at", "id"))
    seen = cases_seen(actor, children)
    return {
        "involved": [each for each in involved if each.involvement.ended_at is None],
        "no_longer": [each for each in involved if each.involvement.ended_at is not None],
        "children": [
            {
                "pk": child.pk,
                "case_reference": child.case_reference,
                "position": child.get_position_display(),
                "case_id": seen.get(child.case_reference),
            }
            for child in children
        ],
        "steps": steps(actor, investigation),
    }


def cases_seen(actor: Actor, children: Iterable[InvestigatedChild]) -> dict[str, Any]:
    """The ids of those cases that the actor sees, by their references: for all others the reference is everything."""
    references = {each.case_reference for each in children}
    seen = cases.visible_to(actor).filter(reference__in=references)
    return dict(seen.values_list("reference", "pk"))


def steps(actor: Actor, investigation: Investigation) -> list[dict[str, Any]]:
    """What happened, the newest first, with the words that go with it."""
    rows = Step.objects.visible_to(actor).filter(investigation=investigation)
    seal = own_keys.seal_of(investigation)
    return [
        {"step": row, "words": seal.open_field(row, "words")}
        for row in rows.select_related("done_by__account").order_by("-happened_at", "id")
    ]


def next_steps(actor: Actor, investigation: Investigation) -> dict[str, bool]:
    """What the actor may do with an investigation as it stands."""
    is_ours, prosecutes = access.is_of(actor, investigation), access.is_prosecutor_of(actor, investigation)
    state = investigation.state
    is_with_them = prosecutes and state == State.WITH_PROSECUTOR
    return {
        "change": is_ours and state != State.ENDED,
        "send": is_ours and state == State.OPEN,
        "give": is_ours and state != State.ENDED and actor.may(INVESTIGATION_OVERSEE),
        "answer": is_with_them,
        "end": (is_ours and state in (State.OPEN, State.WITH_PROSECUTOR)) or is_with_them,
        "reopen": is_ours and state == State.ENDED,
    }


def of_suspect(actor: Actor, suspect: Suspect) -> dict[str, Any]:
    """Where a suspect was, what they are linked to, and in which investigations they stand."""
    links = (
        access.links(actor)
        .filter(suspect=suspect)
        .select_related("thing")
        .order_by("thing__kind", "recorded_at", "id")
    )
    involvements = access.involvements(actor).filter(suspect=suspect).select_related("investigation__agency")
    return {
        "statuses": list(access.statuses(actor, [suspect.pk])),
        "links": [_linked(each) for each in links],
        "involvements": list(involvements.order_by("ended_at", "recorded_at", "id")),
        "is_child": suspect.age_band == AgeBand.CHILD,
    }


def _linked(link: Link) -> dict[str, Any]:
    return {"link": link, "value": access.value_of(link.thing)}
