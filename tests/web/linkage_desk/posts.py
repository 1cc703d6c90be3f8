"""What a browser sends to the pages of the linkage desk, and of the lead that it asks."""

from django.core.files.uploadedfile import SimpleUploadedFile

from opennrm.country.pack import pack
from opennrm.linkage.desk import usually_asks_low
from opennrm.linkage.models import Pair
from tests.walls.cast import Cast
from tests.walls.post import Fields, Post, code_of


def _answer(cast: Cast) -> Fields:
    return {"says": "same", "same_reason": code_of(pack().codes("link_same_reasons"))}


def _asked(cast: Cast) -> Fields:
    pair = Pair.objects.using("setup").get(pk=cast.ids["decided_pair_id"])
    return {"asks": "low" if usually_asks_low(pair) else "high"}


def _result(cast: Cast) -> Fields:
    return {"file": SimpleUploadedFile("matches", b"nothing that a matcher writes")}


POSTS = {
    "linkage-desk-results": Post(fields=_result, status=422),
    "linkage-desk-outside-take": Post(),
    "linkage-desk-outside": Post(fields=lambda cast: {"says": "ask"}, records=("outside_match.decided",)),
    "linkage-desk-outside-told": Post(records=("outside_match.told",)),
    "linkage-desk-by-law": Post(records=("pair.by_law",)),
    "link-request-end": Post(
        fields=lambda cast: {"reason": code_of(pack().codes("link_refusals"))}, records=("link.ended",)
    ),
    "linkage-desk-take": Post(),
    "linkage-desk-pair": Post(fields=_answer, records=("pair.decided",)),
    "linkage-desk-undo": Post(records=("pair.undone",)),
    "linkage-desk-ask": Post(fields=_asked, records=("pair.asked",)),
    "link-request-agree": Post(
        fields=lambda cast: {"scopes": ["identity"]}, records=("clock.stopped", "link.agreed")
    ),
    "link-request-refuse": Post(
        fields=lambda cast: {"reason": code_of(pack().codes("link_refusals"))},
        records=("clock.stopped", "link.refused"),
    ),
}
