"""Pages and commands translate: who may open them is said on each, and none of them writes."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import get_resolver
from django.urls.converters import IntConverter, PathConverter, StringConverter

from opennrm.foundation.refusals import Refusal
from tests.architecture.committed import name_of
from tests.architecture.source import called, calls_in, place, python_of, tree_of
from tests.walls.pages import expected

DELIVERY = ("opennrm/web", "opennrm/cli")
WRITES = {
    "save", "create", "acreate", "delete", "adelete", "bulk_create", "bulk_update", "get_or_create",
    "update_or_create", "executemany",
}  # fmt: skip
QUERYSETS = {
    "objects",
    "filter",
    "exclude",
    "all",
    "visible_to",
    "writable_by",
    "select_for_update",
    "of_case",
}
GUARDS = {"requires", "signed_in", "public"}
METHODS = {"require_safe", "button", "require_http_methods"}


def chain(call: ast.Call) -> set[str]:
    """Every name on the way to what is called: objects, filter, update of `Case.objects.filter().update()`."""
    names, node = set(), call.func
    while isinstance(node, ast.Attribute | ast.Call):
        if isinstance(node, ast.Attribute):
            names.add(node.attr)
            node = node.value
        else:
            node = node.func
    return names


def modules_known_to(module: Path) -> set[str]:
    """What a module calls the product's other modules."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").startswith("opennrm"))
        for alias in node.names
        if alias.name.islower()
    }


def is_function_of(call: ast.Call, modules: set[str]) -> bool:
    """Whether a function of one of these modules is called: `drafts.keep(...)` is an action."""
    return isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") in modules


def writes(call: ast.Call) -> bool:
    """Whether a call changes rows. A dictionary's update() is none of them."""
    if any(keyword.arg == "from_action" for keyword in call.keywords):
        return True
    if called(call) in {"update", "aupdate"}:
        return bool(QUERYSETS & chain(call))
    if called(call) == "execute":
        return not reads(call.args[0]) if call.args else True
    return isinstance(call.func, ast.Attribute) and called(call) in WRITES


def reads(statement: ast.expr) -> bool:
    """Whether a statement is written out and only selects."""
    return isinstance(statement, ast.Constant) and str(statement.value).lstrip().upper().startswith("SELECT")


def test_delivery_does_not_write() -> None:
    written = [
        f"{place(module, call)} calls .{called(call)}()"
        for module in python_of(*DELIVERY)
        for modules in [modules_known_to(module)]
        for call in calls_in(module)
        if writes(call) and not is_function_of(call, modules)
    ]
    assert written == [], "Call an action instead."


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("Case.objects.filter(pk=1).update(area='x')", True),
        ("Case.objects.create()", True),
        ("referral.save(from_action=True)", True),
        ("cursor.execute('DELETE FROM cases_case')", True),
        ("cursor.execute(statement)", True),
        ("cursor.execute('SELECT to_regclass(1)')", False),
        ("context.update(title='x')", False),
        ("actions.save_section(1, by=actor)", False),
    ],
)
def test_a_write_is_recognised(code: str, expected: bool) -> None:
    call = ast.parse(code, mode="eval").body
    assert isinstance(call, ast.Call)
    assert writes(call) is expected


def test_only_actions_say_that_they_are_one() -> None:
    # What reads, decides or shows never writes; the modules that do are named for it or hold an action's steps.
    reading = {"access.py", "queries.py", "rules.py", "states.py", "models.py"}
    written = [
        place(module, call)
        for module in python_of("opennrm")
        if module.name in reading
        for call in calls_in(module)
        if any(keyword.arg == "from_action" for keyword in call.keywords)
    ]
    assert written == []


def test_no_query_joins_the_case() -> None:
    """Whoever was asked sees a referral without its case; joined to it, the referral would vanish."""
    joined = [
        place(module, call)
        for module in python_of("opennrm")
        for call in calls_in(module)
        if called(call) == "select_related"
        for argument in call.args
        if isinstance(argument, ast.Constant) and str(argument.value).split("__")[0] == "case"
    ]
    assert joined == []


BY_OTHER_WAYS = {"Http404", "PermissionDenied", "ObjectDoesNotExist", "DoesNotExist"}
"""What Django answers by itself, and what says that a row was looked for past an access function."""


def refusals() -> set[str]:
    """The names of everything that is refused on purpose."""
    found, waiting = set(), [Refusal]
    while waiting:
        kind = waiting.pop()
        found.add(kind.__name__)
        waiting += kind.__subclasses__()
    return found


def names_in(node: ast.AST) -> set[str]:
    """Every name and attribute below a node."""
    return {getattr(part, "id", "") or getattr(part, "attr", "") for part in ast.walk(node)}


def caught_in(module: Path) -> set[str]:
    """The names of what a module catches."""
    handlers = [node for node in ast.walk(tree_of(module)) if isinstance(node, ast.ExceptHandler)]
    return {name for handler in handlers if handler.type for name in names_in(handler.type)}


def test_pages_leave_it_to_one_place_to_answer_a_refusal() -> None:
    """Hidden and missing rows are then answered alike, and what is refused leaves nothing behind."""
    all_addresses()
    # What receives requests refuses some before there is any page.
    pages = [module for module in python_of("opennrm/web") if module.parent.name != "serving"]
    answering = {
        name_of(module)
        for module in pages
        if caught_in(module) & refusals() or names_in(tree_of(module)) & BY_OTHER_WAYS
    }
    assert answering == {"opennrm/web/refusals.py"}


def addresses(patterns: list[Any], before: str = "") -> Iterator[tuple[str, str, Callable, dict[str, Any]]]:
    """Every address below these patterns: how it is written, its name, its view, and what varies in it."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield route, pattern.name or "", pattern.callback, pattern.pattern.converters


def all_addresses() -> list[tuple[str, str, Callable, dict[str, Any]]]:
    return list(addresses(get_resolver().url_patterns))


def has_guard(view: Callable) -> bool:
    """Whether a view says who may open it (opennrm/web/guards.py)."""
    return bool(
        getattr(view, "permission", None)
        or getattr(view, "for_anyone_signed_in", False)
        or getattr(view, "is_public", False)
    )


def test_every_address_says_who_may_open_it() -> None:
    unguarded = [f"{route} ({name})" for route, name, view, _varies in all_addresses() if not has_guard(view)]
    assert unguarded == []


def test_every_address_has_a_name_of_its_own() -> None:
    names = [name for _route, name, _view, _varies in all_addresses()]
    assert "" not in names
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_no_address_counts_or_quotes_a_record() -> None:
    """Ids in addresses are random; words that people type stand in none. Letters carry a random token."""
    counting = [
        f"{route} ({name})"
        for route, name, _view, varies in all_addresses()
        for varying, converter in varies.items()
        if isinstance(converter, IntConverter | PathConverter)
        or (type(converter) is StringConverter and varying != "token")
    ]
    assert counting == []


def views_of(module: Path) -> Iterator[ast.FunctionDef]:
    """The functions of a module that answer requests by themselves."""
    for node in tree_of(module).body:
        if isinstance(node, ast.FunctionDef) and GUARDS & decorators(node):
            yield node


def decorators(function: ast.FunctionDef) -> set[str]:
    return {
        called(decorator) if isinstance(decorator, ast.Call) else getattr(decorator, "id", "")
        for decorator in function.decorator_list
    }


def test_every_view_says_which_methods_it_answers() -> None:
    silent = [
        f"{name_of(module)}: {view.name}"
        for module in python_of("opennrm/web")
        for view in views_of(module)
        if not METHODS & decorators(view)
    ]
    assert silent == []


def test_the_guard_is_asked_first() -> None:
    late = [
        f"{name_of(module)}: {view.name}"
        for module in python_of("opennrm/web")
        for view in views_of(module)
        if not GUARDS & decorators_above(view)
    ]
    assert late == []


def decorators_above(function: ast.FunctionDef) -> set[str]:
    """The name of the outermost decorator."""
    first = function.decorator_list[0]
    return {called(first) if isinstance(first, ast.Call) else getattr(first, "id", "")}


def methods_of(view: ast.FunctionDef) -> set[str]:
    """The methods that a view lists."""
    return {
        method.value
        for decorator in view.decorator_list
        if isinstance(decorator, ast.Call) and called(decorator) == "require_http_methods"
        for method in ast.walk(decorator)
        if isinstance(method, ast.Constant)
    }


def test_what_only_a_button_leads_to_knows_the_page_of_its_button() -> None:
    """Else whoever comes there by GET, after signing in again or from their history, meets an empty page."""
    homeless = [
        f"{name_of(module)}: {view.name}"
        for module in python_of("opennrm/web")
        for view in views_of(module)
        if {"require_POST", "require_GET"} & decorators(view)
        or (methods_of(view) and "GET" not in methods_of(view))
    ]
    assert homeless == [], "Use opennrm.web.buttons.button, and name the page on which the button stands."


def test_the_page_of_a_button_can_be_opened() -> None:
    views = {name: (view, varies) for _route, name, view, varies in all_addresses()}
    buttons = {name: view.button for name, (view, _varies) in views.items() if hasattr(view, "button")}
    pages = expected()
    assert {
        name for name, page in pages.items() if "GET" not in page.methods and "POST" in page.methods
    } == set(buttons)
    for name, button in buttons.items():
        page, varies = views[button.page]
        assert not hasattr(page, "button"), name
        assert set(varies) == {*button.parts, *button.fixed}, name
        assert set(button.parts) <= set(views[name][1]), name
        assert (pages[name].back, "GET" in pages[button.page].methods) == (button.page, True), name


def test_a_form_is_bound_to_all_that_was_posted_even_to_nothing() -> None:
    """`request.POST or None` takes a form with nothing in it for one that was not sent."""
    written = [
        f"{name_of(module)}:{node.lineno}"
        for module in python_of("opennrm/web")
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.BoolOp) and any(getattr(part, "attr", "") == "POST" for part in node.values)
    ]
    assert written == [], "Use opennrm.web.request.posted."
