"""Printing and reading summaries, as the tests do it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pypdfium2
from django.utils import timezone

from opennrm.printing import access
from opennrm.printing.actions import Order
from opennrm.printing.models import Printout
from opennrm.web.printing import making
from tests.referrals.scene import Scene
from tests.world import Person


@dataclass
class Desk:
    """A case of which summaries are printed. A shelter helps the child."""

    scene: Scene

    @property
    def case_id(self) -> UUID:
        return self.scene.case_id

    def print(self, by: Person | None = None, *, page: UUID | None = None, **given: Any) -> Printout:
        """Let somebody print a summary, as a rule the caseworker."""
        order = {
            "purpose": "court",
            "recipient": "The judge of the Family Court",
            "sections": ("child", "clocks"),
            "has_names": True,
            "choices": {},
        }
        with self.scene.world.acting(by or self.scene.caseworker) as actor:
            return making.make(
                self.case_id, Order(**(order | given)), page=page or uuid4(), by=actor, at=timezone.now()
            )

    def text(self, printout: Printout, by: Person | None = None) -> list[str]:
        """What the pages of a printed summary say to somebody who downloads it."""
        with self.scene.world.acting(by or self.scene.caseworker) as actor:
            return text_of(access.download(actor, self.case_id, printout.pk).content)


def text_of(content: bytes) -> list[str]:
    """The text of each page of a PDF, each run of spaces and breaks as one space."""
    document = pypdfium2.PdfDocument(content)
    return [" ".join(page.get_textpage().get_text_range().replace("\u200b", "").split()) for page in document]
