"""Who may say of two records whether they are of the same child: whoever sees both of them."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from opennrm.cases import access as cases
from opennrm.cases.models import Case
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.people import access as people
from opennrm.people.models import Person

from . import row_keys
from .components import Ends
from .models import Verdict, VerdictQuerySet
from .permissions import LINK_JUDGE


@dataclass(frozen=True)
class Side:
    """One of two records that are compared: a case, and its child."""

    case: Case
    person: Person


def visible_to(actor: Actor) -> VerdictQuerySet:
    """The verdicts on records of which the actor sees both."""
    return Verdict.objects.visible_to(actor)


def two_records(actor: Actor, case_id: UUID, other_id: UUID) -> tuple[Side, Side]:
    """The records of two cases, for somebody who may say whether they are of the same child. It opens nothing.

    :raises NotThere: the actor does not see both of them, or it is one case.
    :raises NotAllowed: the actor's role does not say this, or opens no identities.
    """
    one, other = (
        Side(cases.case(actor, each, event=None), people.child_of(actor, each))
        for each in (case_id, other_id)
    )
    if one == other:
        raise NotThere
    require_judging(actor)
    return one, other


def require_judging(actor: Actor) -> None:
    """Refuse whoever may not say of two records whether they are of the same child.

    :raises NotAllowed: the actor's role does not say this, or opens no identities.
    """
    if not actor.may(LINK_JUDGE):
        raise NotAllowed(_("Your role does not allow this."))
    people.require_opening(actor)


def verdict_to_take_back(actor: Actor, verdict_id: UUID, *, of_case: UUID | None = None) -> Verdict:
    """Return a verdict to somebody who may take it back.

    :param of_case: the case that one of the two records has to be of.
    :raises NotThere: there is none on two records that this actor sees.
    :raises NotAllowed: the actor's role does not say this, or opens no identities.
    """
    found = fetch(visible_to(actor).judgements().select_related("low", "high"), pk=verdict_id)
    if of_case not in (None, found.low.case_id, found.high.case_id):
        raise NotThere
    require_judging(actor)
    return found


def ends(one: Side, other: Side) -> Ends:
    """The two persons, the one with the lesser id first."""
    low, high = sorted([one.person.pk, other.person.pk])
    return low, high


def keep_to_oneself(pair: Ends) -> None:
    """Let nobody else judge two records until the transaction ends: of two who say the same, one is first."""
    one_at_a_time(f"{pair[0]} {pair[1]}")


def one_at_a_time(what: str) -> None:
    """Let nobody else come to this line with the same words until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"linkage {what}"])


def note_of(row: Verdict) -> str:
    """The words of a verdict, opened; empty without any. Whoever shows them records that."""
    if row.note is None:
        return ""
    return row_keys.seal_of(row).open_field(row, "note")
