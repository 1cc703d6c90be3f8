"""The cases of the cast whose time is over: one to ask about, one that somebody asked to erase, an erased one."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.invented.cases import assigned
from opennrm.invented.closing import closed
from opennrm.invented.course import Course
from opennrm.invented.notes import Said, noted
from opennrm.invented.retention import erasure_approved, erasure_asked, followed_up, held
from opennrm.invented.screening import not_confirmed
from opennrm.retention import jobs
from opennrm.retention.models import Erasure, Hold
from tests.walls.canary_words import Canaries
from tests.world import Person, World

YEARS = 60
"""As long ago, no class of records of a country is kept any more."""


def erase_some(
    world: World, people: dict[str, Person], canaries: Canaries, *, held_case_id: UUID
) -> tuple[dict[str, UUID], set[str]]:
    """Three cases that are past their time, and a legal hold on a case that nothing keeps from being closed.

    Returns the ids that addresses are made of, and the references of the three.
    """
    past, asked, erased = (_closed_long_ago(world, people, canaries) for _each in range(3))
    waited = pack().erasing.waiting_days + 1
    asked.go(erasure_asked)
    erased.go(erasure_asked, erasure_approved(people["data_officer"], days_ago=waited))
    with world.connected_as("opennrm_worker"):
        jobs.erase_cases()
    replace(past, case_id=held_case_id, pace=None).go(held())
    cases = Case.objects.using("setup").filter(pk__in=[each.case_id for each in (past, asked, erased)])
    ids = {
        "past_case_id": past.case_id,
        "erasure_case_id": asked.case_id,
        "erased_case_id": erased.case_id,
        "erasure_id": Erasure.objects.using("setup").get(case_id=asked.case_id).pk,
        "hold_id": Hold.objects.using("setup").get(case_id=held_case_id).pk,
    }
    return ids, set(cases.values_list("reference", flat=True))


def _closed_long_ago(world: World, people: dict[str, Person], canaries: Canaries) -> Course:
    long_ago = timezone.now() - timedelta(days=366 * YEARS)
    course = world.course(
        world.opened(people["reporter"], at=long_ago),
        at=long_ago,
        worker=people["lead_assigned"],
        supervisor=people["lead_supervisor"],
        reasons=f"{canaries.erased} was found.",
    )
    course.pace = timedelta(hours=1)
    said = Said(text=f"{canaries.erased} is well.", with_whom=canaries.erased)
    words = {"words": f"{canaries.erased} is well.", "told_words": f"{canaries.erased} was told."}
    return course.go(
        assigned(to=people["lead_assigned"]), noted(said), not_confirmed, closed(**words), followed_up
    )
