"""Which records are of one child, as far as somebody sees all of them, and two records side by side."""

from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from uuid import UUID

from opennrm.audit import actions as audit
from opennrm.cases import access as cases
from opennrm.cases.models import Case
from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.foundation.actor import Actor
from opennrm.foundation.plain_text import plain
from opennrm.foundation.sealing import Seal
from opennrm.foundation.visibility import GuardedQuerySet
from opennrm.people import comparable
from opennrm.people.known import Known
from opennrm.people.models import Person
from opennrm.people.tokens import NAMES

from . import access, components, judged
from .components import Component
from .models import Verdict
from .opened import model, record_of
from .permissions import LINK_JUDGE
from .rules import Comparison, compare
from .states import Says


@dataclass(frozen=True)
class Between:
    """A verdict on the records of two cases."""

    one: Case
    other: Case
    verdict: Verdict


@dataclass(frozen=True)
class Same:
    """Another case of the same child. `verdict` ties the two directly; without one, others tie them."""

    case: Case
    verdict: Verdict | None


@dataclass(frozen=True)
class Contradiction:
    """Two cases that are held to be of different children, and the ties by which they are of the same one."""

    refusal: Between
    path: tuple[Between, ...]


@dataclass(frozen=True)
class Elsewhere:
    """What is said of the child of a case and other records, as far as the actor sees all of them."""

    same: tuple[Same, ...] = ()
    different: tuple[Between, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    may_judge: bool = False


@dataclass(frozen=True)
class Named:
    """Another case of the same child, and the name that stands there; empty if none is known."""

    case: Case
    name: str


@dataclass(frozen=True)
class SideBySide:
    """Two records, opened and compared. `verdict` stands; it is None if nobody has said anything."""

    one: access.Side
    other: access.Side
    known: tuple[Known, Known]
    comparison: Comparison
    verdict: Verdict | None


def elsewhere(actor: Actor, case_id: UUID) -> Elsewhere:
    """What is said of the child of a case and other records, as far as the actor sees all of them. It opens nothing."""
    return elsewhere_of(actor, [case_id]).get(case_id, Elsewhere())


def elsewhere_of(actor: Actor, case_ids: Collection[UUID]) -> dict[UUID, Elsewhere]:
    """The same for many cases at once, with a few queries; without those of which nothing is said."""
    return elsewhere_of_people(actor, dict(people_of(actor, case_ids).values_list("pk", "case_id")))


def people_of(actor: Actor, case_ids: Collection[UUID]) -> GuardedQuerySet:
    """The children of these cases, as far as the actor sees them."""
    return Person.objects.visible_to(actor).filter(case__id__any_of=case_ids)


def elsewhere_of_people(actor: Actor, case_of: Mapping[UUID, UUID]) -> dict[UUID, Elsewhere]:
    """The same for people whose cases are known already."""
    said = access.visible_to(actor).select_related("judged_by__account", "judged_by__agency")
    stands = judged.around(said, case_of.keys()) if case_of else {}
    if not stands:
        return {}
    in_sight = _cases(actor, {person for ends in stands for person in ends}, case_of)
    stands = {ends: each for ends, each in stands.items() if in_sight.keys() >= {*ends}}
    together = {
        person: each for each in components.components(stands) for person in each.persons & case_of.keys()
    }
    found = {
        case_id: Elsewhere(
            same=tuple(_same(person, together.get(person), in_sight)),
            different=tuple(
                _between(each, in_sight)
                for ends, each in stands.items()
                if each.says == Says.DIFFERENT and person in ends
            ),
            contradictions=tuple(_contradictions(together.get(person), in_sight)),
            may_judge=actor.may(LINK_JUDGE) and actor.may(IDENTITY_OPEN),
        )
        for person, case_id in case_of.items()
    }
    return {case_id: each for case_id, each in found.items() if each.same or each.different}


def also_known_as(actor: Actor, case_id: UUID) -> list[Named]:
    """The names under which other cases know the same child, opened: in the history of each it is recorded."""
    others = [each.case for each in elsewhere(actor, case_id).same] if actor.may(IDENTITY_OPEN) else []
    if not others:
        return []
    ids = [case.pk for case in others]
    people = {row.case_id: row for row in Person.objects.visible_to(actor).filter(case__id__any_of=ids)}
    seals, rights = cases.seals(actor, ids), cases.rights_of(actor, others)
    opened = [(people[case.pk], rights[case.pk]) for case in others]
    audit.record_each("identity.opened", opened, detail={"fields": list(NAMES)})
    return [Named(case, _name(people[case.pk], seals[case.pk])) for case in others]


def side_by_side(actor: Actor, case_id: UUID, other_id: UUID) -> SideBySide:
    """Open the records of two cases and compare them. In the history of each it is recorded as any opening.

    :raises NotThere: the actor does not see both of them, or it is one case.
    :raises NotAllowed: the actor's role does not say of records whether they are of the same child.
    """
    one, other = access.two_records(actor, case_id, other_id)
    known, comparison = compared(actor, one, other)
    rights = cases.rights_of(actor, [one.case, other.case])
    for side, texts in zip((one, other), known, strict=True):
        opened = [name for name, text in texts.texts.items() if text]
        opened += ["contacts"] if texts.telephones else []
        audit.record(
            "identity.opened", subject=side.person, right=rights[side.case.pk], detail={"fields": opened}
        )
    return SideBySide(one, other, known, comparison, judged.standing_between(actor, access.ends(one, other)))


def compared(actor: Actor, one: access.Side, other: access.Side) -> tuple[tuple[Known, Known], Comparison]:
    """What is known of two records, opened, and what the frozen model says of them. The caller records it."""
    known = comparable.of_case(actor, one.case.pk), comparable.of_case(actor, other.case.pk)
    left, right = map(record_of, known)
    return known, compare(left, right, model())


def opened_note(actor: Actor, verdict: Verdict) -> str:
    """The words of a verdict. That they were opened is recorded for auditors; it stands in no case's history."""
    note = access.note_of(verdict)
    if note:
        audit.record("same_child.note_opened", subject=verdict)
    return note


def _name(person: Person, seal: Seal) -> str:
    given, family, other = (plain(seal.open_field(person, field), lines=False) for field in NAMES)
    return " ".join(filter(None, (given, family))) or other


def _cases(actor: Actor, person_ids: Set[UUID], known: Mapping[UUID, UUID]) -> dict[UUID, Case]:
    """For each of these persons the case, if the actor sees it and it has not been forgotten.

    :param known: the cases of some of them, by person.
    """
    case_of = {person: case_id for person, case_id in known.items() if person in person_ids}
    if others := person_ids - known.keys():
        case_of |= Person.objects.visible_to(actor).filter(pk__any_of=others).values_list("pk", "case_id")
    keys = judged.keys_left(actor, set(case_of.values()))
    found = cases.visible_to(actor).filter(pk__in=keys.values("pk")).select_related("lead_agency")
    seen = {case.pk: case for case in found}
    return {person: seen[case_id] for person, case_id in case_of.items() if case_id in seen}


def _same(
    person: UUID, component: Component[Verdict] | None, in_sight: Mapping[UUID, Case]
) -> Iterable[Same]:
    if component is None:
        return []
    direct = {
        end: tie
        for tie in component.ties
        for end in components.ends_of(tie)
        if person in components.ends_of(tie)
    }
    found = [Same(in_sight[other], direct.get(other)) for other in component.persons - {person}]
    return sorted(found, key=lambda each: (each.verdict is None, each.case.reference))


def _contradictions(
    component: Component[Verdict] | None, in_sight: Mapping[UUID, Case]
) -> Iterable[Contradiction]:
    for conflict in component.conflicts if component else ():
        path = tuple(_between(each, in_sight) for each in conflict.path)
        yield Contradiction(_between(conflict.refusal, in_sight), path)


def _between(verdict: Verdict, in_sight: Mapping[UUID, Case]) -> Between:
    return Between(in_sight[verdict.low_id], in_sight[verdict.high_id], verdict)
