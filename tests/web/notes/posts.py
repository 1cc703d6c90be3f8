"""What a browser sends to the pages of notes."""

from uuid import uuid4

from django.utils import timezone

from opennrm.country.pack import pack
from tests.walls.cast import Cast
from tests.walls.post import Fields, Post, code_of


def _note(cast: Cast) -> Fields:
    today = timezone.localdate(timezone=pack().zone)
    return {
        "kind": code_of(pack().codes("note_kinds")),
        "text": "She called and said that she is well.",
        "happened_on_day": today.day,
        "happened_on_month": today.month,
        "happened_on_year": today.year,
        "time": "",
        "with_whom": "Her aunt",
        "read_by": "lead",
        "page": uuid4(),
        "draft": "",
        "version": "",
    }


def _correction(cast: Cast) -> Fields:
    return {**_note(cast), "reason": "I had written down the wrong day.", "version": 1}


POSTS = {
    "note-new": Post(fields=_note, records=("case.viewed", "note.written")),
    "note-autosave": Post(fields=_note, status=204, records=("note_draft.saved",)),
    "note-draft-discard": Post(records=("note_draft.discarded",)),
    "note-texts": Post(status=200, records=("notes.opened",)),
    "note-correct": Post(
        fields=_correction,
        records=("note.opened", "note.corrected"),
        otherwise={"service_accepted": 403},
    ),
}
