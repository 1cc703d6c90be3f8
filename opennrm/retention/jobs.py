"""What happens by itself with cases whose time is over."""

from django.utils import timezone

from opennrm.foundation.context import as_job
from opennrm.foundation.jobs import Job

from . import actions
from .models import Erasure
from .states import State


def erase_cases() -> None:
    """Erase the cases whose waiting time is over, each in a transaction of its own."""
    with as_job(actions.ERASE):
        due = Erasure.objects.filter(state=State.APPROVED, takes_effect_at__lte=timezone.now())
        erasure_ids = list(due.order_by("takes_effect_at", "id").values_list("pk", flat=True))
    for erasure_id in erasure_ids:
        with as_job(actions.ERASE):
            actions.erase(erasure_id)


JOBS = (Job(name=actions.ERASE, cron="*/10 * * * *", run=erase_cases),)
