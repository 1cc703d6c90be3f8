"""Every text that people read can be translated, at the moment at which they read it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from opennrm.contexts import CONTEXTS
from tests.architecture.source import called, calls_in, place, python_of, tree_of

READ_BY_PEOPLE = {"label", "help_text", "empty_label", "initial_label", "heading", "hint", "verbose_name"}
MESSAGES = {"success", "info", "warning", "error"}
TRANSLATING = {"gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
AT_ONCE = {"gettext", "ngettext", "pgettext"}


def is_words(node: ast.expr | None) -> bool:
    """Whether an expression is a sentence or a word written in the source, rather than a code."""
    if isinstance(node, ast.JoinedStr):
        return any(is_words(part) for part in node.values)
    value = node.value if isinstance(node, ast.Constant) else None
    return isinstance(value, str) and any(character.isalpha() for character in value)


def shown_directly(call: ast.Call) -> Iterator[ast.expr]:
    """The expressions in a call that end up before somebody's eyes."""
    for keyword in call.keywords:
        if keyword.arg in READ_BY_PEOPLE:
            yield keyword.value
        if keyword.arg == "error_messages" and isinstance(keyword.value, ast.Dict):
            yield from keyword.value.values
    if isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "messages":
        yield from call.args[1:2] if called(call) in MESSAGES else []
    if called(call) == "ValidationError":
        yield from call.args[:1]
    if called(call) == "add_error":
        yield from call.args[1:2]


def test_what_pages_ask_and_answer_can_be_translated() -> None:
    fixed = [
        place(module, node)
        for module in python_of("opennrm/web", "opennrm/agencies")
        for call in calls_in(module)
        for node in shown_directly(call)
        if is_words(node)
    ]
    assert fixed == []


def test_why_a_step_is_refused_can_be_translated() -> None:
    """The sentence of a refused step is shown on the page that asked for it."""
    fixed = [
        place(module, call)
        for module in python_of(*(f"opennrm/{context}" for context in CONTEXTS))
        for call in calls_in(module)
        if called(call) == "TransitionRefused" and call.args and is_words(call.args[0])
    ]
    assert fixed == []


def names_for(module: Path, wanted: set[str]) -> set[str]:
    """What a module calls these functions of Django's translations."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in wanted
    }


def test_translated_texts_are_written_out() -> None:
    """A text that is put together before it is looked up is found in no catalogue. (The pack's own texts are.)"""
    computed = [
        place(module, call)
        for module in python_of("opennrm")
        for call in calls_in(module)
        if isinstance(call.func, ast.Name) and call.func.id in names_for(module, TRANSLATING)
        if any(isinstance(argument, ast.JoinedStr | ast.BinOp | ast.Call) for argument in call.args[:1])
    ]
    assert computed == []


def run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What is evaluated when a module is imported: everything outside the bodies of functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Lambda | ast.FunctionDef | ast.AsyncFunctionDef):
            for default in [*child.args.defaults, *child.args.kw_defaults]:
                if default is not None:
                    yield default
                    yield from run_at_import(default)
        else:
            yield child
            yield from run_at_import(child)


def test_texts_are_translated_when_they_are_read_and_not_when_they_are_imported() -> None:
    too_early = [
        place(module, node)
        for module in python_of("opennrm")
        for at_once in [names_for(module, AT_ONCE)]
        for node in run_at_import(tree_of(module))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in at_once
    ]
    assert too_early == []


def test_every_choice_has_words_that_can_be_translated() -> None:
    silent = [
        place(module, member)
        for module in python_of("opennrm")
        for kind in ast.walk(tree_of(module))
        if isinstance(kind, ast.ClassDef) and any(base_name(base) == "TextChoices" for base in kind.bases)
        for member in kind.body
        if isinstance(member, ast.Assign) and not has_translated_label(member.value)
    ]
    assert silent == []


def base_name(base: ast.expr) -> str:
    return base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")


def has_translated_label(value: ast.expr) -> bool:
    return isinstance(value, ast.Tuple) and len(value.elts) == 2 and isinstance(value.elts[1], ast.Call)
