"""What happens to consent, and what follows from it."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from opennrm.cases.events import Whom
from opennrm.country.titles import title_of
from opennrm.foundation.events import Detail, Event, NoticeKind, Told, recorded

from .states import End, Standing

RECIPIENT = "recipient"
"""The teams at the agency that was shown something and has to confirm that it is over."""
DECIDING = "deciding about objections"
"""The data officers who look at an objection."""

ENDED_NOTICE = NoticeKind(
    kind="consent.ended", says=_("A permission that one of your cases relied on has ended."), about="case"
)
CONFIRM = NoticeKind(
    kind="consent.confirm",
    says=_("Something that was shared with your agency is over. Confirm that nobody uses it any more."),
    about="end_notice",
)
OBJECTED = NoticeKind(
    kind="consent.objected", says=_("An objection is waiting for your decision."), about="objection"
)
MOVED_NOTICE = NoticeKind(
    kind="consent.moved",
    says=_("A permission in one of your cases ends on another day, because the date of birth was corrected."),
    about="case",
)
NOTICES = (ENDED_NOTICE, MOVED_NOTICE, CONFIRM, OBJECTED)


def _purpose(detail: Detail) -> dict[str, str]:
    return {"purpose": title_of("consent_purposes", detail["purpose"])}


def _why_ended(detail: Detail) -> str:
    return str(End(detail["end"]).label)


def _standing(detail: Detail) -> str:
    return str(Standing(detail["standing"]).label)


_OF_PURPOSE = Event(kind="", audit="", words=_purpose)
GIVEN = replace(
    _OF_PURPOSE,
    kind="consent.given",
    audit=_("Recorded that somebody agreed"),
    story=_("Agreed: {purpose}"),
    tone="good",
)
NOT_GIVEN = replace(
    _OF_PURPOSE,
    kind="consent.not_given",
    audit=_("Recorded that somebody did not agree"),
    story=_("Not agreed: {purpose}"),
)
ENDED = replace(
    _OF_PURPOSE,
    kind="consent.ended",
    audit=_("Ended what somebody had agreed to"),
    story=_("No longer agreed: {purpose}"),
    because=_why_ended,
    tells=(Told(whom=Whom.HOLDER, notice=ENDED_NOTICE),),
)
WITHDRAWN = replace(
    ENDED, kind="consent.withdrawn", audit=_("Recorded that a consent was withdrawn"), tells=()
)
MOVED = replace(
    _OF_PURPOSE,
    kind="consent.moved",
    audit=_("Moved the end of a consent, because the date of birth was corrected"),
    story=_("Agreed until another day: {purpose}"),
    tone="quiet",
    tells=(Told(whom=Whom.HOLDER, notice=MOVED_NOTICE),),
)
SOON_OVER = replace(
    _OF_PURPOSE,
    kind="consent.soon_over",
    audit=_("A consent will end soon"),
    story=_("Soon no longer agreed: {purpose}"),
    tone="quiet",
    clock="consent.soon_over",
)
OF_AGE_SOON = Event(
    kind="consent.of_age_soon",
    audit=_("A child will be of age soon"),
    story=_("The young person will be of age soon"),
    tone="quiet",
    clock="consent.of_age_soon",
)
BASIS_RECORDED = replace(
    _OF_PURPOSE,
    kind="consent.basis_recorded",
    audit=_("Recorded a legal basis without consent"),
    story=_("A legal basis without consent was recorded: {purpose}"),
)
BASIS_ENDED = replace(
    _OF_PURPOSE,
    kind="consent.basis_ended",
    audit=_("Ended a legal basis without consent"),
    story=_("A legal basis without consent has ended: {purpose}"),
)
CHILD_TOLD = replace(
    _OF_PURPOSE,
    kind="consent.child_told",
    audit=_("Recorded that the child was told of a legal basis"),
    story=_("The child was told what happens without consent: {purpose}"),
    tone="good",
)
GUARDIAN_RECORDED = Event(
    kind="guardian.recorded",
    audit=_("Recorded a guardian"),
    story=_("A guardian was recorded"),
    because=_standing,
)
GUARDIAN_ENDED = Event(
    kind="guardian.ended",
    audit=_("Recorded that a guardian no longer decides"),
    story=_("A guardian no longer decides"),
)
RECIPIENT_TOLD = Event(
    kind="consent.recipient_told",
    audit=_("Told an agency that something shared with it is over"),
    story=_("An agency was asked to confirm that it uses nothing any more: {agency}"),
    agency="agency",
    clock="consent.recipient_told",
    is_of_matter=True,
    tells=(Told(whom=RECIPIENT, notice=CONFIRM),),
)
OBJECTION = Event(
    kind="consent.objection",
    audit=_("Recorded an objection"),
    story=_("The child objects: {purpose}"),
    words=_purpose,
    tells=(Told(whom=DECIDING, notice=OBJECTED),),
)
CHANGES = frozenset(
    each.kind for each in (GIVEN, NOT_GIVEN, ENDED, WITHDRAWN, MOVED, BASIS_RECORDED, BASIS_ENDED)
)
"""After these, what somebody relies on may hold no longer, or again."""
CONFIRMED = "consent.confirmed"
"""What the clocks of a notice call it that the agency confirmed."""
EVENTS = (
    GIVEN,
    NOT_GIVEN,
    ENDED,
    WITHDRAWN,
    MOVED,
    SOON_OVER,
    OF_AGE_SOON,
    BASIS_RECORDED,
    BASIS_ENDED,
    CHILD_TOLD,
    GUARDIAN_RECORDED,
    GUARDIAN_ENDED,
    RECIPIENT_TOLD,
    OBJECTION,
    Event(
        kind=CONFIRMED, audit=_("Confirmed that nothing is used any more"), clock=CONFIRMED, is_of_matter=True
    ),
    *recorded(
        {
            "consent.opened": _("Read what was agreed to"),
            "consents.counted": _("Looked at the figures of consent"),
            "consent.objection_decided": _("Decided about an objection"),
        }
    ),
)
