"""Who may write, read and correct what the child was told. Nothing else in the product decides this."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases import participation
from opennrm.cases.models import Case
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed, NotThere

from .models import Telling, TellingQuerySet
from .permissions import TELLING_VIEW, TELLING_WRITE

NOT_YOURS = gettext_lazy("Only whoever wrote this down, or the agency that leads the case, can correct it.")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How somebody has to do with what the child was told: they lead the case, or have parts in it that cover this."""

    case: Case
    leads: bool
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OpenedTelling:
    """One time that the child was told something, in clear."""

    telling: Telling
    told_by: str
    questions: str
    reason: str
    may_correct: bool


def standing_of(actor: Actor, case: Case) -> Standing | None:
    """How somebody who sees a case has to do with what its child was told; None if they have nothing to do with it."""
    if case_access.leads(actor, case):
        return Standing(case=case, leads=True)
    held = case_access.own_parts(actor, case.pk).filter(scopes__contains=[Telling.SCOPE], ended_at=None)
    parts = tuple(held.values_list("principal", flat=True))
    return Standing(case=case, leads=False, parts=parts) if parts else None


def case_with_tellings(actor: Actor, case_id: UUID) -> Standing:
    """Return a case to somebody who leads it, or has a part that covers what its child was told.

    :raises NotThere: there is no such case that this actor may see, or this is nothing of theirs.
    """
    case = case_access.case(actor, case_id, event=None)
    standing = standing_of(actor, case)
    if standing is None:
        raise NotThere
    return standing


def case_to_write_in(actor: Actor, case_id: UUID, *, lock: bool = True) -> Standing:
    """The same for somebody who may write it down; with `lock` the case stays with whoever leads it meanwhile.

    :raises NotThere: there is no such case that this actor may see, or this is nothing of theirs.
    :raises NotAllowed: the actor's role does not write down what children were told.
    """
    standing = case_with_tellings(actor, case_id)
    if not actor.may(TELLING_WRITE):
        raise NotAllowed(_("Your role does not write down what children were told."))
    if lock and standing.leads:
        case_access.case(actor, case_id, as_="lead", lock=True, even_closed=True, even_waiting=True)
    elif lock:
        participation.keep_lead(case_id)
    return standing


def tellings_of(actor: Actor, case_id: UUID) -> TellingQuerySet:
    """Every row of a case that the actor may read, the newest first, with who wrote each down."""
    rows = Telling.objects.visible_to(actor).filter(case_id=case_id).newest_first()
    return rows.select_related("recorded_by__account", "recorded_by__agency")


def readable(actor: Actor, telling_ids: Collection[str]) -> set[str]:
    """Those of these rows that the actor may read, by their ids."""
    if not telling_ids or not actor.may(TELLING_VIEW):
        return set()
    found = Telling.objects.visible_to(actor).filter(pk__any_of=telling_ids)
    return {str(pk) for pk in found.values_list("pk", flat=True)}


def open_all(actor: Actor, case_id: UUID) -> tuple[Standing, list[OpenedTelling]]:
    """Open everything that the child of a case was told, the newest first, and record who read it.

    :raises NotThere: there is no such case that this actor may see, or this is nothing of theirs.
    """
    standing = case_with_tellings(actor, case_id)
    rows = list(tellings_of(actor, case_id))
    return standing, _opened(actor, standing, rows)


def telling_to_correct(
    actor: Actor, case_id: UUID, telling_id: UUID, *, lock: bool = True
) -> tuple[Standing, Telling]:
    """Return a row, with `lock` locked, to whoever wrote it down or leads the case.

    :raises NotThere: there is no such case or row that this actor may see.
    :raises NotAllowed: the actor neither wrote it down nor leads the case, or has a role that writes none of it.
    """
    standing = case_to_write_in(actor, case_id, lock=lock)
    telling = fetch(tellings_of(actor, case_id), pk=telling_id)
    if not _may_correct(actor, standing, telling):
        raise NotAllowed(NOT_YOURS)
    return standing, telling


def open_one(actor: Actor, standing: Standing, telling: Telling) -> OpenedTelling:
    """Open one row that the caller has fetched for this actor, and record who read it."""
    return _opened(actor, standing, [telling])[0]


def _may_correct(actor: Actor, standing: Standing, telling: Telling) -> bool:
    author = telling.recorded_by
    is_author = (author.account_id, author.agency_id) == (actor.account_id, actor.agency_id)
    return actor.may(TELLING_WRITE) and (standing.leads or is_author)


def _opened(actor: Actor, standing: Standing, rows: Collection[Telling]) -> list[OpenedTelling]:
    case = standing.case
    audit.record(
        "tellings.opened",
        subject=case,
        right=case_access.right_of(actor, case),
        detail={"tellings": [str(row.pk) for row in rows]},
    )
    if not rows:
        return []
    seal = case_access.seal(actor, case.pk)
    opened = []
    for row in rows:
        told_by, questions, reason = (seal.open_field(row, field) for field in Telling.SEALED)
        may_correct = _may_correct(actor, standing, row)
        opened.append(
            OpenedTelling(
                telling=row, told_by=told_by, questions=questions, reason=reason, may_correct=may_correct
            )
        )
    return opened
