"""What the child was told, in a printed summary: what counts now, the newest first."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.cases.models import Case
from opennrm.foundation.actor import Actor
from opennrm.foundation.papers import Passage
from opennrm.tellings import access
from opennrm.tellings.access import OpenedTelling
from opennrm.tellings.models import Telling
from opennrm.tellings.permissions import TELLING_VIEW
from opennrm.web.printed import MOST, Printing, PrintSection, known, older_are_left_out
from opennrm.web.tellings import words


def _tellings(printing: Printing) -> list[Passage]:
    if access.standing_of(printing.actor, printing.case) is None:
        return []
    opened = access.open_all(printing.actor, printing.case.pk)[1]
    corrected = {each.telling.corrects_id for each in opened}
    counts = [each for each in opened if each.telling.pk not in corrected]
    passages = [_telling(printing, each) for each in counts[:MOST]]
    return [*passages, older_are_left_out()] if len(counts) > MOST else passages


def _telling(printing: Printing, opened: OpenedTelling) -> Passage:
    said = words.in_words(opened.telling)
    return Passage(
        heading=f"{said['title']}, {said['when']}",
        facts=known(
            (_("Told by"), printing.written(opened.told_by)),
            (_("Written down by"), printing.who(opened.telling.recorded_by)),
            (_("Language"), said["language"]),
            (_("How"), said["how"]),
            (_("Sheet"), said["sheet"]),
            (_("Understood"), str(said["understood"])),
        ),
        paragraphs=printing.paragraphs(opened.questions),
    )


def _has_tellings(actor: Actor, case: Case, leads: bool) -> bool:
    return Telling.objects.visible_to(actor).of_case(case.pk).exists()


SECTIONS = (
    PrintSection(
        order=85,
        code="tellings",
        title=gettext_lazy("What the child was told"),
        says=gettext_lazy("When the child was told what, in which language, and what the child asked."),
        may=(TELLING_VIEW,),
        passages=_tellings,
        is_offered=_has_tellings,
    ),
)
