"""The pages of a concern in their order, and the way from each to the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opennrm.concerns.answers import NONE, two_ages
from opennrm.country.pack import pack
from opennrm.foundation.refusals import NotThere
from opennrm.web.concerns import forms

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class Step:
    """One page: its heading, the questions on it, and a sentence before them.

    A step without a form tells something. `part` is the template with what only this page shows; it
    `goes_on_by_itself` if the button that continues is in there.
    """

    slug: str
    title: Text
    form: type[forms.QuestionForm] | None = None
    lead: Text = ""
    part: str = ""
    goes_on_by_itself: bool = False

    def questions(self, *args: Any, **options: Any) -> forms.QuestionForm:
        """The form of this page.

        :raises NotThere: this page asks nothing.
        """
        if self.form is None:
            raise NotThere
        return self.form(*args, **options)


STEPS = (
    Step(
        slug="danger",
        title=_("Is the child in danger now?"),
        form=forms.DangerForm,
        part="concerns/_help.html",
    ),
    Step(slug="act-now", title=_("What to do now"), part="concerns/_advice.html"),
    Step(slug="child", title=_("About the child"), form=forms.ChildForm),
    Step(slug="adult", title=_("This may be an adult"), part="concerns/_adult.html"),
    Step(slug="what", title=_("What is the concern?"), form=forms.WhatForm),
    Step(
        slug="where",
        title=_("Where is it?"),
        form=forms.WhereForm,
        lead=_("Where it happened, or where the child is now if that is somewhere else."),
    ),
    Step(slug="when", title=_("When was it?"), form=forms.WhenForm),
    Step(slug="told", title=_("Who told you?"), form=forms.ToldForm),
    Step(
        slug="identity",
        title=_("Who is the child?"),
        form=forms.IdentityForm,
        lead=_("As far as you know. Do not try to find out more for this form, and do not ask for papers."),
    ),
    Step(
        slug="which-age",
        title=_("The age and the date of birth do not match"),
        form=forms.WhichAgeForm,
        part="concerns/_two_ages.html",
    ),
    Step(
        slug="contact",
        title=_("How can the child be reached?"),
        form=forms.ContactForm,
        lead=_("As far as you know."),
    ),
    Step(slug="account", title=_("What happened?"), form=forms.AccountForm, part="concerns/_telling.html"),
    Step(
        slug="files", title=_("Pictures and documents"), part="concerns/_files.html", goes_on_by_itself=True
    ),
    Step(slug="reporter", title=_("How can we reach you?"), form=forms.ReporterForm),
)
BY_SLUG = {step.slug: step for step in STEPS}
QUESTIONS = tuple(step for step in STEPS if step.form)
FIRST, LAST = STEPS[0].slug, "check"


def step_of_answer(name: str) -> Step:
    """The page on which an answer is given."""
    return next(step for step in QUESTIONS if step.form and name in step.form.base_fields)


def dangers(answers: Mapping[str, Any]) -> list[str]:
    """The urgent dangers that were chosen."""
    return [code for code in answers.get("urgent_dangers") or [] if code != NONE]


def is_adult(answers: Mapping[str, Any]) -> bool:
    """Whether the age that was given is that of an adult."""
    age = answers.get("age")
    return isinstance(age, int) and age >= pack().thresholds.child_under_age


def ages_of(answers: Mapping[str, Any]) -> tuple[int, int] | None:
    """The age and the age by the date of birth, where the two contradict each other."""
    return two_ages(answers, on=timezone.localdate())


def following(slug: str, answers: Mapping[str, Any]) -> str:
    """The page after this one; pages that tell something come only where they are needed."""
    way = _way(slug, answers)
    return way[way.index(slug) + 1]


def preceding(slug: str, answers: Mapping[str, Any]) -> str:
    """The page before this one; empty before the first."""
    way = _way(slug, answers)
    return way[way.index(slug) - 1] if way.index(slug) else ""


def url_of(draft_id: Any, slug: str) -> str:
    """The address of a page of this draft."""
    if slug == LAST:
        return reverse("concern-check", args=[draft_id])
    return reverse("concern-step", args=[draft_id, slug])


def _way(slug: str, answers: Mapping[str, Any]) -> list[str]:
    """The pages that these answers lead through; the page that somebody is on is always one of them."""
    needless = set()
    if not dangers(answers):
        needless.add("act-now")
    if not is_adult(answers):
        needless.add("adult")
    if not ages_of(answers):
        needless.add("which-age")
    return [step.slug for step in STEPS if step.slug == slug or step.slug not in needless] + [LAST]
