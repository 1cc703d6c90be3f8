"""The invented cases of a demonstration: each goes its way by the steps that real ones go."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.agencies import access
from opennrm.agencies.models import Account, Membership
from opennrm.cases import actions, pauses
from opennrm.cases.models import Clock
from opennrm.concerns import actions as concerns
from opennrm.concerns import drafts
from opennrm.concerns.answers import NOT_KNOWN
from opennrm.country.identification import Meaning
from opennrm.country.pack import pack
from opennrm.directory.models import Service
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import as_account
from opennrm.foundation.refusals import NotAllowed
from opennrm.referrals import actions as referrals
from opennrm.referrals.models import Referral
from opennrm.referrals.terms import CannotRefer, terms_for
from opennrm.screening import actions as screening
from opennrm.tasks import actions as tasks
from opennrm.tasks.models import Task

from .demo_mechanism import content

CASEWORKER, COLLEAGUE, SUPERVISOR = (
    "caseworker@example.org",
    "colleague@example.org",
    "supervisor@example.org",
)
HOURS_BETWEEN_STEPS = 3
REASONS = "What the child said fits with what was seen. The answers in the screening give the details."


@dataclass
class Course:
    """One case on its way: when the next step is taken, and who works on it."""

    case_id: UUID
    at: datetime
    worker: str = CASEWORKER

    def next(self) -> datetime:
        """The moment of the next step: some hours later, and never in the future."""
        self.at = min(self.at + timedelta(hours=HOURS_BETWEEN_STEPS), timezone.now())
        return self.at


def load() -> None:
    """Make the cases, as far as the people of the demonstration can."""
    known = set(Account.objects.values_list("email", flat=True))
    for case in content()["cases"]:
        if case["by"] in known and {CASEWORKER, COLLEAGUE, SUPERVISOR} <= known:
            course = _receive(case)
            for step in case.get("steps", []):
                _STEPS[step](course)


@contextmanager
def _acting(email: str) -> Iterator[Actor]:
    with as_account(email) as entered:
        yield access.actor_of(entered)


def _receive(case: dict[str, Any]) -> Course:
    at = timezone.now() - timedelta(hours=case["hours_ago"])
    with _acting(case["by"]) as reporter:
        draft = drafts.start(by=reporter, at=at)
        drafts.keep(
            draft.pk,
            answers=_answers(case),
            typed={},
            step="check",
            version=0,
            page=str(uuid4()),
            by=reporter,
            at=at,
        )
        concerns.receive_concern(draft.pk, by=reporter, at=at)
    return Course(draft.pk, at)


def _answers(case: dict[str, Any]) -> dict[str, Any]:
    known = pack()
    areas = [area.code for area in known.areas]
    texts = ("given_names", "family_name", "other_names", "occurred", "account")
    answers: dict[str, Any] = {name: case[name] for name in texts if case.get(name)}
    answers["urgent_dangers"] = [next(iter(known.codes("urgent_dangers")))] if case.get("danger") else []
    answers["kinds"] = [
        case["kind"]
        if case["kind"] in known.codes("concern_kinds")
        else next(iter(known.codes("concern_kinds")))
    ]
    answers["area"] = areas[case["area"] % len(areas)]
    answers["told_by"] = next(iter(known.codes("sources")))
    answers["sex"] = case.get("sex", "")
    answers["languages"] = [known.languages[0].code]
    if "age" in case:
        answers["age"] = case["age"]
    else:
        answers["age_known"] = NOT_KNOWN
    return answers


def _assign_to(email: str) -> Callable[[Course], None]:
    def step(course: Course) -> None:
        course.worker = email
        membership = Membership.objects.current().get(account__email=email)
        with _acting(SUPERVISOR) as supervisor:
            actions.assign(course.case_id, to=membership.pk, by=supervisor, at=course.next())

    return step


def _screen(wanted: str) -> Callable[[Course], None]:
    """Screen with every question answered alike, or with every third only."""

    def step(course: Course) -> None:
        for code, instrument in pack().instruments.items():
            items = list(instrument.items)
            answers = dict.fromkeys(items if wanted != "unknown" else items[::3], wanted)
            with _acting(course.worker) as worker:
                screening.screen(
                    course.case_id, instrument=code, answers=answers, by=worker, at=course.next()
                )

    return step


def _decide(meaning: Meaning) -> Callable[[Course], None]:
    def step(course: Course) -> None:
        at, to = course.next(), next(iter(pack().identification.counting_as(meaning)), "")
        day = at.astimezone(pack().zone).date()
        try:
            with _acting(SUPERVISOR) as supervisor:
                screening.decide(course.case_id, to=to, reasons=REASONS, decided_on=day, by=supervisor, at=at)
        except NotAllowed:
            # In this country another agency takes this decision; the case stays as it is.
            return

    return step


def _refer(provider: str) -> Callable[[Course], None]:
    def step(course: Course) -> None:
        service = Service.objects.filter(confirmed_by__email=provider).order_by("-places_free").first()
        if service is None:
            return
        # Sent lately, so that there is still time to answer.
        course.at = max(course.at, timezone.now() - timedelta(hours=8))
        with _acting(course.worker) as worker:
            at = course.next()
            try:
                terms = terms_for(worker.agency_kind, service, at=at)
            except CannotRefer:
                return
            referrals.send(
                course.case_id,
                service_id=service.pk,
                basis=terms.legal_bases[0],
                child_agrees="agrees",
                note="The child knows about this and would like to see the place first.",
                by=worker,
                at=at,
            )

    return step


def _answered(answer: Callable[[UUID, Actor, datetime], object]) -> Callable[[Course], None]:
    """A step of the service that was asked last, if any was."""

    def step(course: Course) -> None:
        with _acting(course.worker) as worker:
            asked = (
                Referral.objects.visible_to(worker)
                .filter(case_id=course.case_id)
                .order_by("-sent_at")
                .first()
            )
        if asked is None:
            return
        provider = Service.objects.values_list("confirmed_by__email", flat=True).get(pk=asked.service_id)
        with _acting(str(provider)) as receiver:
            answer(asked.pk, receiver, course.next())

    return step


def _accept(referral_id: UUID, by: Actor, at: datetime) -> None:
    referrals.accept(referral_id, takes_place=False, by=by, at=at)


def _decline(referral_id: UUID, by: Actor, at: datetime) -> None:
    referrals.decline(referral_id, reason=next(iter(pack().codes("decline_reasons"))), by=by, at=at)


def _complete(referral_id: UUID, by: Actor, at: datetime) -> None:
    referrals.complete(referral_id, outcome=next(iter(pack().codes("outcomes"))), by=by, at=at)


def _pause(course: Course) -> None:
    with _acting(course.worker) as worker:
        for clock in Clock.objects.visible_to(worker).filter(case_id=course.case_id, stopped_at=None):
            reasons = pack().clocks[clock.rule].pause_reasons
            if reasons and clock.paused_at is None:
                note = "The children have not been found yet."
                pauses.pause(clock.pk, reason=reasons[0].code, note=note, by=worker, at=course.next())
                return


def _add_task(words: str, *, days: int, to_supervisor: bool = False) -> Callable[[Course], None]:
    """Add a task that is due so many days from today; one before today is overdue by now."""

    def step(course: Course) -> None:
        day = _today() + timedelta(days=days)
        supervisor = Membership.objects.current().get(account__email=SUPERVISOR)
        at = min(course.next(), timezone.now() + timedelta(days=min(days, 0)))
        with _acting(course.worker) as worker:
            tasks.make(
                course.case_id,
                kind=next(iter(pack().codes("task_kinds"))),
                words=words,
                due_on=day,
                given_to=supervisor.pk if to_supervisor else None,
                by=worker,
                at=at,
            )

    return step


def _finish_task(course: Course) -> None:
    """Do the task that is due first."""
    with _acting(course.worker) as worker:
        due_first = Task.objects.visible_to(worker).of_case(course.case_id).open().due_first().first()
        if due_first is not None:
            tasks.finish(due_first.pk, words="They spoke for half an hour.", by=worker, at=course.next())


def _today() -> date:
    return timezone.localdate(timezone=pack().zone)


_STEPS: dict[str, Callable[[Course], None]] = {
    "assign": _assign_to(CASEWORKER),
    "assign_colleague": _assign_to(COLLEAGUE),
    "screen_clear": _screen("yes"),
    "screen_unclear": _screen("unknown"),
    "screen_no": _screen("no"),
    "presume": _decide(Meaning.PRESUMED),
    "confirm": _decide(Meaning.CONFIRMED),
    "not_confirm": _decide(Meaning.NOT_CONFIRMED),
    "refer_shelter": _refer("shelter@example.org"),
    "refer_counselling": _refer("counsellor@example.org"),
    "accept": _answered(_accept),
    "decline": _answered(_decline),
    "complete": _answered(_complete),
    "pause": _pause,
    "task_school": _add_task("Ask the class teacher when the child was last at school.", days=2),
    "task_late": _add_task("Call the aunt and ask where the brother is staying.", days=-2),
    "task_supervisor": _add_task("Approve the plan for the first week.", days=4, to_supervisor=True),
    "task_done": _finish_task,
}
