"""What a browser sends to the pages of consent."""

from tests.walls.post import Post

POSTS = {
    "consent-new": Post(
        fields=lambda cast: {
            "named": "Her aunt",
            "child": "yes",
            "second": f"guardian:{cast.ids['guardian_id']}",
            "form": "spoken",
            "language": "eng",
        },
        records=("consent.opened", "age.reckoned", "consent.given"),
        otherwise={"deciding": 403, "taking_part": 403},
    ),
    "consent-withdraw": Post(fields=lambda cast: {"words": "No more."}, records=("consent.withdrawn",)),
    "guardian-new": Post(
        fields=lambda cast: {
            "kind": "parent",
            "name": "Her father",
            "standing": "unclear",
            "authority": "birth",
        },
        records=("guardian.recorded",),
        otherwise={"deciding": 403, "taking_part": 403},
    ),
    "guardian-change": Post(
        fields=lambda cast: {"standing": "implicated", "words": "She knew."},
        records=("guardian.ended", "consent.ended", "guardian.recorded"),
    ),
    "legal-basis-told": Post(records=("consent.child_told",)),
    "legal-basis-end": Post(fields=lambda cast: {"sure": "on"}, records=("consent.basis_ended",)),
    "objection-new": Post(
        fields=lambda cast: {"purpose": "linkage", "words": "No."},
        records=("consent.objection",),
        otherwise={"deciding": 403, "taking_part": 403},
    ),
    "objection-decide": Post(fields=lambda cast: {"heeded": "yes"}, records=("consent.objection_decided",)),
    "end-notice": Post(fields=lambda cast: {"sure": "on"}, records=("consent.confirmed",)),
}
