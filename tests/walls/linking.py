"""The linkage desk in the cast: a pair in hand, one that was decided, and a question to the lead of a case."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from opennrm.country.pack import pack
from opennrm.foundation.context import as_job, system_principal
from opennrm.linkage import desk, requests, sheets
from opennrm.linkage.models import DESK, MATCHER, DeskDecision, LinkRequest, Pair
from opennrm.linkage.states import DeskSays
from opennrm.people.models import Person as Child
from tests.world import Person, World


def officers(world: World) -> dict[str, Person]:
    """Two people of the desk, where nobody leads a case."""
    office = world.agency("coordination")
    return {
        "desk_officer": world.person(office, "linkage_officer"),
        "overseer": world.person(office, "linkage_overseer"),
    }


def link(world: World, people: dict[str, Person], cases: list[UUID], *, word: str) -> dict[str, UUID]:
    """Three pairs of the children of these cases; the lead of the second one is asked. `word` stands in each sheet."""
    first, asked, third = (Child.objects.using("setup").get(case_id=case_id) for case_id in cases)
    officer = people["desk_officer"]
    question = _question(world, officer, asked, third, word=word)
    decided = _decided(world, officer, first, third, word=word)
    in_hand = _in_hand(world, officer, first, asked, word=word)
    return {
        "link_question_id": question.pk,
        "decided_pair_id": decided.pair_id,
        "decision_id": decided.pk,
        "pair_id": in_hand.pk,
    }


def _question(world: World, officer: Person, asked: Child, other: Child, *, word: str) -> LinkRequest:
    pair = _decided(world, officer, asked, other, word=word).pair
    _pass_on(world)
    with world.acting(officer) as actor:
        reason = next(iter(pack().codes("link_asking_reasons")))
        desk.ask(pair.pk, asks_low=pair.low_id == asked.pk, reason=reason, by=actor, at=timezone.now())
    _pass_on(world)
    return LinkRequest.objects.using("setup").get(pair=pair)


def _decided(world: World, officer: Person, one: Child, other: Child, *, word: str) -> DeskDecision:
    pair = _in_hand(world, officer, one, other, word=word)
    with world.acting(officer) as actor:
        reason = next(iter(pack().codes(desk.REASONS[DeskSays.SAME])))
        decision = desk.decide(pair.pk, says="same", reason=reason, by=actor, at=timezone.now())
    _pass_on(world)
    return decision


def _in_hand(world: World, officer: Person, one: Child, other: Child, *, word: str) -> Pair:
    low, high = sorted([one.pk, other.pk])
    side = {"given_names": word, "family_name": word, "birth_date": "2012-04-09", "sex": "female"}
    with world.connected_as("opennrm_worker"), as_job(MATCHER) as entered:
        both = [*entered.principals, system_principal(DESK)]
        found = timezone.now() - timedelta(days=1)
        pair = Pair(
            low_id=low, high_id=high, weight=30, levels=[], model="start-1", found_at=found, readers=both, writers=both
        )  # fmt: skip
        levels = {"given_names": "same", "family_name": "same", "birth_date": "same_day", "sex": "same"}
        sheets.put(
            pair,
            sheets.Sheet(sides=(side, side), order=sheets.LOW_FIRST, levels=levels, word="very_likely"),
        )
        pair.save(from_action=True, force_insert=True)
    with world.acting(officer) as actor:
        taken = desk.take_next(by=actor, at=timezone.now())
        assert taken == pair
    # Held for longer than a claim lasts, because the cast is made once and looked at for a while.
    held = Pair.objects.using("setup").filter(pk=pair.pk)
    held.update(taken_until=timezone.now() + timedelta(days=1), from_action=True)
    return pair


def _pass_on(world: World) -> None:
    with world.connected_as("opennrm_worker"), as_job(MATCHER):
        requests.pass_on(timezone.now())
