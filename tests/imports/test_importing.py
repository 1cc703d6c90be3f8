"""An old list becomes cases that wait, and nothing of it is doubled or lost."""

import json
import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from opennrm.cases import access as case_access
from opennrm.cases.models import Case, CaseKey, Clock, Receipt
from opennrm.cases.states import FromList
from opennrm.cli import tasks
from opennrm.concerns.models import Concern, ConcernDraft
from opennrm.country.pack import pack
from opennrm.foundation.context import as_job
from opennrm.foundation.models import Notice
from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.foundation.state_table import TransitionRefused
from opennrm.imports import access, actions, outcomes, working
from opennrm.imports.columns import guess
from opennrm.imports.models import ImportedCase, ImportedList
from opennrm.imports.states import State
from opennrm.people.models import Person as Child
from opennrm.people.queries import search
from tests.imports.lists import (
    ROWS,
    add,
    cases_of,
    check,
    imported,
    jobs,
    start,
    stored,
    table,
    work,
)

pytestmark = pytest.mark.database


@pytest.fixture
def supervisor(world):
    return world.person(world.agency("child_protection"), "supervisor")


def test_rows_become_cases_of_the_agency_that_wait(world, supervisor):
    list_id = imported(world, supervisor)
    found = cases_of(list_id)
    assert [row.number for row in found] == [2, 3, 5]
    assert {row.case.from_list for row in found} == {FromList.WAITING}
    assert {row.case.lead_agency_id for row in found} == {supervisor.membership.agency_id}
    assert stored(list_id).state == State.IMPORTED
    assert Child.objects.using("setup").count() == 3


def test_what_waits_starts_no_time_limit_and_no_notice(world, supervisor):
    imported(world, supervisor)
    for model in (Clock, Notice, Receipt, ConcernDraft):
        assert not model.objects.using("setup").exists(), model


def test_a_child_from_a_list_is_found_by_name(world, supervisor):
    list_id = imported(world, supervisor)
    with world.acting(supervisor) as actor:
        found = search(actor, "Kesha Dunmore", at=timezone.now())
    assert [hit.case.pk for hit in found.hits] == [cases_of(list_id)[0].case_id]


def test_what_has_no_column_of_its_own_is_kept_in_the_account(world, supervisor):
    list_id = imported(world, supervisor)
    case_id = cases_of(list_id)[0].case_id
    with world.acting(supervisor) as actor:
        concern = Concern.objects.visible_to(actor).get(case_id=case_id)
        told = case_access.seal(actor, case_id).open_field(concern, "account")
        source = access.source_of(actor, case_id)
    assert told == "Remarks: Seen at the market."
    assert source == access.Source(title="Ledger of 2024", number=2, reference="1")


def test_the_rows_are_sealed_and_stand_in_no_job(world, supervisor):
    list_id = add(world, supervisor)
    with world.acting(supervisor) as actor:
        columns = guess(access.content_of(access.list_to_read(actor, list_id)).rows)
        actions.say_columns(list_id, columns, keep_as="Ours", by=actor, at=timezone.now())
    (job,) = jobs()
    assert set(job) == {"list_id", "errand_id", "attempt"}
    row = stored(list_id)
    kept = b"".join(bytes(getattr(row, name) or b"") for name in ("title", "content", "columns", "findings"))
    assert not any(word in kept for word in (b"Keisha", b"Ledger", b"Surname"))


# Who may


@pytest.mark.parametrize("role", ["caseworker", "administrator", "auditor", "data_officer"])
def test_only_whoever_imports_lists_adds_one(world, role):
    person = world.person(world.agency("child_protection"), role)
    with world.acting(person) as actor, pytest.raises(NotAllowed):
        actions.add(table(), title="Ledger", page="", by=actor, at=timezone.now())


def test_a_supervisor_of_another_agency_sees_no_list_and_no_case(world, supervisor):
    list_id = imported(world, supervisor)
    other = world.person(world.agency("child_protection"), "supervisor")
    with world.acting(other) as actor:
        assert not access.lists_of(actor).exists()
        assert not access.cases_of(actor, list_id).exists()
        for refused in (
            lambda: actions.withdraw(list_id, by=actor, at=timezone.now()),
            lambda: actions.discard(list_id, by=actor),
            lambda: outcomes.release(cases_of(list_id)[0].case_id, by=actor, at=timezone.now()),
        ):
            with pytest.raises(NotThere):
                refused()


def test_somebody_who_no_longer_works_there_imports_nothing(world, supervisor, superuser):
    list_id = add(world, supervisor)
    check(world, supervisor, list_id)
    start(world, supervisor, list_id)
    superuser.execute("UPDATE agencies_membership SET ended_at = now()")
    with pytest.raises(Exception, match="may no longer act"):
        work(world)
    assert cases_of(list_id) == []


# Doubling and losing


def test_two_clicks_add_one_list_and_import_it_once(world, supervisor):
    with world.acting(supervisor) as actor:
        first, second = (
            actions.add(table(), title="Ledger", page="the same", by=actor, at=timezone.now())
            for _ in range(2)
        )
    assert first.pk == second.pk
    check(world, supervisor, first.pk)
    start(world, supervisor, first.pk)
    start(world, supervisor, first.pk)
    work(world)
    assert len(cases_of(first.pk)) == 3


def test_a_worker_that_is_killed_loses_and_doubles_nothing(world, supervisor, monkeypatch):
    rows = [(str(number), f"Given{number}", "Family", "2012", "F", "", "") for number in range(25)]
    list_id = add(world, supervisor, table(rows))
    check(world, supervisor, list_id)
    start(world, supervisor, list_id, takes_alike=True)
    waiting = jobs()
    monkeypatch.setattr(working, "IMPORTED_AT_ONCE", 4)
    kept = outcomes.search_index.add
    counted = []

    def killed(*given):
        counted.append(given)
        if len(counted) == 10:
            raise KeyboardInterrupt
        kept(*given)

    monkeypatch.setattr(outcomes.search_index, "add", killed)
    with pytest.raises(KeyboardInterrupt):
        work(world)
    # The transaction in which it died has left nothing.
    assert len(cases_of(list_id)) == 8
    assert CaseKey.objects.using("setup").count() == 8
    with world.connected_as("opennrm_worker"):
        for job in waiting:
            tasks.run(actions.JOB, **job)
    assert [row.number for row in cases_of(list_id)] == list(range(2, 27))
    assert Child.objects.using("setup").count() == Concern.objects.using("setup").count() == 25
    assert stored(list_id).state == State.IMPORTED


WORKER = """
import json, os, signal, sys
import django

django.setup()
from django.db import connections
from opennrm.cli import tasks
from opennrm.imports import actions, outcomes

database, given, rows = sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3])
connections["default"].settings_dict.update(NAME=database, USER="opennrm_worker")
added, add = [], outcomes.search_index.add


def killed(*of_child):
    added.append(of_child)
    if len(added) == rows:
        os.kill(os.getpid(), signal.SIGKILL)
    add(*of_child)


outcomes.search_index.add = killed
tasks.run(actions.JOB, **given)
"""


def test_kill_9_in_the_middle_loses_and_doubles_nothing(world, supervisor):
    rows = [(str(number), f"Given{number}", "Family", "2012", "F", "", "") for number in range(25)]
    list_id = add(world, supervisor, table(rows))
    check(world, supervisor, list_id)
    start(world, supervisor, list_id, takes_alike=True)
    (job,) = jobs()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-c", WORKER, settings.WORKER_DATABASE, json.dumps(job), "15"]
    assert subprocess.run(command, env=environment, check=False).returncode == -signal.SIGKILL
    assert len(cases_of(list_id)) == 10
    work(world)
    assert [row.number for row in cases_of(list_id)] == list(range(2, 27))
    assert Child.objects.using("setup").count() == CaseKey.objects.using("setup").count() == 25


def test_a_job_that_comes_back_after_all_is_done_does_nothing(world, supervisor):
    list_id = add(world, supervisor)
    check(world, supervisor, list_id)
    start(world, supervisor, list_id)
    (job,) = jobs()
    work(world)
    with world.connected_as("opennrm_worker"):
        tasks.run(actions.JOB, **job)
    assert len(cases_of(list_id)) == 3


def test_what_a_silent_worker_left_behind_is_started_again(world, supervisor):
    list_id = add(world, supervisor)
    check(world, supervisor, list_id)
    start(world, supervisor, list_id)
    with world.acting(supervisor) as actor, pytest.raises(TransitionRefused):
        actions.try_again(list_id, by=actor, at=timezone.now())
    later = timezone.now() + access.SILENT_AFTER
    with world.acting(supervisor) as actor:
        actions.try_again(list_id, by=actor, at=later)
    assert len(jobs()) == 2
    work(world)
    assert len(cases_of(list_id)) == 3


# Checking


def test_bad_rows_stop_nothing_and_say_what_to_do(world, supervisor):
    list_id = add(world, supervisor)
    check(world, supervisor, list_id)
    row = stored(list_id)
    assert (row.rows, row.bad_rows, row.alike_rows) == (4, 1, 0)
    with world.acting(supervisor) as actor:
        findings = access.findings_of(access.list_to_read(actor, list_id))
    assert findings["bad"] == {"4": [{"code": "no_name", "values": {}}]}


def test_checking_changes_nothing_but_the_list(world, supervisor):
    list_id = add(world, supervisor)
    check(world, supervisor, list_id)
    assert not Case.objects.using("setup").exists()
    assert not ImportedCase.objects.using("setup").exists()


def test_a_child_who_is_there_already_is_left_out_unless_somebody_wants_otherwise(world, supervisor):
    imported(world, supervisor)
    again = imported(world, supervisor)
    assert cases_of(again) == []
    assert stored(again).alike_rows == 3
    third = imported(world, supervisor, takes_alike=True)
    assert len(cases_of(third)) == 3


def test_a_row_that_is_twice_in_the_list_is_noticed(world, supervisor):
    list_id = add(
        world, supervisor, table([*ROWS, ("5", "Kesha", "Dunmore", "25 December 2011", "girl", "", "")])
    )
    check(world, supervisor, list_id)
    with world.acting(supervisor) as actor:
        findings = access.findings_of(access.list_to_read(actor, list_id))
    assert [(number, found[0]["row"]) for number, found in findings["alike"].items()] == [("6", 2)]


def test_a_child_whom_only_another_agency_knows_is_not_noticed(world, supervisor):
    other = world.person(world.agency("child_protection"), "supervisor")
    imported(world, other)
    list_id = add(world, supervisor)
    check(world, supervisor, list_id)
    assert stored(list_id).alike_rows == 0


def test_without_an_order_of_dates_the_rows_are_not_checked(world, supervisor):
    list_id = add(world, supervisor, table([("1", "Ann", "Bell", "03/04/2011", "F", "", "")]))
    with world.acting(supervisor) as actor:
        columns = guess(access.content_of(access.list_to_read(actor, list_id)).rows)
        with pytest.raises(actions.ColumnsUnclear) as refused:
            actions.say_columns(list_id, columns, by=actor, at=timezone.now())
    assert refused.value.field == "order"


def test_what_was_said_of_columns_is_known_the_next_time(world, supervisor):
    headings = ("Child A", "Child B", "When")
    given = table([("Ann", "Bell", "03/04/2011")], headings)
    list_id = add(world, supervisor, given)
    with world.acting(supervisor) as actor:
        rows = access.content_of(access.list_to_read(actor, list_id)).rows
        said = guess(rows)
        said = type(said).of(
            {**said.as_data(), "fields": ["given_names", "family_name", "birth_date"], "order": "month-first"}
        )
        actions.say_columns(list_id, said, keep_as="Ours", by=actor, at=timezone.now())
        actions.say_columns(list_id, said, keep_as="ours", by=actor, at=timezone.now())
        (kept,) = access.known_columns(actor)
    assert kept[1:] == ("Ours", said)
    assert guess(rows, [kept[2]]) == said


# Time


def test_rows_are_deleted_when_their_time_is_over(world, supervisor):
    given_up, done = add(world, supervisor), imported(world, supervisor)
    later = timezone.now() + timedelta(days=pack().drafts.list_keep_days, minutes=1)
    with world.connected_as("opennrm_worker"), as_job(access.EXPIRY):
        assert actions.expire(at=timezone.now()) == 0
    with world.connected_as("opennrm_worker"), as_job(access.EXPIRY):
        assert actions.expire(at=later) == 2
    assert not ImportedList.objects.using("setup").filter(pk=given_up).exists()
    row = stored(done)
    assert (row.content, row.columns, row.findings) == (None, None, None)
    assert len(cases_of(done)) == 3


def test_a_list_of_which_cases_have_come_is_not_deleted(world, supervisor):
    list_id = imported(world, supervisor)
    with world.acting(supervisor) as actor, pytest.raises(TransitionRefused):
        actions.discard(list_id, by=actor)
