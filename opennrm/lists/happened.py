"""When something was so in a case for the first time: screened, presumed, confirmed."""

from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Subquery

from opennrm.cases.bound import CaseBoundQuerySet
from opennrm.cases.models import CaseQuerySet
from opennrm.country.identification import Meaning
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.screening.models import Decision, Screening

from .rules import CLOSED, CONFIRMED, OPENED, PRESUMED, SCREENED, Wanted

MEANINGS = {PRESUMED: Meaning.PRESUMED, CONFIRMED: Meaning.CONFIRMED}
COLUMNS = {OPENED: "opened_at", CLOSED: "closed_at"}


def narrowed_to_what_happened(actor: Actor, found: CaseQuerySet, wanted: Wanted) -> CaseQuerySet:
    """Those of these cases that the actor's agency leads, in which it happened between the two days."""
    led = found.filter(lead_agency_id=actor.agency_id)
    if wanted.happened in COLUMNS:
        column = COLUMNS[wanted.happened]
        return led.filter(
            **{f"{column}__isnull": False}, **limits(column, wanted.happened_from, wanted.happened_to)
        )
    rows, moment = _records(actor, wanted.happened)
    then = rows.filter(**limits(moment, wanted.happened_from, wanted.happened_to))
    led = led.filter(pk__in=then.values("case_id"))
    if wanted.happened_from:
        before = rows.filter(**{f"{moment}__lt": start_of(wanted.happened_from)}, case_id=OuterRef("pk"))
        led = led.filter(~Exists(before))
    return led


def began_since(actor: Actor, cases: CaseQuerySet, happened: str, first: date) -> CaseQuerySet:
    """Those of these cases in which it happened on a day or later, also if it did before: few, found by an index."""
    rows, moment = _records(actor, happened)
    return cases.filter(pk__in=rows.filter(**limits(moment, first, None)).values("case_id"))


def moment_of(actor: Actor, happened: str) -> Subquery:
    """When it happened for the first time in a case of a query: of what has records, such as a screening."""
    rows, moment = _records(actor, happened)
    return Subquery(rows.filter(case_id=OuterRef("pk")).order_by(moment).values(moment)[:1])


def start_of(day: date) -> datetime:
    """The moment at which a day of the country begins."""
    return datetime.combine(day, time.min, tzinfo=pack().zone)


def _records(actor: Actor, happened: str) -> tuple[CaseBoundQuerySet, str]:
    """The records that say so, and the column that says when."""
    if happened == SCREENED:
        return Screening.objects.visible_to(actor), "done_at"
    states = pack().identification.counting_as(MEANINGS[happened])
    return Decision.objects.visible_to(actor).filter(to_state__in=states), "recorded_at"


def limits(column: str, first: date | None, last: date | None) -> dict[str, datetime]:
    """The conditions by which a moment lies between two days, both included; a day that is not given does not limit."""
    found: dict[str, datetime] = {}
    if first:
        found[f"{column}__gte"] = start_of(first)
    if last:
        found[f"{column}__lt"] = start_of(last + timedelta(days=1))
    return found
