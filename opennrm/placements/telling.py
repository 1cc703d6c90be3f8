"""What each step of a placement says: the story of the case, its clocks, and whether the child can be reached."""

from datetime import datetime

from opennrm.cases import access as case_access
from opennrm.cases.telling import Matter, tell
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.events import Event
from opennrm.tasks import ending

from . import access, events, rules
from .models import Placement, Whereabouts
from .vocabulary import MISSING


def tell_of(
    event: Event,
    placement: Placement,
    *,
    by: Actor,
    at: datetime,
    since: datetime | None = None,
    **detail: str,
) -> None:
    """Tell an event of a placement to its story, which the lead alone reads.

    :param since: when it happened, for the time limits.
    """
    tell(
        event,
        placement.case_id,
        subject=placement,
        by=by,
        at=at,
        right=case_access.right_in(by, placement.case_id),
        detail={"placement": str(placement.root), "kind": placement.kind, **detail},
        matter=Matter(id=placement.root),
        seen_by=(),
        counted_from=since,
    )


def say_where(placement: Placement, *, by: Actor, at: datetime) -> None:
    """Let everybody who sees the case know whether the child is in a safe place, if that is another answer by now."""
    running = access.of_case(by, placement.case_id).running().values_list("kind", flat=True).first()
    is_safe = running is not None and running != MISSING
    before = access.whereabouts_of(by, placement.case_id).first()
    if is_safe == (before.is_safe if before else False):
        return
    case = case_access.visible_to(by).get(pk=placement.case_id)
    Whereabouts.make(case, at, is_safe=is_safe, said_at=at).save(from_action=True, force_insert=True)


def gaps_of(placement: Placement, *, by: Actor) -> list[rules.Gap]:
    """The times of which nothing says where the child was, in the case of this placement."""
    return rules.gaps(each.stay for each in access.of_case(by, placement.case_id).took_place())


def follow_the_gaps(placement: Placement, before: list[rules.Gap], *, by: Actor, at: datetime) -> None:
    """Let the country's rules ask for a place where there is a gap by now, and no more where the last one is over.

    :param before: the gaps before the step.
    """
    now = gaps_of(placement, by=by)
    if len(now) > len(before):
        right = case_access.right_in(by, placement.case_id)
        tell(events.GAP, placement.case_id, subject=placement, by=by, at=at, right=right, seen_by=())
    elif not any(gap.until is None for gap in now):
        asking = [rule.code for rule in pack().task_rules_on(events.GAP.clock)]
        ending.finish_by_rule(placement.case_id, asking, made_until=at, by=by, at=at)
