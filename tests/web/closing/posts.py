"""What a browser sends to the pages of closing."""

from opennrm.cases.models import Case
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


def _earlier(cast: Cast) -> Fields:
    closed = Case.objects.using("setup").get(pk=cast.ids["closed_case_id"])
    return {"reference": closed.reference, "reason": "The same name."}


REOPENING = (*["task.cancelled"] * 3, "clock.started", "case.reopened")
POSTS = {
    "closing-ask": Post(fields=_closing, records=("case.viewed", "closing.asked")),
    "closing-decide": Post(
        fields=lambda cast: {"decision": "refuse", "words": "Visit her first."},
        records=("closing.opened", "closing.refused"),
    ),
    "closing-withdraw": Post(records=("closing.withdrawn",)),
    "closing-reopen": Post(
        fields=lambda cast: {"reason": "Her aunt called again."}, records=("case.viewed", *REOPENING)
    ),
    "closing-earlier": Post(
        fields=_earlier, records=("case.viewed", *REOPENING, "case.continued", "case.continued")
    ),
}
