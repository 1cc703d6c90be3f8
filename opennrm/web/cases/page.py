"""Everything that the page of one case shows, gathered through what each context lets this actor see."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.cases import access, deadlines
from opennrm.cases import documents as case_documents
from opennrm.cases.models import Case
from opennrm.concerns import access as concern_access
from opennrm.concerns.models import Concern
from opennrm.country.titles import title_of, titles_of
from opennrm.foundation.actor import Actor
from opennrm.people import access as people_access
from opennrm.web.cases import overview
from opennrm.web.cases.files import named
from opennrm.web.parts import ShownCase, gathered


def contents(actor: Actor, case: Case, *, at: datetime) -> dict[str, Any]:
    """The variables of cases/show.html: what each context adds to the page, and what every case has."""
    row = overview.rows(actor, [case], at=at)[0]
    shown = ShownCase(
        actor=actor,
        case=case,
        leads=access.leads(actor, case),
        step=row.step,
        known=row.known,
        deadlines=deadlines.of_case(actor, case.pk, at=at),
        at=at,
    )
    sections = gathered().case_sections
    added: dict[str, Any] = {}
    for section in sections:
        added |= section.contents(shown)
    return {
        **added,
        "case": case,
        "row": row,
        "leads": shown.leads,
        "dangers": _dangers(actor, case),
        "may_open_identity": people_access.may_open_identity(actor, case.pk),
        "buttons": [button for each in gathered().case_buttons for button in each.buttons(shown)],
        "sections": [section.template for section in sections if not section.beside],
        "sections_beside": [section.template for section in sections if section.beside],
        "now": at,
        "back": {"url": reverse("case-list"), "text": _("Cases")},
    }


def sealed_contents(actor: Actor, case_id: UUID, *, at: datetime) -> dict[str, Any]:
    """The variables of cases/identity.html. Opening them is recorded.

    :raises NotThere: there is no such case for this actor, or their part covers nobody.
    """
    case = access.case(actor, case_id, event=None)
    opened = people_access.open_identity(actor, case_id, at=at)
    is_shown = concern_access.shows_concern(actor, case_id)
    concern = concern_access.open_concern(actor, case_id, at=at) if is_shown else None
    documents = named(case_documents.titles_of(actor, case))
    shown = {"case": case, "identity": opened, "concern": concern, "documents": documents}
    return {**shown, **(_in_words(concern) if concern else {})}


def _in_words(concern: concern_access.OpenConcern) -> dict[str, Any]:
    """The codes of what was reported, as people read them."""
    return {
        "kinds": titles_of("concern_kinds", concern.kinds),
        "dangers": _danger_words(concern.urgent_dangers),
        "told_by": title_of("sources", concern.told_by),
        "area": title_of("areas", concern.area),
    }


def _dangers(actor: Actor, case: Case) -> list[str]:
    """The urgent dangers that were reported, for whoever sees what was reported."""
    reported = (
        Concern.objects.visible_to(actor).filter(case_id=case.pk).values_list("urgent_dangers", flat=True)
    )
    return _danger_words(dict.fromkeys(code for codes in reported for code in codes))


def _danger_words(codes: Iterable[str]) -> list[str]:
    return titles_of("urgent_dangers", codes)
