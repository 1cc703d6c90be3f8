"""What a browser sends to the pages of the audit."""

from tests.walls.post import Post

POSTS = {
    "audit-list": Post(fields=lambda cast: {"person": cast.people["lead_assigned"].email}),
}
