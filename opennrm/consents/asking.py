"""One question for every context that shares something: what did the child say, who else agrees, may it be done?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor

from . import actions, bases, queries
from .actions import Explained, Recipient, Saying
from .rules import CHILD, Decision, To
from .states import Answer, Form, Giver


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a page asks in few fields when something is to be shared.

    :param child: what the child answered, a value of `Answer`.
    :param second: who agreed besides the child, a value of `Giver`; empty if nobody was asked.
    :param guardian_id: which guardian, if it is one. `signer` says who decided for the state or a court.
    :param basis: on which legal basis it is done without consent, a value of `Basis`; empty if it is not.
    :param against_no: whether a supervisor decides this against a child's no.
    """

    child: str
    second: str = ""
    guardian_id: UUID | None = None
    signer: str = ""
    basis: str = ""
    reason: str = ""
    against_no: bool = False
    child_told: bool = False
    conditions: Collection[str] = ()
    limits: str = ""
    last_day: date | None = None
    explained: Explained | None = None


def answer(
    case: Case, *, purpose: str, recipient: Recipient, to: To, scopes: Collection[str] = (), said: Said, page: UUID,
    asked: queries.Asked | None = None, by: Actor, at: datetime,
) -> Decision:  # fmt: skip
    """Record what was said, and say whether it may be done now, on what and until when. For whoever leads the case.

    What is recorded stays, also if it may not be done: a no is an answer too.

    :param recipient: as `actions.record`; `to` is the same as the decision compares it.
    :param page: made when the form was shown; the same form sent twice records once.
    :param asked: whose agreement is needed, if that was found out already.
    :raises NotAllowed: the actor does not lead the case, or decides against a no without being a supervisor.
    :raises Refused: an answer has to be corrected; the message says which.
    """
    asked = asked or queries.what_is_needed(by, case, purpose, at=at)
    need = asked.need
    if need.signers and (sayings := _sayings(said, need.signers)):
        actions.record(
            case.pk, purpose=purpose, recipient=recipient, scopes=scopes, sayings=sayings,
            explained=said.explained or _as_usual(case), conditions=said.conditions, limits=said.limits,
            last_day=said.last_day, page=page, asked=asked, by=by, at=at,
        )  # fmt: skip
    if need.signers and said.basis:
        bases.record(
            case.pk, purpose=purpose, recipient=recipient, scopes=scopes, basis=said.basis, reason=said.reason,
            against_no=said.against_no, child_told=said.child_told, last_day=said.last_day,
            page=uuid5(page, "basis"), asked=asked, by=by, at=at,
        )  # fmt: skip
    return queries.decide(by, case.pk, purpose, need, to=to, scopes=scopes, at=at)


def _sayings(said: Said, signers: Collection[str]) -> list[Saying]:
    """The answers to keep: the child's, also where it is not needed but is a no; and that of whoever signs besides."""
    found = []
    if CHILD in signers or said.child == Answer.NO:
        found.append(Saying(giver=Giver.CHILD, answer=said.child))
    if said.second:
        found.append(
            Saying(
                giver=said.second,
                answer=Answer.YES,
                guardian_id=said.guardian_id if said.second == Giver.GUARDIAN else None,
                signer=said.signer,
            )
        )
    return found


def _as_usual(case: Case) -> Explained:
    """Spoken, in the language of the child, if nobody said otherwise."""
    spoken = [language for language in case.languages if language in pack().listed("languages")]
    return Explained(form=Form.SPOKEN, language=(spoken or list(pack().listed("languages")))[0])
