"""Rows of several lists that come with one query: which columns may travel, and that rows are as they were."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from uuid import UUID

import pytest

from opennrm.foundation.together import _in_order, _row, together
from opennrm.tasks.models import Task

ONE, OTHER = UUID(int=1), UUID(int=2)


def test_a_list_that_names_no_columns_is_refused():
    with pytest.raises(TypeError, match="names no columns"):
        together({"tasks": Task.objects.order_by("due_on")})


def test_a_sealed_column_does_not_travel():
    with pytest.raises(TypeError, match="does not show words"):
        together({"tasks": Task.objects.showing("due_on", "words")})


def test_a_row_has_what_was_said_of_it_and_of_the_rows_to_which_it_leads():
    said = {
        "id": str(ONE),
        "due_on": "2026-12-01",
        "ended_at": "2026-12-01T08:30:00.5+00:00",
        "given_to_id": str(OTHER),
        "given_to__id": str(OTHER),
        "given_to__account_id": str(ONE),
        "given_to__account__id": str(ONE),
        "given_to__account__name": "Ada Invented",
    }
    task = _row(Task, said)
    assert (task.pk, task.due_on, task.given_to_id) == (ONE, date(2026, 12, 1), OTHER)
    assert task.ended_at == datetime(2026, 12, 1, 8, 30, 0, 500_000, tzinfo=UTC)
    assert (task.given_to.pk, task.given_to.account.name) == (OTHER, "Ada Invented")
    assert "words" in task.get_deferred_fields()


def test_a_row_that_leads_nowhere_has_none_there():
    assert _row(Task, {"id": str(ONE), "given_to_id": None, "given_to__id": None}).given_to is None


def test_rows_come_in_the_order_of_their_list_with_what_is_missing_where_the_database_puts_it():
    rows = [SimpleNamespace(at=at, id=number) for number, at in enumerate([2, None, 1, 2])]
    assert [row.id for row in _in_order(list(rows), ["at", "id"])] == [2, 0, 3, 1]
    assert [row.id for row in _in_order(list(rows), ["-at", "id"])] == [1, 0, 3, 2]
