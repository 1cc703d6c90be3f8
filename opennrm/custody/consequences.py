"""What follows for copies when somebody agrees no more: in the same transaction."""

from opennrm.cases import access as case_access
from opennrm.cases.consequences import Happened
from opennrm.consents.events import CHANGES

from .copies import end_copies


def follow_consent(happened: Happened) -> None:
    """End copies for therapy, training and research that rely on what holds no longer. The job ends what is over."""
    if happened.event.kind in CHANGES and case_access.leads_case_of(happened.by, happened.case_id):
        end_copies(happened.case_id, by=happened.by, at=happened.at)


CONSEQUENCES = (follow_consent,)
