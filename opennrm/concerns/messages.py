"""What the reporter adds to a concern, what the lead asks them, and what they answer. Each reads all of it.

The reporter learns nothing else of the case by it, and the lead nothing of whatever else the reporter does.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from opennrm.agencies.models import Membership
from opennrm.audit import actions as audit
from opennrm.cases import access as cases
from opennrm.cases import participation, receipts
from opennrm.cases.bound import LEAD
from opennrm.cases.models import Case, Receipt
from opennrm.cases.telling import Matter, tell
from opennrm.country.pack import pack
from opennrm.foundation import notices, sealing
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import person_principal
from opennrm.foundation.pages import Page, page_of
from opennrm.foundation.plain_text import plain
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.sealing import Seal
from opennrm.foundation.state_table import move
from opennrm.people.access import require_opening

from . import additions
from .events import ADDED, ANSWERED, ASKED, NEWS_FROM_REPORTER, QUESTION, REPORTER, WITHDRAWN
from .models import ReporterMessage, ReporterMessageQuerySet
from .permissions import CONCERN_REPORT
from .reporter import as_reporter, seal, seal_to_write
from .states import TRANSITIONS, MessageKind, QuestionState

MOST = 25
"""So many additions and questions are opened at a time, each question with its answer."""


class MessageNotPossible(Refused):
    """There is nothing in it, or nobody who could answer it."""


class QuestionEnded(Refused):
    """It was answered or withdrawn in the meantime."""


@dataclass(frozen=True, kw_only=True)
class OpenMessage:
    """A message in clear; an answered question has its `answer`.

    `shown_at` says when the lead showed it, or its answer, to others who read what was reported.
    """

    message: ReporterMessage
    text: str
    answer: "OpenMessage | None" = None
    shown_at: datetime | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether it is a question that waits for an answer."""
        return self.message.state == QuestionState.OPEN

    @property
    def is_new(self) -> bool:
        """Whether the reporter wrote it, or its answer, and nobody who leads the case had opened that yet."""
        written = self.answer.message if self.answer else self.message
        return written.kind != MessageKind.QUESTION and written.seen_at is None

    @property
    def by_reporter(self) -> ReporterMessage | None:
        """What the reporter wrote: the addition, or the answer."""
        written = self.answer.message if self.answer else self.message
        return None if written.kind == MessageKind.QUESTION else written


# Reading


def of_receipt(actor: Actor, receipt: Receipt) -> ReporterMessageQuerySet:
    """The messages about a receipt of the actor's own."""
    return _visible(actor).filter(receipt_id=receipt.pk)


def of_case(actor: Actor, case_id: UUID) -> ReporterMessageQuerySet:
    """The messages about a case, for whoever leads it."""
    return _visible(actor).filter(case_id=case_id)


def questions_to(actor: Actor) -> ReporterMessageQuerySet:
    """The questions that wait for an answer by the actor, oldest first, with the receipts that they are about."""
    # By the person alone: whoever leads cases sees the questions to others too.
    mine = ReporterMessage.objects.visible_to(actor).filter(readers__contains=[actor.person_principal])
    return mine.waiting().select_related("receipt").order_by("written_at", "id")


def unread_in_cases_of(actor: Actor) -> ReporterMessageQuerySet:
    """What reporters wrote about cases of the actor's own, or that nobody has taken yet, and nobody has opened."""
    theirs = Q(assigned_to_id=actor.membership_id) | Q(assigned_to=None)
    of_cases = cases.visible_to(actor).filter(theirs).values("pk")
    unread = ReporterMessage.objects.visible_to(actor).unread().filter(case_id__in=of_cases)
    return unread.order_by("written_at", "id")


def _visible(actor: Actor) -> ReporterMessageQuerySet:
    return ReporterMessage.objects.visible_to(actor).select_related(
        "written_by__account", "written_by__agency"
    )


def open_own(actor: Actor, receipt: Receipt, mark: str = "") -> Page[OpenMessage]:
    """Open what the reporter and the lead wrote to each other, for the reporter, the newest first.

    :raises NoSuchPage: the mark is none of this list.
    """
    return _opened(
        actor, of_receipt(actor, receipt), receipt.case_id, mark, subject=receipt, right="reporter"
    )


def open_for_lead(actor: Actor, case: Case, mark: str = "", *, at: datetime) -> Page[OpenMessage]:
    """The same for whoever leads the case: what the reporter wrote is news to nobody there any more.

    :raises NotAllowed: the actor's role opens no identities, and a message may name the child.
    :raises NoSuchPage: the mark is none of this list.
    """
    require_opening(actor)
    right = cases.right_of(actor, case)
    page = _opened(actor, of_case(actor, case.pk), case.pk, mark, subject=case, right=right)
    written = [each.answer.message if each.answer else each.message for each in page.rows if each.is_new]
    if written:
        unread = ReporterMessage.objects.writable_by(actor).filter(pk__any_of=[row.pk for row in written])
        unread.update(seen_at=at, from_action=True)
        notices.settle(NEWS_FROM_REPORTER.kind, case.pk, by=actor, at=at)
    return replace(page, rows=_with_when_shown(actor, page.rows))


def _with_when_shown(actor: Actor, rows: list[OpenMessage]) -> list[OpenMessage]:
    shown = additions.shown_to_others(actor, [each.by_reporter.pk for each in rows if each.by_reporter])
    return [
        replace(each, shown_at=shown.get(each.by_reporter.pk)) if each.by_reporter else each for each in rows
    ]


def _opened(
    actor: Actor, messages: ReporterMessageQuerySet, case_id: UUID, mark: str, *, subject: Any, right: str
) -> Page[OpenMessage]:
    beginning = messages.exclude(kind=MessageKind.ANSWER)
    page = page_of(beginning, ("-written_at", "id"), mark, size=MOST)
    if not page.rows:
        return replace(page, rows=[])
    asked = [row.pk for row in page.rows if row.state == QuestionState.ANSWERED]
    answers = {row.question_id: row for row in messages.filter(question__any_of=asked)} if asked else {}
    audit.record(
        "messages.opened", subject=subject, right=right, detail=_ids([*page.rows, *answers.values()])
    )
    opened = seal(actor, case_id)
    rows = [_open(opened, row, answers.get(row.pk)) for row in page.rows]
    return replace(page, rows=rows)


def _open(opening: Seal, row: ReporterMessage, answer: ReporterMessage | None = None) -> OpenMessage:
    text = plain(opening.open_field(row, "text"), lines=True)
    return OpenMessage(message=row, text=text, answer=_open(opening, answer) if answer else None)


def _ids(rows: Collection[ReporterMessage]) -> dict[str, list[str]]:
    return {"messages": [str(row.pk) for row in rows]}


def question_to(actor: Actor, question_id: UUID) -> OpenMessage:
    """Open a question about something that the actor reported, whether it still waits for an answer or not.

    :raises NotThere: there is none to them.
    """
    question = _question_of(actor, question_id)
    audit.record("messages.opened", subject=question, right="reporter", detail=_ids([question]))
    return _open(seal(actor, question.case_id), question)


def _question_of(actor: Actor, question_id: UUID) -> ReporterMessage:
    mine = receipts.receipts_of(actor).order_by()
    asked = _visible(actor).filter(kind=MessageKind.QUESTION, receipt__in=mine.values("pk"))
    return fetch(asked.select_related("receipt__reporter"), pk=question_id)


def _require_open(question: ReporterMessage) -> None:
    if question.state == QuestionState.WITHDRAWN:
        raise QuestionEnded(
            _("This question was withdrawn. If what you wrote may help, add it to the concern."), field="text"
        )
    if question.state != QuestionState.OPEN:
        raise QuestionEnded(
            _("You have already answered this question. You can add something to the concern."), field="text"
        )


def can_answer(receipt: Receipt) -> bool:
    """Whether whoever reported still works for the agency that they reported for, in a role that reports concerns."""
    reporter, roles = receipt.reporter, pack().roles_that_may(CONCERN_REPORT)
    acting = Membership.objects.acting().filter(role__in=roles)
    return acting.filter(account_id=reporter.account_id, agency_id=reporter.agency_id).exists()


# Writing


def add(receipt_id: UUID, *, text: str, page: str, by: Actor, at: datetime) -> ReporterMessage:
    """Add something to a concern that one reported. Sent twice by one page, it is added once.

    :param page: a value that each showing of the page has another of.
    :raises NotThere: the receipt is not the actor's, or there is none.
    :raises NotAllowed: the actor's role reports no concerns.
    :raises MessageNotPossible: there is nothing in it.
    """
    receipt, writer, part = _as_reporter(by, receipt_id)
    row, is_new = _write(receipt, MessageKind.ADDITION, text, page, readers=[part], by=writer, at=at)
    if is_new:
        detail = {"messages": str(row.case_id)}
        tell(
            ADDED, row.case_id, subject=row, by=writer, at=at, right="reporter", detail=detail, seen_by=[part]
        )
    return row


def answer(question_id: UUID, *, text: str, page: str, by: Actor, at: datetime) -> ReporterMessage:
    """Answer a question about something that one reported. Sent twice by one page, it is one answer.

    :raises NotThere: there is no such question to the actor.
    :raises NotAllowed: the actor's role reports no concerns.
    :raises QuestionEnded: it was answered or withdrawn in the meantime.
    :raises MessageNotPossible: there is nothing in it.
    """
    found = _question_of(by, question_id)
    receipt, writer, part = _as_reporter(by, found.receipt_id)
    locked = ReporterMessage.objects.writable_by(by).select_for_update(of=("self",))
    question = fetch(locked, pk=question_id)
    if question.state == QuestionState.ANSWERED:
        sent_before = _id_of(receipt, MessageKind.ANSWER, text.strip(), page, by)
        if row := of_receipt(by, receipt).filter(pk=sent_before).first():
            return row
    _require_open(question)
    row, _is_new = _write(
        receipt, MessageKind.ANSWER, text, page, readers=[part], by=writer, at=at, question=question
    )
    _end(question, QuestionState.ANSWERED, at=at)
    tell(
        ANSWERED,
        row.case_id,
        subject=row,
        by=writer,
        at=at,
        right="reporter",
        detail={"messages": str(row.case_id)},
        seen_by=[part],
    )
    notices.settle(QUESTION.kind, question.pk, by=by, at=at)
    return row


def ask(case_id: UUID, *, text: str, page: str, by: Actor, at: datetime) -> ReporterMessage:
    """Ask whoever reported the concern a question. Sent twice by one page, it is asked once.

    :raises NotThere: there is no such case for `by`, or nobody reported anything about it.
    :raises NotAllowed: `by` does not lead the case, or their role opens no identities.
    :raises MessageNotPossible: there is nothing in it, or nobody could answer it.
    """
    case = cases.case(by, case_id, as_="lead", lock=True)
    require_opening(by)
    receipt = receipt_of_case(by, case_id)
    if not can_answer(receipt):
        raise MessageNotPossible(
            _("Nobody can answer. The person who reported the concern no longer works for that agency."),
            field="text",
        )
    reporter = person_principal(receipt.reporter.account_id, receipt.reporter.agency_id)
    row, is_new = _write(receipt, MessageKind.QUESTION, text, page, readers=[reporter], by=by, at=at)
    if is_new:
        tell(
            ASKED,
            case_id,
            subject=row,
            by=by,
            at=at,
            right=cases.right_of(by, case),
            detail={"messages": str(case_id)},
            matter=Matter(
                id=row.pk,
                relations={REPORTER: lambda: [reporter]},
                settled_by=[participation.holder_of(case_id)],
            ),
            seen_by=[],
        )
    return row


def withdraw(case_id: UUID, question_id: UUID, *, by: Actor, at: datetime) -> ReporterMessage:
    """Withdraw a question: nobody needs to answer it any more.

    :raises NotThere: there is no such case or question for `by`.
    :raises NotAllowed: `by` does not lead the case, or their role opens no identities.
    :raises TransitionRefused: it was answered or withdrawn in the meantime.
    """
    case = cases.case(by, case_id, as_="lead", lock=True, even_closed=True)
    require_opening(by)
    asked = ReporterMessage.objects.writable_by(by).filter(case_id=case_id, kind=MessageKind.QUESTION)
    question = fetch(asked.select_for_update(of=("self",)), pk=question_id)
    _end(question, QuestionState.WITHDRAWN, at=at)
    tell(
        WITHDRAWN,
        case_id,
        subject=question,
        by=by,
        at=at,
        right=cases.right_of(by, case),
        detail={"messages": str(case_id)},
        matter=Matter(id=question.pk),
        seen_by=[],
    )
    return question


def receipt_of_case(actor: Actor, case_id: UUID) -> Receipt:
    """The receipt of whoever reported the concern of a case, for whoever leads it.

    :raises NotThere: nobody reported one.
    """
    found = Receipt.objects.visible_to(actor).of_case(case_id).select_related("reporter")
    receipt = found.order_by("issued_at", "id").first()
    if receipt is None:
        raise NotThere
    return receipt


def _as_reporter(by: Actor, receipt_id: UUID) -> tuple[Receipt, Actor, int]:
    """The receipt, whoever reported with what the database lets them do now, and the principal by which they do it."""
    if not by.may(CONCERN_REPORT):
        raise NotAllowed(_("Your role does not report concerns."))
    receipt = receipts.own(by, receipt_id)
    return receipt, *as_reporter(by, receipt.case_id)


def _write(
    receipt: Receipt,
    kind: MessageKind,
    text: str,
    page: str,
    *,
    readers: Collection[int],
    by: Actor,
    at: datetime,
    question: ReporterMessage | None = None,
) -> tuple[ReporterMessage, bool]:
    """Write a message, unless the same page has sent the same words before; returns it, and whether it is new."""
    if not text.strip():
        raise MessageNotPossible(_("Write something first."), field="text")
    assert by.person_principal is not None
    is_question = kind == MessageKind.QUESTION
    reporters = [] if is_question else [by.person_principal]
    row = ReporterMessage(
        id=_id_of(receipt, kind, text.strip(), page, by),
        case_id=receipt.case_id,
        receipt=receipt,
        kind=kind,
        question=question,
        state=QuestionState.OPEN if is_question else "",
        written_at=at,
        written_by_id=by.membership_id,
        readers=sorted({LEAD, *readers, *reporters}),
        # Whoever answers a question ends it. What the reporter wrote stays as it is, and is only ever marked as read.
        writers=sorted({LEAD, *readers}),
    )
    seal_to_write(by, receipt, writers=[] if is_question else readers).close_field(row, "text", text.strip())
    try:
        with transaction.atomic():
            row.save(from_action=True, force_insert=True)
    except IntegrityError:
        return of_receipt(by, receipt).get(pk=row.pk), False
    return row, True


def _id_of(receipt: Receipt, kind: MessageKind, text: str, page: str, by: Actor) -> UUID:
    """The same for the same words from the same page. Made with a key, so that nobody can choose an id."""
    if not page:
        return uuid4()
    told = f"{by.account_id} {receipt.pk} {kind} {page} {text}"
    return sealing.id_of("message", told)


def _end(question: ReporterMessage, state: QuestionState, *, at: datetime) -> None:
    move(question, state, transitions=TRANSITIONS)
    question.ended_at = at
    question.save(from_action=True, update_fields=["state", "ended_at"])
