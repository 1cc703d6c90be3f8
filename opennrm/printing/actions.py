"""What keeps a printed summary. It is one step of the caller's transaction."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases.bound import LEAD
from opennrm.cases.telling import Matter, tell
from opennrm.country.pack import pack
from opennrm.foundation import references, sealing
from opennrm.foundation.actor import Actor
from opennrm.foundation.papers import SetPaper
from opennrm.foundation.refusals import Refused

from . import access, events
from .access import Standing
from .models import Printout

NUMBER_PREFIX = "PR"


class PrintoutIncomplete(Refused):
    """What to print is not said well enough; the message says what to do, and `field` is the answer to correct."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What somebody wants printed: why, for whom, which sections, and `choices` within them by their names.

    Without `has_texts` nothing is printed that people wrote by hand, which goes together with no names alone.
    """

    purpose: str
    recipient: str
    sections: tuple[str, ...]
    has_names: bool
    choices: Mapping[str, object]
    has_texts: bool = True


def new_number() -> str:
    """A number for a new printed summary, random, so that it tells nobody how many there are."""
    return references.new_reference(NUMBER_PREFIX)


def printed_before(case_id: UUID, *, order: Order, page: UUID, by: Actor) -> Printout | None:
    """The summary that this very page has already had printed, with the same answers."""
    return access.printouts_of(by, case_id).filter(pk=_id_for(case_id, order, page, by=by)).first()


def keep(
    case_id: UUID, *, order: Order, number: str, paper: SetPaper, page: UUID, by: Actor, at: datetime
) -> Printout:
    """Keep a summary that is printed, sealed, so that a paper can be compared with what went out.

    :param page: of each showing of the page another one: sent twice with the same answers, it makes one summary.
    :raises NotThere: there is no such case that `by` may see, or their part does not cover who the child is.
    :raises NotAllowed: the role of `by` prints no summaries, or opens no identities.
    :raises PrintoutIncomplete: it has no known purpose, no recipient or no section.
    """
    standing = access.case_to_print(by, case_id, lock=True)
    _refuse_incomplete(order)
    printout = _drawn_up(standing, order, number, paper, by=by, at=at)
    printout.pk = _id_for(case_id, order, page, by=by)
    seal = case_access.seal(by, case_id)
    seal.close_field(printout, "recipient", order.recipient.strip())
    seal.close_field(printout, "fingerprint", paper.fingerprint)
    printout.content = seal.close(paper.content, label=access.content_label(printout), row_id=printout.pk)
    try:
        with transaction.atomic():
            printout.save(from_action=True, force_insert=True)
    except IntegrityError:
        # The same page was sent twice at once: whoever comes second has waited here, and gets the other's.
        return Printout.objects.visible_to(by).get(pk=printout.pk)
    _tell(standing, printout, by=by, at=at)
    return printout


def _refuse_incomplete(order: Order) -> None:
    if order.purpose not in pack().codes("print_purposes"):
        raise PrintoutIncomplete(_("Choose what the summary is for."), field="purpose")
    if not order.recipient.strip():
        raise PrintoutIncomplete(_("Say who will get the summary."), field="recipient")
    if not order.sections:
        raise PrintoutIncomplete(_("Choose at least one section."), field="sections")


def _drawn_up(
    standing: Standing, order: Order, number: str, paper: SetPaper, *, by: Actor, at: datetime
) -> Printout:
    return Printout.make(
        standing.case,
        at,
        readers=standing.parts,
        writers=standing.parts,
        number=number,
        purpose=order.purpose,
        sections=list(order.sections),
        has_names=order.has_names,
        has_texts=order.has_texts,
        pages=paper.pages,
        size=len(paper.content),
        lacks_letters=paper.lacks_letters,
        printed_at=at,
        printed_by_id=by.membership_id,
    )


def _id_for(case_id: UUID, order: Order, page: UUID, *, by: Actor) -> UUID:
    """The id to which these answers of this page lead. Made with a key, so that nobody can choose one."""
    said = [
        str(case_id),
        str(by.membership_id),
        str(page),
        order.purpose,
        order.recipient,
        list(order.sections),
        order.has_names,
        order.has_texts,
        sorted((name, str(choice)) for name, choice in order.choices.items()),
    ]
    return sealing.id_of("printout", json.dumps(said))


def _tell(standing: Standing, printout: Printout, *, by: Actor, at: datetime) -> None:
    case = standing.case
    tell(
        events.PRINTED if standing.leads else events.PRINTED_BY_ANOTHER_AGENCY,
        case.pk,
        subject=printout,
        by=by,
        at=at,
        right=case_access.right_of(by, case),
        detail={
            "printout": str(printout.pk),
            "purpose": printout.purpose,
            "sections": _codes(printout.sections),
            "names": "yes" if printout.has_names else "no",
            "texts": "yes" if printout.has_texts else "no",
        },
        matter=Matter(id=printout.pk),
        seen_by=[reader for reader in printout.readers if reader != LEAD],
    )


def _codes(sections: Collection[str]) -> str:
    return " ".join(sections)
