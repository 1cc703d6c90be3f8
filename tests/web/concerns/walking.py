"""Walking through the wizard as a browser without scripts does."""

import re
from html import unescape

from django.test import Client
from django.urls import reverse

from opennrm.concerns.models import ConcernDraft
from opennrm.invented.concerns import enough


class Walk:
    """One draft in one browser; every page that is opened is a page of its own, as in a tab."""

    def __init__(self, client: Client, draft_id=None) -> None:
        self.client = client
        if draft_id is None:
            address = client.post(reverse("concern-start")).headers["Location"]
            draft_id = address.split("/")[2]
        self.draft_id = draft_id

    def url(self, name: str, *parts) -> str:
        return reverse(f"concern-{name}", args=[self.draft_id, *parts])

    def open(self, slug: str) -> dict[str, str]:
        """Open a page; returns its hidden fields."""
        answer = self.client.get(self.url("step", slug))
        assert answer.status_code == 200, answer.status_code
        return hidden_fields(answer.content.decode())

    def send(self, slug: str, hidden: dict | None = None, **given):
        return self.client.post(
            self.url("step", slug), {**(self.open(slug) if hidden is None else hidden), **given}
        )

    def answer_enough(self) -> None:
        answers = enough()
        self.send("what", kinds=answers["kinds"])
        self.send("where", area=answers["area"])

    def submit(self):
        return self.client.post(self.url("submit"))


def hidden_fields(page: str) -> dict[str, str]:
    main = page[page.index("<main") :]
    found = re.findall(r'<input type="hidden" name="(\w[\w-]*)" value="([^"]*)"', main)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def text_of(response) -> str:
    """What a reader sees of a page, in one line."""
    page = response.content.decode()
    plain = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main")])
    return " ".join(unescape(plain).split())


def count_of_drafts(superuser) -> int:
    return superuser.execute(f"SELECT count(*) FROM {ConcernDraft._meta.db_table}").fetchone()[0]
