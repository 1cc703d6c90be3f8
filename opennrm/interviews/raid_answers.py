"""A plan for many interviews as it is kept: times, spaces and people by their ids, and why an interview has no time.

What is kept says which question it answers, so that a plan is not booked when anything in the question has changed.
"""

import dataclasses
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from .finding_rows import Rows
from .scheduling.finding import Answer, Correction
from .scheduling.groups import Group
from .scheduling.problem import Problem, Slot
from .scheduling.raids import Plan
from .states import Capacity

Kept = dict[str, Any]
MOST_CORRECTIONS = 3
"""As many are kept for each interview without a time, the cheapest of all."""


def fingerprint(problem: Problem) -> str:
    """The same for two questions that say the same, in whatever order their rows were read."""
    return sha256(json.dumps(_plain(problem)).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [_plain(getattr(value, field.name)) for field in dataclasses.fields(value)]
    if isinstance(value, Mapping):
        return sorted(json.dumps([_plain(key), _plain(each)]) for key, each in value.items())
    if isinstance(value, (tuple, list, frozenset)):
        return sorted(json.dumps(_plain(each)) for each in value)
    return value


def kept(rows: Rows, plan: Plan) -> str:
    """A plan as text, to be sealed."""
    return json.dumps(
        {
            "of": fingerprint(rows.problem),
            "slots": [_slot(rows, slot) for slot in plan.slots],
            "reached": [[each.criterion, each.value, each.bound] for each in plan.reached],
            "left_out": [_left_out(rows, answer) for answer in plan.left_out],
            "group": _group(plan.group) if plan.group else None,
        }
    )


def _group(group: Group) -> Kept:
    """Why there is no plan for all, and what would make one possible. The plan is made again when that is done."""
    return {
        "conflict": list(group.conflict),
        "is_complete": group.is_complete,
        "corrections": [
            [[each.condition, each.owner.value] for each in correction.conditions]
            for correction in group.corrections[:MOST_CORRECTIONS]
        ],
    }


def _slot(rows: Rows, slot: Slot) -> Kept:
    return {
        "slot": [slot.child, slot.start, slot.end, slot.space, slot.lead, slot.interpreter, slot.observers],
        "starts_at": rows.moment(slot.start).isoformat(),
        "ends_at": rows.moment(slot.end).isoformat(),
        "space": str(rows.spaces[slot.space].pk),
        "lead": slot.lead,
        "people": _people(slot),
    }


def _people(slot: Slot) -> list[tuple[str, str]]:
    interpreter = [(Capacity.INTERPRETER.value, slot.interpreter)] if slot.interpreter else []
    return [*slot.observers, *interpreter]


def _left_out(rows: Rows, answer: Answer) -> Kept:
    why = answer.explanation
    return {
        "child": answer.child,
        "conflict": list(why.conflict) if why else [],
        "missing": list(why.missing) if why else [],
        "corrections": [_correction(rows, each) for each in why.corrections[:MOST_CORRECTIONS]]
        if why
        else [],
    }


def _correction(rows: Rows, correction: Correction) -> Kept:
    return {
        "conditions": [[each.condition, each.owner.value] for each in correction.conditions],
        **_slot(rows, correction.choice.slot),
    }


def slots_of(result: Kept) -> list[Slot]:
    """The times of a plan in the words of the engine."""
    return [_slot_again(*each["slot"]) for each in result["slots"]]


def _slot_again(
    child: str, start: int, end: int, space: str, lead: str, interpreter: str, observers: Iterable[Any]
) -> Slot:
    standing = tuple((discipline, who) for discipline, who in observers)
    return Slot(child, start, end, space, lead, interpreter, standing)


def moment(text: str) -> datetime:
    """A moment of a kept plan."""
    return datetime.fromisoformat(text)
