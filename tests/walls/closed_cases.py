"""The cases of the cast that are closed, or could be."""

from uuid import UUID

from opennrm.cases.models import Case
from opennrm.closing.models import Closure
from opennrm.invented import closing
from opennrm.invented.cases import assigned
from opennrm.invented.screening import not_confirmed
from tests.walls.canary_words import Canaries
from tests.world import Person, World


def close_some(
    world: World, people: dict[str, Person], canaries: Canaries
) -> tuple[dict[str, UUID], set[str]]:
    """Three more cases: one that somebody asked to close, one that was closed, reopened for that one, and closed again,
    and one that nothing keeps from being closed.

    Returns the ids that addresses are made of, and the references of all three.
    """
    word = canaries.closing
    said = {"words": f"{word} is well.", "told_words": f"{word} was told on Monday."}
    lead = {"worker": people["lead_assigned"], "supervisor": people["lead_supervisor"]}
    # Somebody else who could decide, where the supervisor asks.
    world.person(people["lead_supervisor"].membership.agency, "supervisor")
    asked, closed, ready = (
        world.course(world.opened(people["reporter"]), **lead, reasons=f"{word} was found.")
        for _each in range(3)
    )
    for course in (asked, closed, ready):
        course.go(assigned(to=people["lead_assigned"]), not_confirmed)
    closed.go(closing.closed(**said))
    reference = Case.objects.using("setup").get(pk=closed.case_id).reference
    asked.go(closing.earlier_reopened(reference, reason=f"{word} said so."), closing.closing_asked(**said))
    closed.go(closing.closed(**said))
    cases = Case.objects.using("setup").filter(pk__in=[each.case_id for each in (asked, closed, ready)])
    ids = {
        "asked_case_id": asked.case_id,
        "closure_id": Closure.objects.using("setup").get(case_id=asked.case_id).pk,
        "closed_case_id": closed.case_id,
        "ready_case_id": ready.case_id,
    }
    return ids, set(cases.values_list("reference", flat=True))
