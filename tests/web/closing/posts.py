"""What a browser sends to the pages of closing."""

from opennrm.country.pack import pack
from tests.walls.cast import Cast
from tests.walls.post import Fields, Post, code_of


def _closing(cast: Cast) -> Fields:
    return {
        "reason": code_of(pack().codes("closing_reasons")),
        "outcome": code_of(pack().codes("case_outcomes")),
        "words": "She is well.",
        "is_child_told": "yes",
        "told_words": "She was told on Monday.",
        "ends_tasks": "on",
        "form_token": "00000000-0000-4000-8000-000000000002",
    }


POSTS = {
    # Much of the case has not ended: its page lists what, and nothing is asked.
    "closing-ask": Post(
        fields=_closing,
        status=422,
        records=("case.viewed",),
        otherwise={"service_accepted": 403, "deciding": 403},
    ),
    "closing-decide": Post(
        fields=lambda cast: {"decision": "refuse", "words": "Visit her first."},
        records=("closing.opened", "closing.refused"),
    ),
    "closing-withdraw": Post(records=("closing.withdrawn",)),
    "closing-reopen": Post(
        fields=lambda cast: {"reason": "Her aunt called again."},
        records=("case.viewed",),
    ),
    "closing-earlier": Post(
        fields=lambda cast: {"reference": "C-2222-2222-2222", "reason": "The same name."},
        status=422,
        records=("case.viewed",),
        otherwise={"deciding": 403},
    ),
}
