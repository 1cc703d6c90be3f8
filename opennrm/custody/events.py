"""What happens to recordings and copies, and what follows from it. Each event of a ledger is one of these."""

from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from opennrm.foundation.context import AUDITORS as AUDITORS_GROUP
from opennrm.foundation.context import system_principal
from opennrm.foundation.events import Event, NoticeKind, Text, Told, recorded

CUSTODIAN = "custodian of the recording"
OFFERED = "whoever is to become custodian"
RECIPIENTS = "whoever a copy is made for"
AUDITORS = "auditors"

SEALED_NOTICE = NoticeKind(
    kind="recording.sealed", says=_("A recording has arrived and is sealed."), about="recording"
)
ORDERED_NOTICE = NoticeKind(
    kind="recording.ordered", says=_("A copy of a recording was ordered. Have it made."), about="recording"
)
GIVEN_NOTICE = NoticeKind(
    kind="recording.handed_over",
    says=_("Something was handed over to your office. Confirm that you have it."),
    about="copy",
)
ENDED_NOTICE = NoticeKind(
    kind="recording.access_ended", says=_("Something that you could look at has ended."), about="copy"
)
OFFERED_NOTICE = NoticeKind(
    kind="recording.custodian_offered",
    says=_("You are asked to become custodian of a recording."),
    about="recording",
)
MISMATCH_NOTICE = NoticeKind(
    kind="recording.mismatch",
    says=_("A recording differs from its ledger. Nothing of it can be copied or handed over."),
    about="recording",
)
MISMATCH_FOR_AUDITORS = NoticeKind(
    kind="recording.mismatch_found",
    says=_("A recording differs from its ledger."),
    page="audit-list",
)
OVERDUE_NOTICE = NoticeKind(
    kind="recording.not_accepted",
    says=_("Nobody has confirmed that a copy of a recording has arrived."),
    about="recording",
)
NOTICES = (
    SEALED_NOTICE,
    ORDERED_NOTICE,
    GIVEN_NOTICE,
    ENDED_NOTICE,
    OFFERED_NOTICE,
    MISMATCH_NOTICE,
    MISMATCH_FOR_AUDITORS,
    OVERDUE_NOTICE,
)


def auditors() -> int:
    """The principal of those who read the audit."""
    return system_principal(AUDITORS_GROUP)


def _quiet(kind: str, sentence: Text, **given) -> Event:
    return Event(kind=f"recording.{kind}", audit=sentence, about="recording", **given)


def _told(kind: str, sentence: Text, story: Text, **given) -> Event:
    return Event(kind=f"recording.{kind}", audit=sentence, story=story, **{"about": "recording", **given})


_ALL = (
    _told("announced", _("Announced a recording"), _("A recording was announced"), tone="info"),
    _quiet("started", _("Wrote down when a recording began")),
    _quiet("gap", _("Wrote down a gap in a recording")),
    _quiet("ended", _("Wrote down when a recording ended")),
    _quiet("received", _("Received a recording whole, and compared its digest")),
    _told(
        "sealed",
        _("Sealed a recording"),
        _("A recording has arrived and was sealed"),
        tone="good",
        clock="recording.sealed",
        tells=(Told(whom=CUSTODIAN, notice=SEALED_NOTICE),),
    ),
    _quiet("abandoned", _("Gave up receiving a recording")),
    _quiet("verified", _("Compared a recording with its digest")),
    _told(
        "mismatch",
        _("Noticed that a recording differs from its digest"),
        _("A recording differs from its digest"),
        tone="danger",
        tells=(
            Told(whom=CUSTODIAN, notice=MISMATCH_NOTICE),
            Told(whom=AUDITORS, notice=MISMATCH_FOR_AUDITORS),
        ),
    ),
    _quiet("finding", _("Wrote down why a recording differs")),
    _quiet("cleared", _("Let a recording that differs be copied again"), settles=(MISMATCH_NOTICE,)),
    _told(
        "ordered",
        _("Ordered a copy of a recording"),
        _("A copy of a recording was ordered"),
        tells=(Told(whom=CUSTODIAN, notice=ORDERED_NOTICE),),
    ),
    _quiet("not_copied", _("Refused to have a copy of a recording made"), settles=(ORDERED_NOTICE,)),
    _told("copied", _("Made a copy of a recording"), _("A recording was copied"), settles=(ORDERED_NOTICE,)),
    _told(
        "handed_over",
        _("Handed over a copy of a recording"),
        _("A copy of a recording was handed over"),
        about="copy",
        tells=(Told(whom=RECIPIENTS, notice=GIVEN_NOTICE),),
    ),
    _quiet("accepted", _("Confirmed that a copy of a recording has arrived"), settles=(OVERDUE_NOTICE,)),
    _quiet(
        "not_accepted",
        _("Noticed that nobody has confirmed a copy of a recording"),
        tells=(Told(whom=CUSTODIAN, notice=OVERDUE_NOTICE),),
    ),
    _quiet("disclosed", _("Disclosed a copy of a recording")),
    _quiet("view_opened", _("Opened a copy of a recording to look at it")),
    _quiet("view_range", _("Looked at a part of a copy of a recording")),
    _quiet("view_closed", _("Closed a copy of a recording")),
    _quiet("view_refused", _("Asked to look at a copy of a recording that has ended")),
    _quiet("downloaded", _("Downloaded a copy of a recording")),
    _quiet("access_extended", _("Let a copy of a recording last longer")),
    _told(
        "access_ended",
        _("Ended who may look at a copy of a recording"),
        _("A copy of a recording has ended"),
        about="copy",
        tone="quiet",
        tells=(Told(whom=RECIPIENTS, notice=ENDED_NOTICE),),
    ),
    _quiet("returned", _("Took back a copy of a recording")),
    _quiet("destroyed_copy", _("Recorded that a copy of a recording was destroyed")),
    _quiet("hold_set", _("Recorded that somebody wants a recording kept")),
    _quiet("hold_lifted", _("Recorded that nobody needs a recording kept any more")),
    _quiet(
        "custodian_offered",
        _("Asked somebody to become custodian of a recording"),
        tells=(Told(whom=OFFERED, notice=OFFERED_NOTICE),),
    ),
    _told(
        "transferred_custodian",
        _("Became custodian of a recording"),
        _("A recording has another custodian"),
        settles=(OFFERED_NOTICE,),
    ),
    _quiet("destruction_asked", _("Asked to have a recording destroyed")),
    _told("key_destroyed", _("Destroyed a recording"), _("A recording was destroyed"), tone="quiet"),
)
LEDGER = MappingProxyType({event.kind.removeprefix("recording."): event for event in _ALL})
"""Every event of a ledger, by what the ledger calls it."""

EVENTS = (
    *_ALL,
    *recorded(
        {
            "recording.opened": _("Read what happened to a recording"),
            "recording.printed": _("Printed the ledger of a recording"),
            "recording.copy_opened": _("Read what is known of a copy of a recording"),
            "recording.keeping_begun": _(
                "Let the agency of a recording's custodian take part as long as it keeps it"
            ),
            "recording.keeping_ended": _(
                "Ended the part of an agency that keeps no recording of a case any more"
            ),
            "custody.verified": _("Compared all recordings with their ledgers"),
        }
    ),
)
