"""Whoever leads a case adds documents to it; one that was added by mistake is kept, for the lead alone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from opennrm.cases import document_changes
from opennrm.cases.access import visible_to
from opennrm.cases.actions import assign
from opennrm.cases.documents import custody_of, newest, open_document, page
from opennrm.cases.history import openings_of
from opennrm.cases.models import Document, DocumentRemoval, Participation, TimelineEntry
from opennrm.cases.participation import cover
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.files import FileRefused
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from tests.cases.papers import photograph

NOW = timezone.now()
KIND = next(iter(pack().codes("document_kinds")))


@pytest.fixture
def protection(world):
    return world.agency("child_protection")


@pytest.fixture
def caseworker(world, protection):
    return world.person(protection, "caseworker", name="Marva Invented")


@pytest.fixture
def supervisor(world, protection):
    return world.person(protection, "supervisor")


@pytest.fixture
def constable(world):
    return world.person(world.agency("police"), "first_responder", name="Constable Invented")


@pytest.fixture
def case_id(world, constable, caseworker):
    case_id = world.report(constable, files=[photograph()]).case_id
    with world.acting(caseworker) as actor:
        assign(case_id, to=actor.membership_id, by=actor, at=NOW)
    return case_id


def add(world, person, case_id, *, colour="blue", title="", kind=KIND):
    with world.acting(person) as actor:
        file = photograph(colour, name=f"{colour}.jpg")
        return document_changes.add(case_id, kind=kind, title=title, file=file, by=actor, at=NOW)


def remove(world, person, case_id, document, reason="It belongs to another child.", at=NOW):
    with world.acting(person) as actor:
        return document_changes.remove(case_id, document.pk, reason=reason, by=actor, at=at)


def restore(world, person, case_id, document):
    with world.acting(person) as actor:
        return document_changes.restore(case_id, document.pk, by=actor, at=NOW)


def recorded(superuser) -> list[str]:
    rows = superuser.execute("SELECT kind FROM audit_event WHERE kind LIKE 'document%' ORDER BY sequence")
    return [kind for (kind,) in rows.fetchall()]


def read_by(world, person, model, **which):
    with world.acting(person) as actor:
        return list(model.objects.visible_to(actor).filter(**which))


def test_a_document_is_added_under_the_next_number_with_its_title_sealed(
    world, caseworker, case_id, superuser
):
    document = add(world, caseworker, case_id, title="Report on Keisha")
    with world.acting(caseworker) as actor:
        entries = newest(actor, visible_to(actor).get(pk=case_id), most=5)
        assert [(entry.number, entry.kind, entry.title) for entry in entries] == [(2, KIND, ""), (1, "", "")]
        assert open_document(actor, case_id, document.pk).entry.title == "Report on Keisha"
    assert recorded(superuser) == ["document.added", "document.opened"]


def test_without_a_title_of_its_own_a_document_is_called_as_its_file_was(world, caseworker, case_id):
    document = add(world, caseworker, case_id)
    with world.acting(caseworker) as actor:
        assert open_document(actor, case_id, document.pk).entry.title == "blue.jpg"


def test_the_story_tells_the_kind_and_the_number_and_nothing_else(world, caseworker, case_id):
    add(world, caseworker, case_id, title="Report on Keisha")
    (entry,) = read_by(world, caseworker, TimelineEntry, kind="document.added")
    assert entry.detail == {"kind": KIND, "number": "2"}


@pytest.mark.parametrize("who", ["constable", "stranger"])
def test_whoever_does_not_see_the_case_adds_nothing_to_it(world, constable, case_id, who):
    stranger = world.person(world.agency("child_protection"), "caseworker")
    with pytest.raises(NotThere):
        add(world, constable if who == "constable" else stranger, case_id)


def test_a_role_that_opens_no_identities_adds_and_removes_nothing(world, caseworker, case_id):
    document = add(world, caseworker, case_id)
    with world.acting(caseworker) as actor:
        restricted = replace(actor, permissions=actor.permissions - {"identity_open"})
        with pytest.raises(NotAllowed):
            document_changes.add(
                case_id, kind=KIND, title="", file=photograph("green"), by=restricted, at=NOW
            )
        with pytest.raises(NotAllowed):
            document_changes.remove(case_id, document.pk, reason="wrong", by=restricted, at=NOW)


def test_an_unknown_kind_is_refused_with_what_to_do(world, caseworker, case_id):
    with pytest.raises(Refused, match="what kind") as refused:
        add(world, caseworker, case_id, kind="selfie")
    assert refused.value.field == "kind"


def test_the_same_file_is_added_once_and_the_second_reads_where_it_is(world, caseworker, case_id):
    document = add(world, caseworker, case_id)
    with pytest.raises(FileRefused, match="already in the case as number 2"):
        add(world, caseworker, case_id)
    remove(world, caseworker, case_id, document)
    with pytest.raises(FileRefused, match="number 2, among those added by mistake"):
        add(world, caseworker, case_id)


def test_a_case_has_only_so_many_documents(world, caseworker, case_id, monkeypatch):
    monkeypatch.setattr(document_changes, "MOST_DOCUMENTS", 2)
    add(world, caseworker, case_id)
    with pytest.raises(FileRefused, match="has 2 documents"):
        add(world, caseworker, case_id, colour="green")


def test_whoever_holds_the_case_is_told_what_others_add_and_not_what_they_add(
    world, caseworker, supervisor, case_id
):
    def told() -> int:
        with world.acting(caseworker) as actor:
            return notices.to(actor).filter(kind="document.new").count()

    add(world, caseworker, case_id)
    assert told() == 0
    add(world, supervisor, case_id, colour="green")
    assert told() == 1


@pytest.fixture
def service(world, caseworker, case_id):
    """Somebody whose part in the case covers documents and the story, as a country pack may say."""
    from opennrm.cases import participation
    from opennrm.cases.states import Part

    shelter = world.agency("shelter")
    person = world.person(shelter, "service_provider")
    scopes = {"case", "documents", "timeline"}
    with world.acting(caseworker) as actor:
        case = visible_to(actor).get(pk=case_id)
        principal = participation.offer(
            case_id, Part.SERVING, agency_id=shelter.pk, team_roles=["service_provider"], begins=True,
            ends=NOW.replace(year=NOW.year + 1),
        )  # fmt: skip
        participation.record_offer(
            case, shelter, principal, part=Part.SERVING, scopes=scopes, basis="agreed",
            ends=NOW.replace(year=NOW.year + 1), started_at=NOW, holders=[0, principal],
        )  # fmt: skip
        cover(case, principal, scopes)
    return person


def test_whose_part_covers_documents_sees_them_and_neither_adds_nor_removes_any(
    world, caseworker, service, case_id
):
    document = add(world, caseworker, case_id)
    with world.acting(service) as actor:
        assert len(page(actor, case_id)[1].rows) == 2
        assert open_document(actor, case_id, document.pk).content
    with pytest.raises(NotAllowed):
        add(world, service, case_id, colour="green")
    with pytest.raises(NotAllowed):
        remove(world, service, case_id, document)


def test_whoever_reported_is_named_to_the_lead_alone(world, caseworker, service, case_id):
    ((document_id,),) = [[row.pk for row in read_by(world, caseworker, Document)]]
    with world.acting(caseworker) as actor:
        custody = custody_of(actor, case_id, document_id)[1]
        assert custody.added_by == "Constable Invented"
    with world.acting(service) as actor:
        custody = custody_of(actor, case_id, document_id)[1]
        assert (custody.added_by, custody.from_agency) == ("", "")


def test_a_document_added_by_mistake_is_kept_for_the_lead_alone(
    world, caseworker, supervisor, service, case_id
):
    document = add(world, caseworker, case_id)
    assert [row.pk for row in read_by(world, service, Document, pk=document.pk)] == [document.pk]
    remove(world, caseworker, case_id, document)
    assert read_by(world, service, Document, pk=document.pk) == []
    for person in (caseworker, supervisor):
        with world.acting(person) as actor:
            assert [entry.number for entry in page(actor, case_id)[1].rows] == [1]
            assert [entry.number for entry in page(actor, case_id, removed=True)[1].rows] == [2]
            custody = custody_of(actor, case_id, document.pk)[1]
            (removal,) = custody.removals
            assert (removal.reason, removal.removed_by, removal.restored_by) == (
                "It belongs to another child.",
                "Marva Invented",
                "",
            )


def test_a_part_that_begins_later_does_not_cover_what_was_added_by_mistake(
    world, caseworker, service, case_id
):
    document = add(world, caseworker, case_id)
    remove(world, caseworker, case_id, document)
    with world.acting(caseworker) as actor:
        part = Participation.objects.visible_to(actor).get(part="serving")
        cover(visible_to(actor).get(pk=case_id), part.principal, {"documents"})
    assert read_by(world, service, Document, pk=document.pk) == []


def test_a_document_is_put_back_for_everybody_whose_part_covers_documents(
    world, caseworker, service, case_id
):
    document = add(world, caseworker, case_id)
    remove(world, caseworker, case_id, document)
    restore(world, caseworker, case_id, document)
    (row,) = read_by(world, service, Document, pk=document.pk)
    assert row.removed_at is None


def test_why_a_document_was_removed_stays_beside_it_for_the_lead_alone_when_it_is_put_back(
    world, caseworker, supervisor, service, case_id, superuser
):
    document = add(world, caseworker, case_id)
    for hours, reason in enumerate(("It belongs to another child.", "The page is torn.")):
        remove(world, caseworker, case_id, document, reason=reason, at=NOW + timedelta(hours=hours))
        restore(world, supervisor, case_id, document)
    with world.acting(caseworker) as actor:
        removals = custody_of(actor, case_id, document.pk)[1].removals
    assert [(each.reason, each.removed_by, each.restored_by) for each in removals] == [
        ("The page is torn.", "Marva Invented", supervisor.account.name),
        ("It belongs to another child.", "Marva Invented", supervisor.account.name),
    ]
    assert recorded(superuser)[-1] == "document.removal_read"
    with world.acting(service) as actor:
        assert custody_of(actor, case_id, document.pk)[1].removals == []
    assert read_by(world, service, DocumentRemoval) == []


def test_a_document_is_marked_once_and_put_back_once(world, caseworker, case_id, superuser):
    document = add(world, caseworker, case_id)
    with pytest.raises(TransitionRefused):
        restore(world, caseworker, case_id, document)
    remove(world, caseworker, case_id, document)
    with pytest.raises(TransitionRefused):
        remove(world, caseworker, case_id, document)
    restore(world, caseworker, case_id, document)
    assert recorded(superuser) == ["document.added", "document.removed", "document.restored"]


def test_the_number_of_a_document_added_by_mistake_is_not_used_again(world, caseworker, case_id):
    remove(world, caseworker, case_id, add(world, caseworker, case_id))
    assert add(world, caseworker, case_id, colour="green").number == 3


def test_only_whoever_leads_reads_who_opened_a_document(world, caseworker, service, case_id):
    document = add(world, caseworker, case_id)
    with world.acting(service) as actor:
        open_document(actor, case_id, document.pk)
        assert openings_of(actor, visible_to(actor).get(pk=case_id), document.pk) == []
    with world.acting(caseworker) as actor:
        open_document(actor, case_id, document.pk, downloads=True)
    with world.acting(caseworker) as actor:
        events = openings_of(actor, visible_to(actor).get(pk=case_id), document.pk)
        assert [event.kind for event in events] == ["document.downloaded", "document.opened"]


def test_a_long_list_has_pages(world, caseworker, case_id, monkeypatch):
    monkeypatch.setattr("opennrm.cases.documents.DOCUMENTS_A_PAGE", 2)
    for colour in ("green", "blue", "navy"):
        add(world, caseworker, case_id, colour=colour)
    with world.acting(caseworker) as actor:
        first = page(actor, case_id)[1]
        assert [entry.number for entry in first.rows] == [4, 3]
        last = page(actor, case_id, mark=first.next)[1]
        assert ([entry.number for entry in last.rows], last.next) == ([2, 1], "")
