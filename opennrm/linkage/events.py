"""What happens to records that may be of one child: the sentences of the audit and of the timeline."""

from django.utils.translation import gettext_lazy as _

from opennrm.foundation.events import Event, NoticeKind, recorded

EVENTS: tuple[Event, ...] = recorded(
    {
        "same_child.same": _("Said that two records are of the same child"),
        "same_child.different": _("Said that two records are of different children"),
        "same_child.taken_back": _("Took back what was said of two records"),
        "same_child.note_opened": _(
            "Read why somebody said of two records whether they are of the same child"
        ),
    }
)
NOTICES: tuple[NoticeKind, ...] = ()
"""Nobody is told of a verdict: whoever sees only one of the records must not learn that there is another one."""
