"""What the linkage desk does, and what its question does in the cases of the two agencies."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from opennrm.cases.events import Whom
from opennrm.country.titles import title_of
from opennrm.foundation.events import Detail, Event, NoticeKind, Told, recorded

OVERSEERS = "overseers"
"""Those who see to it that the desk works."""
OTHER_AGENCY = "other agency"
"""Those at the agency of the other case who see something of this one, or did until now."""

WAITING = NoticeKind(
    kind="link.waiting",
    says=_("The linkage desk has a question about one of your cases."),
    about="link_request",
)
LATE = NoticeKind(
    kind="link.overdue",
    says=_("A question from the linkage desk was not answered in time."),
    about="link_request",
)
LATE_AT_DESK = NoticeKind(
    kind="link.overdue_at_desk", says=_("A lead agency has not answered in time."), page="linkage-desk"
)
ANSWERED_AT_DESK = NoticeKind(
    kind="link.answered_at_desk", says=_("A lead agency has answered the linkage desk."), page="linkage-desk"
)
LEARNED_NOTICE = NoticeKind(
    kind="link.learned", says=_("Another agency has the same child as one of your cases."), about="case"
)
BY_LAW_NOTICE = NoticeKind(
    kind="link.by_law",
    says=_("A question from the linkage desk was not answered in time. Another agency was told by law."),
    about="link_request",
)
ENDED_NOTICE = NoticeKind(
    kind="link.ended",
    says=_("An agency no longer lets you see its case of a child whom you know too."),
)


def _refused_because(detail: Detail) -> str:
    return title_of("link_refusals", detail["reason"])


ASKED = Event(
    kind="link.asked",
    audit=_("Asked the lead agency whether we may tell another agency that has the same child"),
    story=_("The linkage desk asked whether we may tell another agency that has the same child"),
    about="link_request",
    clock="link.asked",
    is_of_matter=True,
    tells=(Told(whom=Whom.HOLDER, notice=WAITING), Told(whom=Whom.SUPERVISION, notice=WAITING)),
)
_ANSWERED = Event(
    kind="",
    audit="",
    about="link_request",
    clock="link.answered",
    is_of_matter=True,
    ends_matter=True,
    settles=(WAITING, LATE),
)
AGREED = replace(
    _ANSWERED,
    kind="link.agreed",
    audit=_("Agreed to tell another agency that has the same child"),
    story=_("{agency} has the same child, and can see parts of this case"),
    agency="agency",
    tone="good",
)
REFUSED = replace(
    _ANSWERED,
    kind="link.refused",
    audit=_("Refused to tell another agency that has the same child"),
    story=_("The lead agency refused to tell another agency about this case"),
    because=_refused_because,
    tone="danger",
)
AGREED_OUTSIDE = replace(
    _ANSWERED,
    kind="link.agreed_outside",
    audit=_("Agreed that an office outside OpenNRM hears that a child on its list is known"),
    story=_("The lead agency agreed that an office outside OpenNRM hears that the child is known"),
    tone="good",
)
BY_LAW = replace(
    _ANSWERED,
    kind="link.by_law",
    audit=_(
        "Told another agency that has the same child by law, because the lead agency did not answer in time"
    ),
    story=_(
        "{agency} has the same child, and can see parts of this case by law, because nobody answered in time"
    ),
    agency="agency",
    tone="neutral",
    tells=(Told(whom=Whom.HOLDER, notice=BY_LAW_NOTICE), Told(whom=Whom.SUPERVISION, notice=BY_LAW_NOTICE)),
)
ENDED = Event(
    kind="link.ended",
    audit=_("Ended what another agency that has the same child sees of the case"),
    story=_("{agency} has the same child, and can no longer see this case"),
    about="link_request",
    agency="agency",
    because=_refused_because,
    tone="neutral",
    is_of_matter=True,
    settles=(BY_LAW_NOTICE,),
    tells=(Told(whom=OTHER_AGENCY, notice=ENDED_NOTICE),),
)
ESCALATED = Event(
    kind="link.escalated",
    audit=_("Reminded the lead agency and the overseer about a question from the linkage desk"),
    tells=(Told(whom=Whom.SUPERVISION, notice=LATE), Told(whom=OVERSEERS, notice=LATE_AT_DESK)),
)
LEARNED = Event(
    kind="link.learned",
    audit=_("Told the lead agency which other agency has the same child"),
    story=_("{agency} leads another case of the same child, and lets your supervisors see parts of it"),
    agency="agency",
    tone="good",
    tells=(
        Told(whom=Whom.HOLDER, notice=LEARNED_NOTICE),
        Told(whom=Whom.SUPERVISION, notice=LEARNED_NOTICE),
    ),
)
RECORDED = recorded(
    {
        "pair.opened": _("Opened the sheet of two records at the linkage desk"),
        "pair.decided": _("Decided at the linkage desk whether two records are of the same child"),
        "pair.undone": _("Took back a decision of the linkage desk"),
        "pair.asked": _("Decided which lead agency the linkage desk asks"),
        "pair.by_law": _(
            "Decided that another agency is told by law, because the lead agency did not answer in time"
        ),
        "match_result.brought": _("Brought a result of matching lists without names to the linkage desk"),
        "outside_match.opened": _(
            "Opened what is known of a child who is probably on the list of another office"
        ),
        "outside_match.decided": _(
            "Decided whether to ask about a child who is probably on the list of another office"
        ),
        "outside_match.told": _("Told another office to talk to the linkage desk about a row of its list"),
        "desk.figures_viewed": _("Looked at how well the linkage desk decides"),
        "link_request.viewed": _("Looked at a question from the linkage desk"),
    }
)
