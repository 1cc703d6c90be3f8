"""My work: what waits for me, by what I may do."""

from datetime import datetime
from operator import itemgetter

from opennrm.foundation.actor import Actor
from opennrm.foundation.together import those_with_rows
from opennrm.web.parts import Work, gathered, may
from opennrm.web.worklist import Section


def sections(actor: Actor, *, at: datetime) -> list[Section]:
    """What waits for this actor: only the sections that their role has."""
    own = [work for work in gathered().work if may(actor, work.may)]
    found = [
        (work.order if section.order is None else section.order, section)
        for work in _with_something(own, actor, at=at)
        for section in work.sections(actor, at)
    ]
    return [section for _order, section in sorted(found, key=itemgetter(0))]


def _with_something(works: list[Work], actor: Actor, *, at: datetime) -> list[Work]:
    """Those of which something waits, or whose sections are always there."""
    waiting = [(work, rows) for work in works if work.waits for rows in work.waits(actor, at)]
    there = those_with_rows([rows for _work, rows in waiting])
    kept = [work for number, (work, _rows) in enumerate(waiting) if number in there]
    return [work for work in works if work.waits is None or work in kept]
