"""One case of every kind, made through the product's own actions. All other cases are copies of these."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from opennrm.agencies.access import actor_of
from opennrm.cases import actions as cases
from opennrm.concerns import actions as concerns
from opennrm.concerns import drafts
from opennrm.country.identification import DecidingPart, Meaning
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import enter_session
from opennrm.referrals import actions as referrals
from opennrm.referrals.models import ChildView
from opennrm.referrals.terms import terms_for
from opennrm.screening import actions as screening

from .children import Child
from .mechanism import Mechanism, Worker

DAY = timedelta(days=1)
RECENT_DAYS = 7
REASONS = (
    "Invented reasons of the length that such reasons have: what was seen, what was said, and by whom. " * 4
)
ACCOUNT = (
    "An invented account of what a teacher noticed over several weeks, and of whom she told about it. " * 6
)


@dataclass(frozen=True)
class Kind:
    """How far a case has come, how frequent that is, and how old such a case can be."""

    name: str
    share: float
    steps: tuple[str, ...]
    oldest_days: int


_ASSESSED = ("assign", "screen", "presume")
KINDS = (
    Kind("new", 0.01, (), 3),
    Kind("assigned", 0.04, ("assign",), 1000),
    Kind("screened", 0.10, ("assign", "screen"), 1000),
    Kind("presumed", 0.10, _ASSESSED, 1000),
    Kind("waiting", 0.02, (*_ASSESSED, "refer"), 0),
    Kind("declined", 0.13, (*_ASSESSED, "refer", "decline"), 1000),
    Kind("helped", 0.20, (*_ASSESSED, "refer", "accept"), 1000),
    Kind("completed", 0.40, (*_ASSESSED, "refer", "accept", "complete", "confirm"), 1000),
)


@dataclass
class Story:
    """One case in the making: who acts, and when the next thing happens."""

    mechanism: Mechanism
    child: Child
    at: datetime
    case_id: UUID = field(init=False)
    referral_id: UUID = field(init=False)

    def tell(self, kind: Kind) -> UUID:
        """Report a concern and take the case through the steps of this kind; returns its id.

        It was reported some days ago, and a service is asked now: the database's own clock, by which an
        offer can be taken up, cannot be told another time.
        """
        if "refer" in kind.steps:
            self.at -= 4 * DAY
        report: dict[str, Callable[[], None]] = {
            "assign": self._assign, "screen": self._screen, "presume": self._presume, "refer": self._refer,
            "accept": self._accept, "decline": self._decline, "complete": self._complete,
            "confirm": self._confirm,
        }  # fmt: skip
        self._report()
        for step in kind.steps:
            self.at += DAY
            report[step]()
        if kind.oldest_days > RECENT_DAYS:
            self._read_notices()
        return self.case_id

    def _report(self) -> None:
        lead, reporter, _provider = self.mechanism.of_originals
        with acting(reporter) as actor:
            draft = drafts.start(by=actor, at=self.at)
            given = answers(self.child, area=lead.area)
            drafts.keep(
                draft.pk, answers=given, typed={}, step="", version=0, page="only", by=actor, at=self.at
            )
        with acting(reporter) as actor:
            concerns.receive_concern(draft.pk, by=actor, at=self.at)
        self.case_id = draft.pk

    def _assign(self) -> None:
        worker = self.mechanism.of_originals[0].caseworkers[0]
        with acting(worker) as actor:
            cases.assign(self.case_id, to=actor.membership_id, by=actor, at=self.at)

    def _screen(self) -> None:
        instrument = next(iter(pack().instruments.values()))
        given = {code: ("yes", "no", "unknown")[n % 3] for n, code in enumerate(instrument.items)}
        with acting(self.mechanism.of_originals[0].caseworkers[0]) as actor:
            screening.screen(self.case_id, instrument=instrument.code, answers=given, by=actor, at=self.at)

    def _presume(self) -> None:
        self._decide(Meaning.PRESUMED)

    def _confirm(self) -> None:
        self._decide(Meaning.CONFIRMED)

    def _decide(self, meaning: Meaning) -> None:
        lead, procedure = self.mechanism.of_originals[0], pack().identification
        to = procedure.counting_as(meaning)[0]
        may = [w for w in (lead.caseworkers[0], lead.supervisor)
               if procedure.may_decide(to, lead.agency.kind, w.membership.role, DecidingPart.LEAD)]  # fmt: skip
        if not may:
            return  # in this country another agency decides that
        day = self.at.astimezone(pack().zone).date()
        with acting(may[0]) as actor:
            screening.decide(self.case_id, to=to, reasons=REASONS, decided_on=day, by=actor, at=self.at)

    def _refer(self) -> None:
        lead, _reporter, provider = self.mechanism.of_originals
        terms = terms_for(lead.agency.kind, provider.service, at=self.at)
        with acting(lead.caseworkers[0]) as actor:
            referral = referrals.send(
                self.case_id,
                service_id=provider.service.pk,
                basis=terms.legal_bases[0],
                child_agrees=ChildView.AGREES,
                note=REASONS,
                by=actor,
                at=self.at,
            )
        self.referral_id = referral.pk
        # The answer comes the same day: by the next, the time to answer may have run out.
        self.at -= DAY * 0.99

    def _accept(self) -> None:
        with acting(self.mechanism.of_originals[2].worker) as actor:
            referrals.accept(self.referral_id, by=actor, at=self.at)

    def _decline(self) -> None:
        with acting(self.mechanism.of_originals[2].worker) as actor:
            referrals.decline(
                self.referral_id, reason=next(iter(pack().codes("decline_reasons"))), by=actor, at=self.at
            )

    def _complete(self) -> None:
        with acting(self.mechanism.of_originals[2].worker) as actor:
            referrals.complete(
                self.referral_id, outcome=next(iter(pack().codes("outcomes"))), by=actor, at=self.at
            )

    def _read_notices(self) -> None:
        lead, reporter, provider = self.mechanism.of_originals
        for worker in (reporter, lead.caseworkers[0], lead.supervisor, provider.worker):
            with acting(worker) as actor:
                notices.mark_read(by=actor, at=self.at)


@contextmanager
def acting(worker: Worker) -> Iterator[Actor]:
    """One transaction of the application's role, entered by a new session of this worker's."""
    with entered(worker.sign_in()) as actor:
        yield actor


@contextmanager
def entered(token: str) -> Iterator[Actor]:
    """One transaction of the application's role, entered by a session, as a request is."""
    with transaction.atomic():
        yield actor_of(enter_session(token, origin="192.0.2.7"))


def answers(child: Child, *, area: str) -> dict:
    """What a reporter answers about this child."""
    sealed = (
        "given_names",
        "family_name",
        "other_names",
        "birth_date",
        "document_number",
        "address",
        "telephone",
    )
    given = {name: child.text(name) for name in sealed if child.text(name)}
    return {
        **given,
        "kinds": [next(iter(pack().codes("concern_kinds")))],
        "area": area,
        "told_by": next(iter(pack().codes("sources"))),
        "sex": next(iter(pack().codes("sexes"))),
        "account": ACCOUNT,
        "place": "An invented market",
        "occurred": "Last week",
        "safe_to_contact": "no",
    }
