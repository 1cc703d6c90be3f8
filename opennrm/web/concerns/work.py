"""Reported concerns in My work, and what those who reported them have written to whoever leads the case."""

import secrets
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases.permissions import CASE_VIEW
from opennrm.cases.receipts import receipts_of
from opennrm.concerns import messages
from opennrm.concerns.drafts import drafts_of
from opennrm.concerns.states import MessageKind
from opennrm.foundation.actor import Actor
from opennrm.web.design import Due
from opennrm.web.templatetags.design import moment
from opennrm.web.worklist import MOST, Begin, Item, Section, total

NEWEST = 5
"""So many receipts are listed."""
FIRST = 0
"""Whoever only reports finds it before everything else."""


def begin() -> Begin:
    """The button that leads to the first question of a new concern."""
    return Begin(url=reverse("concern-start"), text=_("Report a concern"), page=secrets.token_urlsafe(12))


def reported(actor: Actor, at: datetime) -> list[Section]:
    """The concerns that the actor has begun or reported, and what they are asked about them."""
    begun = drafts_of(actor).filter(expires_at__gt=at)
    sent = receipts_of(actor)
    drafts, receipts = list(begun.order_by("expires_at")[:MOST]), list(sent.order_by("-issued_at")[:NEWEST])
    questions = _questions(actor)
    items = [
        *questions,
        *(
            Item(
                title=_("Finish a concern that you started"),
                url=reverse("concern-list"),
                hint=_("We keep it until then"),
                deadline=Due(due_at=draft.expires_at),
            )
            for draft in drafts
        ),
        *(
            Item(
                title=receipt.number,
                url=reverse("concern-receipt", args=[receipt.pk]),
                hint=receipt.get_status_display(),
            )
            for receipt in receipts
        ),
    ]
    section = Section(
        title=_("Concerns I reported"),
        items=items,
        empty=_("You have not reported a concern yet."),
        total=len(questions) + total(drafts, begun) + total(receipts, sent, most=NEWEST),
        all_url=reverse("concern-list"),
        begin=begin(),
        order=None if actor.may(CASE_VIEW) else FIRST,
    )
    return [section]


def _questions(actor: Actor) -> list[Item]:
    return [
        Item(
            title=_("Answer a question"),
            url=reverse("concern-answer", args=[question.pk]),
            hint=" · ".join([question.receipt.number, moment(question.written_at)]),
        )
        for question in messages.questions_to(actor)[:MOST]
    ]


def written(actor: Actor, at: datetime) -> list[Section]:
    """What those who reported the actor's cases have written and nobody has read; no section where there is nothing."""
    unread = messages.unread_in_cases_of(actor)
    newest = list(unread[:MOST])
    if not newest:
        return []
    cases = case_access.visible_to(actor).filter(pk__any_of=[message.case_id for message in newest])
    references = dict(cases.values_list("pk", "reference"))
    titles = {MessageKind.ADDITION: _("Read what was added"), MessageKind.ANSWER: _("Read the answer")}
    items = [
        Item(
            title=titles[MessageKind(message.kind)],
            url=reverse("case-messages", args=[message.case_id]),
            hint=" · ".join([references[message.case_id], moment(message.written_at)]),
        )
        for message in newest
    ]
    title = _("From people who reported a concern")
    return [Section(title=title, items=items, empty="", total=total(newest, unread))]
