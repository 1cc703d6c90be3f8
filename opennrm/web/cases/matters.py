"""Where a time limit leads whose case its reader does not see: to the matter within the case, such as a referral."""

from opennrm.cases.models import Clock
from opennrm.contexts import events
from opennrm.country.pack import pack
from opennrm.web.subjects import page_about


def page_of(clock: Clock) -> str:
    """The address of the matter to which a time limit belongs; empty if it belongs to none, or its rule is gone."""
    rule = pack().clocks.get(clock.rule)
    if rule is None or clock.subject_id is None:
        return ""
    begun = (event for event in events().values() if event.clock == rule.starts_on and event.is_of_matter)
    about = next((event.about for event in begun), "")
    return page_about(about, clock.subject_id, None) if about else ""
