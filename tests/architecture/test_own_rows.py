"""A context's rows are saved in its own package only: what others want of them is an action of that context."""

import ast
import inspect
import types
import typing
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import models

from opennrm.cases import access
from opennrm.cases.models import Case
from tests.architecture.committed import name_of
from tests.architecture.source import called, calls_in, our_models, place, python_of, tree_of

WRITING = {"save", "delete", "update", "bulk_create"}
BASE = "opennrm/foundation/writes.py"

# The readers of every row of a case change together when a part comes to cover them; nothing else of them does.
# So do the writers of every row of interviews.
FOR_EVERY_CONTEXT = {
    "opennrm/cases/participation.py": "cover",
    "opennrm/interviews/consequences.py": "let_take_steps",
}

MODULES = [path for path in python_of("opennrm") if name_of(path).count("/") > 1]


def names_of(module: Path) -> dict[str, Any]:
    """What the names at the top of a module stand for."""
    return vars(import_module(name_of(module).removesuffix(".py").replace("/", ".")))


def model_in(annotation: Any) -> type[models.Model] | None:
    """The model of which something holds rows: of `Case`, `Case | None`, `list[Case]`, and of a queryset of cases."""
    if isinstance(annotation, type) and issubclass(annotation, models.Model):
        return annotation
    if isinstance(annotation, type) and issubclass(annotation, models.QuerySet):
        return querysets().get(annotation)
    found = [model for part in typing.get_args(annotation) if (model := model_in(part))]
    return found[0] if len(found) == 1 else None


@cache
def querysets() -> dict[type, type[models.Model]]:
    """The model of each queryset that serves one alone."""
    serving: dict[type, list[type[models.Model]]] = {}
    for model in our_models():
        serving.setdefault(model._default_manager._queryset_class, []).append(model)
    return {queryset: found[0] for queryset, found in serving.items() if len(found) == 1}


class Function:
    """A function of the product, to say of which model the rows are that it holds under a name."""

    def __init__(self, node: ast.FunctionDef, names: dict[str, Any]) -> None:
        self._node, self._names = node, names
        given = [*node.args.args, *node.args.kwonlyargs]
        self._annotations = {argument.arg: argument.annotation for argument in given if argument.annotation}

    def model_of(self, node: ast.expr, seen: frozenset[str] = frozenset()) -> type[models.Model] | None:
        """The model of the rows that an expression gives; nothing if that cannot be read."""
        match node:
            case ast.Name(id=name):
                return None if name in seen else self._model_of_name(name, seen | {name})
            case ast.Attribute(value=value, attr="objects"):
                return model_in(self._value(value))
            case ast.Call(func=ast.Name(id="list" | "sorted"), args=[rows, *_]):
                return self.model_of(rows, seen)
            case ast.Call(func=ast.Name(id="fetch"), args=[rows, *_]):
                return self.model_of(rows, seen)
            case ast.Call(func=function, args=given):
                return self._model_of_call(function, seen) or self._model_handed_to(function, given)
            case ast.Subscript(value=value) | ast.Starred(value=value) | ast.NamedExpr(value=value):
                return self.model_of(value, seen)
            case ast.IfExp(body=body, orelse=orelse):
                return self.model_of(body, seen) or self.model_of(orelse, seen)
            case ast.List(elts=[first, *_]) | ast.Tuple(elts=[first, *_]):
                return self.model_of(first, seen)
            case ast.ListComp(elt=element) | ast.GeneratorExp(elt=element):
                return self.model_of(element, seen)
            case ast.BinOp(left=left):
                return self.model_of(left, seen)
        return None

    def _model_of_call(self, function: ast.expr, seen: frozenset[str]) -> type[models.Model] | None:
        value = self._value(function)
        if isinstance(value, type):
            return model_in(value)
        if isinstance(value, types.MethodType) and isinstance(value.__self__, type):
            # A way to make a row, such as `Person.make`.
            return model_in(value.__self__)
        if isinstance(value, types.FunctionType):
            return model_in(typing.get_type_hints(value).get("return")) or rows_returned_by(value)
        # A method of a queryset or of a row: filter, get, select_for_update and the like.
        return self.model_of(function.value, seen) if isinstance(function, ast.Attribute) else None

    def _model_handed_to(self, function: ast.expr, given: list[ast.expr]) -> type[models.Model] | None:
        """The model that a function is told, which serves all of a context: `row_of(Presence, ...)`."""
        value = self._value(function)
        if isinstance(value, types.FunctionType) and given:
            told = typing.get_type_hints(value).get(value.__code__.co_varnames[0])
            return model_in(self._value(given[0])) if typing.get_origin(told) is type else None
        return None

    def _model_of_name(self, name: str, seen: frozenset[str]) -> type[models.Model] | None:
        if name in self._annotations:
            return model_in(self._evaluated(self._annotations[name]))
        found = {model for value in self._given_to(name) if (model := self.model_of(value, seen))}
        return found.pop() if len(found) == 1 else None

    def _given_to(self, name: str) -> Iterator[ast.expr]:
        """Everything that a name stands for in this function."""
        for node in ast.walk(self._node):
            match node:
                case ast.Assign(targets=targets, value=value):
                    for target in targets:
                        yield from _part_for(name, target, value)
                case ast.AnnAssign(target=ast.Name(id=found), value=value) if found == name and value:
                    yield value
                case ast.NamedExpr(target=ast.Name(id=found), value=value) if found == name:
                    yield value
                case ast.For(target=target, iter=rows) | ast.comprehension(target=target, iter=rows):
                    yield from _part_for(name, target, rows)

    def _value(self, node: ast.expr) -> Any:
        """What `Case`, `access.case` or `models.Case` stands for at the top of the module."""
        if isinstance(node, ast.Name):
            return self._names.get(node.id)
        if isinstance(node, ast.Attribute):
            return getattr(self._value(node.value), node.attr, None)
        return None

    def _evaluated(self, annotation: ast.expr) -> Any:
        return eval(ast.unparse(annotation), dict(self._names))


def _part_for(name: str, target: ast.expr, value: ast.expr) -> Iterator[ast.expr]:
    """What a name gets when the target, which may be a tuple, gets the value."""
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for each, part in zip(target.elts, value.elts, strict=False):
            yield from _part_for(name, each, part)


@cache
def rows_returned_by(function: types.FunctionType) -> type[models.Model] | None:
    """The model of the rows that a function of ours returns without saying so."""
    written = inspect.getsourcefile(function)
    if not function.__module__.startswith("opennrm.") or written is None:
        return None
    for node in ast.walk(tree_of(Path(written))):
        if isinstance(node, ast.FunctionDef) and node.name == function.__name__:
            read = Function(node, function.__globals__)
            returned = [each.value for each in ast.walk(node) if isinstance(each, ast.Return) and each.value]
            found = {model for value in returned if (model := read.model_of(value))}
            return found.pop() if len(found) == 1 else None
    return None


def writes_in(module: Path) -> Iterator[tuple[ast.Call, ast.FunctionDef]]:
    """Every call that saves or deletes rows, with the function in which it stands."""
    functions = [node for node in ast.walk(tree_of(module)) if isinstance(node, ast.FunctionDef)]
    for call in calls_in(module):
        if called(call) in WRITING and any(keyword.arg == "from_action" for keyword in call.keywords):
            around = [node for node in functions if any(each is call for each in ast.walk(node))]
            yield call, around[-1]


def saved(call: ast.Call, function: ast.FunctionDef, names: dict[str, Any]) -> type[models.Model] | None:
    """The model whose rows a call changes."""
    assert isinstance(call.func, ast.Attribute)
    return Function(function, names).model_of(call.func.value)


def belongs_to(model: type[models.Model], module: Path) -> bool:
    """Whether a model is defined in the package of this module."""
    return name_of(module).split("/")[:2] == model.__module__.split(".")[:2]


def every_write() -> Iterator[tuple[Path, ast.Call, type[models.Model] | None]]:
    for module in MODULES:
        for call, function in writes_in(module):
            if function.name != FOR_EVERY_CONTEXT.get(name_of(module)) and name_of(module) != BASE:
                yield module, call, saved(call, function, names_of(module))


def test_it_can_be_read_whose_rows_are_saved() -> None:
    """Annotate the argument, or name the model, where this fails."""
    unclear = [place(module, call) for module, call, model in every_write() if model is None]
    assert unclear == []


def test_a_contexts_rows_are_saved_in_its_own_package_only() -> None:
    foreign = [
        f"{place(module, call)} changes {model._meta.label}"
        for module, call, model in every_write()
        if model is not None and not belongs_to(model, module)
    ]
    assert foreign == [], "Give the context that has the rows an action, and call that."


Row = typing.TypeVar("Row", bound=models.Model)


def _told(model: type[Row], pk: int) -> Row:
    return model(pk=pk)


@pytest.mark.parametrize(
    "body",
    [
        "Case(id=1).save(from_action=True)",
        "row = Case(id=1)\n    row.save(from_action=True)",
        "Case.objects.filter(pk=1).update(area='', from_action=True)",
        "found = Case.objects.all()\n    found.delete(from_action=True)",
        "Case.objects.bulk_create([Case()], from_action=True)",
        "for row in list(Case.objects.all()[:5]):\n        row.save(from_action=True)",
        "given.save(from_action=True)",
        "row = access.case(actor, 1)\n    row.save(from_action=True)",
        "row = told(Case, 1)\n    row.save(from_action=True)",
        "held = [row for row in Case.objects.all()]\n    for row in held:\n        row.save(from_action=True)",
        "access.visible_to(actor).filter(pk=1).update(area='', from_action=True)",
        "row = fetch(access.visible_to(actor), pk=1)\n    row.save(from_action=True)",
    ],
)
def test_a_foreign_row_is_recognised(body: str) -> None:
    function = ast.parse(f"def act(given: Case):\n    {body}").body[0]
    assert isinstance(function, ast.FunctionDef)
    [call] = [node for node in ast.walk(function) if isinstance(node, ast.Call) and called(node) in WRITING]
    model = saved(call, function, {"access": access, "Case": Case, "told": _told})
    assert model is Case
    assert not belongs_to(
        model, next(path for path in MODULES if name_of(path).startswith("opennrm/people/"))
    )
