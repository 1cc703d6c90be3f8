"""Who may be the same child as one who is being reported, for roles that may search."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from opennrm.concerns import answers as reading
from opennrm.concerns import drafts
from opennrm.country.pack import pack
from opennrm.foundation.refusals import NotThere
from opennrm.people.known import Known
from opennrm.people.permissions import CASE_SEARCH
from opennrm.web.buttons import button
from opennrm.web.concerns.drafts import actor_of, of_draft
from opennrm.web.concerns.forms import IdentityForm, QuestionForm
from opennrm.web.concerns.steps import Page, wizard_of
from opennrm.web.guards import requires
from opennrm.web.linkage import checks
from opennrm.web.linkage.checks import Checked
from opennrm.web.request import Request


@requires(CASE_SEARCH)
@button(
    "concern-step", "draft_id", "slug", undone=gettext_lazy("We did not look for records of the same child.")
)
@of_draft
def typed(request: Request, draft_id: UUID, slug: str) -> HttpResponse:
    """Who may be the same child, by what was typed so far. Nothing is saved."""
    page = wizard_of(slug).step(slug)
    if not asks_who(page) or not checks.may_check(request):
        raise NotThere
    return checks.answer(request, _known(request, draft_id, page.questions(request.POST)))


def asks_who(page: Page) -> bool:
    """Whether a page asks who the child is."""
    return isinstance(page.form, type) and issubclass(page.form, IdentityForm)


def while_typing(
    request: Request, draft_id: UUID, page: Page, form: Any, checked: Checked | None
) -> dict[str, Any]:
    """What a page needs that looks while somebody types; nothing where it does not."""
    if not asks_who(page) or not checks.may_check(request):
        return {}
    url = reverse("concern-same-child", args=[draft_id, page.slug])
    return checks.while_typing(url, form, checked)


def unseen(request: Request, draft_id: UUID, page: Page, form: QuestionForm) -> Checked | None:
    """Who may be the same child and was not shown yet to whoever sent this page."""
    if not asks_who(page):
        return None
    return checks.unseen(request, lambda: _known(request, draft_id, form))


def _known(request: Request, draft_id: UUID, form: QuestionForm) -> Known:
    actor = actor_of(request)
    draft = drafts.open_draft(actor, draft_id)
    answers = {**draft.answers, **form.given()[0]}
    if draft.first_id is not None:
        answers = reading.of_further_child(drafts.open_draft(actor, draft.first_id).answers, answers)
    return reading.known_so_far(answers, pack=pack(), on=timezone.localdate())
