"""Two child-friendly spaces, and the eight people of three agencies who hold interviews there."""

from datetime import datetime, time, timedelta
from typing import Any

from opennrm.agencies.models import Membership
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.spaces import actions, team

from .course import Acting, EndsHere, Somebody

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
SPACES: tuple[dict[str, Any], ...] = (
    {
        "code": "GARDEN",
        "title": "The garden room",
        "equipment": ["fixed_recorder", "observation_room", "step_free", "toys"],
        "usual_function": "victim_services",
        "opening": {day: [["09:00", "12:00"], ["13:00", "16:00"]] for day in WEEKDAYS},
        "turnaround_minutes": 30,
        "address": "4 Lantern Close, behind the library",
        "exclusions": "",
    },
    {
        "code": "HILL",
        "title": "The room on the hill",
        "equipment": ["portable_recorder", "toys", "shower"],
        "usual_function": "hospital",
        "opening": {day: [["08:00", "14:00"]] for day in ("tuesday", "thursday", "saturday")},
        "turnaround_minutes": 45,
        "address": "Hillside health centre, side entrance",
        "exclusions": "Relatives of one of the guards, if he is on duty.",
    },
)
PEOPLE: tuple[tuple[Somebody, dict[Somebody, dict[str, Any]]], ...] = (
    (
        "facilitator",
        {
            "facilitator": {"disciplines": ["facilitator"], "sex": "F"},
            "caseworker": {"disciplines": ["child_protection", "interviewer"], "sex": "F"},
            "colleague": {"disciplines": ["child_protection", "interviewer"], "sex": "M"},
            "supervisor": {"disciplines": ["child_protection"], "sex": "F"},
        },
    ),
    (
        "inspector",
        {
            "inspector": {"disciplines": ["law_enforcement"], "sex": "M"},
            "constable": {"disciplines": ["law_enforcement", "interviewer"], "sex": "M"},
        },
    ),
    (
        "parish_supervisor",
        {
            "parish_supervisor": {"disciplines": ["child_protection"], "sex": "F"},
            "parish_caseworker": {"disciplines": ["child_protection", "interpreter"], "sex": "M"},
        },
    ),
)
"""Who keeps the people of an agency, and whom, by the names by which stories call them."""
CERTIFIED: dict[Somebody, int] = {"caseworker": 300, "colleague": 20, "constable": 200}
"""For how many days from today somebody is certified to lead an interview."""


def keep(acting: Acting, *, at: datetime) -> None:
    """Enter the spaces and the people, as far as this country has their roles and codes."""
    try:
        with acting("facilitator") as actor:
            for facts in SPACES:
                _add_space(facts, by=actor, at=at)
    except EndsHere:
        return
    for keeper, people in PEOPLE:
        try:
            with acting(keeper) as actor:
                for name, facts in people.items():
                    _add_member(name, facts, by=actor, at=at)
        except EndsHere:
            continue


def _known(name: str, codes: list[str]) -> list[str]:
    return [code for code in codes if code in pack().codes(name)]


def _add_space(facts: dict[str, Any], *, by: Actor, at: datetime) -> None:
    functions = pack().codes("space_functions")
    actions.add_space(
        **facts
        | {
            "area": pack().areas[0].code,
            "equipment": _known("space_equipment", facts["equipment"]),
            "usual_function": facts["usual_function"]
            if facts["usual_function"] in functions
            else next(iter(functions)),
            "closed_days": [],
            "valid_from": (at - timedelta(days=400)).date(),
        },
        by=by,
        at=at,
    )


def _add_member(name: Somebody, facts: dict[str, Any], *, by: Actor, at: datetime) -> None:
    membership = Membership.objects.acting().filter(
        account__email__startswith=f"{name}@", agency_id=by.agency_id
    )
    who = membership.first()
    disciplines = _known("team_disciplines", facts["disciplines"])
    if who is None or not disciplines:
        return
    spoken = [language.code for language in pack().languages][:2]
    known: dict[str, Any] = {
        "languages": spoken,
        "home_area": pack().areas[0].code,
        "travel_limit_minutes": 60,
        "max_per_day": 2,
    }
    member = team.add_member(who.pk, **known | facts | {"disciplines": disciplines}, by=by, at=at)
    today = at.astimezone(pack().zone).date()
    for kind in _known("certificate_kinds", ["forensic_interview"]) if name in CERTIFIED else ():
        until = today + timedelta(days=CERTIFIED[name])
        days = {"valid_from": until - timedelta(days=730), "valid_until": until}
        team.add_certificate(member.pk, kind=kind, **days, by=by, at=at)
    if name == "colleague":
        _go_away(member.pk, by=by, at=at)


def _go_away(member_id: Any, *, by: Actor, at: datetime) -> None:
    """Somebody is at a training for two days of next week."""
    zone = pack().zone
    monday = at.astimezone(zone).date() + timedelta(days=7 - at.astimezone(zone).weekday())
    begins, ends = (datetime.combine(monday + timedelta(days=days), time.min, tzinfo=zone) for days in (1, 3))
    reasons = _known("absence_reasons", ["training"]) or list(pack().codes("absence_reasons"))
    team.add_absence(member_id, starts_at=begins, ends_at=ends, reason=reasons[0], by=by, at=at)


BESIDE = (keep,)
