"""The pages on which notes are written, read and corrected."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from opennrm.country.pack import pack
from opennrm.notes.models import Note, NoteDraft, NoteVersion
from tests.notes.writing import TEXT

pytestmark = pytest.mark.database


def url(desk, name: str = "note-new", *more) -> str:
    return reverse(name, args=[desk.case_id, *more])


def filled_in(**given) -> dict[str, str]:
    today = timezone.localdate(timezone=pack().zone)
    fields = {
        "kind": "home_visit",
        "text": TEXT,
        "happened_on_day": str(today.day),
        "happened_on_month": str(today.month),
        "happened_on_year": str(today.year),
        "time": "",
        "with_whom": "Her aunt",
        "read_by": "lead",
        "page": str(uuid4()),
        "draft": "",
        "version": "",
    }
    return fields | given


def hidden(page: str) -> dict[str, str]:
    """What a page sends along by itself."""
    return dict(re.findall(r'type="hidden" name="(page|draft|version)" value="([^"]*)"', page))


def read(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_note_takes_two_taps_and_the_case_shows_it(desk):
    client = desk.scene.world.client(desk.scene.caseworker)
    assert url(desk) in read(client, url(desk, "case-show"))
    answer = client.post(url(desk), filled_in(), follow=True)
    page = answer.content.decode()
    assert "The note was saved." in page
    note = Note.objects.using("setup").get()
    assert page.count(url(desk, "note-show", note.pk)) == 2, "among the notes, and in the story"
    assert "Wrote a note: home visit" in page
    assert TEXT not in page


def test_no_kind_is_chosen_for_anybody_and_the_day_is_today(desk):
    page = read(desk.scene.world.client(desk.scene.caseworker), url(desk))
    assert not re.search(r'name="kind"[^>]*checked', page)
    assert re.search(r'name="read_by" value="lead"[^>]*checked', page)
    assert f'value="{timezone.localdate(timezone=pack().zone).year}"' in page


def test_a_note_that_is_wrong_is_shown_again_with_everything_that_was_typed_and_kept(desk):
    client = desk.scene.world.client(desk.scene.caseworker)
    sent = filled_in(time="2:30", kind="")
    answer = client.post(url(desk), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose what the note is about." in page
    assert "Say which half of the day: 2:30 am, or 2:30 pm." in page
    assert TEXT in page
    assert hidden(page)["page"] == sent["page"]
    assert TEXT in read(client, url(desk)), "also if the page is closed now"
    client.post(url(desk), {**sent, "kind": "home_visit", "time": ""})
    assert not NoteDraft.objects.using("setup").exists()


def test_a_note_about_tomorrow_is_refused(desk):
    tomorrow = timezone.localdate(timezone=pack().zone) + timedelta(days=1)
    day = dict(
        zip(
            ("happened_on_day", "happened_on_month", "happened_on_year"),
            (tomorrow.day, tomorrow.month, tomorrow.year),
            strict=True,
        )
    )
    page = desk.scene.world.client(desk.scene.caseworker).post(url(desk), filled_in(**day)).content.decode()
    assert "It cannot be after" in page
    assert not Note.objects.using("setup").exists()


def test_a_second_click_makes_no_second_note(desk):
    client, sent = desk.scene.world.client(desk.scene.caseworker), filled_in()
    for _ in range(2):
        client.post(url(desk), sent)
    assert Note.objects.using("setup").count() == 1


def test_what_was_typed_is_saved_in_between_and_shown_again(desk):
    client = desk.scene.world.client(desk.scene.caseworker)
    assert client.post(url(desk, "note-autosave"), filled_in(text="She ca", kind="")).status_code == 204
    page = read(client, url(desk))
    assert "She ca" in page
    assert "You started this note and did not finish it." in page
    client.post(url(desk, "note-autosave"), filled_in(text="She called", **hidden(page)))
    assert NoteDraft.objects.using("setup").count() == 1
    answer = client.post(url(desk), filled_in(text="She called", **hidden(page)))
    assert answer.status_code == 302
    assert not NoteDraft.objects.using("setup").exists()


def test_a_page_on_which_nothing_was_typed_keeps_no_draft(desk):
    empty = filled_in(kind="", text="", with_whom="")
    desk.scene.world.client(desk.scene.caseworker).post(url(desk, "note-autosave"), empty)
    assert not NoteDraft.objects.using("setup").exists()


def test_an_unfinished_note_stands_in_my_work_until_it_is_deleted(desk):
    client = desk.scene.world.client(desk.scene.caseworker)
    assert "Unfinished notes" not in read(client, reverse("home"))
    answer = client.post(url(desk), filled_in(then="later", kind=""), follow=True)
    assert "Your unfinished note is saved." in answer.content.decode()
    assert "Finish a note that you started" in read(client, reverse("home"))
    assert "Unfinished notes" not in read(desk.scene.world.client(desk.scene.supervisor), reverse("home"))
    draft = NoteDraft.objects.using("setup").get()
    assert TEXT in read(client, f"{url(desk)}?draft={draft.pk}")
    assert TEXT not in read(client, f"{url(desk)}?fresh=1")
    client.post(url(desk, "note-draft-discard", draft.pk))
    assert "Unfinished notes" not in read(client, reverse("home"))


def test_a_service_is_told_who_reads_its_note_and_is_not_asked(desk):
    client = desk.scene.world.client(desk.scene.manager)
    assert url(desk) in read(client, url(desk, "case-show"))
    page = read(client, url(desk))
    assert "Whoever leads the case can read this note" in page
    assert 'name="read_by"' not in page
    client.post(url(desk), filled_in(read_by="shared"))
    assert not Note.objects.using("setup").get().is_shared


def test_whoever_leads_the_case_reads_which_agencies_would_read_the_note(desk):
    page = read(desk.scene.world.client(desk.scene.caseworker), url(desk))
    assert f"Now: {desk.scene.house.name}." in page


def test_the_list_shows_what_notes_say_only_when_asked_to(desk):
    desk.write()
    client = desk.scene.world.client(desk.scene.caseworker)
    assert TEXT not in read(client, url(desk, "note-list"))
    page = client.post(url(desk, "note-texts")).content.decode()
    assert TEXT in page
    assert "Her aunt" in page


def test_the_list_is_narrowed_to_a_kind_also_when_it_is_opened(desk):
    desk.write(kind="home_visit", text="At home")
    desk.write(kind="telephone_call", text="By telephone")
    client = desk.scene.world.client(desk.scene.caseworker)
    visits = read(client, f"{url(desk, 'note-list')}?kind=home_visit")
    assert visits.count("nrm-worklist__item") == 1
    page = client.post(f"{url(desk, 'note-texts')}?kind=home_visit").content.decode()
    assert "At home" in page
    assert "By telephone" not in page
    assert "There are no notes of this kind" in read(client, f"{url(desk, 'note-list')}?kind=at_office")


def test_the_list_goes_on_page_by_page(desk):
    now = timezone.now()
    for number in range(27):
        desk.write(text=f"Number {number}", happened_at=now - timedelta(hours=number + 1))
    client = desk.scene.world.client(desk.scene.caseworker)
    first = read(client, url(desk, "note-list"))
    assert first.count("nrm-worklist__item") == 25
    opened = client.post(url(desk, "note-texts")).content.decode()
    for page in (first, opened):
        older = re.search(r'href="([^"]+)" rel="next"', page)
        assert older
        second = read(client, older.group(1))
        assert second.count("nrm-worklist__item") == 2
        assert 'rel="prev"' in second


def test_the_case_shows_the_newest_three(desk):
    for number in range(4):
        desk.write(text=f"Number {number}")
    page = read(desk.scene.world.client(desk.scene.caseworker), url(desk, "case-show"))
    assert page.split("What has happened so far")[0].count("/notes/") - page.count("/notes/new/") == 4
    assert "All notes" in page


def test_the_page_of_a_case_asks_no_more_often_with_many_notes(desk):
    client = desk.scene.world.client(desk.scene.caseworker)
    counts = []
    for number in (4, 16):
        for _ in range(number):
            desk.write()
        with CaptureQueriesContext(connection) as asked:
            read(client, url(desk, "case-show"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_case_tells_the_newest_of_a_long_story_and_another_page_all_of_it(desk):
    for _ in range(30):
        desk.write(kind="telephone_call")
    client = desk.scene.world.client(desk.scene.caseworker)
    page = read(client, url(desk, "case-show"))
    assert page.count("Wrote a note: telephone call") == 25
    assert url(desk, "case-story") in page
    page = read(client, url(desk, "case-story"))
    assert page.count("Wrote a note: telephone call") == 30
    assert "A concern was reported" in page


def test_a_case_without_notes_says_so(desk):
    client = desk.scene.world.client(desk.scene.caseworker)
    assert "Nobody has written a note that you can read." in read(client, url(desk, "case-show"))
    assert "There are no notes here" in read(client, url(desk, "note-list"))


def test_the_story_links_to_a_note_only_for_those_who_may_read_it(desk):
    note = desk.write(is_shared=True)
    client = desk.scene.world.client(desk.scene.manager)
    assert url(desk, "note-show", note.pk) in read(client, url(desk, "case-show"))
    desk.correct(note, is_shared=False)
    page = read(client, url(desk, "case-show"))
    assert url(desk, "note-show", note.pk) not in page
    assert client.get(url(desk, "note-show", note.pk)).status_code == 404


def test_a_corrected_note_shows_what_it_said_before_and_why(desk):
    note = desk.write()
    client = desk.scene.world.client(desk.scene.caseworker)
    page = read(client, url(desk, "note-correct", note.pk))
    assert TEXT in page
    sent = filled_in(**hidden(page), text="She is ill.", reason="I had misheard.")
    page = client.post(url(desk, "note-correct", note.pk), sent, follow=True).content.decode()
    assert "The note was corrected." in page
    for text in ("She is ill.", "I had misheard.", TEXT, "What it said before"):
        assert text in page


def test_a_note_of_the_morning_is_corrected_without_typing_its_time_again(desk):
    client = desk.scene.world.client(desk.scene.caseworker)
    yesterday = timezone.localdate(timezone=pack().zone) - timedelta(days=1)
    day = {"happened_on_day": str(yesterday.day), "happened_on_month": str(yesterday.month)}
    client.post(url(desk), filled_in(**day, happened_on_year=str(yesterday.year), time="11:02 am"))
    note = Note.objects.using("setup").get()
    page = read(client, url(desk, "note-correct", note.pk))
    shown = re.search(r'name="time" value="([^"]*)"', page)[1]
    sent = filled_in(
        **day, **hidden(page), happened_on_year=str(yesterday.year), time=shown, reason="A slip."
    )
    page = client.post(url(desk, "note-correct", note.pk), sent, follow=True).content.decode()
    assert "The note was corrected." in page


def test_a_correction_without_a_reason_keeps_what_was_typed(desk):
    note = desk.write()
    client = desk.scene.world.client(desk.scene.caseworker)
    answer = client.post(
        url(desk, "note-correct", note.pk), filled_in(text="She is ill.", version="1", reason="")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say why you are correcting the note." in page
    assert "She is ill." in page


def test_whoever_corrects_second_reads_what_the_other_wrote_and_sends_it_again(desk):
    note = desk.write()
    client = desk.scene.world.client(desk.scene.caseworker)
    mine = filled_in(text="Mine", version="1", reason="A slip.")
    desk.correct(note, desk.scene.supervisor, text="Theirs")
    answer = client.post(url(desk, "note-correct", note.pk), mine)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody else has corrected this note in the meantime." in page
    assert "Mine" in page
    assert "Theirs" in page
    answer = client.post(url(desk, "note-correct", note.pk), {**mine, **hidden(page)})
    assert answer.status_code == 302
    assert NoteVersion.objects.using("setup").filter(note_id=note.pk).count() == 3


def test_the_notice_of_a_note_leads_to_it(desk):
    note = desk.write(desk.scene.manager)
    page = read(desk.scene.world.client(desk.scene.caseworker), reverse("notices"))
    assert "A service has written a note for you." in page
    assert url(desk, "note-show", note.pk) in page
