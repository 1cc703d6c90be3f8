"""A space of the lead agency, a caseworker who is in its interview team, and a booking of both."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.country.pack import pack
from opennrm.spaces import actions, bookings, team
from opennrm.spaces.models import Resource
from tests.world import Person, World


def book(world: World, people: dict[str, Person]) -> dict[str, UUID]:
    """Make a facilitator and what they keep; returns the ids for addresses."""
    lead = people["lead_assigned"]
    people["facilitator"] = world.person(lead.membership.agency, "facilitator")
    now, day = timezone.now(), timezone.localdate(timezone=pack().zone)
    with world.acting(people["facilitator"]) as actor:
        by = {"by": actor, "at": now}
        space = actions.add_space(**space_facts("KSA-1"), **by)
        member = team.add_member(lead.membership.pk, **member_facts(), **by)
        certificate = team.add_certificate(
            member.pk, kind=_first("certificate_kinds"), valid_from=day, valid_until=day, **by
        )
        away = {"starts_at": now, "ends_at": now + timedelta(hours=1), "reason": _first("absence_reasons")}
        absence = team.add_absence(member.pk, **away, **by)
        both = [(Resource.SPACE, space.pk), (Resource.PERSON, member.pk)]
        times = {"starts_at": now + timedelta(days=1), "ends_at": now + timedelta(days=1, hours=1)}
        bookings.hold(uuid4(), both, **times, **by)
    return {
        "space_id": space.pk,
        "member_id": member.pk,
        "certificate_id": certificate.pk,
        "absence_id": absence.pk,
    }


def space_facts(code: str) -> dict:
    """What is known of a space."""
    return {
        "code": code,
        "title": f"The room {code}",
        "area": pack().areas[0].code,
        "equipment": [_first("space_equipment")],
        "usual_function": _first("space_functions"),
        "opening": {"monday": [["09:00", "17:00"]]},
        "closed_days": [],
        "turnaround_minutes": 30,
        "valid_from": date(2020, 1, 1),
        "address": "12 Invented Lane",
        "exclusions": "",
    }


def member_facts() -> dict:
    """What is known of somebody in the team."""
    return {
        "disciplines": [_first("team_disciplines")],
        "sex": "F",
        "languages": [pack().languages[0].code],
        "home_area": pack().areas[0].code,
        "travel_limit_minutes": None,
        "max_per_day": 2,
    }


def _first(codes: str) -> str:
    return next(iter(pack().codes(codes)))
