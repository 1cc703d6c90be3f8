"""The pages of a concern in their order, and what brings up those that only some people meet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opennrm.concerns.answers import ALSO, FILES, NONE, REACH, REACHED, WHO, two_ages
from opennrm.country.pack import pack
from opennrm.web.concerns import forms
from opennrm.web.concerns.child_forms import OTHERWISE, AnotherChildForm, AnotherDangerForm, BelongsForm
from opennrm.web.design.wizard import Step, Text, Wizard


@dataclass(frozen=True, kw_only=True)
class Page(Step):
    """One page. `lead` is a sentence before its questions, `part` the template with what only this page shows; it
    `goes_on_by_itself` if the button that continues is in there.
    """

    lead: Text = ""
    part: str = ""
    goes_on_by_itself: bool = False


def dangers(answers: Mapping[str, Any]) -> list[str]:
    """The urgent dangers that were chosen."""
    return [code for code in answers.get("urgent_dangers") or [] if code != NONE]


def is_adult(answers: Mapping[str, Any]) -> bool:
    """Whether the age that was given is that of an adult."""
    age = answers.get("age")
    return isinstance(age, int) and age >= pack().thresholds.child_under_age


def _always(answers: Mapping[str, Any]) -> bool:
    """Says of a page that everybody meets that it is not counted: there is no other one."""
    return True


def ages_of(answers: Mapping[str, Any]) -> tuple[int, int] | None:
    """The age and the age by the date of birth, where the two contradict each other."""
    return two_ages(answers, on=timezone.localdate())


def _has(answers: Mapping[str, Any], what: str, form: type[forms.QuestionForm]) -> bool:
    """Whether somebody said that they know this, or has answered one of its questions."""
    return what in (answers.get(ALSO) or ()) or any(answers.get(name) for name in form.base_fields)


PAGES = (
    Page(
        slug="danger",
        title=_("Is the child in danger now?"),
        form=forms.DangerForm,
        part="concerns/_help.html",
    ),
    Page(
        slug="act-now",
        title=_("What to do now"),
        part="concerns/_advice.html",
        is_needed=lambda answers: bool(dangers(answers)),
    ),
    Page(slug="child", title=_("About the child"), form=forms.ChildForm),
    Page(slug="adult", title=_("This may be an adult"), part="concerns/_adult.html", is_needed=is_adult),
    Page(slug="what", title=_("What is the concern?"), form=forms.WhatForm),
    Page(
        slug="where",
        title=_("Where and when was it?"),
        form=forms.WhereForm,
        lead=_("Where it happened, or where the child is now if that is somewhere else."),
    ),
    Page(slug="account", title=_("What happened?"), form=forms.AccountForm, part="concerns/_telling.html"),
    Page(
        slug="identity",
        title=_("Who is the child?"),
        form=forms.IdentityForm,
        lead=_("As far as you know. Do not try to find out more for this form, and do not ask for papers."),
        is_needed=lambda answers: _has(answers, WHO, forms.IdentityForm),
    ),
    Page(
        slug="which-age",
        title=_("The age and the date of birth do not match"),
        form=forms.WhichAgeForm,
        part="concerns/_two_ages.html",
        is_needed=lambda answers: ages_of(answers) is not None,
    ),
    Page(
        slug="contact",
        title=_("How can the child be reached?"),
        form=forms.ContactForm,
        lead=_("As far as you know."),
        is_needed=lambda answers: _has(answers, REACH, forms.ContactForm),
    ),
    Page(
        slug="files",
        title=_("Pictures and documents"),
        part="concerns/_files.html",
        goes_on_by_itself=True,
        is_needed=lambda answers: FILES in (answers.get(ALSO) or ()),
    ),
    Page(slug="reporter", title=_("How can we reach you?"), form=forms.ReporterForm),
)


JOINED = {"when": "where", "told": "account"}
"""Pages that there once were, with the page that has their questions: a draft may go on at one of them."""


def _address(slug: str, draft_id: Any) -> str:
    slug = JOINED.get(slug, slug)
    if slug == "check":
        return reverse("concern-check", args=[draft_id])
    return reverse("concern-step", args=[draft_id, slug])


WIZARD = Wizard(PAGES, _address)

OF_FURTHER_CHILD = (
    Page(
        slug="another-child",
        title=_("The other child"),
        form=AnotherChildForm,
        lead=_(
            "What you told us about what happened counts for this child too. Tell us what is different. Leave out what "
            "you do not know."
        ),
        is_needed=_always,
    ),
    Page(
        slug="another-danger",
        title=_("Is the other child in danger now?"),
        form=AnotherDangerForm,
        is_needed=_always,
    ),
    Page(
        slug="another-act-now",
        title=_("What to do now"),
        part="concerns/_advice.html",
        is_needed=lambda answers: bool(dangers(answers)),
    ),
    Page(
        slug="another-adult",
        title=_("This may be an adult"),
        part="concerns/_adult.html",
        is_needed=is_adult,
    ),
    Page(
        slug="another-which-age",
        title=_("The age and the date of birth do not match"),
        form=forms.WhichAgeForm,
        part="concerns/_two_ages.html",
        is_needed=lambda answers: ages_of(answers) is not None,
    ),
    Page(
        slug="another-contact",
        title=_("How can the other child be reached?"),
        form=forms.ContactForm,
        lead=_("As far as you know."),
        is_needed=lambda answers: answers.get(REACHED) == OTHERWISE,
    ),
)
FURTHER = Wizard(OF_FURTHER_CHILD, _address)
"""The questions about a further child of a report. Its answers are checked with those about the first."""
TIED = Wizard(
    (Page(slug="belongs", title=_("The child of the other case"), form=BelongsForm, is_needed=_always),),
    _address,
)
"""The question of a report that began from a case."""


def wizard_of(slug: str) -> Wizard[Page]:
    """The questions to which a page belongs: those of a report, unless it is one of the others."""
    return next((each for each in (FURTHER, TIED) if slug in {page.slug for page in each.steps}), WIZARD)


def page_of_answer(name: str, wizard: Wizard[Page] = WIZARD) -> Page:
    """The page on which an answer is given."""
    return next(page for page in wizard.asking if name in page.form.base_fields)  # type: ignore[union-attr]
