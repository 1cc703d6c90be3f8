"""What screening and identification suggest as the next step of a case."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.cases.models import Case
from opennrm.cases.next_steps import Asked, Facts, Known, Rule, Step, Told
from opennrm.country.identification import Meaning, State
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor

from .models import DecisionRequest, DecisionRequestQuerySet, Identification, Screening


@dataclass(frozen=True, kw_only=True)
class Stand:
    """How far the identification is. `asked` is the part of whoever was asked for the next decision."""

    state: State
    is_screened: bool
    asked: int | None


def _start() -> Stand:
    procedure = pack().identification
    return Stand(state=procedure.state(procedure.start), is_screened=False, asked=None)


def _asked(actor: Actor, case_ids: Collection[UUID]) -> list[Asked]:
    requests = DecisionRequest.objects.visible_to(actor).waiting()
    return [
        Asked(Identification.objects.visible_to(actor).filter(case_id__any_of=case_ids), ("state",)),
        Asked(Screening.objects.visible_to(actor).filter(case_id__any_of=case_ids), ()),
        Asked(requests.filter(case_id__any_of=case_ids), ("principal",)),
    ]


def _stands(
    actor: Actor, identifications: list[Told], screenings: list[Told], requests: list[Told]
) -> Mapping[UUID, Stand]:
    procedure = pack().identification
    states = {case_id: state for case_id, (state,) in identifications}
    screened = {each.case_id for each in screenings}
    asked = {case_id: principal for case_id, (principal,) in requests}
    return {
        case_id: Stand(
            state=procedure.state(states.get(case_id, procedure.start)),
            is_screened=case_id in screened,
            asked=asked.get(case_id),
        )
        for case_id in {*states, *screened, *asked}
    }


def _decide(stand: Stand) -> Step:
    if stand.asked is not None:
        return Step(code="await_decision", words=_("Another agency has to decide"))
    return Step(code="decide", words=gettext(stand.state.next_step))


def _asked_of_us(actor: Actor, case: Case, known: Known) -> Step | None:
    stand: Stand = known["identification"]
    if stand.asked in actor.principals:
        return Step(code="decide", words=gettext(stand.state.next_step))
    return None


def _first_decision(actor: Actor, case: Case, known: Known) -> Step | None:
    stand: Stand = known["identification"]
    if not stand.state.next_step:
        return None
    if stand.state.counts_as is Meaning.RECONSIDERED:
        return _decide(stand)
    if stand.state.counts_as is Meaning.POTENTIAL:
        if stand.is_screened or stand.asked is not None:
            return _decide(stand)
        return Step(code="screen", words=_("Screen the child"))
    return None


def _later_decision(actor: Actor, case: Case, known: Known) -> Step | None:
    stand: Stand = known["identification"]
    return _decide(stand) if stand.state.next_step else None


def stands_in(actor: Actor, states: Iterable[State]) -> Q:
    """The condition of cases whose identification is in one of these states, as far as the actor sees it.

    Whoever sees nothing of it reads that it has not begun.
    """
    codes = [state.code for state in states]
    known = Identification.objects.visible_to(actor).filter(case_id=OuterRef("pk"))
    found = Q(Exists(known.filter(state__in=codes)))
    return found | ~Q(Exists(known)) if pack().identification.start in codes else found


def _to_decide(*meanings: Meaning) -> list[State]:
    """The states in which something is to be decided, if they count as one of these, or all of them."""
    states = pack().identification.states.values()
    return [each for each in states if each.next_step and (not meanings or each.counts_as in meanings)]


def _waiting(actor: Actor) -> DecisionRequestQuerySet:
    return DecisionRequest.objects.visible_to(actor).waiting().filter(case_id=OuterRef("pk"))


def _finds_asked_of_us(actor: Actor) -> Mapping[str, Q]:
    return {"decide": Q(Exists(_waiting(actor).filter(principal__in=actor.principals)))}


def _finds_first(actor: Actor) -> Mapping[str, Q]:
    asked = Q(Exists(_waiting(actor)))
    screened = Q(Exists(Screening.objects.visible_to(actor).filter(case_id=OuterRef("pk"))))
    potential = stands_in(actor, _to_decide(Meaning.POTENTIAL))
    again = stands_in(actor, _to_decide(Meaning.RECONSIDERED))
    return {
        "await_decision": asked & (potential | again),
        "decide": ~asked & (potential & screened | again),
        "screen": potential & ~screened & ~asked,
    }


def _finds_later(actor: Actor) -> Mapping[str, Q]:
    asked, stands = Q(Exists(_waiting(actor))), stands_in(actor, _to_decide())
    return {"await_decision": asked & stands, "decide": stands & ~asked}


_DECIDE = {
    "await_decision": _("Another agency has to decide"),
    "decide": _("Decide about the identification"),
}
FACTS = (Facts(name="identification", asks=_asked, reads=_stands, otherwise=_start),)
RULES = (
    Rule(order=5, step=_asked_of_us, finds=_finds_asked_of_us, words={}),
    Rule(
        order=30, step=_first_decision, finds=_finds_first, words={"screen": _("Screen the child"), **_DECIDE}
    ),
    # Safety before papers: a presumed child is referred to a service before the decision is confirmed.
    Rule(order=60, step=_later_decision, finds=_finds_later, words=_DECIDE),
)
