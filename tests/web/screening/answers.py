"""Reading what a page answered."""

import re


def text_of(answer) -> str:
    """The words of a page, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def asks_to_sign_in(answer) -> bool:
    """Whether somebody who is signed out was sent to sign in; what they sent may wait there for them."""
    if answer.status_code == 302:
        return "/sign-in/" in answer["Location"]
    return answer.status_code == 200 and "<h1" in answer.content.decode() and "Sign in" in text_of(answer)
