"""What a browser sends to the pages around My work."""

from tests.walls.post import Post

POSTS = {
    "notices": Post(),
}
