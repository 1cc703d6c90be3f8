"""My work: what waits for me, by what I may do."""

from datetime import datetime
from operator import itemgetter

from opennrm.foundation.actor import Actor
from opennrm.web.parts import gathered, may
from opennrm.web.worklist import Section


def sections(actor: Actor, *, at: datetime) -> list[Section]:
    """What waits for this actor: only the sections that their role has."""
    found = [
        (work.order if section.order is None else section.order, section)
        for work in gathered().work
        if may(actor, work.may)
        for section in work.sections(actor, at)
    ]
    return [section for _order, section in sorted(found, key=itemgetter(0))]
