"""What happens by itself in investigations."""

from django.utils import timezone

from opennrm.foundation.actor import Actor
from opennrm.foundation.context import as_job
from opennrm.foundation.jobs import Job

from . import access, disclosures, lapsing


def tell_of_lapsing() -> None:
    """Tell whoever leads an investigation that nothing happens in it."""
    with as_job(access.LAPSE) as entered:
        lapsing.tell_leads(at=timezone.now(), by=Actor(principals=entered.principals))


def end_disclosures() -> None:
    """Hide the names of suspects again whose time is over."""
    with as_job(disclosures.ENDING):
        disclosures.end_those_over(at=timezone.now())


JOBS = (
    Job(name=access.LAPSE, cron="23 5 * * *", run=tell_of_lapsing),
    Job(name=disclosures.ENDING, cron="*/10 * * * *", run=end_disclosures),
)
