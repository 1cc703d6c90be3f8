"""What happens when a child is visited, and what follows from it."""

from django.utils.translation import gettext_lazy as _

from opennrm.cases.events import Whom
from opennrm.country.titles import title_of
from opennrm.foundation.events import Detail, Event, NoticeKind, Told

DUE = NoticeKind(kind="visit.due", says=_("A child has to be visited again."), about="case")
NOTICES = (DUE,)


def _kind(detail: Detail) -> dict[str, str]:
    return {"kind": title_of("visit_kinds", detail["kind"])}


RECORDED = Event(
    kind="visit.recorded",
    audit=_("Recorded a visit to the child"),
    story=_("The child was visited: {kind}"),
    words=_kind,
    settles=(DUE,),
)
OVERDUE = Event(
    kind="visit.overdue",
    audit=_("Reminded of a visit that was not made"),
    tells=(Told(whom=Whom.HOLDER, notice=DUE),),
)
EVENTS = (RECORDED, OVERDUE)
