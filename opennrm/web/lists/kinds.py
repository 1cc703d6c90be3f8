"""The kinds of lists that somebody can save: how each is narrowed, where it stands, and what it is called."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from opennrm.foundation.actor import Actor
from opennrm.foundation.events import Text
from opennrm.lists import queries
from opennrm.lists.rules import Kind
from opennrm.web.filters import Tag
from opennrm.web.lists import filters as of_cases
from opennrm.web.tasks import filters as of_tasks


@dataclass(frozen=True, kw_only=True)
class SavedKind:
    """Lists of one kind. `usual` says in words what such a list shows without any filter."""

    title: Text
    usual: Text
    saved: Text
    wanted: Callable[[Actor, QueryDict], Any]
    address: Callable[[Any], str]
    tags: Callable[[Actor, Any], list[Tag]]
    order: Callable[[Any], str]
    offered: Callable[[Actor, Any], tuple[Any, list[str]]]
    names: Callable[[list[str]], str]


KINDS: dict[Kind, SavedKind] = {
    Kind.CASES: SavedKind(
        title=_("Cases"),
        usual=_("This list shows all cases that you can see, newest first."),
        saved=_("The list is saved. You find it above your cases."),
        wanted=lambda actor, given: of_cases.narrowed(actor, given)[1],
        address=of_cases.address,
        tags=of_cases.tags,
        order=of_cases.order_in_words,
        offered=queries.still_offered,
        names=of_cases.names_in_words,
    ),
    Kind.TASKS: SavedKind(
        title=_("Tasks"),
        usual=_("This list shows your open tasks, those due first at the top."),
        saved=_("The list is saved. You find it above your tasks."),
        wanted=lambda actor, given: of_tasks.FilterForm(given, actor=actor).wanted(),
        address=of_tasks.address,
        tags=of_tasks.tags,
        order=of_tasks.order_in_words,
        offered=queries.tasks_still_offered,
        names=of_tasks.names_in_words,
    ),
}
