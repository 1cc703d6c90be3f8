"""What a browser sends to the pages of care."""

from datetime import date, timedelta
from uuid import uuid4

from django.utils import timezone

from opennrm.country.pack import pack
from tests.walls.cast import Cast
from tests.walls.post import Fields, Post, code_of


def _day(name: str, in_days: int = 0) -> Fields:
    day: date = timezone.localdate(timezone=pack().zone) + timedelta(days=in_days)
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def _domains(name: str, answer: str) -> Fields:
    return {f"{name}_{domain}": answer for domain in pack().codes("need_domains")}


def _safety(cast: Cast) -> Fields:
    return {
        **_day("assessed_on", -1),
        **_day("next_on", 3),
        "time": "9:30 am",
        "dangers": [code_of(pack().codes("safety_dangers"))],
        "safe_tonight": "yes",
        "conditions": "",
        "act_1": code_of(pack().codes("immediate_acts")),
        "owner_1": "Her aunt",
        "within_1": "6",
        "page": uuid4(),
    }


def _needs(cast: Cast) -> Fields:
    levels = _domains("level", "some")
    return {**_day("assessed_on"), **levels, "strengths": "Her aunt calls every day.", "page": uuid4()}


def _action(cast: Cast) -> Fields:
    kind = code_of(pack().codes("task_kinds"))
    said = {"kind": kind, "words": "Ask the school.", "who": "Her aunt", "page": uuid4(), "referral_id": ""}
    return {**said, **_day("due_on", 5)}


def _goal(cast: Cast) -> Fields:
    domain = code_of(pack().codes("need_domains"))
    said = {"domain": domain, "words": "I go to school.", "done_when": "I was there.", "page": uuid4()}
    return {**said, **_day("by_when", 30)}


def _delivery(cast: Cast) -> Fields:
    return {
        "service_kind": code_of(pack().codes("service_kinds")),
        "provider": "The house at the river",
        **_day("first_day", -3),
        **_day("last_day", -1),
        "amount": "2",
        "unit": "night",
        "paid_by": code_of(pack().codes("payers")),
        "public_cost": "9000.50",
        "page": uuid4(),
    }


def _review(cast: Cast) -> Fields:
    said = {"attendance": ["child"], f"result_{cast.ids['goal_id']}": "partly", "decision": "continue"}
    return {**said, **_day("held_on"), "words": "", "page": uuid4()}


_NOT_LEAD = {"deciding": 403, "taking_part": 403}

POSTS = {
    "safety-new": Post(
        fields=_safety,
        # It stops the time limit for assessing the safety of the child.
        records=("case.viewed", "safety.assessed"),
        otherwise=_NOT_LEAD,
    ),
    "act-done": Post(
        fields=lambda cast: {**_day("done_on", -1), "time": "9:30 am", "words": "It went well."},
        records=("case.viewed", "safety.act_done"),
    ),
    "needs-new": Post(fields=_needs, records=("case.viewed", "needs.assessed"), otherwise=_NOT_LEAD),
    "plan-new": Post(
        fields=lambda cast: {"reason": "School begins in January."},
        records=("case.viewed", "plan.begun"),
        otherwise=_NOT_LEAD,
    ),
    "plan-propose": Post(
        fields=lambda cast: {"child_view": "I want to go to school.", "agreed_with": ["child"]},
        records=("plan.opened", "plan.proposed"),
    ),
    "plan-decide": Post(
        fields=lambda cast: {"decision": "agree", "words": ""},
        records=("plan.opened", "plan.agreed", "clock.started", "plan.review_due"),
    ),
    "plan-copy": Post(
        fields=lambda cast: {"is_safe": "safe", "copy": "text", **_day("on")},
        records=("plan.opened", "plan.copy_given"),
    ),
    "plan-end": Post(
        fields=lambda cast: {**_domains("outcome", "reached"), "words": "She is well."},
        after="plan-action-set",
        records=("plan.opened", "clock.stopped", "plan.ended"),
    ),
    "review-new": Post(
        fields=_review,
        records=("plan.opened", "clock.stopped", "review.held", "clock.started", "plan.review_due_soon"),
    ),
    "goal-new": Post(fields=_goal, records=("plan.opened", "goal.added")),
    "goal-drop": Post(records=("goal.dropped",)),
    "plan-action-new": Post(fields=_action, records=("case.viewed", "plan.opened", "plan_action.added")),
    "plan-action-set": Post(
        fields=lambda cast: {"result": "done", "words": "", **_day("on")},
        records=("case.viewed", "plan.opened", "plan_action.set"),
    ),
    "plan-action-link": Post(
        fields=lambda cast: {"referral_id": cast.ids["referral_accepted"]},
        records=("case.viewed", "plan.opened", "plan_action.linked"),
    ),
    "delivery-new": Post(
        fields=_delivery,
        records=("case.viewed", "delivery.recorded"),
        otherwise={**_NOT_LEAD, "service_accepted": 403},
    ),
    "delivery-correct": Post(
        fields=lambda cast: {**_delivery(cast), "reason": "I had the wrong day."},
        records=("case.viewed", "deliveries.opened", "delivery.corrected"),
    ),
    "leaving-care-step": Post(
        fields=lambda cast: {"readiness": "ready", "words": "", "page": uuid4()},
        records=("case.viewed", "leaving_care.said"),
        otherwise=_NOT_LEAD,
    ),
    "follow-up-try": Post(
        fields=lambda cast: {
            **_day("on"),
            "way": code_of(pack().codes("contact_ways")),
            "words": "",
            "page": uuid4(),
        },
        records=("case.viewed", "follow_up.tried"),
    ),
    "follow-up-reach": Post(
        fields=lambda cast: {
            **dict.fromkeys(("safe", "in_school_or_work", "re_exploited"), "unknown"),
            "living_situation": code_of(pack().codes("living_situations")),
            "words": "",
        },
        records=("case.viewed", "follow_up.ended", "task.done"),
    ),
    "follow-up-give-up": Post(
        fields=lambda cast: {"words": "Nobody knows where she is."},
        records=("case.viewed", "follow_up.ended"),
    ),
    "follow-up-finish": Post(records=("follow_up.ended",)),
    "therapy-notes": Post(
        fields=lambda cast: {**_day("held_on"), "text": "She drew a house.", "page": uuid4()},
        records=("therapy_notes.opened", "therapy_note.written"),
        otherwise={"asked": 404},
    ),
    "delivery-new-own": Post(fields=_delivery, records=("delivery.recorded",), otherwise={"asked": 404}),
}
