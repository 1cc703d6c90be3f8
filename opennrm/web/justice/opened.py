"""What the pages about a child in a proceeding show, with what is sealed opened for those who support the child."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from opennrm.cases import access as case_access
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.justice import queries, witness
from opennrm.justice.models import ChildInProceeding, ReleaseNotice, SpecialMeasure, WitnessPlan
from opennrm.justice.permissions import WITNESS_SUPPORT
from opennrm.justice.states import HearingState, OrderState
from opennrm.justice.values import ChildNeeded

FAR = timedelta(days=3660)
TONES = {"paid": "good", "overdue": "warn", "enforcement": "danger", "set_aside": "quiet"}


@dataclass(frozen=True, kw_only=True)
class OpenPlan:
    """The plan for a child in court, in clear."""

    row: WitnessPlan
    words: dict[str, str]

    @property
    def initial(self) -> dict[str, Any]:
        """The form as the plan says it now."""
        names = ("visit_on", "has_separate_ways")
        return {**self.words, **{name: getattr(self.row, name) for name in names}, "seen": self.row.version}


def plan(actor: Actor, child: ChildInProceeding) -> OpenPlan | None:
    """The plan that counts now, opened. The caller has recorded who looks at the child's page."""
    row = witness.newest_plan(actor, child)
    if row is None:
        return None
    seal = case_access.seal(actor, child.case_id)
    return OpenPlan(row=row, words={name: seal.open_field(row, name) for name in WitnessPlan.SEALED})


def of_child(actor: Actor, child: ChildInProceeding, *, at: datetime) -> dict[str, Any]:
    """Everything that the page of a child in a proceeding lists."""
    supports = actor.may(WITNESS_SUPPORT)
    zone = pack().zone
    measures = SpecialMeasure.objects.visible_to(actor).filter(child=child).order_by("considered_on", "id")
    notices = ReleaseNotice.objects.visible_to(actor).filter(child=child).order_by("-happened_at", "id")
    orders = queries.orders(actor, child.pk, today=at.astimezone(zone).date())
    contact = case_access.seal(actor, child.case_id).open_field(child, "contact") if supports else ""
    return {
        "dates": _dates(child, since=at - FAR),
        "plan": plan(actor, child) if supports else None,
        "contact": contact,
        "measures": measures,
        "notices": notices,
        "orders": [
            {
                "fact": each,
                "standing": OrderState(each.standing.value).label,
                "tone": TONES.get(each.standing, "info"),
            }
            for each in orders
        ],
    }


def _dates(child: ChildInProceeding, *, since: datetime) -> list[dict[str, Any]]:
    found = queries.court_dates(child.case_id, since=since, until=since + 2 * FAR)
    return [
        {
            "date": each,
            "state": HearingState(each.state).label,
            "is_listed": each.state == HearingState.LISTED,
            "needed": ChildNeeded(each.needed).label if each.needed != ChildNeeded.NO else "",
        }
        for each in found
        if each.child == child.pk
    ]


def for_card(actor: Actor, child: ChildInProceeding, *, at: datetime) -> dict[str, Any]:
    """What stands on the card for the next day on which the child has to be there."""
    found = queries.court_dates(child.case_id, since=at, until=at + FAR)
    coming = [each for each in found if each.child == child.pk and each.state == HearingState.LISTED]
    needed = [each for each in coming if each.needed != ChildNeeded.NO]
    known = plan(actor, child)
    said = known.words if known else {}
    words = {name: said.get(name, "") for name in ("entrance", "companion")}
    return {"child": child, "date": next(iter(needed), None), **words}
