"""What a browser sends to the pages of linkage."""

from tests.walls.post import Post

POSTS = {
    "case-duplicates": Post(
        status=200,
        records=("duplicates.checked",),
        # They see the case, and not who the child is.
        otherwise={"deciding": 404, "taking_part": 404},
    )
}
