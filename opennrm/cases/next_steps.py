"""What there is to do next in a case: each context suggests its step. A suggestion to a person, never a decision."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from opennrm.foundation.actor import Actor
from opennrm.foundation.events import Text

from . import access
from .models import Case
from .permissions import CASE_ASSIGN

Known = Mapping[str, Any]
"""What the contexts know of one case, by the names of their facts."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do. `code` tells the page which of its buttons does it."""

    code: str
    words: Text


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a context knows of many cases at once, for steps and lists; `otherwise` for all others."""

    name: str
    of: Callable[[Actor, Collection[UUID]], Mapping[UUID, Any]]
    otherwise: Callable[[], Any]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """When a step is the next one. Rules are asked in their order, and the first that knows a step has said it."""

    order: int
    step: Callable[[Actor, Case, Known], Step | None]


def known_of(
    actor: Actor, case_ids: Collection[UUID], facts: Collection[Facts]
) -> dict[UUID, dict[str, Any]]:
    """What the contexts know of each of these cases, with as many queries as there are facts."""
    if not case_ids:
        return {}
    found = {each.name: (each.of(actor, case_ids), each.otherwise) for each in facts}
    return {
        case_id: {
            name: values[case_id] if case_id in values else otherwise()
            for name, (values, otherwise) in found.items()
        }
        for case_id in case_ids
    }


def next_step(actor: Actor, case: Case, known: Known, rules: Collection[Rule]) -> Step:
    """The next thing to do in a case, as this actor reads it."""
    for rule in sorted(rules, key=lambda each: each.order):
        if step := rule.step(actor, case, known):
            return step
    return Step(code="follow", words=_("Follow up on how the child is doing"))


def _help(actor: Actor, case: Case, known: Known) -> Step | None:
    return None if access.leads(actor, case) else Step(code="help", words=_("Your agency helps the child"))


def _take(actor: Actor, case: Case, known: Known) -> Step | None:
    if case.assigned_to_id is not None:
        return None
    gives_away = actor.may(CASE_ASSIGN)
    return Step(code="take", words=_("Assign this case") if gives_away else _("Take this case"))


RULES = (Rule(order=10, step=_help), Rule(order=20, step=_take))
