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
        records=("consent.opened", "age.reckoned", "consent.opened", "consent.given"),
        otherwise={"deciding": 403, "taking_part": 403},
    ),
    "consent-withdraw": Post(
        fields=lambda cast: {"words": "No more."}, records=("consent.opened", "consent.withdrawn")
    ),
    "guardian-new": Post(
        fields=lambda cast: {
            "kind": "parent",
            "name": "Her father",
            "standing": "unclear",
            "authority": "birth",
        },
        records=("consent.opened", "consent.opened", "guardian.recorded"),
        otherwise={"deciding": 403, "taking_part": 403},
    ),
    "guardian-change": Post(
        fields=lambda cast: {"standing": "implicated", "words": "She knew."},
        records=("consent.opened", "consent.ended", "guardian.ended", "guardian.recorded"),
    ),
    "legal-basis-new": Post(
        fields=lambda cast: {
            "purpose": "service_referral",
            "named": "Her aunt",
            "basis": "court_order",
            "reason": "The court ordered it.",
        },
        records=("consent.opened", "age.reckoned", "consent.basis_recorded"),
        otherwise={"deciding": 403, "taking_part": 403},
    ),
    "legal-basis-told": Post(records=("consent.child_told",)),
    "legal-basis-end": Post(
        fields=lambda cast: {"sure": "on"}, records=("consent.opened", "consent.basis_ended")
    ),
    "objection-new": Post(
        fields=lambda cast: {"purpose": "linkage", "words": "No."},
        records=("consent.opened", "consent.objection"),
        otherwise={"deciding": 403, "taking_part": 403},
    ),
    "objection-decide": Post(fields=lambda cast: {"heeded": "yes"}, records=("consent.objection_decided",)),
    "end-notice": Post(fields=lambda cast: {"sure": "on"}, records=("consent.confirmed",)),
}
