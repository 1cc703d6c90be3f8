"""Screenings and identification decisions in a printed summary."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy

from opennrm.cases.models import Case
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.foundation.papers import Passage
from opennrm.screening import access, exploitation, wording
from opennrm.screening.models import Decision, Screening
from opennrm.screening.permissions import DECISION_VIEW, SCREENING_VIEW
from opennrm.screening.rules import Answer, Outcome, evaluate
from opennrm.web.printed import Printing, PrintSection, known
from opennrm.web.templatetags.design import day, moment


def _screenings(printing: Printing) -> list[Passage]:
    found = access.screenings_of(printing.actor, printing.case.pk)
    return [
        _screening(printing, each) for each in found.select_related("done_by__account", "done_by__agency")
    ]


def _screening(printing: Printing, screening: Screening) -> Passage:
    instrument = access.find_instrument(screening.instrument, screening.instrument_version)
    if instrument is None:
        why = [str(access.MISSING)]
    else:
        answers = {code: Answer(answer) for code, answer in screening.answers.items()}
        why = list(wording.explanation(evaluate(instrument, answers), instrument, translate=translate))
    return Passage(
        heading=_("Screening of %(when)s") % {"when": moment(screening.done_at)},
        facts=known(
            (_("Result"), translate(wording.OUTCOMES[Outcome(screening.outcome)])),
            (_("Done by"), printing.who(screening.done_by)),
        ),
        paragraphs=why,
    )


def _exploitation(printing: Printing) -> list[Passage]:
    return [
        Passage(
            heading=title_of("exploitation_types", each.row.form),
            facts=known(
                (_("Known since"), day(each.row.learned_on)),
                (_("What was said or seen"), printing.written(each.words)),
                (_("Recorded by"), printing.who(each.row.recorded_by)),
            ),
        )
        for each in exploitation.open_all(printing.actor, printing.case)
        if each.row.withdrawn_at is None
    ]


def _decisions(printing: Printing) -> list[Passage]:
    stands = translate(access.identification_of(printing.actor, printing.case).stands.title)
    return [
        Passage(facts=[(_("Status"), stands)]),
        *(
            Passage(
                heading=translate(each.decision.after.title),
                facts=known(
                    (_("Before"), translate(each.decision.before.title)),
                    (_("Decided on"), day(each.decision.decided_on)),
                    (_("Decided by"), printing.who(each.decision.decided_by)),
                    (_("Reasons"), printing.written(each.reasons)),
                ),
            )
            for each in access.open_decisions(printing.actor, printing.case)
        ),
    ]


def _has_screenings(actor: Actor, case: Case, leads: bool) -> bool:
    return access.screenings_of(actor, case.pk).exists()


def _has_exploitation(actor: Actor, case: Case, leads: bool) -> bool:
    return access.exploitation_of(actor, case.pk).standing().exists()


def _has_decisions(actor: Actor, case: Case, leads: bool) -> bool:
    return Decision.objects.visible_to(actor).filter(case_id=case.pk).exists()


SECTIONS = (
    PrintSection(
        order=50,
        code="screening",
        title=gettext_lazy("Screening"),
        says=gettext_lazy("Each result, and why. Not the single answers."),
        may=(SCREENING_VIEW,),
        passages=_screenings,
        is_offered=_has_screenings,
    ),
    PrintSection(
        order=52,
        code="exploitation",
        title=gettext_lazy("Forms of exploitation"),
        says=gettext_lazy("Each form that is recorded, with what was said or seen. Not what was withdrawn."),
        may=(SCREENING_VIEW,),
        passages=_exploitation,
        is_offered=_has_exploitation,
    ),
    PrintSection(
        order=55,
        code="decisions",
        title=gettext_lazy("Identification decisions"),
        says=gettext_lazy("Each decision with its day and reasons."),
        may=(DECISION_VIEW,),
        passages=_decisions,
        is_offered=_has_decisions,
    ),
)
