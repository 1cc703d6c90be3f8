"""The linkage desk in the cast: pairs in hand and decided, questions to the lead of a case, rows of other lists."""

import json
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from opennrm.country.pack import pack
from opennrm.foundation.context import as_job, system_principal
from opennrm.invented import concerns
from opennrm.linkage import answers, desk, outside, requests, row_keys, sheets
from opennrm.linkage.models import DESK, MATCHER, DeskDecision, LinkRequest, OurEncoding, OutsideMatch, Pair
from opennrm.linkage.states import DeskSays, OutsideState
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
    """Pairs of the children of these cases; the lead of the second one is asked. `word` stands in each sheet.

    The lead of the first has agreed before about a case of an agency of which nobody else is in the cast.
    """
    first, asked, third = (_child(case_id) for case_id in cases)
    agreed = _agreed(world, people, first, word=word)
    officer = people["desk_officer"]
    question = _question(world, officer, asked, third, word=word)
    decided = _decided(world, officer, first, third, word=word)
    in_hand = _in_hand(world, officer, first, asked, word=word)
    return {
        "link_question_id": question.pk,
        "late_pair_id": question.pair_id,
        "linked_question_id": agreed.pk,
        **_outside(world, people["desk_officer"], first, word=word),
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
    asked = LinkRequest.objects.using("setup").filter(pair=pair)
    # As if the lead had let its time pass.
    asked.update(due_at=timezone.now() - timedelta(minutes=1), escalated_at=timezone.now(), from_action=True)
    return asked.get()


def _child(case_id: UUID) -> Child:
    return Child.objects.using("setup").get(case_id=case_id)


def _agreed(world: World, people: dict[str, Person], first: Child, *, word: str) -> LinkRequest:
    area = pack().areas[-1].code
    world.agency("child_protection", code="xx-linked", areas=[area])
    elsewhere = world.report(people["reporter"], **{**concerns.enough(), "area": area})
    asked = _question(world, people["desk_officer"], first, _child(elsewhere.case_id), word=word)
    with world.acting(people["lead_supervisor"]) as actor:
        answers.agree(asked.pk, scopes=(), by=actor, at=timezone.now())
    _pass_on(world)
    return asked


def _outside(world: World, officer: Person, child: Child, *, word: str) -> dict[str, UUID]:
    """Two rows of another list: one in hand, and one of which the other office can be told."""
    with world.connected_as("opennrm_worker"), as_job(MATCHER) as entered:
        both = sorted([*entered.principals, system_principal(DESK)])
        own, now = {"readers": both, "writers": both}, timezone.now()
        encoding = OurEncoding(called="ours", commitment="", matcher_key=b"", encoded_at=now, **own)
        encoding.save(from_action=True, force_insert=True)
        made = []
        for row, state in ((1, OutsideState.WAITING), (2, OutsideState.AGREED)):
            match = OutsideMatch(
                person_id=child.pk, encoding=encoding, other_list="school", row=row, alike=9_000, state=state,
                found_at=now, settled_at=now, **own,
            )  # fmt: skip
            row_keys.new_seal(match).close_field(match, "sheet", json.dumps({"given_names": word}))
            match.save(from_action=True, force_insert=True)
            made.append(match)
    with world.acting(officer) as actor:
        assert outside.take_next(by=actor, at=timezone.now()) == made[0]
    held = OutsideMatch.objects.using("setup").filter(pk=made[0].pk)
    held.update(taken_until=timezone.now() + timedelta(days=1), from_action=True)
    return {"outside_match_id": made[0].pk, "agreed_match_id": made[1].pk}


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
