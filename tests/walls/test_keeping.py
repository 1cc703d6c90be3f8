"""The part of a custodian's agency has ended: they ask every address of the case, and find the recordings they keep."""

import pytest

from opennrm.country.pack import pack
from opennrm.joint_work import actions
from opennrm.joint_work.models import JointWork
from tests.walls import cast as casting
from tests.walls.pages import Page, expected
from tests.world import World

pytestmark = pytest.mark.database

NEEDS_THE_CASE = {"recording-of-case", "recording-new"}
"""Pages of recordings that are about the case: it is there no more for whoever keeps a recording alone."""


def test_a_custodian_whose_part_has_ended_finds_what_they_keep_and_nothing_else(world):
    cast = casting.begin(world)
    custodian = cast.people["custodian"]
    _end_joint_work(world, cast)
    client = world.client(custodian)
    opened = set()
    for page in _pages_of_one_case():
        for referral, address in page.addresses(cast):
            response = client.get(address)
            said = response.content.decode(errors="replace")
            shown = {word for word in cast.canaries.all() if word in said}
            assert (page.name, referral, shown - {cast.canaries.recording}) == (page.name, referral, set())
            assert not any(reference in said for reference in cast.references), page.name
            if response.status_code == 200:
                opened.add(page.name)
    mine = {page.name for page in _pages_of_one_case() if "custodian" in (page.seen_by or ())}
    of_recordings = {name for name in mine if name.startswith(("recording-", "copy-"))} - NEEDS_THE_CASE
    assert opened - {"recording-list"} == of_recordings - {"copy-keep"}


def _pages_of_one_case() -> list[Page]:
    return [page for page in expected().values() if page.seen_by is not None and "GET" in page.methods]


def _end_joint_work(world: World, cast: casting.Cast) -> None:
    agency_id = cast.people["custodian"].membership.agency_id
    work = JointWork.objects.using("setup").get(case_id=cast.case.pk, to_agency_id=agency_id, ended_at=None)
    reason = next(iter(pack().codes("joint_ends")))
    course = world.course(cast.case.pk, worker=cast.people["lead_assigned"])
    with course.acting(course.worker) as worker:
        actions.end(work.pk, reason=reason, by=worker, at=course.next())
