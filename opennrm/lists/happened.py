"""When something was so in a case for the first time: screened, presumed, confirmed."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Subquery

from opennrm.cases.bound import CaseBoundQuerySet
from opennrm.cases.models import CaseQuerySet
from opennrm.country.identification import Meaning
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.working_time import start_of, within_days
from opennrm.screening.models import Decision, Screening

from .rules import CLOSED, CONFIRMED, OPENED, PRESUMED, SCREENED, Wanted

MEANINGS = {PRESUMED: Meaning.PRESUMED, CONFIRMED: Meaning.CONFIRMED}
COLUMNS = {OPENED: "opened_at", CLOSED: "closed_at"}


def narrowed_to_what_happened(actor: Actor, found: CaseQuerySet, wanted: Wanted) -> CaseQuerySet:
    """Those of these cases that the actor's agency leads, in which it happened between the two days."""
    led = found.filter(lead_agency_id=actor.agency_id)
    if wanted.happened in COLUMNS:
        column = COLUMNS[wanted.happened]
        return led.filter(**{f"{column}__isnull": False}, **_between(column, wanted))
    rows, moment = _records(actor, wanted.happened)
    then = rows.filter(**_between(moment, wanted))
    led = led.filter(pk__in=then.values("case_id"))
    if wanted.happened_from:
        before = rows.filter(
            **{f"{moment}__lt": start_of(wanted.happened_from, pack().zone)}, case_id=OuterRef("pk")
        )
        led = led.filter(~Exists(before))
    return led


def began_since(actor: Actor, cases: CaseQuerySet, happened: str, first: date) -> CaseQuerySet:
    """Those of these cases in which it happened on a day or later, also if it did before: few, found by an index."""
    rows, moment = _records(actor, happened)
    return cases.filter(pk__in=rows.filter(**within_days(moment, first, None, pack().zone)).values("case_id"))


def moment_of(actor: Actor, happened: str) -> Subquery:
    """When it happened for the first time in a case of a query: of what has records, such as a screening."""
    rows, moment = _records(actor, happened)
    return Subquery(rows.filter(case_id=OuterRef("pk")).order_by(moment).values(moment)[:1])


def _records(actor: Actor, happened: str) -> tuple[CaseBoundQuerySet, str]:
    """The records that say so, and the column that says when."""
    if happened == SCREENED:
        return Screening.objects.visible_to(actor), "done_at"
    states = pack().identification.counting_as(MEANINGS[happened])
    return Decision.objects.visible_to(actor).filter(to_state__in=states), "recorded_at"


def _between(column: str, wanted: Wanted) -> dict[str, datetime]:
    return within_days(column, wanted.happened_from, wanted.happened_to, pack().zone)
