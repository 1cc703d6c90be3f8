"""Opening what was reported. Each opening is recorded, with the names of what was opened."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from opennrm.agencies.models import Membership
from opennrm.audit import actions as audit
from opennrm.cases import access as cases
from opennrm.cases.bound import CaseBoundQuerySet
from opennrm.foundation.actor import Actor
from opennrm.foundation.plain_text import plain
from opennrm.foundation.refusals import NotThere
from opennrm.foundation.sealing import Seal
from opennrm.people.access import require_opening

from . import additions
from .additions import OpenAddition
from .models import Concern, ConcernComment


@dataclass(frozen=True, kw_only=True)
class OpenComment:
    """What whoever leads the case had to say about what was reported."""

    text: str
    written_at: datetime
    written_by: Membership


@dataclass(frozen=True, kw_only=True)
class OpenConcern:
    """What was reported, in the words used. Codes are those of the country pack."""

    concern_id: UUID
    kinds: list[str]
    urgent_dangers: list[str]
    told_by: str
    area: str
    reported_at: datetime
    reported_by_id: UUID
    other_kind: str
    place: str
    occurred: str
    account: str
    reporter_contact: str
    reporter_safe_to_contact: str
    comments: list[OpenComment]
    additions: list[OpenAddition]


def shows_concern(actor: Actor, case_id: UUID) -> bool:
    """Whether the actor's part covers what was reported about a case."""
    return _of_case(actor, case_id).exists()


def _of_case(actor: Actor, case_id: UUID) -> CaseBoundQuerySet:
    return Concern.objects.visible_to(actor).filter(case_id=case_id)


def reporting_kind(actor: Actor, case_id: UUID) -> str:
    """The kind of the agency that first reported the child; empty where the actor's part covers no concern."""
    first = _of_case(actor, case_id).order_by("reported_at", "id")
    return first.values_list("reported_by__agency__kind", flat=True).first() or ""


def open_concern(actor: Actor, case_id: UUID, *, at: datetime) -> OpenConcern:
    """Open what was reported about a case.

    :raises NotThere: there is nothing that the actor's part covers (`shows_concern`).
    :raises NotAllowed: the actor's role opens no identities, and an account may name the child.
    """
    concern = _of_case(actor, case_id).order_by("reported_at", "id").first()
    if concern is None:
        raise NotThere
    require_opening(actor)
    seal = cases.seal(actor, case_id)
    texts = {name: plain(seal.open_field(concern, name), lines=True) for name in Concern.SEALED}
    comments = _comments(actor, concern, seal)
    later = additions.opened(actor, concern, seal)
    opened = [name for name, text in texts.items() if text]
    opened += [name for name, rows in (("comments", comments), ("additions", later)) if rows]
    audit.record(
        "concern.opened", subject=concern, right=cases.right_in(actor, case_id), detail={"fields": opened}
    )
    return OpenConcern(
        concern_id=concern.pk,
        kinds=concern.kinds,
        urgent_dangers=concern.urgent_dangers,
        told_by=concern.told_by,
        area=concern.area,
        reported_at=concern.reported_at,
        reported_by_id=concern.reported_by_id,
        reporter_safe_to_contact=concern.reporter_safe_to_contact,
        comments=comments,
        additions=later,
        **texts,
    )


def _comments(actor: Actor, concern: Concern, seal: Seal) -> list[OpenComment]:
    rows = ConcernComment.objects.visible_to(actor).filter(concern=concern)
    return [
        OpenComment(
            text=plain(seal.open_field(row, "text"), lines=True),
            written_at=row.written_at,
            written_by=row.written_by,
        )
        for row in rows.select_related("written_by__account", "written_by__agency").order_by(
            "written_at", "id"
        )
    ]
