"""A draft becomes one case, whole or not at all, and its reporter keeps a receipt."""

import re
import threading
import time
from datetime import UTC, datetime

import pytest
from django.db import connections
from django.utils import timezone

from opennrm.audit.access import events_of_case
from opennrm.cases import receipts, telling
from opennrm.cases.access import visible_to
from opennrm.cases.actions import NoLeadAgency
from opennrm.cases.models import Case, CaseKey, Document, Receipt
from opennrm.concerns import actions, attachments, drafts
from opennrm.concerns.access import open_concern
from opennrm.concerns.answers import Incomplete
from opennrm.concerns.models import Concern, ConcernDraft
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.refusals import NotThere
from opennrm.invented.concerns import begin, enough, photograph
from opennrm.people.access import open_identity
from opennrm.people.models import Contact, Person, SearchToken
from tests.world import secret_word

NOW = timezone.now()


FULL = {
    "urgent_dangers": ["injured"],
    "age_known": "years",
    "age": 12,
    "sex": "female",
    "languages": ["eng"],
    "kinds": ["missing", "other"],
    "other_kind": "Something in other words",
    "place": "Behind the old mill",
    "occurred": "Every Friday",
    "told_by": "neighbour",
    "given_names": "Imani Rose",
    "family_name": "Thistlewood",
    "other_names": "Mimi",
    "birth_date": "2014-03",
    "document_number": "A 123-456",
    "nationality": "Not known for certain",
    "citizenships": ["HTI", "no such code", "CUB"],
    "address": "Yellow house",
    "telephone": "876 555 0142",
    "safe_to_contact": "no",
    "account": "She carries water all day.",
    "reporter_contact": "Desk 4",
    "reporter_safe_to_contact": "yes",
}


def test_everything_that_was_told_reaches_the_lead_agency(world, constable, caseworker):
    receipt = world.report(constable, files=[photograph()], **FULL)
    with world.acting(caseworker) as actor:
        case = visible_to(actor).get(pk=receipt.case_id)
        assert (case.is_urgent, case.age, case.sex, case.languages) == (True, 12, "female", ["eng"])
        assert case.area == enough()["area"]
        concern = open_concern(actor, case.pk, at=NOW)
        identity = open_identity(actor, case.pk, at=NOW)
        assert Document.objects.visible_to(actor).count() == 1
    for name in (
        "other_kind",
        "place",
        "occurred",
        "account",
        "reporter_contact",
        "reporter_safe_to_contact",
    ):
        assert getattr(concern, name) == FULL[name]
    assert (concern.kinds, concern.told_by) == (FULL["kinds"], "neighbour")
    for name in Person.SEALED:
        assert getattr(identity, name) == FULL.get(name, "")
    assert identity.citizenships == ["HTI", "CUB"]
    assert identity.age_is_estimated
    assert [(contact.telephone, contact.safe_to_contact) for contact in identity.contacts] == [
        (FULL["telephone"], "no")
    ]


def test_what_and_where_are_enough(world, constable, caseworker):
    receipt = world.report(constable)
    with world.acting(caseworker) as actor:
        case = visible_to(actor).get(pk=receipt.case_id)
        assert (case.is_urgent, case.age) == (False, None)
        assert open_identity(actor, case.pk, at=NOW).contacts == []


@pytest.mark.parametrize("missing", ["kinds", "area"])
def test_without_what_or_where_nothing_is_sent(world, constable, missing):
    with world.acting(constable) as actor:
        draft = begin(by=actor, at=NOW, **{**enough(), missing: ""})
        with pytest.raises(Incomplete) as refused:
            actions.receive_concern(draft.pk, by=actor, at=NOW)
        assert refused.value.names == [missing]
        assert drafts.drafts_of(actor).exists()


def test_what_was_not_understood_has_to_be_corrected_first(world, constable):
    with world.acting(constable) as actor:
        draft = begin(by=actor, at=NOW, typed={"age": "about twelve"}, **enough())
        with pytest.raises(Incomplete):
            actions.receive_concern(draft.pk, by=actor, at=NOW)


def test_a_place_that_is_not_known_is_enough(world, constable):
    assert world.report(constable, area="not_known").number.startswith(pack().intake.receipt_prefix)


def test_words_cannot_pass_for_codes(world, constable, superuser):
    word = secret_word()
    names = ("sex", "told_by", "safe_to_contact", "reporter_safe_to_contact")
    world.report(constable, **dict.fromkeys(names, word), languages=[word], urgent_dangers=[word])
    for table in ("cases_case", "concerns_concern", "people_person", "people_contact"):
        for (row,) in superuser.execute(f"SELECT t::text FROM {table} t").fetchall():
            assert word not in row


def test_an_age_follows_from_a_date_of_birth_the_youngest_possible(world, constable, caseworker):
    receipt = world.report(constable, birth_date="2010", at=datetime(2026, 6, 1, tzinfo=UTC))
    with world.acting(caseworker) as actor:
        assert visible_to(actor).get(pk=receipt.case_id).age == 15


def test_the_reporter_keeps_the_receipt_and_nothing_of_the_case(world, constable):
    receipt = world.report(constable, **FULL)
    with world.acting(constable) as actor:
        assert [found.number for found in receipts.receipts_of(actor)] == [receipt.number]
        for model in (Case, CaseKey, Concern, Person, Contact, SearchToken, Document):
            assert not model.objects.exists()
        with pytest.raises(drafts.AlreadySent):
            drafts.open_draft(actor, receipt.case_id)
        with pytest.raises(drafts.AlreadySent):
            attachments.add(receipt.case_id, file=photograph(), by=actor, at=NOW)


def test_a_sent_draft_holds_nothing_any_more(world, constable, superuser):
    world.report(constable, files=[photograph()], **FULL)
    assert superuser.execute("SELECT answers FROM concerns_concerndraft").fetchall() == [(None,)]
    assert superuser.execute("SELECT count(*) FROM concerns_draftattachment").fetchone() == (0,)


def test_another_agency_sees_nothing(world, constable):
    world.report(constable, **FULL)
    for kind, role in (("police", "supervisor"), ("shelter", "service_provider"), ("health", "supervisor")):
        with world.acting(world.person(world.agency(kind), role)):
            for model in (
                Case,
                CaseKey,
                Concern,
                Person,
                Contact,
                SearchToken,
                Document,
                Receipt,
                ConcernDraft,
            ):
                assert not model.objects.exists()


def test_sending_twice_gives_the_same_receipt(world, constable, superuser):
    receipt = world.report(constable)
    with world.acting(constable) as actor:
        again = actions.receive_concern(receipt.case_id, by=actor, at=NOW)
    assert again.number == receipt.number
    assert superuser.execute("SELECT count(*) FROM cases_case").fetchone() == (1,)


def test_eight_submits_at_once_make_one_case(world, constable, superuser):
    with world.acting(constable) as actor:
        draft = begin(by=actor, at=NOW, files=[photograph()], **{**enough(), **FULL})
    numbers, together = [], threading.Barrier(8)

    def submit() -> None:
        try:
            together.wait()
            with world.acting(constable) as actor:
                numbers.append(actions.receive_concern(draft.pk, by=actor, at=NOW).number)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=submit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == 8
    assert len(set(numbers)) == 1
    for table, count in (
        ("cases_case", 1),
        ("people_person", 1),
        ("cases_document", 1),
        ("cases_receipt", 1),
    ):
        assert superuser.execute(f"SELECT count(*) FROM {table}").fetchone() == (count,)


STEPS = [
    (actions, "record_concern"),
    (actions, "record_child"),
    (actions.documents, "adopt"),
    (actions.drafts, "finish"),
    (actions, "tell"),
    (telling.notices, "notify"),
    (telling.audit, "record"),
    (actions.search_index, "add"),
]


class PowerCut(BaseException):
    """The process dies."""


@pytest.mark.parametrize("module, step", STEPS, ids=[step for _, step in STEPS])
def test_what_breaks_in_the_middle_leaves_the_draft_and_nothing_else(
    world, constable, superuser, monkeypatch, module, step
):
    with world.acting(constable) as actor:
        draft = begin(by=actor, at=NOW, files=[photograph()], **{**enough(), **FULL})
    events = superuser.execute("SELECT count(*) FROM audit_event").fetchone()

    def cut(*args, **options):
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(module, step, cut)
        with pytest.raises(PowerCut), world.acting(constable) as actor:
            actions.receive_concern(draft.pk, by=actor, at=NOW)
    for table in ("cases_case", "concerns_concern", "people_person", "people_searchtoken", "cases_document"):
        assert superuser.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    assert superuser.execute("SELECT count(*) FROM sec.principal WHERE kind = 'case'").fetchone() == (0,)
    assert superuser.execute("SELECT count(*) FROM audit_event").fetchone() == events
    with world.acting(constable) as actor:
        assert drafts.open_draft(actor, draft.pk).answers["account"] == FULL["account"]
        assert actions.receive_concern(draft.pk, by=actor, at=NOW).number


def test_a_killed_connection_leaves_the_draft(world, constable, superuser):
    with world.acting(constable) as actor:
        draft = begin(by=actor, at=NOW, **{**enough(), **FULL})

    def submit_and_hang() -> None:
        try:
            with world.acting(constable) as actor:
                actions.receive_concern(draft.pk, by=actor, at=NOW)
                with connections["default"].cursor() as cursor:
                    cursor.execute("SELECT pg_sleep(30)")
        except Exception:
            return
        finally:
            connections.close_all()

    thread = threading.Thread(target=submit_and_hang)
    thread.start()
    for _ in range(200):
        killed = superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event = 'PgSleep'"
        ).fetchall()
        if killed:
            break
        time.sleep(0.05)
    thread.join()
    assert killed
    assert superuser.execute("SELECT count(*) FROM cases_case").fetchone() == (0,)
    with world.acting(constable) as actor:
        assert drafts.open_draft(actor, draft.pk).answers["place"] == FULL["place"]


def test_nobody_sends_the_draft_of_somebody_else(world, constable, caseworker):
    with world.acting(constable) as actor:
        draft = begin(by=actor, at=NOW, **enough())
    with world.acting(caseworker) as actor, pytest.raises(NotThere):
        actions.receive_concern(draft.pk, by=actor, at=NOW)


def test_without_a_lead_agency_the_draft_is_kept(world):
    constable = world.person(world.agency("police"), "first_responder")
    with world.acting(constable) as actor:
        draft = begin(by=actor, at=NOW, **enough())
        with pytest.raises(NoLeadAgency):
            actions.receive_concern(draft.pk, by=actor, at=NOW)
    with world.acting(constable) as actor:
        assert drafts.drafts_of(actor).exists()


@pytest.mark.parametrize("dangers, told", [(["injured"], True), (["none"], False), ([], False)])
def test_supervisors_hear_at_once_of_urgent_danger_alone(
    world, constable, caseworker, supervisor, dangers, told
):
    world.report(constable, urgent_dangers=dangers)
    with world.acting(caseworker) as actor:
        assert [notice.kind for notice in notices.to(actor)] == ["concern.new"]
    with world.acting(supervisor) as actor:
        assert notices.to(actor).exists() is told


def test_the_audit_tells_that_a_concern_was_received_and_by_whom(world, constable, caseworker):
    receipt = world.report(constable, **FULL)
    with world.acting(caseworker) as actor:
        events = events_of_case(actor, receipt.case_id)
        assert {"case.opened", "concern.received"} <= set(events.values_list("kind", flat=True))
        assert set(events.values_list("account_id", flat=True)) == {constable.account.pk}


def test_no_word_of_a_draft_or_a_concern_stands_in_the_database(world, constable, superuser):
    words = {name: secret_word() for name, value in FULL.items() if isinstance(value, str)}
    codes = {name: FULL[name] for name in ("sex", "told_by", "safe_to_contact", "age_known", "birth_date")}
    canaries = {name: word for name, word in words.items() if name not in codes}
    file = photograph(name=f"{secret_word()}.jpg")
    with world.acting(constable) as actor:
        draft = begin(
            by=actor, at=NOW, files=[file], typed={"age": secret_word()}, **{**enough(), **codes, **canaries}
        )
    assert "canary" not in everything(superuser)
    with world.acting(constable) as actor:
        drafts.keep(
            draft.pk, answers={"age": 12}, typed={}, step="child", version=9, page="p", by=actor, at=NOW
        )
        actions.receive_concern(draft.pk, by=actor, at=NOW)
    assert superuser.execute("SELECT count(*) FROM people_searchtoken").fetchone() > (0,)
    assert "canary" not in everything(superuser)


def everything(superuser) -> str:
    """Every row of every table as text, the bytes among them as letters and in hexadecimal."""
    tables = superuser.execute(
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('public', 'sec')"
    ).fetchall()
    rows = [row for (table,) in tables for (row,) in superuser.execute(f"SELECT t::text FROM {table} t")]
    text = "\n".join(rows).lower()
    assert len(rows) > 10
    return text + bytes.fromhex("".join(re.findall(r"\\x((?:[0-9a-f]{2})+)", text))).decode("latin-1").lower()


def test_that_it_is_not_safe_to_write_is_kept_without_an_address(world, constable, caseworker):
    receipt = world.report(constable, safe_to_contact="no", address="", telephone="")
    with world.acting(caseworker) as actor:
        (contact,) = open_identity(actor, receipt.case_id, at=timezone.now()).contacts
    assert contact.safe_to_contact == "no"
