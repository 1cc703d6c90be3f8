"""Who writes, reads and corrects the notes of a case."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from opennrm.audit import actions as audit
from opennrm.audit.models import AuditEvent
from opennrm.cases import actions as case_actions
from opennrm.cases.models import TimelineEntry
from opennrm.foundation.models import Notice
from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.notes.actions import CorrectedMeanwhile, NoteIncomplete
from opennrm.notes.models import Note, NoteVersion
from tests.notes.writing import TEXT

pytestmark = pytest.mark.database


def events(subject) -> list[str]:
    """What the audit says of a record."""
    found = AuditEvent.objects.using("setup").filter(subject_id=str(subject.pk)).order_by("sequence")
    return list(found.values_list("kind", flat=True))


def assign(desk, person) -> None:
    with desk.scene.world.acting(desk.scene.supervisor) as actor:
        case_actions.assign(desk.case_id, to=person.membership.pk, by=actor, at=timezone.now())


def test_the_lead_reads_what_the_lead_wrote(desk):
    note = desk.write()
    opened = desk.read(note, desk.scene.supervisor)
    assert (opened.now.text, opened.now.with_whom) == (TEXT, "Her aunt")
    assert opened.earlier == ()
    assert events(note) == ["note.written", "note.opened"]


def test_a_note_is_for_the_lead_alone_unless_it_is_shared(desk):
    assert not desk.sees(desk.scene.manager, desk.write())
    assert desk.sees(desk.scene.manager, desk.write(is_shared=True))


def test_nobody_outside_the_case_reads_a_note(desk):
    note = desk.write(is_shared=True)
    for person in (desk.scene.constable, desk.scene.colleague, desk.scene.other_manager):
        assert not desk.sees(person, note)


def test_a_service_that_begins_to_help_reads_what_is_shared_and_nothing_else(desk):
    alone, shared = desk.write(), desk.write(is_shared=True)
    late = desk.scene.world.service(desk.scene.other_manager.membership.agency)
    desk.scene.do(desk.scene.other_manager, "accept", desk.scene.send(service=late))
    assert desk.sees(desk.scene.other_manager, shared)
    assert not desk.sees(desk.scene.other_manager, alone)


def test_a_service_reads_no_note_any_more_when_its_help_has_ended(desk):
    mine, shared = desk.write(desk.scene.manager), desk.write(is_shared=True)
    desk.scene.do(desk.scene.manager, "complete", desk.helping)
    assert not desk.sees(desk.scene.manager, mine)
    assert not desk.sees(desk.scene.manager, shared)
    assert desk.sees(desk.scene.caseworker, mine)


def test_a_service_writes_for_the_lead_and_its_own_team(desk):
    late = desk.scene.world.service(desk.scene.other_manager.membership.agency)
    desk.scene.do(desk.scene.other_manager, "accept", desk.scene.send(service=late))
    note = desk.write(desk.scene.manager, is_shared=True)
    assert not note.is_shared
    assert desk.sees(desk.scene.night_manager, note)
    assert desk.sees(desk.scene.caseworker, note)
    assert not desk.sees(desk.scene.other_manager, note)


def test_the_lead_is_told_of_a_note_of_a_service_until_they_have_read_it(desk):
    note = desk.write(desk.scene.manager)
    waiting = Notice.objects.using("setup").filter(kind="note.new", subject_id=note.pk, settled_at=None)
    assert waiting.count() == 1
    desk.read(note, desk.scene.night_manager)
    assert waiting.count() == 1
    desk.read(note)
    assert waiting.count() == 0


def test_nobody_is_told_of_a_note_of_the_lead(desk):
    desk.write(is_shared=True)
    assert not Notice.objects.using("setup").filter(kind="note.new").exists()


def test_a_service_whose_part_does_not_cover_notes_writes_none(desk):
    clinic = desk.scene.world.agency("health")
    nurse = desk.scene.world.person(clinic, "service_provider")
    service = desk.scene.world.service(clinic, kind="medical_care")
    desk.scene.do(nurse, "accept", desk.scene.send(service=service))
    assert desk.scene.sees_case(nurse)
    with pytest.raises(NotThere):
        desk.write(nurse)


@pytest.mark.parametrize("who", ["constable", "colleague", "other_manager", "house_administrator"])
def test_whoever_takes_no_part_writes_no_note(desk, who):
    with pytest.raises(NotThere):
        desk.write(getattr(desk.scene, who))
    assert not Note.objects.using("setup").exists()


def test_notes_stay_with_the_case_when_it_is_given_to_somebody_else(desk):
    note = desk.write()
    assign(desk, desk.scene.colleague)
    assert desk.sees(desk.scene.colleague, note)
    assert not desk.sees(desk.scene.caseworker, note)


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"text": "  "}, "text"),
        ({"kind": "seance"}, "kind"),
        ({"happened_at": timezone.now() + timedelta(days=2)}, "happened_on"),
    ],
)
def test_a_note_says_what_it_is_about_what_happened_and_when(desk, wrong, field):
    with pytest.raises(NoteIncomplete) as refused:
        desk.write(**wrong)
    assert refused.value.field == field


def test_a_note_is_never_about_later_today(desk):
    noon = timezone.localtime().replace(hour=12, minute=0)
    with pytest.raises(NoteIncomplete) as refused:
        desk.write(happened_at=noon + timedelta(hours=2), at=noon)
    assert refused.value.field == "time"


def test_the_same_page_sent_twice_makes_one_note(desk):
    page, now = uuid4(), timezone.now()
    first, second = (desk.write(page=page, happened_at=now) for _ in range(2))
    assert first.pk == second.pk
    assert events(first) == ["note.written"]


def test_the_same_page_sent_again_with_other_words_loses_neither(desk):
    page, now = uuid4(), timezone.now()
    desk.write(page=page, happened_at=now)
    desk.write(page=page, happened_at=now, text="And then she called again.")
    assert Note.objects.using("setup").count() == 2


def test_the_story_tells_of_a_note_to_those_who_may_read_it(desk):
    desk.write()
    desk.write(is_shared=True)
    with desk.scene.world.acting(desk.scene.caseworker):
        assert TimelineEntry.objects.filter(kind="note.written").count() == 2
    with desk.scene.world.acting(desk.scene.manager):
        assert TimelineEntry.objects.filter(kind="note.written").count() == 1


def test_a_correction_keeps_what_the_note_said_before(desk):
    note = desk.write()
    desk.correct(note, desk.scene.supervisor, text="She said that she is ill.", kind="home_visit")
    opened = desk.read(note)
    assert (opened.now.text, opened.now.reason, opened.note.kind) == (
        "She said that she is ill.", "A slip.", "home_visit",
    )  # fmt: skip
    (before,) = opened.earlier
    assert (before.text, before.version.kind) == (TEXT, "telephone_call")
    assert before.version.written_by_id == desk.scene.caseworker.membership.pk
    assert opened.now.version.written_by_id == desk.scene.supervisor.membership.pk
    assert events(note)[:2] == ["note.written", "note.corrected"]


def test_a_correction_needs_a_reason(desk):
    with pytest.raises(NoteIncomplete) as refused:
        desk.correct(desk.write(), reason=" ")
    assert refused.value.field == "reason"


def test_the_author_and_the_lead_correct_the_note_of_a_service_and_nobody_else(desk):
    note = desk.write(desk.scene.manager)
    with pytest.raises(NotAllowed):
        desk.correct(note, desk.scene.night_manager)
    note = desk.correct(note, desk.scene.manager, text="Second")
    desk.correct(note, desk.scene.caseworker, text="Third")
    assert [each.text for each in desk.read(note, desk.scene.manager).earlier] == ["Second", TEXT]


def test_a_service_does_not_correct_what_the_lead_shares(desk):
    note = desk.write(is_shared=True)
    assert not desk.read(note, desk.scene.manager).may_correct
    with pytest.raises(NotAllowed):
        desk.correct(note, desk.scene.manager)


def test_of_two_who_correct_at_once_the_second_reads_first_what_the_other_wrote(desk):
    note = desk.write()
    desk.correct(note, text="First", seen=1)
    with pytest.raises(CorrectedMeanwhile):
        desk.correct(note, desk.scene.supervisor, text="Second", seen=1)


def test_a_correction_sent_twice_is_one(desk):
    note, page = desk.write(), uuid4()
    for _ in range(2):
        desk.correct(note, page=page, seen=1)
    assert desk.read(note).note.versions == 2


def test_a_note_that_is_no_longer_shared_is_read_by_others_in_none_of_its_versions(desk):
    note = desk.write(is_shared=True)
    desk.correct(note, is_shared=False)
    assert not desk.sees(desk.scene.manager, note)
    with desk.scene.world.acting(desk.scene.manager):
        assert not NoteVersion.objects.filter(note_id=note.pk).exists()
    assert len(desk.read(note).earlier) == 1


def test_a_note_that_is_shared_later_shows_others_only_what_it_says_from_then_on(desk):
    note = desk.write(text="Her uncle did it.")
    desk.correct(note, is_shared=True, text="She is well.")
    opened = desk.read(note, desk.scene.manager)
    assert (opened.now.text, opened.earlier) == ("She is well.", ())


def test_the_lead_shares_the_note_of_a_service_which_goes_on_reading_it(desk):
    late = desk.scene.world.service(desk.scene.other_manager.membership.agency)
    desk.scene.do(desk.scene.other_manager, "accept", desk.scene.send(service=late))
    note = desk.correct(desk.write(desk.scene.manager), is_shared=True)
    assert desk.sees(desk.scene.other_manager, note)
    note = desk.correct(note, desk.scene.manager, is_shared=False, text="The service corrects it.")
    assert desk.read(note, desk.scene.other_manager).now.text == "The service corrects it."
    desk.correct(note, is_shared=False)
    assert not desk.sees(desk.scene.other_manager, note)
    assert desk.sees(desk.scene.manager, note)


@pytest.mark.parametrize("kind", ["note.written", "note.corrected", "note.opened"])
def test_nothing_is_saved_or_shown_without_its_event(desk, monkeypatch, kind):
    note = desk.write() if kind != "note.written" else None
    recorded = audit.record
    monkeypatch.setattr(
        audit, "record", lambda what, **rest: 1 / 0 if what == kind else recorded(what, **rest)
    )
    step = {
        "note.written": desk.write,
        "note.corrected": lambda: desk.correct(note),
        "note.opened": lambda: desk.read(note),
    }
    with pytest.raises(ZeroDivisionError):
        step[kind]()
    assert NoteVersion.objects.using("setup").count() == (0 if note is None else 1)


def test_what_a_note_says_is_sealed(desk):
    note = desk.write()
    row = NoteVersion.objects.using("setup").get(note_id=note.pk)
    for field in ("with_whom", "text"):
        assert TEXT.encode() not in bytes(getattr(row, field))
        assert b"aunt" not in bytes(getattr(row, field))
