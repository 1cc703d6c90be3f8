"""What is done for the children of the cast: one plan in force, one being written, and one that waits."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.care_plans import (
    assessing,
    delivering,
    following_up,
    goals,
    leaving,
    planning,
    reviewing,
    therapy,
)
from opennrm.care_plans.after_care import FollowUp
from opennrm.care_plans.models import ImmediateAct, Plan
from opennrm.care_plans.states import CopyGiven
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.invented.care_plans import NEEDS, SAFETY, first
from tests.world import Person, World

if TYPE_CHECKING:
    from tests.walls.cast import Canaries


def care(
    world: World, people: dict[str, Person], canaries: "Canaries", ids: dict[str, UUID]
) -> dict[str, UUID]:
    """Care for three children, with a word that gives the case away in all that is sealed; returns ids."""
    word = canaries.care
    with world.acting(people["lead_assigned"]) as actor:
        now = timezone.now()
        _assess(ids["case_id"], word, by=actor)
        plan, goal = _propose(ids["case_id"], word, by=actor)
        draft, left_out = _begin(ids["first_case_id"], word, by=actor)
        waiting, _goal = _propose(ids["other_case_id"], word, by=actor)
    with world.acting(people["lead_supervisor"]) as actor:
        planning.agree(plan.pk, words=f"{word} agrees.", by=actor, at=now)
    with world.acting(people["lead_assigned"]) as actor:
        said: Any = {"item": first("leaving_care_items"), "readiness": "not_ready", "words": f"Ask {word}."}
        leaving.say(ids["case_id"], **said, page=uuid4(), by=actor, at=now)
        made = _carry_out(plan, goal, word, ids["referral_accepted"], by=actor)
    with world.acting(people["service_accepted"]) as actor:
        noted: Any = {"held_on": timezone.localdate(timezone=pack().zone), "text": f"{word} drew a house."}
        therapy.write(ids["referral_accepted"], **noted, page=uuid4(), by=actor, at=now)
    act = ImmediateAct.objects.using("setup").get(case_id=ids["case_id"])
    return {
        "act_id": act.pk,
        "care_plan_id": plan.pk,
        "goal_id": goal.pk,
        "draft_plan_id": draft.pk,
        "draft_goal_id": left_out.pk,
        "proposed_plan_id": waiting.pk,
        **made,
    }


def follow_up(
    world: World, people: dict[str, Person], canaries: "Canaries", closed_case_id: UUID
) -> dict[str, UUID]:
    """Of a closed case, a follow-up of which nobody was reached yet, and one that says how the child is."""
    word, today = canaries.care, timezone.localdate(timezone=pack().zone)
    due = FollowUp.objects.using("setup").filter(case_id=closed_case_id).due().order_by("due_on")
    waiting, known = list(due)[:2]
    with world.acting(people["lead_assigned"]) as actor:
        for _each in range(pack().care.follow_up_tries):
            said: Any = {"on": today, "way": first("contact_ways"), "words": f"{word} was out."}
            following_up.try_to_reach(waiting.pk, **said, page=uuid4(), by=actor, at=timezone.now())
        found = following_up.Found(
            safe="yes",
            in_school_or_work="yes",
            living_situation=first("living_situations"),
            re_exploited="no",
            words=f"{word} called.",
        )
        following_up.reach(known.pk, found=found, by=actor, at=timezone.now())
    return {"follow_up_id": waiting.pk, "known_follow_up_id": known.pk}


def _assess(case_id: UUID, word: str, *, by: Actor) -> None:
    now = timezone.now()
    safe = SAFETY.at(now, conditions=f"{word} stays with her.")
    safe = replace(safe, acts=[replace(act, owner=f"Aunt {word}") for act in safe.acts])
    assessing.assess_safety(case_id, content=safe, page=uuid4(), by=by, at=now)
    texts = {name: f"{word} {name}" for name in ("strengths", "child_words", "words_written_by")}
    needs = NEEDS.on(timezone.localdate(now, timezone=pack().zone), **texts)
    assessing.assess_needs(case_id, content=needs, page=uuid4(), by=by, at=now)


def _begin(case_id: UUID, word: str, *, by: Actor) -> tuple[Plan, Any]:
    now = timezone.now()
    plan = planning.begin(case_id, reason=f"{word} asked for it.", by=by, at=now)
    said = goals.GoalSaid(
        domain=first("need_domains"),
        words=f"I live with {word}.",
        done_when=f"{word} says so.",
        by_when=now.date() + timedelta(days=30),
    )
    return plan, goals.add_goal(plan.pk, said=said, page=uuid4(), by=by, at=now)


def _propose(case_id: UUID, word: str, *, by: Actor) -> tuple[Plan, Any]:
    plan, goal = _begin(case_id, word, by=by)
    view = planning.View(child_view=f"I want {word} to come along.")
    return planning.propose(plan.pk, view=view, by=by, at=timezone.now()), goal


def _carry_out(plan: Plan, goal: Any, word: str, referral_id: UUID, *, by: Actor) -> dict[str, UUID]:
    """What was done: something by a service, and something that is still to be done."""
    now, today = timezone.now(), timezone.localdate(timezone=pack().zone)
    planning.give_copy(plan.pk, copy=CopyGiven.PICTURES, on=today, by=by, at=now)
    said = goals.ActionSaid(
        kind=first("task_kinds"),
        words=f"Ask {word}.",
        who=f"Aunt {word}",
        due_on=today,
        referral_id=referral_id,
    )
    done = goals.add_action(goal.pk, said=said, page=uuid4(), by=by, at=now)
    goals.set_result(done.pk, result="partly", on=today, words=f"{word} was away.", by=by, at=now)
    still = goals.add_action(goal.pk, said=replace(said, referral_id=None), page=uuid4(), by=by, at=now)
    results = {str(goal.pk): "partly"}
    held = reviewing.Held(
        held_on=today, attendance=["child"], results=results, decision="continue", words=f"{word} was there."
    )
    reviewing.hold(plan.pk, held=held, page=uuid4(), by=by, at=now)
    given = delivering.Given(
        service_kind=first("service_kinds"),
        provider=f"House of {word}",
        first_day=today,
        last_day=today,
        amount=Decimal(1),
        unit="night",
        paid_by=first("payers"),
    )
    before = delivering.record(plan.case_id, given=given, page=uuid4(), by=by, at=now)
    row = delivering.correct(before.pk, given=given, reason=f"Not at {word}.", page=uuid4(), by=by, at=now)
    return {"plan_action_id": still.pk, "delivery_id": row.pk}
