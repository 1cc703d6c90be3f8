"""What a browser sends to the pages of spaces and the interview team."""

from datetime import date, timedelta

from django.utils import timezone

from opennrm.agencies.models import Membership
from opennrm.country.pack import pack
from opennrm.spaces.models import Space, TeamMember
from tests.walls.booking import member_facts, space_facts
from tests.walls.cast import Cast
from tests.walls.post import Fields, Post


def _date(name: str, days: int) -> Fields:
    day = timezone.localdate(timezone=pack().zone) + timedelta(days=days)
    return sent_date(name, day)


def sent_date(name: str, day: date) -> Fields:
    """A day as a browser sends it, in three boxes."""
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def _space(cast: Cast, *, code: str = "KSA-1") -> Fields:
    facts = space_facts(code)
    del facts["opening"], facts["valid_from"]
    facts["short_code"] = facts.pop("code")
    version = Space.objects.using("setup").get(pk=cast.ids["space_id"]).version
    return {**facts, "closed_days": "", "monday": "9-12", **_date("valid_from", -9), "version": version}


def _close(cast: Cast) -> Fields:
    return {**_date("last_day", 300), "version": _space(cast)["version"]}


def _member(cast: Cast) -> Fields:
    facts = {**member_facts(), "travel_limit_minutes": ""}
    return {**facts, "version": TeamMember.objects.using("setup").get(pk=cast.ids["member_id"]).version}


def _somebody_new(cast: Cast) -> Fields:
    """Nobody else of the lead agency is in the team. For another agency this is nobody whom it has."""
    colleague = Membership.objects.using("setup").get(pk=cast.people["lead_colleague"].membership.pk)
    return {**_member(cast), "membership": colleague.pk}


_OTHERS = (
    "other_agency_supervisor", "once_deciding", "deciding", "receiving", "invited", "taking_part", "once_taking_part",
)  # fmt: skip
ELSEWHERE = dict.fromkeys(_OTHERS, 422)
"""Supervisors of other agencies, who have their own people and not these."""
HOST = {"host": 403}
"""A facilitator of another agency, who books this agency's people, and keeps none of them."""

POSTS = {
    "space-new": Post(fields=lambda cast: _space(cast, code="KSA-2"), records=("space.added",)),
    "space-change": Post(fields=_space, records=("space.opened", "space.changed")),
    "space-close": Post(fields=_close, records=("space.closed",)),
    "team-new": Post(
        fields=_somebody_new, records=("team_member.added",), otherwise=ELSEWHERE | {"host": 422}
    ),
    "team-change": Post(fields=_member, records=("team_member.changed",), otherwise=HOST),
    "team-end": Post(
        fields=lambda cast: _date("ended_on", 300), records=("team_member.ended",), otherwise=HOST
    ),
    "certificate-new": Post(
        fields=lambda cast: {
            "kind": next(iter(pack().codes("certificate_kinds"))),
            **_date("valid_from", 0),
            **_date("valid_until", 300),
        },
        records=("certificate.added",),
        otherwise=HOST,
    ),
    "certificate-withdraw": Post(records=("certificate.withdrawn",)),
    "absence-new": Post(
        fields=lambda cast: {
            "reason": next(iter(pack().codes("absence_reasons"))),
            **_date("since", 3),
            **_date("until", 4),
        },
        records=("absence.added",),
        otherwise=HOST,
    ),
    "absence-withdraw": Post(records=("absence.withdrawn",)),
}
