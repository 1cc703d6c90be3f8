"""The contexts of the product, in one list. What each brings of its own is gathered here and nowhere else."""

from collections.abc import Mapping
from types import MappingProxyType

from opennrm.agencies import events as agencies
from opennrm.audit import events as audit
from opennrm.cases import events as cases
from opennrm.concerns import events as concerns
from opennrm.directory import events as directory
from opennrm.foundation.events import Event, NoticeKind
from opennrm.people import events as people
from opennrm.referrals import events as referrals
from opennrm.screening import events as screening
from opennrm.statistics import events as statistics

EVENTS: Mapping[str, Event] = MappingProxyType(
    {
        event.kind: event
        for context in (audit, agencies, directory, cases, people, concerns, screening, referrals, statistics)
        for event in context.EVENTS
    }
)
"""Every event that a context declares, by its kind."""

NOTICES: Mapping[str, NoticeKind] = MappingProxyType(
    {notice.kind: notice for context in (agencies, cases, referrals) for notice in context.NOTICES}
)
"""Every kind of notice that a context declares, by its kind."""
