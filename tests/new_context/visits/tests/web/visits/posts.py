"""What a browser sends to the pages of visits."""

from opennrm.country.pack import pack
from tests.walls.post import Post, code_of

POSTS = {
    "visit-new": Post(
        fields=lambda cast: {"kind": code_of(pack().codes("visit_kinds")), "note": "The child was well."},
        records=("case.viewed", "visit.recorded"),
        otherwise={"deciding": 403, "taking_part": 403},
    )
}
