"""What happens in proceedings, and what follows from it in the cases of the children. None names the accused."""

from django.utils.translation import gettext_lazy as _

from opennrm.cases.events import Whom
from opennrm.country.titles import title_of
from opennrm.foundation.events import Detail, Event, NoticeKind, Told, recorded

from .values import Measure, ReleaseEvent

OTHERS = "agencies that see the dates in court"
"""The parts in the case that cover its dates in court."""

IN_COURT = NoticeKind(
    kind="court.child_added",
    says=_("A child is a victim or witness in a proceeding."),
    about="child_in_court",
)
CALLED_NOTICE = NoticeKind(
    kind="court.called", says=_("A child has to come to court."), about="child_in_court"
)
NO_LONGER_CALLED = NoticeKind(
    kind="court.not_called",
    says=_("A child does not have to come to court on a day."),
    about="child_in_court",
)
TO_TELL = NoticeKind(
    kind="court.to_tell",
    says=_("Something has happened that a child has to be told."),
    about="child_in_court",
)
NOBODY_AGREED = NoticeKind(
    kind="court.nobody_agreed",
    says=_("A child has to be told something, and nobody agreed who does that. Tell the child."),
    about="child_in_court",
)
ENFORCE_NOTICE = NoticeKind(
    kind="court.enforce",
    says=_("Restitution for a child was not paid. Have it enforced."),
    about="child_in_court",
)
NOTICES = (IN_COURT, CALLED_NOTICE, NO_LONGER_CALLED, TO_TELL, NOBODY_AGREED, ENFORCE_NOTICE)


def _told(notice: NoticeKind, *whom: str) -> tuple[Told, ...]:
    return tuple(Told(whom=each, notice=notice) for each in whom)


def _kind(detail: Detail) -> dict[str, str]:
    return {"kind": title_of("hearing_kinds", detail["kind"])}


def _measure(detail: Detail) -> dict[str, str]:
    return {"measure": str(Measure(detail["kind"]).label)}


def _release(detail: Detail) -> dict[str, str]:
    return {"event": str(ReleaseEvent(detail["event"]).label)}


CHILD_ADDED = Event(
    kind="court.child_added",
    audit=_("Recorded that a child is a victim or witness in a proceeding"),
    story=_("The child is a victim or witness in a proceeding"),
    about="child_in_court",
    clock="court.child_added",
    tells=_told(IN_COURT, Whom.HOLDER, OTHERS),
)
CHILD_ENDED = Event(
    kind="court.child_ended",
    audit=_("Ended a proceeding for a child"),
    story=_("The proceeding has ended"),
    about="child_in_court",
)
CALLED = Event(
    kind="court.called",
    audit=_("Called a child to court"),
    story=_("The child was called to court: {kind}"),
    words=_kind,
    about="child_in_court",
    tone="info",
    clock="court.called",
    tells=_told(CALLED_NOTICE, Whom.HOLDER, OTHERS),
)
NOT_CALLED = Event(
    kind="court.not_called",
    audit=_("Recorded that a child does not have to come to court"),
    story=_("The child does not have to come to court: {kind}"),
    words=_kind,
    about="child_in_court",
    tells=_told(NO_LONGER_CALLED, Whom.HOLDER, OTHERS),
    settles=(CALLED_NOTICE,),
)
DROPPED_OUT = Event(
    kind="court.dropped_out",
    audit=_("Recorded that a child no longer takes part in a proceeding"),
    story=_("The child no longer takes part in the proceeding. Help goes on as before"),
    about="child_in_court",
    tone="warn",
)
CONTACT_NAMED = Event(
    kind="court.contact_named",
    audit=_("Named who stays with a child while a proceeding goes on"),
    story=_("It was recorded who stays with the child while the proceeding goes on"),
    about="child_in_court",
)
MEASURE_CHANGED = Event(
    kind="court.measure",
    audit=_("Recorded how far a special measure is"),
    story=_("Special measure in court: {measure}"),
    words=_measure,
    about="child_in_court",
)
PLANNED = Event(
    kind="court.planned",
    audit=_("Wrote the plan for a child in court"),
    story=_("The plan for court was written"),
    about="child_in_court",
)
TO_BE_TOLD = Event(
    kind="court.to_be_told",
    audit=_("Recorded something that a child has to be told"),
    story=_("The child has to be told: {event}"),
    words=_release,
    about="child_in_court",
    tone="warn",
    clock="court.to_be_told",
    tells=_told(TO_TELL, Whom.HOLDER, OTHERS),
)
UNAGREED = Event(
    kind="court.unagreed",
    audit=_("Recorded something that a child has to be told, with nobody agreed who tells"),
    story=_("The child has to be told, and nobody was agreed who does that: {event}"),
    words=_release,
    about="child_in_court",
    tone="danger",
    clock="court.to_be_told",
    tells=(*_told(TO_TELL, Whom.HOLDER), *_told(NOBODY_AGREED, OTHERS)),
)
CHILD_TOLD = Event(
    kind="court.child_told",
    audit=_("Recorded that a child was told what happened"),
    story=_("The child was told: {event}"),
    words=_release,
    about="child_in_court",
    tone="good",
    settles=(TO_TELL, NOBODY_AGREED),
)
ASKED = Event(
    kind="court.restitution_asked",
    audit=_("Recorded that restitution was asked for"),
    story=_("The court was asked for restitution"),
    about="child_in_court",
)
ORDERED = Event(
    kind="court.restitution_ordered",
    audit=_("Recorded an order of restitution"),
    story=_("A court has ordered restitution"),
    about="child_in_court",
    tone="good",
    clock="court.restitution_ordered",
)
PAID = Event(
    kind="court.restitution_paid",
    audit=_("Recorded a payment of restitution"),
    story=_("Restitution was paid"),
    about="child_in_court",
    tone="good",
)
PAYMENT_WITHDRAWN = Event(
    kind="court.payment_withdrawn",
    audit=_("Withdrew a payment of restitution that was entered by mistake"),
    story=_("A payment of restitution was entered by mistake"),
    about="child_in_court",
)
SET_ASIDE = Event(
    kind="court.restitution_set_aside",
    audit=_("Recorded that an order of restitution was set aside"),
    story=_("The order of restitution was set aside"),
    about="child_in_court",
    tone="warn",
)
ENFORCE = Event(
    kind="court.restitution_unpaid",
    audit=_("Restitution is to be enforced"),
    story=_("Restitution was not paid, and is to be enforced"),
    about="child_in_court",
    tone="warn",
    clock="court.restitution_unpaid",
    tells=_told(ENFORCE_NOTICE, OTHERS),
)
EVENTS = (
    CHILD_ADDED,
    CHILD_ENDED,
    CALLED,
    NOT_CALLED,
    DROPPED_OUT,
    CONTACT_NAMED,
    MEASURE_CHANGED,
    PLANNED,
    TO_BE_TOLD,
    UNAGREED,
    CHILD_TOLD,
    ASKED,
    ORDERED,
    PAID,
    PAYMENT_WITHDRAWN,
    SET_ASIDE,
    ENFORCE,
    *recorded(
        {
            "proceeding.opened": _("Opened a proceeding"),
            "proceeding.read": _("Read a proceeding"),
            "proceeding.closed": _("Closed a proceeding"),
            "proceeding.reminded": _("Had a proceeding brought to mind later"),
            "proceeding.printed": _("Printed a sheet of a proceeding"),
            "accused.added": _("Added who is accused in a proceeding"),
            "count.laid": _("Added a count"),
            "count.replaced": _("Replaced a count"),
            "count.plea": _("Recorded a plea"),
            "count.disposed": _("Recorded what became of a count"),
            "count.final": _("Recorded that a decision on a count is final"),
            "sentence.entered": _("Entered a sentence"),
            "appeal.filed": _("Recorded an appeal"),
            "appeal.decided": _("Recorded what came of an appeal"),
            "hearing.listed": _("Listed a hearing"),
            "hearing.held": _("Recorded that a hearing was held"),
            "hearing.adjourned": _("Recorded that a hearing was adjourned"),
            "hearing.vacated": _("Recorded that a hearing was taken off the list"),
            "child_in_court.opened": _("Read what a proceeding means for a child"),
            "justice.counted": _("Looked at the figures of justice"),
        }
    ),
)
