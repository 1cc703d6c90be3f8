"""What a browser sends to the pages of best-interests procedures and their panels."""

from uuid import uuid4

from opennrm.country.pack import pack
from tests.walls.cast import Cast
from tests.walls.post import Fields, Post, code_of

_READ = ("best_interests.read",)


def _new(cast: Cast) -> Fields:
    question = code_of(pack().codes("best_interests_questions"))
    given = {
        "question": question,
        "kind": "assessment",
        "facts": "Her aunt asks for her.",
        "view": "I want to go.",
    }
    return {**given, "page": uuid4()}


def _text(cast: Cast) -> Fields:
    return {"text": "She wants to go to her aunt.", "page": uuid4()}


def _seat(cast: Cast) -> Fields:
    discipline = code_of(pack().codes("disciplines"))
    return {
        "agency": cast.people["lead_assigned"].membership.agency_id,
        "discipline": discipline,
        "page": uuid4(),
    }


POSTS = {
    "best-interests-new": Post(
        fields=_new,
        records=("case.viewed", "best_interests.began"),
        otherwise={"deciding": 403, "taking_part": 403},
    ),
    "best-interests-facts": Post(
        fields=lambda cast: {**_text(cast), "kind": "facts"}, records=(*_READ, "best_interests.added")
    ),
    "best-interests-option": Post(fields=_text, records=(*_READ, "best_interests.added")),
    "best-interests-weigh": Post(
        fields=lambda cast: {"number": 1, "factor": "safety", "speaks_for": "She is safe.", "page": uuid4()},
        records=(*_READ, "best_interests.added"),
    ),
    "best-interests-seat": Post(fields=_seat, records=(*_READ, "best_interests.seat_named")),
    "best-interests-seat-remove": Post(records=("best_interests.seat_removed",)),
    "best-interests-open": Post(
        records=("best_interests.panel_opened", *["best_interests.can_vote"] * 3),
    ),
    "best-interests-interim": Post(fields=_text, records=(*_READ, "best_interests.interim")),
    "best-interests-decide": Post(
        fields=lambda cast: {
            "number": 1, "reasons": "She is safe there.", "answer": "She wants it.", "page": uuid4(),
        },
        records=(
            *_READ, "best_interests.decided", "task.made_by_rule", "clock.started", "best_interests.next_review",
        ),
    ),
    "best-interests-outcome": Post(
        fields=lambda cast: {**_text(cast), "done": "yes"}, records=(*_READ, "best_interests.carried_out")
    ),
    "best-interests-review": Post(
        fields=_text, records=(
            *_READ, "clock.stopped", "best_interests.reviewed", "clock.started", "best_interests.next_review",
        )
    ),
    "best-interests-reopen": Post(fields=_text, records=(*_READ, "clock.stopped", "best_interests.reopened")),
    "panel-take": Post(
        fields=lambda cast: {"undertakes": "on", "interest": "none"},
        records=("best_interests.seat_read", "best_interests.seat_taken"),
    ),
    "panel-vote": Post(
        fields=lambda cast: {"ballot": "for", "number": 1, "reason": "She wants it."},
        records=("best_interests.panel_read", "best_interests.voted"),
    ),
    # Whoever does not chair the panel closes no voting.
    "panel-close": Post(status=409),
}  # fmt: skip
