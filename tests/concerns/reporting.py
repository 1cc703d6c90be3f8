"""Reports of invented children, as the wizard leaves them."""

from datetime import datetime
from functools import cache
from io import BytesIO

from django.utils import timezone
from PIL import Image

from opennrm.cases.models import Case, Receipt
from opennrm.concerns import attachments, drafts
from opennrm.concerns.actions import receive_concern
from opennrm.concerns.models import ConcernDraft
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.files import CleanFile, accept
from tests.world import Person, World


def enough() -> dict:
    """The fewest answers that make a concern."""
    return {"kinds": [next(iter(pack().codes("concern_kinds")))], "area": pack().areas[0].code}


@cache
def photograph(colour: str = "red", name: str = "photo.jpg") -> CleanFile:
    """A photograph as it may be kept. The same one is opened once, as that takes a process of its own."""
    written = BytesIO()
    Image.new("RGB", (8, 8), colour).save(written, "JPEG")
    return accept(written.getvalue(), name)


def write_draft(actor: Actor, *, at: datetime, files=(), typed=None, **answers) -> ConcernDraft:
    draft = drafts.start(by=actor, at=at)
    for file in files:
        attachments.add(draft.pk, file=file, by=actor, at=at)
    return drafts.keep(
        draft.pk, answers=answers, typed=typed or {}, step="what", version=0, page="p", by=actor, at=at
    )


def report(world: World, reporter: Person, *, at: datetime | None = None, files=(), **answers) -> Receipt:
    """Report a concern; whatever is not given is the least that is needed."""
    moment = at or timezone.now()
    with world.acting(reporter) as actor:
        draft = write_draft(actor, at=moment, files=files, **{**enough(), **answers})
        return receive_concern(draft.pk, by=actor, at=moment)


def case_of(receipt: Receipt) -> Case:
    """The case behind a receipt, for whoever may see it in the transaction that is open."""
    return Case.objects.get(pk=receipt.case_id)
