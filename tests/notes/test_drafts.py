"""What somebody types is kept until they send it, for them alone."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from opennrm.cases import actions as case_actions
from opennrm.cases.drafts import TooManyDrafts
from opennrm.country.pack import pack
from opennrm.foundation.refusals import NotThere
from opennrm.notes import drafts, jobs
from opennrm.notes.drafts import Opened
from opennrm.notes.models import NoteDraft

pytestmark = pytest.mark.database


def as_opened(draft: NoteDraft) -> Opened:
    return Opened(id=draft.pk, version=draft.version)


def test_what_was_typed_is_there_again(desk):
    desk.keep(text="She ca")
    assert desk.unfinished() == ["She ca"]


def test_only_its_author_finds_a_draft(desk):
    draft = desk.keep()
    assert desk.unfinished(desk.scene.supervisor) == []
    with desk.scene.world.acting(desk.scene.supervisor) as actor:
        assert not NoteDraft.objects.filter(pk=draft.pk).exists()
        with pytest.raises(NotThere):
            drafts.discard(desk.case_id, draft.pk, by=actor)


def test_one_showing_of_a_page_keeps_one_draft(desk):
    page = uuid4()
    for text in ("She", "She called", "She called"):
        desk.keep(page=page, text=text)
    assert desk.unfinished() == ["She called"]
    assert NoteDraft.objects.using("setup").get().version == 2


def test_a_page_that_was_opened_with_a_draft_goes_on_with_it(desk):
    begun = desk.keep(text="She")
    desk.keep(opened=as_opened(begun), text="She called")
    assert desk.unfinished() == ["She called"]


def test_two_pages_with_the_same_draft_overwrite_nothing_of_each_other(desk):
    begun = desk.keep(text="She")
    on_the_phone, at_the_desk = uuid4(), uuid4()
    desk.keep(page=on_the_phone, opened=as_opened(begun), text="She called")
    desk.keep(page=at_the_desk, opened=as_opened(begun), text="She wrote")
    desk.keep(page=on_the_phone, opened=as_opened(begun), text="She called twice")
    assert sorted(desk.unfinished()) == ["She called twice", "She wrote"]


def test_a_draft_ends_when_its_note_is_written(desk):
    page = uuid4()
    desk.keep(page=page)
    desk.write(page=page)
    assert desk.unfinished() == []
    assert not NoteDraft.objects.using("setup").exists()


def test_a_draft_that_is_saved_after_its_note_was_written_is_not_shown(desk):
    page = uuid4()
    desk.write(page=page)
    desk.keep(page=page)
    assert desk.unfinished() == []


def test_a_draft_of_another_page_stays_when_a_note_is_written(desk):
    desk.keep(text="Something else")
    desk.write()
    assert desk.unfinished() == ["Something else"]


def test_an_emptied_draft_is_deleted(desk):
    page = uuid4()
    desk.keep(page=page)
    assert desk.keep(page=page, text=" ") is None
    assert not NoteDraft.objects.using("setup").exists()


def test_whoever_no_longer_sees_the_case_no_longer_finds_their_draft(desk):
    desk.keep()
    with desk.scene.world.acting(desk.scene.supervisor) as actor:
        case_actions.assign(desk.case_id, to=desk.scene.colleague.membership.pk, by=actor, at=timezone.now())
    assert desk.unfinished() == []
    with pytest.raises(NotThere):
        desk.keep()


def test_a_draft_is_deleted_when_its_time_is_over(desk):
    long_ago = timezone.now() - timedelta(days=pack().drafts.keep_days, minutes=1)
    desk.keep(at=long_ago, text="Old")
    desk.keep(text="New")
    with desk.scene.world.connected_as("opennrm_worker"):
        jobs.expire_drafts()
    assert desk.unfinished() == ["New"]
    assert NoteDraft.objects.using("setup").count() == 1


def test_what_is_typed_is_sealed(desk):
    draft = desk.keep(text="Keisha")
    assert b"Keisha" not in bytes(NoteDraft.objects.using("setup").get(pk=draft.pk).content)


def test_nobody_has_more_unfinished_notes_than_one_person_can_have(desk, monkeypatch):
    monkeypatch.setattr("opennrm.cases.drafts.MOST", 2)
    begun = [desk.keep(text=text) for text in ("One", "Two")]
    with pytest.raises(TooManyDrafts, match="You have 2 unfinished notes"):
        desk.keep(text="Three")
    desk.keep(opened=as_opened(begun[0]), text="One more word")
    assert sorted(desk.unfinished()) == ["One more word", "Two"]
    assert desk.keep(desk.scene.supervisor, text="Mine")
