"""A visit is recorded by the lead of the case, sealed, told, and reminded of."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from opennrm.invented.visits import visited
from opennrm.visits import actions
from opennrm.visits.models import Visit

from opennrm.audit.models import AuditEvent
from opennrm.contexts import jobs, vocabulary
from opennrm.country.pack import pack
from opennrm.foundation.context import as_job
from opennrm.foundation.models import Notice
from opennrm.foundation.refusals import NotThere, Refused
from opennrm.invented.world import stories
from tests.referrals.scene import set_up
from tests.world import secret_word

KIND = next(iter(pack().codes("visit_kinds").values()))


@pytest.fixture
def scene(world):
    return set_up(world)


def recorded(scene, *, by=None, kind=KIND.code, **given):
    with scene.world.acting(by or scene.caseworker) as actor:
        return actions.record(scene.case_id, kind=kind, note=scene.note, by=actor, at=timezone.now(), **given)


def case_page(scene, person):
    return scene.world.client(person).get(reverse("case-show", args=[scene.case_id])).content.decode()


def test_a_visit_stands_on_the_page_of_the_case_in_its_story_and_in_the_audit(scene):
    visit = recorded(scene)
    page = case_page(scene, scene.caseworker)
    assert '<h2 class="govuk-heading-m">Visits</h2>' in page
    assert f"The child was visited: {KIND.title}" in page
    event = AuditEvent.objects.using("setup").get(kind="visit.recorded")
    assert (event.subject_id, event.case_id) == (str(visit.pk), scene.case_id)
    assert scene.note.encode() not in bytes(visit.note)


def test_whoever_does_not_lead_the_case_records_no_visit(scene):
    with pytest.raises(NotThere):
        recorded(scene, by=scene.colleague)
    with pytest.raises(NotThere):
        recorded(scene, by=scene.manager)
    with scene.world.acting(scene.colleague):
        assert not Visit.objects.exists()
    assert not Visit.objects.using("setup").exists()


def test_a_kind_of_visit_that_the_country_does_not_know_is_refused(scene):
    with pytest.raises(Refused):
        recorded(scene, kind="on_the_moon")


def test_a_visit_is_recorded_on_its_page_to_which_the_case_leads(scene):
    address, browser = reverse("visit-new", args=[scene.case_id]), scene.world.client(scene.caseworker)
    assert address in case_page(scene, scene.caseworker)
    assert "Record a visit" in browser.get(address).content.decode()
    sent = browser.post(address, {"kind": KIND.code, "note": secret_word()})
    assert sent["Location"] == reverse("case-show", args=[scene.case_id])
    assert Visit.objects.using("setup").get().kind == KIND.code


def test_whoever_holds_the_case_is_reminded_once_of_a_visit_that_was_not_made(scene):
    recorded(scene, next_on=timezone.localdate())
    for _time in range(2):
        with scene.world.connected_as("opennrm_worker"), as_job("clocks.watch"):
            actions.remind(at=timezone.now() + timedelta(days=2))
    assert Notice.objects.using("setup").filter(kind="visit.due").count() == 1


def test_the_demonstration_shows_a_visit(scene):
    [story] = [told for told in stories() if visited in told.way]
    assert story.tell(scene.world.acting, now=timezone.now())
    assert Visit.objects.using("setup").exists()


def test_the_worker_and_the_country_pack_know_of_visits():
    assert "visits.remind" in jobs()
    assert "visits" in vocabulary().scopes
