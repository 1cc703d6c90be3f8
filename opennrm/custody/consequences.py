"""What follows for copies when somebody agrees no more, and when a case is closed: in the same transaction."""

from opennrm.cases import access as case_access
from opennrm.cases.clocks import CLOSED
from opennrm.cases.consequences import Happened
from opennrm.consents.events import CHANGES

from .ending import end_copies, end_with_case


def follow_consent(happened: Happened) -> None:
    """End copies for therapy, training and research that rely on what holds no longer. The job ends what is over."""
    if happened.event.kind in CHANGES and case_access.leads_case_of(happened.by, happened.case_id):
        end_copies(happened.case_id, by=happened.by, at=happened.at)


def follow_closing(happened: Happened) -> None:
    """End copies for therapy, training and research of a case that was closed."""
    if happened.event.kind == CLOSED and case_access.leads_case_of(happened.by, happened.case_id):
        end_with_case(happened.case_id, by=happened.by, at=happened.at)


CONSEQUENCES = (follow_consent, follow_closing)
