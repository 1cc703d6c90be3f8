"""What a browser sends to the pages of estimates."""

from tests.walls.cast import Cast
from tests.walls.post import Fields, Post


def _readers(cast: Cast) -> Fields:
    return {"agencies": [cast.people["lead_assigned"].membership.agency_id]}


ESTIMATE = {
    "title": "Two lists", "pasted": "a,b,count\n1,0,40\n0,1,30\n1,1,10\n", "method": "independence", "replications": 20,
    "threshold": 0.02, "seed": 1,
}  # fmt: skip

POSTS = {
    "estimate-new": Post(fields=lambda cast: ESTIMATE, records=("estimate.requested",)),
    # The one of the cast is done.
    "estimate-cancel": Post(status=409),
    "estimate-again": Post(status=409),
    "estimate-delete": Post(records=("estimate.deleted",)),
    "estimate-share": Post(fields=_readers, records=("estimate.shared",)),
}
