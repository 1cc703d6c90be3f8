"""The pages of a screening: one for each section of its instrument, and the overview on which it is finished."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from opennrm.country.instrument import Dimension, Instrument, Section
from opennrm.screening import drafts
from opennrm.web.design.wizard import Step, Wizard
from opennrm.web.request import Request
from opennrm.web.screening.forms import SectionForm

OVERVIEW = "overview"


@dataclass(frozen=True, kw_only=True)
class SectionPage(Step):
    """The page of one section."""

    section: Section | Dimension


def wizard_of(instrument: Instrument) -> Wizard[SectionPage]:
    """The pages of this instrument, in its order."""
    pages = [
        SectionPage(
            slug=section.code,
            title=gettext(section.title),
            form=partial(SectionForm, section=section),
            section=section,
        )
        for section in instrument.sections
    ]
    return Wizard(pages, _address, last=OVERVIEW)


def _address(slug: str, case_id: UUID) -> str:
    if slug == OVERVIEW:
        return reverse("screening-start", args=[case_id])
    return reverse("screening-section", args=[case_id, slug])


class KeptScreening:
    """One's own unfinished screening, as its wizard keeps it: section by section."""

    def __init__(self, request: Request, case_id: UUID, section: str, opened: drafts.Opened) -> None:
        self.request, self.case_id, self.section = request, case_id, section
        self.answers: Mapping[str, Any] = opened.answers

    def read(self, form: SectionForm) -> Mapping[str, Any]:
        """The answers of one section."""
        return {} if form.errors else form.answers

    def keep(self, form: SectionForm, *, go_on_at: str) -> None:
        """Save the answers of one section; an answer that is none of those offered saves nothing of it."""
        if not form.errors:
            drafts.save_section(
                self.case_id,
                section=self.section,
                answers=form.answers,
                observations=form.observations,
                by=self.request.actor,
                at=timezone.now(),
            )
