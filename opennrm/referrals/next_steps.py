"""What referrals suggest as the next step of a case."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from opennrm.cases.models import Case
from opennrm.cases.next_steps import Asked, Facts, Known, Rule, Step, Told
from opennrm.country.identification import Meaning
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.screening.next_steps import stands_in

from .models import Referral, ReferralQuerySet
from .states import State

SERVED = {State.ACCEPTED, State.COMPLETED}


def _asked(actor: Actor, case_ids: Collection[UUID]) -> list[Asked]:
    return [Asked(Referral.objects.visible_to(actor).filter(case_id__any_of=case_ids), ("state",))]


def _states(actor: Actor, referrals: list[Told]) -> Mapping[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    for case_id, (state,) in referrals:
        found[case_id].append(state)
    return found


def _await_answer(actor: Actor, case: Case, known: Known) -> Step | None:
    if State.SENT in known["referrals"]:
        return Step(code="await_answer", words=_("A service has to answer"))
    return None


def _refer(actor: Actor, case: Case, known: Known) -> Step | None:
    counts_as = known["identification"].state.counts_as
    if counts_as in (Meaning.PRESUMED, Meaning.CONFIRMED) and SERVED.isdisjoint(known["referrals"]):
        return Step(code="refer", words=_("Refer the child to a service"))
    return None


FACTS = (Facts(name="referrals", asks=_asked, reads=_states, otherwise=list, rows=Referral),)


def _of_case(actor: Actor) -> ReferralQuerySet:
    return Referral.objects.visible_to(actor).filter(case_id=OuterRef("pk"))


def _waiting(actor: Actor) -> Mapping[str, Q]:
    return {"await_answer": Q(Exists(_of_case(actor).filter(state=State.SENT)))}


def _not_served(actor: Actor) -> Mapping[str, Q]:
    states = pack().identification.states.values()
    victims = [each for each in states if each.counts_as in (Meaning.PRESUMED, Meaning.CONFIRMED)]
    return {"refer": stands_in(actor, victims) & ~Q(Exists(_of_case(actor).filter(state__in=SERVED)))}


RULES = (
    Rule(order=40, step=_await_answer, finds=_waiting, words={"await_answer": _("A service has to answer")}),
    Rule(order=50, step=_refer, finds=_not_served, words={"refer": _("Refer the child to a service")}),
)
