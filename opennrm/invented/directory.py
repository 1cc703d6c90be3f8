"""The services that invented agencies offer."""

from datetime import datetime
from typing import Any

from opennrm.country.pack import pack
from opennrm.directory import actions

from .course import Acting, EndsHere, Somebody

SERVICES: tuple[tuple[Somebody, dict[str, Any]], ...] = (
    (
        "shelter",
        {
            "name": "Morning House, rooms for girls",
            "kind": "shelter",
            "telephone": "876-555-0129",
            "hours": "Day and night",
            "description": "A house with eight rooms, staff day and night, and school lessons in the house. "
            "The address is not given out.",
            "age_from": 8,
            "age_to": 17,
            "sexes": ["female"],
            "places_total": 8,
            "places_free": 3,
        },
    ),
    (
        "shelter",
        {
            "name": "Morning House, family rooms",
            "kind": "shelter",
            "telephone": "876-555-0130",
            "hours": "Day and night",
            "description": "Two rooms for brothers and sisters who should stay together.",
            "age_from": 0,
            "age_to": 17,
            "places_total": 4,
            "places_free": 0,
        },
    ),
    (
        "counsellor",
        {
            "name": "Counselling for children",
            "kind": "psychosocial_support",
            "telephone": "876-555-0131",
            "hours": "Monday to Friday, 8am to 4pm",
            "description": "Weekly talks with a counsellor, also at school or at home, for as long as the child wants "
            "them.",
            "age_from": 6,
            "age_to": 17,
            "places_total": 20,
            "places_free": 6,
        },
    ),
)
"""Who offers it, and what the directory says about it."""


def offer(acting: Acting, *, at: datetime) -> None:
    """Enter the services, as far as this country has their kinds and their agencies."""
    for provider, facts in SERVICES:
        if facts["kind"] not in pack().codes("service_kinds"):
            continue
        sexes = [code for code in facts.get("sexes", []) if code in pack().codes("sexes")]
        try:
            with acting(provider) as actor:
                actions.add_service(by=actor, at=at, **(facts | {"sexes": sexes}))
        except EndsHere:
            continue


BESIDE = (offer,)
