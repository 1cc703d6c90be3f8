"""What happens to records that may be of one child: the sentences of the audit and of the timeline."""

from django.utils.translation import gettext_lazy as _

from opennrm.foundation.events import Event, NoticeKind, recorded

from .desk_events import (
    AGREED,
    AGREED_OUTSIDE,
    ANSWERED_AT_DESK,
    ASKED,
    BY_LAW,
    BY_LAW_NOTICE,
    ENDED,
    ENDED_NOTICE,
    ESCALATED,
    LATE,
    LATE_AT_DESK,
    LEARNED,
    LEARNED_NOTICE,
    RECORDED,
    REFUSED,
    WAITING,
)

_OF_VERDICTS = recorded(
    {
        "linkage.compared": _("Compared records that had changed with all others"),
        "linkage.probed": _("Noticed that somebody searched for variants of one name in turn"),
        "same_child.same": _("Said that two records are of the same child"),
        "same_child.different": _("Said that two records are of different children"),
        "same_child.taken_back": _("Took back what was said about two records"),
        "same_child.note_opened": _(
            "Read why somebody said that two records are of the same child or of different children"
        ),
        "linkage.overlaps_counted": _("Counted which agencies know how many of the same children"),
        "linkage.overlaps_opened": _("Opened how many of the same children each agency knows, without names"),
        "linkage.encoded": _("Encoded all children, so that they can be compared without names"),
    }
)
EVENTS: tuple[Event, ...] = (
    *_OF_VERDICTS,
    ASKED,
    AGREED,
    AGREED_OUTSIDE,
    BY_LAW,
    REFUSED,
    ENDED,
    ESCALATED,
    LEARNED,
    *RECORDED,
)
PROBED = NoticeKind(
    kind="linkage.probed",
    says=_("Somebody searched for variants of one name in turn and opened no case."),
    page="audit-list",
)
NOTICES: tuple[NoticeKind, ...] = (
    WAITING,
    LATE,
    LATE_AT_DESK,
    ANSWERED_AT_DESK,
    LEARNED_NOTICE,
    BY_LAW_NOTICE,
    ENDED_NOTICE,
    PROBED,
)
"""Nobody is told of a verdict: whoever sees only one of the records must not learn that there is another one."""
