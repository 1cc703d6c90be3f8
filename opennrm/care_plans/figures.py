"""What is counted of care for whoever supervises an agency: who has more cases than the country aims for."""

from datetime import datetime

from opennrm.cases import access as case_access
from opennrm.cases.holders import counted
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.figures import Figures


def _above_aim(actor: Actor, at: datetime) -> list[list[str | int]]:
    """Whoever has more open cases than one caseworker should have, by membership, with how many."""
    led = (
        case_access.visible_to(actor).open().filter(lead_agency_id=actor.agency_id, assigned_to__isnull=False)
    )
    most = pack().care.most_cases_a_caseworker
    found: list[list[str | int]] = [
        [str(holder), number] for holder, number in counted(led, "assigned_to") if number > most
    ]
    return sorted(found, key=lambda row: -int(row[1]))


FIGURES = (Figures(name="above_caseload_aim", count=_above_aim),)
