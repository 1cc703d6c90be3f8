"""What there is to do next in a case: each context suggests its step. A suggestion to a person, never a decision."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import IntegerField, Q, QuerySet, Value
from django.db.models.functions import JSONArray
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from opennrm.foundation.actor import Actor
from opennrm.foundation.events import Text
from opennrm.foundation.together import one_query
from opennrm.foundation.visibility import may_change

from . import access
from .bound import CaseBound
from .models import Case
from .permissions import CASE_ASSIGN

FOLLOW, FOLLOW_WORDS = "follow", _("Follow up on how the child is doing")
"""The next step where no rule knows another."""
Known = Mapping[str, Any]
"""What the contexts know of one case, by the names of their facts."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do. `code` tells the page which of its buttons does it."""

    code: str
    words: Text


class Asked(NamedTuple):
    """Rows of many cases, and which of their columns are wanted."""

    rows: QuerySet[Any]
    columns: tuple[str, ...]


class Told(NamedTuple):
    """What one such row says: its case, and its columns as JSON has them."""

    case_id: UUID
    says: list[Any]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a context knows of many cases at once, for steps and lists; `otherwise` for all others.

    What all facts ask is one query: each names its rows in `asks`, and `reads` gets a list for each of these, in no
    order. A fact that needs more than columns asks by itself, in `of`.

    `rows` is the model that it is read from, if there is one: where a case has none of its rows, nothing is asked.
    """

    name: str
    otherwise: Callable[[], Any]
    asks: Callable[[Actor, Collection[UUID]], Sequence[Asked]] = lambda actor, case_ids: ()
    reads: Callable[..., Mapping[UUID, Any]] = lambda actor, *told: {}
    of: Callable[[Actor, Collection[UUID]], Mapping[UUID, Any]] | None = None
    rows: type[CaseBound] | None = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """When a step is the next one. Rules are asked in their order, and the first that knows a step has said it.

    :param finds: the same as conditions of the database, for a list that is narrowed by the next step: for each code
        that `step` can say, the cases of which it says it. No case fits two of them.
    :param words: for each of these codes what such a list is called; one without is not offered.
    """

    order: int
    step: Callable[[Actor, Case, Known], Step | None]
    finds: Callable[[Actor], Mapping[str, Q]]
    words: Mapping[str, Text]


def known_of(
    actor: Actor,
    case_ids: Collection[UUID],
    facts: Collection[Facts],
    *,
    none_of: Collection[type[CaseBound]] = (),
) -> dict[UUID, dict[str, Any]]:
    """What the contexts know of each of these cases, asked for all of them at once.

    :param none_of: the models of which the actor sees no row in any of these cases.
    """
    if not case_ids:
        return {}
    found = _values(actor, case_ids, [each for each in facts if each.rows not in none_of])
    return {
        case_id: {
            each.name: values[case_id]
            if case_id in (values := found.get(each.name, {}))
            else each.otherwise()
            for each in facts
        }
        for case_id in case_ids
    }


def _values(
    actor: Actor, case_ids: Collection[UUID], facts: Collection[Facts]
) -> dict[str, Mapping[UUID, Any]]:
    """By the name of each fact what it is in these cases."""
    ids = list(case_ids)
    asked = {each.name: each.asks(actor, ids) for each in facts}
    told = iter(_together([one for of_fact in asked.values() for one in of_fact]))
    return {
        each.name: each.of(actor, ids)
        if each.of
        else each.reads(actor, *[next(told) for _one in asked[each.name]])
        for each in facts
    }


def _together(asked: Sequence[Asked]) -> list[list[Told]]:
    """What the rows of each of these say, in one query."""
    found: list[list[Told]] = [[] for _each in asked]
    parts = [
        each.rows.order_by().values_list(
            Value(number, output_field=IntegerField()), "case_id", JSONArray(*each.columns)
        )
        for number, each in enumerate(asked)
    ]
    for number, case_id, says in one_query(parts):
        found[number].append(Told(case_id, says))
    return found


def next_step(actor: Actor, case: Case, known: Known, rules: Collection[Rule]) -> Step:
    """The next thing to do in a case, as this actor reads it."""
    for rule in sorted(rules, key=lambda each: each.order):
        if step := rule.step(actor, case, known):
            return step
    return Step(code=FOLLOW, words=FOLLOW_WORDS)


def _rules() -> list[Rule]:
    gather: Callable[[], tuple[Rule, ...]] = import_string(settings.STEP_RULES)
    return sorted(gather(), key=lambda each: each.order)


def offered() -> dict[str, Text]:
    """By which next steps a list can be narrowed: their codes and words, in the order in which rules are asked."""
    found: dict[str, Text] = {}
    for rule in _rules():
        found |= {code: words for code, words in rule.words.items() if code not in found}
    return found | {FOLLOW: FOLLOW_WORDS}


def has_next(actor: Actor, codes: Collection[str]) -> Q:
    """The condition of cases whose next step is one of these, as `next_step` says it to this actor."""
    wanted: list[Q] = []
    earlier: list[Q] = []
    for rule in _rules():
        found = rule.finds(actor)
        wanted += [_all(condition, earlier) for code, condition in found.items() if code in codes]
        earlier += found.values()
    if FOLLOW in codes:
        wanted.append(_all(Q(), earlier))
    return reduce(or_, wanted, Q(pk__in=[])) if len(wanted) != 1 else wanted[0]


def _all(condition: Q, none_of: Collection[Q]) -> Q:
    """One negation for each, and not one of all together: so the database can join instead of asking row by row."""
    return reduce(and_, (~each for each in none_of), condition)


def _help(actor: Actor, case: Case, known: Known) -> Step | None:
    return None if access.leads(actor, case) else Step(code="help", words=_("Your agency helps the child"))


def _take(actor: Actor, case: Case, known: Known) -> Step | None:
    if case.assigned_to_id is not None:
        return None
    gives_away = actor.may(CASE_ASSIGN)
    return Step(code="take", words=_("Assign this case") if gives_away else _("Take this case"))


def _helped(actor: Actor) -> Mapping[str, Q]:
    return {"help": ~may_change(actor)}


def _not_taken(actor: Actor) -> Mapping[str, Q]:
    return {"take": Q(assigned_to=None)}


RULES = (
    Rule(order=10, step=_help, finds=_helped, words={"help": _("Your agency helps the child")}),
    Rule(order=20, step=_take, finds=_not_taken, words={"take": _("Take or assign the case")}),
)
