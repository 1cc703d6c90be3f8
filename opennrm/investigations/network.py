"""The network around a suspect: who shares places, telephones, vehicles, accounts, companies or cases with them.

A case is a reference there and nothing else.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor

from . import access, rules
from .drawing import Column, Node
from .models import Thing

MOST_NODES = 200
"""As many are found and drawn, those that are nearest first."""


@dataclass(kw_only=True)
class Network:
    """Nodes in the order in which they were found, and which of them are linked. `is_cut`: there are more."""

    centre: str
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: set[tuple[str, str]] = field(default_factory=set)
    investigations: dict[str, list[str]] = field(default_factory=dict)
    """The references of the investigations in which each suspect stands, by the key of its node."""
    is_cut: bool = False

    @property
    def suspect_ids(self) -> list[str]:
        """The ids of the suspects in it."""
        return sorted(_id_of(key) for key, node in self.nodes.items() if node.column == Column.SUSPECTS)

    def linked_to(self, key: str) -> list[Node]:
        """What a node is linked to, in the order in which it was found."""
        near = {other for edge in self.edges if key in edge for other in edge if other != key}
        return [node for other, node in self.nodes.items() if other in near]


@dataclass(kw_only=True)
class _Found:
    """What the search has reached: ids in the order in which they were found, and what joins them."""

    suspects: dict[UUID, None] = field(default_factory=dict)
    things: dict[UUID, None] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    """References, and of what: "case", or "investigation" for one that names no child."""
    uses: set[tuple[UUID, UUID]] = field(default_factory=set)
    stands: set[tuple[UUID, str]] = field(default_factory=set)
    investigations: dict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))
    is_cut: bool = False

    @property
    def room(self) -> int:
        """How many more nodes there is room for."""
        return MOST_NODES - len(self.suspects) - len(self.things) - len(self.cases)

    def add(self, into: dict, new: Iterable) -> list:
        """Note what was not reached before, as far as there is room; returns it."""
        fresh = [each for each in dict.fromkeys(new) if each not in into]
        kept, self.is_cut = fresh[: self.room], self.is_cut or len(fresh) > self.room
        into.update(dict.fromkeys(kept))
        return kept


def around(actor: Actor, suspect_id: UUID) -> Network:
    """The network around a suspect, with the names of everybody in it opened, and recorded.

    :raises NotThere: the actor knows of no such suspect.
    :raises NotAllowed: the actor's role does not investigate.
    """
    access.require_investigating(actor)
    network = _opened(actor, _reached(actor, access.suspect(actor, suspect_id).pk), suspect_id)
    detail = {"around": str(suspect_id), "suspects": network.suspect_ids}
    audit.record("network.opened", detail=detail)
    return network


def _reached(actor: Actor, start: UUID) -> _Found:
    found = _Found(suspects={start: None})
    frontier: Collection[UUID] = [start]
    while frontier and found.room > 0:
        others = [*_by_things(actor, found, frontier), *_by_cases(actor, found, frontier)]
        frontier = found.add(found.suspects, others)
    if frontier:
        # Those who came last have lines to what was found before.
        _by_things(actor, found, frontier)
        _by_cases(actor, found, frontier)
    return found


def _by_things(actor: Actor, found: _Found, suspects: Collection[UUID]) -> list[UUID]:
    """The suspects who share a thing with these, in a settled order."""
    links = access.links(actor)
    shared = links.filter(thing__in=links.filter(suspect__any_of=suspects).values("thing"))
    uses = list(shared.order_by("recorded_at", "id").values_list("suspect", "thing"))
    found.add(found.things, (thing for _suspect, thing in uses))
    found.uses.update(uses)
    return [suspect for suspect, _thing in uses]


def _by_cases(actor: Actor, found: _Found, suspects: Collection[UUID]) -> list[UUID]:
    """The suspects who stand in an investigation about the same child as these, or in the same one."""
    standing = access.involvements(actor).standing()
    mine = set(standing.filter(suspect__any_of=suspects).values_list("investigation", flat=True))
    if not mine:
        return []
    children = access.children(actor).filter(ended_at=None)
    about = children.filter(investigation__any_of=mine)
    same = children.filter(case_reference__in=about.values("case_reference"))
    wider = mine | set(same.values_list("investigation_id", flat=True))
    rows = standing.filter(investigation__any_of=wider).order_by("recorded_at", "id")
    of_investigation = _children(actor, wider)
    others = []
    for suspect, investigation, reference in rows.values_list(
        "suspect", "investigation", "investigation__reference"
    ):
        named = of_investigation.get(investigation)
        for each in found.add(found.cases, named or [reference]):
            found.cases[each] = "case" if named else "investigation"
        found.stands |= {(suspect, each) for each in named or [reference]}
        found.investigations[suspect].add(reference)
        others.append(suspect)
    return others


def _children(actor: Actor, investigations: Collection[UUID]) -> dict[UUID, list[str]]:
    rows = access.children(actor).filter(investigation__any_of=investigations, ended_at=None)
    found: dict[UUID, list[str]] = defaultdict(list)
    for investigation, reference in rows.order_by("recorded_at", "id").values_list(
        "investigation", "case_reference"
    ):
        found[investigation].append(reference)
    return found


def _opened(actor: Actor, found: _Found, centre: UUID) -> Network:
    rows = access.suspects(actor).filter(pk__any_of=found.suspects).in_bulk()
    network = Network(centre=_suspect_key(centre), is_cut=found.is_cut)
    for each in access.unrecorded(rows[pk] for pk in found.suspects if pk in rows):
        key = _suspect_key(each.suspect.pk)
        network.nodes[key] = Node(key, "suspect", Column.SUSPECTS, each.name)
        network.investigations[key] = sorted(found.investigations.get(each.suspect.pk, ()))
    keys = _add_things(actor, network, found.things)
    for reference, kind in found.cases.items():
        network.nodes[reference] = Node(reference, kind, Column.CASES, reference)
    ends = [(_suspect_key(suspect), keys.get(thing, "")) for suspect, thing in found.uses]
    ends += [(_suspect_key(suspect), reference) for suspect, reference in found.stands]
    network.edges = {edge for edge in ends if edge[0] in network.nodes and edge[1] in network.nodes}
    return network


def _add_things(actor: Actor, network: Network, thing_ids: Collection[UUID]) -> dict[UUID, str]:
    """Things of one kind and form are one node, also where an agency keeps one of them to itself."""
    things = access.things(actor).filter(pk__any_of=thing_ids).in_bulk()
    keys: dict[UUID, str] = {}
    region = pack().telephone_region
    for pk in thing_ids:
        thing: Thing | None = things.get(pk)
        if thing is None:
            continue
        value = access.value_of(thing)
        key = f"{thing.kind}:{rules.normal_form(thing.kind, value, region)}"
        keys[pk] = key
        network.nodes.setdefault(key, Node(key, thing.kind, Column.THINGS, value))
    return keys


def _suspect_key(suspect_id: UUID) -> str:
    return f"suspect:{suspect_id}"


def _id_of(key: str) -> str:
    return key.partition(":")[2]
