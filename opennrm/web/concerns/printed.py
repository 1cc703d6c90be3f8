"""What was reported, and the urgent dangers, in a printed summary. Who reported it is never printed."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.cases.models import Case
from opennrm.cases.permissions import CASE_VIEW, IDENTITY_OPEN
from opennrm.concerns import access, dangers
from opennrm.concerns.models import Danger
from opennrm.country.titles import title_of, titles_of
from opennrm.foundation.actor import Actor
from opennrm.foundation.papers import Passage
from opennrm.web.directory.words import AREA_WORD
from opennrm.web.printed import Printing, PrintSection, known
from opennrm.web.templatetags.design import moment


def _concern(printing: Printing) -> list[Passage]:
    concern = access.open_concern(printing.actor, printing.case.pk, at=printing.at)
    kinds = [*titles_of("concern_kinds", concern.kinds), printing.written(concern.other_kind)]
    reported = Passage(
        facts=known(
            (_("Reported"), moment(concern.reported_at)),
            (_("What it is about"), ", ".join(filter(None, kinds))),
            (AREA_WORD, title_of("areas", concern.area)),
            (_("Place"), printing.written(concern.place)),
            (_("When"), printing.written(concern.occurred)),
            (_("What happened"), printing.written(concern.account)),
        )
    )
    comments = [
        Passage(
            heading=_("Comment of %(when)s, by %(who)s")
            % {"when": moment(comment.written_at), "who": printing.who(comment.written_by)},
            paragraphs=printing.paragraphs(comment.text),
        )
        for comment in concern.comments
    ]
    later = [
        Passage(
            heading=_("Added on %(when)s by the person who reported it")
            % {"when": moment(addition.written_at)},
            paragraphs=printing.paragraphs(addition.question, addition.text),
        )
        for addition in concern.additions
    ]
    return [reported, *comments, *later]


def _dangers(printing: Printing) -> list[Passage]:
    return [
        Passage(
            heading=title_of("urgent_dangers", danger.code),
            facts=known(
                (_("Since"), moment(danger.began_at)),
                (
                    _("Why"),
                    printing.written(danger.reason) or (_("It was reported.") if danger.was_reported else ""),
                ),
                (_("Over since"), moment(danger.ended_at)),
                (_("Why it is over"), printing.written(danger.end_reason)),
            ),
        )
        for danger in dangers.open_dangers(printing.actor, printing.case)
    ]


def _has_dangers(actor: Actor, case: Case, leads: bool) -> bool:
    return Danger.objects.visible_to(actor).filter(case_id=case.pk).exists()


SECTIONS = (
    PrintSection(
        order=20,
        code="concern",
        title=gettext_lazy("What was reported"),
        says=gettext_lazy("What the concern is about, what happened, and comments. Never who reported it."),
        may=(IDENTITY_OPEN,),
        passages=_concern,
        is_offered=lambda actor, case, leads: access.shows_concern(actor, case.pk),
    ),
    PrintSection(
        order=30,
        code="dangers",
        title=gettext_lazy("Urgent dangers"),
        says=gettext_lazy("Each danger with its reasons, and when it was over."),
        may=(CASE_VIEW,),
        passages=_dangers,
        is_offered=_has_dangers,
    ),
)
