"""What happens in investigations, to suspects, and to children who are not to be punished, and what follows from it."""

from django.utils.translation import gettext_lazy as _

from opennrm.cases.events import Whom
from opennrm.foundation.events import Event, NoticeKind, Told, recorded

PROSECUTORS = "prosecutors"
"""The teams that decide whether a child is punished, at the agency that was asked."""

YOURS = NoticeKind(
    kind="investigation.given", says=_("You lead an investigation now."), about="investigation"
)
SENT_TO_YOU = NoticeKind(
    kind="investigation.sent", says=_("An investigation was sent to your team."), about="investigation"
)
RETURNED = NoticeKind(
    kind="investigation.returned", says=_("The prosecutor has returned your investigation."), about="investigation"
)  # fmt: skip
CHARGED = NoticeKind(
    kind="investigation.charged", says=_("Somebody was charged in your investigation."), about="investigation"
)
ENDED = NoticeKind(
    kind="investigation.ended", says=_("The prosecutor has ended your investigation."), about="investigation"
)
LAPSING = NoticeKind(
    kind="investigation.lapsing", says=_("Nothing has happened in your investigation."), about="investigation"
)  # fmt: skip
CHILD_SUSPECT = NoticeKind(
    kind="child_suspect.asked", says=_("May a child be listed as a suspect? You are asked."), about="child_suspect"
)  # fmt: skip
CHILD_ANSWERED = NoticeKind(
    kind="child_suspect.answered",
    says=_("You have an answer on whether a child may be listed as a suspect."),
    page="investigations",
)
TO_DECIDE = NoticeKind(
    kind="non_punishment.raised", says=_("You are asked whether a child is to be punished."), about="non_punishment"
)  # fmt: skip
DECIDED = NoticeKind(
    kind="non_punishment.decided", says=_("It was decided whether a child is punished."), about="case"
)
NAME_SHOWN = NoticeKind(
    kind="disclosure.made", says=_("You were shown the name of a suspect, for the safety of a child."), about="case"
)  # fmt: skip
EXPORTED = NoticeKind(
    kind="network.exported", says=_("Somebody has exported a network of suspects."), page="audit-list"
)
NOTICES = (
    EXPORTED,
    YOURS,
    SENT_TO_YOU,
    RETURNED,
    CHARGED,
    ENDED,
    LAPSING,
    CHILD_SUSPECT,
    CHILD_ANSWERED,
    TO_DECIDE,
    DECIDED,
    NAME_SHOWN,
)


ARRESTED = Event(
    kind="child.arrested",
    audit=_("Recorded that the child was arrested"),
    story=_("The child was arrested"),
    tone="danger",
    clock="child.arrested",
)
FLAGGED = Event(
    kind="non_punishment.flagged",
    audit=_("Asked that the child is not punished"),
    story=_("Asked that the child is not punished for what they were made to do"),
    tone="warn",
    about="non_punishment",
)
RAISED = Event(
    kind="non_punishment.raised",
    audit=_("Asked the prosecutor not to punish the child"),
    story=_("The prosecutor was asked not to punish the child"),
    tone="info",
    about="non_punishment",
    tells=(Told(whom=PROSECUTORS, notice=TO_DECIDE),),
)
TAKEN_BACK = Event(
    kind="non_punishment.taken_back",
    audit=_("Took back the question whether the child is punished"),
    story=_("The question whether the child is punished was taken back"),
    tone="quiet",
    about="non_punishment",
)
DISCLOSED = Event(
    kind="disclosure.made",
    audit=_("Showed the name of a suspect for the safety of the child"),
    story=_("An investigator showed a name, for the plan for the child's safety"),
    tone="info",
    tells=(Told(whom=Whom.HOLDER, notice=NAME_SHOWN),),
)
EVENTS = (
    ARRESTED,
    FLAGGED,
    RAISED,
    TAKEN_BACK,
    DISCLOSED,
    *recorded(
        {
            "child_suspect.answered": _("Answered whether a child may be listed as a suspect"),
            "child_suspect.asked": _("Asked whether a child may be listed as a suspect"),
            "child_suspect.opened": _("Read why a child is to be listed as a suspect"),
            "disclosure.ended": _("Hid the name of a suspect again"),
            "disclosures.opened": _("Read the names of suspects that were shown for the safety of the child"),
            "investigation.charged": _("Recorded that somebody is charged"),
            "investigation.child_added": _("Added a child to an investigation, by the reference"),
            "investigation.child_ended": _("Took a child out of an investigation"),
            "investigation.ended": _("Ended an investigation"),
            "investigation.facts_changed": _("Changed what is known of an investigation"),
            "investigation.given": _("Gave an investigation to another lead investigator"),
            "investigation.lapsing": _("Told the lead investigator that nothing happens in an investigation"),
            "investigation.opened": _("Opened an investigation"),
            "investigation.reopened": _("Reopened an investigation"),
            "investigation.returned": _("Returned an investigation with questions"),
            "investigation.sent": _("Sent an investigation to the prosecutor"),
            "investigation.viewed": _("Looked at an investigation"),
            "network.exported": _("Exported a network of suspects"),
            "network.opened": _("Looked at a network of suspects"),
            "non_punishment.decided": _("Recorded whether the child is punished"),
            "non_punishment.opened": _("Read why a child is not to be punished"),
            "suspect.corrected": _("Corrected who a suspect is"),
            "suspect.involved": _("Added a suspect to an investigation"),
            "suspect.involvement_ended": _("Took a suspect out of an investigation"),
            "suspect.link_ended": _("Ended what a suspect was linked to"),
            "suspect.linked": _("Linked a suspect to a place, telephone, vehicle, account or company"),
            "suspect.opened": _("Opened who a suspect is"),
            "suspect.recorded": _("Recorded a suspect"),
            "suspect.status_recorded": _("Recorded where a suspect is"),
            "suspect.status_withdrawn": _("Withdrew where a suspect was"),
            "suspects.checked": _("Looked for suspects who may be meant"),
            "suspects.opened": _("Opened the names of suspects"),
        }
    ),
)
