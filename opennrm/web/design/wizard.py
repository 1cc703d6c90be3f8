"""Questions over several pages: in which order they come, where each leads on to, and what is kept of them.

A folder declares its pages as a `Wizard` of `Step`s, says with a `Draft` where the answers are kept, and shows each
page with the `Walk` that knows the way from it. Every page is a form of its own, so that it works without scripts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Generic, Protocol, TypeVar

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise

from opennrm.foundation.refusals import NotThere

Text = str | Promise
Answers = Mapping[str, Any]

THEN = "then"
"""The name of the buttons below a page. The first of them says nothing: keep the answers and go on."""
CHECK, MORE, LATER, CHANGE, SEND = "check", "more", "later", "change", "send"
"""What the other buttons say: go to where the answers are checked, show the page again with room for one more, leave,
go back to the questions, and send them."""
TO = "to"
"""In the address of a page that was opened to change an answer: it leads back to where the answers are checked."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One page: its heading and its questions. A step without a form tells something.

    `is_needed` says by the answers so far whether the page comes at all. Such a page is not counted.
    """

    slug: str
    title: Text
    form: Callable[..., Any] | None = None
    is_needed: Callable[[Answers], bool] | None = None

    def questions(self, *args: Any, **options: Any) -> Any:
        """The form of this page.

        :raises NotThere: this page asks nothing.
        """
        if self.form is None:
            raise NotThere
        return self.form(*args, **options)


class Draft(Protocol):
    """Where the answers of a wizard are kept from page to page."""

    @property
    def answers(self) -> Answers:
        """What was answered and understood before this page was sent."""

    def read(self, form: Any) -> Answers:
        """What was answered on a page that was sent, as `answers` has it."""

    def keep(self, form: Any, *, go_on_at: str) -> None:
        """Keep what was sent, also what has to be corrected, as far as it can be.

        `go_on_at` is the page for whoever leaves now and comes back. A draft that has ended, or was changed on another
        page, raises its own refusal, which the view answers (`opennrm.web.refusals.on_refusal`).
        """


@dataclass(frozen=True, kw_only=True)
class Walk:
    """The way from a page that is shown."""

    action: str
    """Where its form is sent to."""
    back_url: str
    """The page before it; empty on the first."""
    next_url: str
    number: int
    """Which of the `count` pages that everybody meets it is; 0 for a page that only some do."""
    count: int
    returns: bool
    """Whether it was opened to change an answer, and leads back to where the answers are checked."""


AnyStep = TypeVar("AnyStep", bound=Step)


@dataclass(frozen=True)
class Wizard(Generic[AnyStep]):
    """Pages in their order, and `last`, the page on which the answers are checked.

    `address` gives the address of a page by its slug and by what else varies in it.
    """

    steps: Sequence[AnyStep]
    address: Callable[..., str]
    last: str = CHECK

    @property
    def first(self) -> str:
        """The page that it begins with."""
        return self.steps[0].slug

    @property
    def asking(self) -> list[AnyStep]:
        """The pages that ask something."""
        return [step for step in self.steps if step.form]

    def step(self, slug: str) -> AnyStep:
        """One of the pages.

        :raises NotThere: there is none of this slug.
        """
        for step in self.steps:
            if step.slug == slug:
                return step
        raise NotThere

    def following(self, slug: str, answers: Answers) -> str:
        """The page after this one, by what was answered."""
        way = self._way(slug, answers)
        return way[way.index(slug) + 1]

    def preceding(self, slug: str, answers: Answers) -> str:
        """The page before this one; empty before the first."""
        way = self._way(slug, answers)
        return way[way.index(slug) - 1] if way.index(slug) else ""

    def change_url(self, slug: str, **found: Any) -> str:
        """The address of a page to change an answer on: it leads back to where the answers are checked."""
        return f"{self.address(slug, **found)}?{TO}={CHECK}"

    def walk(self, request: HttpRequest, slug: str, answers: Answers, **found: Any) -> Walk:
        """The way from a page that is shown; `found` is what else varies in its address."""
        returns = _returns(request)
        before = self.last if returns else self.preceding(slug, answers)
        counted = [step.slug for step in self.steps if step.is_needed is None]
        return Walk(
            action=self.change_url(slug, **found) if returns else self.address(slug, **found),
            back_url=self.address(before, **found) if before else "",
            next_url=self._after(request, slug, answers, answers, **found),
            number=counted.index(slug) + 1 if slug in counted else 0,
            count=len(counted),
            returns=returns,
        )

    def take(self, request: HttpRequest, slug: str, form: Any, draft: Draft, **found: Any) -> str:
        """Keep what a page sent, and give the address that it leads to; empty where an answer has to be corrected."""
        then, before, is_valid = request.POST.get(THEN, ""), draft.answers, form.is_valid()
        answers = {**before, **draft.read(form)}
        stays = then == MORE or not is_valid
        draft.keep(form, go_on_at=slug if stays else self.following(slug, answers))
        if not is_valid:
            return ""
        if then == CHECK:
            return self.address(self.last, **found)
        if stays:
            return self.change_url(slug, **found) if _returns(request) else self.address(slug, **found)
        return self._after(request, slug, before, answers, **found)

    def _after(self, request: HttpRequest, slug: str, before: Answers, answers: Answers, **found: Any) -> str:
        """The next page; for whoever changes an answer the check, unless the answer calls for a page of its own."""
        goal = self.following(slug, answers)
        if not _returns(request):
            return self.address(goal, **found)
        is_new = goal != self.last and goal not in self._way(slug, before)
        return self.change_url(goal, **found) if is_new else self.address(self.last, **found)

    def _way(self, slug: str, answers: Answers) -> list[str]:
        """The pages that these answers lead through; the page that somebody is on is always one of them."""
        needed = [s.slug for s in self.steps if s.slug == slug or s.is_needed is None or s.is_needed(answers)]
        return [*needed, self.last]


def _returns(request: HttpRequest) -> bool:
    return request.GET.get(TO) == CHECK


class Stage(Enum):
    """How far a wizard is whose answers stay in its pages until they are sent."""

    ASKING = auto()
    CHECKING = auto()
    SENDING = auto()


def stage_of(request: HttpRequest, form: forms.BaseForm) -> Stage:
    """Which page comes of one form that is asked, checked and sent at one address.

    Its answers are carried along by the page itself (`{% carried form %}`): for a wizard so short that nobody leaves
    it and comes back. The form holds what makes a second click the same as the first.
    """
    then = request.POST.get(THEN, "")
    if request.method != "POST" or not form.is_valid() or then == CHANGE:
        return Stage.ASKING
    return Stage.SENDING if then == SEND else Stage.CHECKING


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer on the page on which answers are checked; `is_unclear`: it was typed and not understood."""

    label: Text
    value: Any
    change_url: str = ""
    is_unclear: bool = False


@dataclass(frozen=True, kw_only=True)
class Answered:
    """The answers of one page, under its heading where there are several."""

    answers: Sequence[Answer]
    title: Text = ""
