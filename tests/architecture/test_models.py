"""What every model of the product keeps to."""

import ast
from typing import Any

import pytest
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models

from opennrm.cases.bound import bound_models
from opennrm.foundation.policies import policy
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.visibility import guarded_models
from opennrm.foundation.writes import ActionOnly, Sensitivity, classify
from tests.architecture.source import levels, our_models, python_of, tree_of

every_model = pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
every_guarded_model = pytest.mark.parametrize("model", guarded_models(), ids=lambda model: model._meta.label)
every_model_of_a_case = pytest.mark.parametrize("model", bound_models(), ids=lambda model: model._meta.label)

# Kept by a database role of its own, by which the application cannot be reached (docs/decisions/0005).
KEPT_BY_ANOTHER_ROLE = {"agencies_session", "agencies_attempts", "agencies_devicesforgotten"}
# A case's own key is sealed, by the master key, and names nobody.
SEALED_WITHOUT_NAMING = {
    "cases.CaseKey.wrapped", "concerns.ReporterKey.wrapped", "custody.Copy.wrapped", "custody.MasterKey.wrapped",
    "linkage.LinkRequest.wrapped", "linkage.OurEncoding.wrapped", "linkage.OutsideMatch.wrapped",
    "linkage.OverlapTable.wrapped", "linkage.Pair.wrapped", "linkage.Verdict.wrapped",
}  # fmt: skip
# Made with a key that is derived from the master key; tests/people/test_search_index.py.
KEYED_TOKENS = {
    "linkage.Examined.digest", "linkage.MatchToken.id", "linkage.Probe.sounds", "linkage.Probe.words",
    "people.SearchToken.id",
}  # fmt: skip
WORDS_THAT_NAME_SOMEBODY = {
    "name", "names", "birth", "address", "telephone", "phone", "email", "document_number", "narrative", "story",
    "note", "notes", "reasons", "place", "comment",
}  # fmt: skip
# Where a room is, not where somebody lives.
OF_NOBODY = {"spaces.SpaceParticulars.address"}
FREE_TEXT = models.CharField | models.TextField | models.DateField | models.JSONField


@every_model
def test_foreign_keys_point_downwards(model: Any) -> None:
    level = levels()
    own = level[model._meta.app_label]
    for field in model._meta.concrete_fields:
        if field.is_relation:
            target = field.related_model._meta
            assert level[target.app_label] <= own, (
                f"{model._meta.label}.{field.name} points up to {target.label}"
            )


@every_model
def test_every_field_has_one_class(model: Any) -> None:
    assert set(model.CLASSES) == {field.name for field in model._meta.concrete_fields}


def test_no_field_can_have_two_classes() -> None:
    with pytest.raises(ValueError, match="reference"):
        classify(restricted="reference", open="id reference")


@every_model
def test_what_identifies_somebody_is_sealed_or_a_keyed_token(model: Any) -> None:
    for name, sensitivity in model.CLASSES.items():
        if sensitivity is Sensitivity.IDENTIFYING:
            label = f"{model._meta.label}.{name}"
            is_sealed = isinstance(model._meta.get_field(name), SealedField)
            assert is_sealed or label in KEYED_TOKENS, f"{label} is kept in clear"


@every_model
def test_what_is_sealed_identifies_somebody(model: Any) -> None:
    for field in model._meta.concrete_fields:
        label = f"{model._meta.label}.{field.name}"
        if isinstance(field, SealedField) and label not in SEALED_WITHOUT_NAMING:
            assert model.CLASSES[field.name] is Sensitivity.IDENTIFYING, label


@every_guarded_model
def test_no_guarded_text_in_clear_is_called_like_something_that_names_somebody(
    model: Any,
) -> None:
    named = [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, FREE_TEXT)
        and not isinstance(field, models.DateTimeField)
        # One of a few words of ours names nobody.
        and not field.choices
        and f"{model._meta.label}.{field.name}" not in OF_NOBODY
        and WORDS_THAT_NAME_SOMEBODY & {field.name, *field.name.split("_")}
    ]
    assert named == []


@every_model
def test_no_model_has_an_order_of_its_own(model: Any) -> None:
    assert not model._meta.ordering


@every_model
def test_no_model_has_a_generic_foreign_key(model: Any) -> None:
    assert not [field for field in model._meta.private_fields if isinstance(field, GenericForeignKey)]


@every_model
def test_no_model_hides_rows_by_default(model: Any) -> None:
    for manager in model._meta.managers:
        assert type(manager).get_queryset is models.Manager.get_queryset, (
            f"{model._meta.label}.{manager.name}"
        )


@every_model
def test_saving_does_nothing_else(model: Any) -> None:
    ours = [
        kind for kind in model.__mro__ if kind.__module__.startswith("opennrm.") and kind is not ActionOnly
    ]
    assert [kind.__name__ for kind in ours if {"save", "delete", "clean"} & set(vars(kind))] == []


def test_nothing_listens_to_signals() -> None:
    listening = {
        f"{module}: {name}"
        for module in python_of("opennrm")
        for node in ast.walk(tree_of(module))
        for name in imported(node)
        if "signals" in name.split(".") or name.startswith("django.dispatch")
    }
    assert listening == set()


def imported(node: ast.AST) -> list[str]:
    """The full names that an import statement brings in; other statements bring none."""
    module = getattr(node, "module", None) or ""
    return [
        f"{module}.{alias.name}".strip(".") for alias in getattr(node, "names", []) if hasattr(alias, "name")
    ]


def test_every_guarded_model_has_its_policy() -> None:
    assert {model._meta.db_table for model in guarded_models()} == {table.name for table in policy().guarded}


def test_every_model_of_a_case_can_be_added_to_only_by_who_takes_part() -> None:
    about_cases = {table.name for table in policy().guarded if table.hangs_on_case}
    assert about_cases == {model._meta.db_table for model in bound_models()}


def test_every_table_is_in_the_policy_file() -> None:
    listed = policy().protected | {table.name for table in policy().open} | KEPT_BY_ANOTHER_ROLE
    assert {model._meta.db_table for model in our_models()} - listed == set()


def test_every_open_table_says_why() -> None:
    assert [table.name for table in policy().open if not table.why.strip()] == []


@every_guarded_model
def test_every_guarded_row_says_who_reads_and_who_writes_it(model: Any) -> None:
    for column in ("readers", "writers"):
        assert not model._meta.get_field(column).null
        assert model.CLASSES[column] is Sensitivity.OPEN


@every_model_of_a_case
def test_the_rows_of_a_case_are_found_by_an_index(model: Any) -> None:
    beginnings = [index.fields[0] for index in model._meta.indexes if index.fields and not index.condition]
    assert model._meta.get_field("case").db_index or "case" in beginnings


@every_model
def test_no_index_is_kept_twice(model: Any) -> None:
    declared = [tuple(index.fields) for index in model._meta.indexes if not index.condition]
    automatic = [
        (field.name,) for field in model._meta.concrete_fields if field.db_index and not field.unique
    ]
    assert sorted({index for index in declared if [*declared, *automatic].count(index) > 1}) == []


@every_model
def test_the_database_knows_the_states_of_a_column(model: Any) -> None:
    conditions = [str(getattr(constraint, "condition", "")) for constraint in model._meta.constraints]
    for field in model._meta.concrete_fields:
        if field.choices:
            assert any(f"'{field.name}__in'" in condition for condition in conditions), (
                f"{model._meta.label}.{field.name} needs a constraint that names its values"
            )
