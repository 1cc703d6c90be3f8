"""The files of a case are opened by those whose part covers them, and each opening is recorded."""

import hashlib
from dataclasses import replace
from uuid import uuid4

import pytest
from django.utils import timezone

from opennrm.cases.access import visible_to
from opennrm.cases.actions import assign
from opennrm.cases.documents import newest, open_document, page, titles_of
from opennrm.cases.models import Document
from opennrm.foundation.files import JPEG, PDF, accept
from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.invented.concerns import photograph
from tests.foundation.test_files import document

NOW = timezone.now()


@pytest.fixture
def receipt(world, constable):
    return world.report(constable, files=[photograph(), accept(document(), "School report.pdf")])


def kinds(superuser) -> list[str]:
    rows = superuser.execute("SELECT kind FROM audit_event WHERE kind LIKE 'document%' ORDER BY sequence")
    return [kind for (kind,) in rows.fetchall()]


def test_files_come_out_as_they_were_kept(world, caseworker, receipt):
    with world.acting(caseworker) as actor:
        case = visible_to(actor).get(pk=receipt.case_id)
        entries = titles_of(actor, case)
        assert {entry.title for entry in entries} == {"photo.jpg", "School report.pdf"}
        for entry in entries:
            opened = open_document(actor, case.pk, entry.id)
            assert (opened.entry, len(opened.content)) == (entry, entry.size)
            assert opened.fingerprint == hashlib.sha256(opened.content).hexdigest()
            kept = Document.objects.visible_to(actor).get(pk=entry.id)
            # Whoever has a known picture must not be able to look it up in the table.
            assert opened.fingerprint != kept.digest
            assert opened.fingerprint.encode() not in bytes(kept.fingerprint)


def test_the_list_names_files_by_their_number_and_leaves_their_titles_sealed(
    world, caseworker, receipt, superuser
):
    with world.acting(caseworker) as actor:
        entries = newest(actor, visible_to(actor).get(pk=receipt.case_id), most=5)
        assert [entry.number for entry in entries] == [2, 1]
        assert {entry.media_type for entry in entries} == {JPEG, PDF}
        assert {entry.title for entry in entries} == {""}
    assert kinds(superuser) == []


def test_each_opening_is_recorded_and_the_titles_once(world, caseworker, receipt, superuser):
    with world.acting(caseworker) as actor:
        entries = titles_of(actor, visible_to(actor).get(pk=receipt.case_id))
        open_document(actor, receipt.case_id, entries[0].id)
    assert kinds(superuser) == ["documents.listed", "document.opened"]


def test_a_file_is_not_found_under_another_case(world, constable, caseworker, receipt):
    other = world.report(constable)
    with world.acting(caseworker) as actor:
        entry = newest(actor, visible_to(actor).get(pk=receipt.case_id), most=5)[0]
        for case_id, document_id in ((other.case_id, entry.id), (receipt.case_id, uuid4())):
            with pytest.raises(NotThere):
                open_document(actor, case_id, document_id)


def test_whoever_lost_the_case_lost_its_files(world, protection, caseworker, receipt, superuser):
    colleague = world.person(protection, "caseworker")
    with world.acting(colleague) as actor:
        entry = newest(actor, visible_to(actor).get(pk=receipt.case_id), most=5)[0]
    with world.acting(caseworker) as actor:
        assign(receipt.case_id, to=actor.membership_id, by=actor, at=NOW)
    with world.acting(colleague) as actor, pytest.raises(NotThere):
        open_document(actor, receipt.case_id, entry.id)


def test_the_reporter_cannot_open_what_they_sent(world, constable, receipt, superuser):
    ((document_id,),) = superuser.execute("SELECT id FROM cases_document LIMIT 1").fetchall()
    with world.acting(constable) as actor, pytest.raises(NotThere):
        open_document(actor, receipt.case_id, document_id)


def test_a_role_that_opens_no_identities_sees_no_title_and_opens_no_file(
    world, caseworker, receipt, superuser
):
    with world.acting(caseworker) as actor:
        restricted = replace(actor, permissions=actor.permissions - {"identity_open"})
        entries = newest(restricted, visible_to(actor).get(pk=receipt.case_id), most=5)
        assert len(entries) == 2
        with pytest.raises(NotAllowed):
            titles_of(restricted, visible_to(actor).get(pk=receipt.case_id))
        with pytest.raises(NotAllowed):
            open_document(restricted, receipt.case_id, entries[0].id)
    assert kinds(superuser) == []


def test_what_came_with_a_concern_is_numbered_in_its_order_and_has_no_kind(world, caseworker, receipt):
    with world.acting(caseworker) as actor:
        _case, found = page(actor, receipt.case_id)
    assert [(entry.number, entry.kind, entry.is_from_concern) for entry in found.rows] == [
        (2, "", True),
        (1, "", True),
    ]
