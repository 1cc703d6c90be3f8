"""What a browser sends to each address that takes a form, filled in right; and what then happens."""

from importlib import import_module
from importlib.util import find_spec

from opennrm.web.parts import FOLDERS
from tests.walls.post import Post


def _gathered() -> dict[str, Post]:
    """What each folder of pages says of its own; one that takes no form has no such module."""
    posts: dict[str, Post] = {}
    for folder in FOLDERS:
        path = f"tests.web.{folder}.posts"
        if find_spec(path) is not None:
            posts |= import_module(path).POSTS
    return posts


POSTS = _gathered()
