"""What interviews suggest as the next step of a case: an answer, a time, or the end of the work on one."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy

from opennrm.cases.models import Case
from opennrm.cases.next_steps import Asked, Facts, Known, Rule, Step, Told
from opennrm.foundation.actor import Actor

from . import access
from .models import Interview
from .states import State

FIRST = {
    State.AWAITING_APPROVAL: "interview_approval",
    State.READY: "interview_time",
    State.MISSED: "interview_missed",
}
"""The steps before an interview has a time. A case has at most one of these interviews."""
FINISH = "interview_finish"
ENDED = (State.HELD, State.STOPPED)
WORDS = {
    "interview_approval": gettext_lazy("Another agency has to agree to a further interview"),
    "interview_time": gettext_lazy("The interview of the child needs a time"),
    "interview_missed": gettext_lazy("The interview did not take place. Find out why, and plan it again"),
    FINISH: gettext_lazy("Finish the work on the interview"),
}


def _asked(actor: Actor, case_ids: Collection[UUID]) -> list[Asked]:
    rows = access.visible_to(actor).in_state(*FIRST, *ENDED).filter(case_id__any_of=case_ids)
    return [Asked(rows, ("state",))]


def _open(actor: Actor, interviews: list[Told]) -> Mapping[UUID, str]:
    """What is to be done about the interviews of each of these cases, by the code of the step."""
    found: dict[UUID, str] = {}
    for case_id, (state,) in interviews:
        code = FIRST.get(State(state), FINISH)
        if code != FINISH or case_id not in found:
            found[case_id] = code
    return found


def _step(actor: Actor, case: Case, known: Known) -> Step | None:
    code = known["interview"]
    return Step(code=code, words=str(WORDS[code])) if code else None


def _finds(actor: Actor) -> Mapping[str, Q]:
    rows = access.visible_to(actor).filter(case_id=OuterRef("pk"))
    found = {code: Q(Exists(rows.in_state(state))) for state, code in FIRST.items()}
    return {**found, FINISH: Q(Exists(rows.in_state(*ENDED))) & ~Q(Exists(rows.in_state(*FIRST)))}


FACTS = (Facts(name="interview", asks=_asked, reads=_open, otherwise=str, rows=Interview),)
RULES = (Rule(order=38, step=_step, finds=_finds, words=WORDS),)
