"""What a browser sends to the pages on which a concern is reported."""

from django.core.files.uploadedfile import SimpleUploadedFile

from opennrm.cases.models import Case
from opennrm.concerns.models import ConcernDraft
from opennrm.country.pack import pack
from tests.foundation.test_files import picture
from tests.walls.cast import Cast
from tests.walls.post import Fields, Post


def _draft(cast: Cast) -> ConcernDraft:
    return ConcernDraft.objects.using("setup").get(pk=cast.ids["draft_id"])


def _where(cast: Cast) -> Fields:
    return {
        "area": pack().areas[0].code,
        "place": "Behind the market",
        "version": _draft(cast).version,
        "page": "p",
    }


def _file(cast: Cast) -> Fields:
    return {"file": SimpleUploadedFile("street.jpg", picture(), "image/jpeg")}


def _other_reference(cast: Cast) -> Fields:
    other = Case.objects.using("setup").get(pk=cast.ids["other_case_id"])
    return {"reference": other.reference.lower(), "kind": "siblings"}


def _who(cast: Cast) -> Fields:
    return {"given_names": cast.canaries.given_names, "family_name": cast.canaries.family_name}


POSTS = {
    "case-child-add": Post(
        fields=lambda cast: {"tie": "siblings", "copied": ["what", "where"], "page": "first-showing"},
        records=("draft.started", "concern.opened", "draft.saved"),
        otherwise={"deciding": 403, "taking_part": 403},
    ),
    "case-ties": Post(
        fields=_other_reference,
        records=("tie.made", "tie.made"),
        otherwise={"service_accepted": 403, "deciding": 403, "taking_part": 403},
    ),
    "tie-end": Post(
        fields=lambda cast: {"reason": "They only have the same name."},
        records=("tie.ended", "tie.ended"),
        otherwise={"service_accepted": 403, "deciding": 403, "taking_part": 403},
    ),
    "concern-child-add": Post(fields=lambda cast: {"page": "first-showing"}, records=("draft.started",)),
    "case-urgency": Post(
        fields=lambda cast: {
            "danger": list(pack().codes("urgent_dangers"))[1],
            "reason": "A neighbour called.",
        },
        records=("danger.added",),
        otherwise={"service_accepted": 403, "deciding": 403, "taking_part": 403},
    ),
    "danger-end": Post(
        fields=lambda cast: {"reason": "The child is at home."},
        records=("danger.ended",),
        otherwise={"service_accepted": 403, "deciding": 403, "taking_part": 403},
    ),
    "concern-comment": Post(
        fields=lambda cast: {"text": "It was at four."},
        records=("concern.commented",),
        otherwise={"service_accepted": 403, "deciding": 403, "taking_part": 403},
    ),
    "case-messages": Post(
        fields=lambda cast: {"text": "Which school does the child go to?", "page": "p"},
        records=("question.asked",),
        otherwise={"service_accepted": 403, "deciding": 403, "taking_part": 403},
    ),
    "message-show-others": Post(
        records=("concern.addition_shown",),
        otherwise={"service_accepted": 403, "deciding": 403, "taking_part": 403},
    ),
    "question-withdraw": Post(
        records=("question.withdrawn",),
        otherwise={"service_accepted": 403, "deciding": 403, "taking_part": 403},
    ),
    "concern-add": Post(
        fields=lambda cast: {"text": "A neighbour saw the car again.", "page": "p"},
        records=("concern.added_to",),
    ),
    "concern-answer": Post(
        fields=lambda cast: {"text": "It was a white van.", "page": "p"},
        records=("messages.opened", "question.answered"),
    ),
    "concern-label": Post(fields=lambda cast: {"text": "Bus park"}, records=("labels.opened", "label.saved")),
    "concern-start": Post(fields=lambda cast: {"page": "first-showing"}, records=("draft.started",)),
    "concern-step": Post(fields=_where, records=("draft.opened", "draft.saved")),
    "concern-autosave": Post(fields=_where, status=204, records=("draft.saved",)),
    "concern-same-child": Post(fields=_who, status=200, records=("draft.opened", "duplicates.checked")),
    "concern-attachment-add": Post(fields=_file, records=("attachment.added",)),
    "concern-attachment-remove": Post(records=("attachment.removed",)),
    "concern-submit": Post(records=("case.opened", "clock.started", "clock.started", "concern.received")),
    "concern-discard": Post(records=("draft.discarded",)),
}
