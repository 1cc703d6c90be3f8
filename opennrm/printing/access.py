"""Who may print a summary of a case, and open one that was printed. Nothing else in the product decides this."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases import participation
from opennrm.cases.models import Case
from opennrm.foundation import notices
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed
from opennrm.people import access as people_access
from opennrm.people.models import Person

from .events import BY_ANOTHER_AGENCY
from .models import Printout, PrintoutQuerySet
from .permissions import CASE_PRINT


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How somebody who may print has to do with a case: they lead it, or their `parts` cover who the child is."""

    case: Case
    leads: bool
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OpenPrintout:
    """A printed summary with for whom it was, opened. `content` is empty where only that was asked for."""

    printout: Printout
    recipient: str
    fingerprint: str
    content: bytes = b""


def case_to_print(actor: Actor, case_id: UUID, *, event: str | None = None, lock: bool = False) -> Standing:
    """Return a case to somebody who may print a summary of it.

    Only whoever may open who the child is prints: a text can name the child, also where the paper is to name nobody.

    :param event: how the audit calls this look; None where the caller records what it shows.
    :param lock: the case stays with whoever leads it until the transaction ends.
    :raises NotThere: there is no such case that this actor may see, or their part does not cover who the child is.
    :raises NotAllowed: the actor's role prints no summaries, or opens no identities.
    """
    case = case_access.case(actor, case_id, event=None)
    people_access.child_of(actor, case_id)
    if not actor.may(CASE_PRINT):
        raise NotAllowed(_("Your role does not print summaries of cases."))
    people_access.require_opening(actor)
    if case_access.leads(actor, case):
        standing = Standing(case=case, leads=True)
        if lock:
            case_access.case(actor, case_id, as_="lead", lock=True)
    else:
        standing = Standing(case=case, leads=False, parts=_parts(actor, case))
        if lock:
            participation.keep_lead(case_id)
    if event is not None:
        audit.record(event, subject=case, right=case_access.right_of(actor, case))
    return standing


def _parts(actor: Actor, case: Case) -> tuple[int, ...]:
    held = case_access.own_parts(actor, case.pk).filter(scopes__contains=[Person.SCOPE], ended_at=None)
    return tuple(held.values_list("principal", flat=True))


def may_print(actor: Actor, case: Case, *, leads: bool) -> bool:
    """Whether the actor may print a summary of a case that they see. Opens nothing."""
    if not actor.may(CASE_PRINT):
        return False
    return leads or people_access.may_open_identity(actor, case.pk)


def printouts_of(actor: Actor, case_id: UUID) -> PrintoutQuerySet:
    """The printed summaries of a case that the actor may know of, with who printed them; their contents left out."""
    printouts = Printout.objects.visible_to(actor).filter(case_id=case_id).defer(*Printout.SEALED)
    return printouts.select_related("printed_by__account", "printed_by__agency")


def readable(actor: Actor, printout_ids: Collection[str]) -> set[str]:
    """Those of these printed summaries that the actor may open, by their ids."""
    if not printout_ids or not actor.may(CASE_PRINT):
        return set()
    found = Printout.objects.visible_to(actor).filter(pk__any_of=printout_ids)
    return {str(pk) for pk in found.values_list("pk", flat=True)}


def printout_to_read(
    actor: Actor, case_id: UUID, printout_id: UUID, *, at: datetime
) -> tuple[Standing, OpenPrintout]:
    """Open for whom a summary was printed, and record who looked. Nobody needs to be told of it any more then.

    :raises NotThere: there is no such case or summary that this actor may see.
    :raises NotAllowed: the actor's role prints no summaries, or opens no identities.
    """
    standing = case_to_print(actor, case_id)
    printout = fetch(printouts_of(actor, case_id).defer(None).defer("content"), pk=printout_id)
    audit.record("printout.viewed", subject=printout, right=case_access.right_of(actor, standing.case))
    if standing.leads:
        notices.settle(BY_ANOTHER_AGENCY.kind, printout.pk, by=actor, at=at)
    seal = case_access.seal(actor, case_id)
    return standing, OpenPrintout(
        printout=printout,
        recipient=seal.open_field(printout, "recipient"),
        fingerprint=seal.open_field(printout, "fingerprint"),
    )


def download(actor: Actor, case_id: UUID, printout_id: UUID) -> OpenPrintout:
    """Open a printed summary as it went out, and record that.

    :raises NotThere: there is no such case or summary that this actor may see.
    :raises NotAllowed: the actor's role prints no summaries, or opens no identities.
    """
    standing = case_to_print(actor, case_id)
    printout = fetch(Printout.objects.visible_to(actor).filter(case_id=case_id), pk=printout_id)
    right = case_access.right_of(actor, standing.case)
    audit.record("printout.downloaded", subject=printout, right=right)
    seal = case_access.seal(actor, case_id)
    return OpenPrintout(
        printout=printout,
        recipient=seal.open_field(printout, "recipient"),
        fingerprint=seal.open_field(printout, "fingerprint"),
        content=seal.open(bytes(printout.content), label=content_label(printout), row_id=printout.pk),
    )


def content_label(printout: Printout) -> str:
    """What the seal of the file's bytes is bound to, besides the row."""
    return f"{printout._meta.label_lower}.content"
