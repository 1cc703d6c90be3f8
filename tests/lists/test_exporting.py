"""Lists that leave the product: who may, how many, with which names, and what is recorded."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.context import as_job
from opennrm.foundation.refusals import NotAllowed
from opennrm.lists import exporting
from opennrm.lists.exporting import NotExported
from opennrm.lists.rules import EVERYTHING, Wanted


@pytest.fixture
def two_cases(world, constable, protection):
    """The ids of two cases, one with a name."""
    return [world.report(constable, given_names="Keisha").case_id, world.report(constable).case_id]


@pytest.fixture
def purpose() -> str:
    return next(iter(pack().codes("export_purposes")))


def exported(world, person, wanted=EVERYTHING, purpose="") -> list[exporting.Row]:
    with world.acting(person) as actor:
        return exporting.export(wanted, purpose=purpose, by=actor, at=timezone.now(), write=list)


def recorded(*kinds: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.using("setup").filter(kind__in=kinds).order_by("sequence"))


def test_a_list_without_names_opens_nothing_and_is_one_event(world, supervisor, two_cases):
    rows = exported(world, supervisor, Wanted(urgent=False))
    assert {row.case.pk for row in rows} == set(two_cases)
    assert [row.name for row in rows] == ["", ""]
    [event] = recorded("cases.exported", "cases.exported_with_names", "identity.exported", "identity.opened")
    assert (event.kind, event.detail["exported"], event.account_name) == (
        "cases.exported", 2, supervisor.account.name,
    )  # fmt: skip


def test_each_name_is_recorded_in_its_case_with_the_purpose(world, supervisor, two_cases, purpose):
    rows = exported(world, supervisor, purpose=purpose)
    assert sorted(row.name for row in rows) == ["", "Keisha"]
    named = recorded("identity.exported")
    assert {event.case_id for event in named} == set(two_cases)
    assert all(event.detail == {"purpose": purpose} and event.right == "lead" for event in named)
    [event] = recorded("cases.exported_with_names")
    assert (event.detail["exported"], event.detail["purpose"]) == (2, purpose)


def test_auditors_are_told_of_names_and_of_long_lists(world, supervisor, two_cases, purpose, monkeypatch):
    auditor = world.person(world.agency("oversight"), "auditor")

    def told() -> list[str]:
        with world.acting(auditor) as actor:
            return sorted(notices.unread_by(actor).values_list("kind", flat=True))

    exported(world, supervisor)
    assert told() == []
    exported(world, supervisor, purpose=purpose)
    assert told() == ["cases.exported_with_names"]
    limits = replace(pack().export, most_named=1)
    monkeypatch.setattr(exporting, "pack", lambda: SimpleNamespace(export=limits, codes=pack().codes))
    exported(world, supervisor)
    assert told() == ["cases.exported", "cases.exported_with_names"]
    with world.connected_as("opennrm_worker"), as_job(notices.MAILER):
        assert {auditor.account.pk} == {
            each
            for notice in notices.take_unsent(limit=9, at=timezone.now())
            if notice.kind.startswith("cases.exported")
            for each in notices.accounts_of(notice)
        }


def test_names_are_for_whoever_may_open_them(world, supervisor, two_cases, purpose):
    with world.acting(supervisor) as actor:
        less = replace(actor, permissions=actor.permissions - {IDENTITY_OPEN})
    with world.acting(supervisor), pytest.raises(NotAllowed):
        exporting.export(EVERYTHING, purpose=purpose, by=less, at=timezone.now(), write=list)
    assert recorded("identity.exported", "cases.exported_with_names") == []


def test_who_does_not_export_gets_nothing(world, caseworker, two_cases):
    with pytest.raises(NotAllowed):
        exported(world, caseworker)


def test_an_empty_list_a_long_one_and_an_unknown_purpose_are_refused(
    world, supervisor, two_cases, monkeypatch
):
    limits = replace(pack().export, most_rows=1, most_named=1)
    monkeypatch.setattr(exporting, "pack", lambda: SimpleNamespace(export=limits, codes=pack().codes))
    for wanted, purpose, words in (
        (EVERYTHING, "", "more than 1 case"),
        (Wanted(urgent=True), "", "no cases"),
        (EVERYTHING, "curiosity", "purposes"),
    ):
        with pytest.raises(NotExported, match=words):
            exported(world, supervisor, wanted, purpose)
    assert recorded("cases.exported") == []
