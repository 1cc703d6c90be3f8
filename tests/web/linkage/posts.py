"""What a browser sends to the pages of linkage."""

from tests.walls.post import Post

POSTS = {
    "case-duplicates": Post(
        status=200,
        records=("duplicates.checked",),
        # They see the case, and not who the child is.
        otherwise={"deciding": 404, "taking_part": 404},
    ),
    "same-child-compare": Post(
        fields=lambda cast: {"says": "same", "note": "They have the same mother."},
        records=("same_child.same",),
    ),
    "same-child-take-back": Post(
        fields=lambda cast: {"reason": "She is a cousin."}, records=("same_child.taken_back",)
    ),
}
