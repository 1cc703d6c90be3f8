"""A child who is not to be punished, and one name that is shown for the safety of a child."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.cases.models import Clock
from opennrm.foundation.models import Notice
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.invented.screening import screened
from opennrm.investigations import access, disclosures, impunity
from opennrm.investigations.jobs import end_disclosures
from opennrm.investigations.models import Disclosure, NonPunishment
from opennrm.investigations.states import Impunity
from tests import kept
from tests.investigations.scene import Scene, set_up
from tests.world import Person, World

pytestmark = pytest.mark.database


@pytest.fixture
def scene(world: World) -> Scene:
    return kept.begin(world, set_up)


def arrest(scene: Scene, by: Person | None = None, **given: Any) -> Any:
    now = timezone.now()
    facts = {"act": "gang", "arrested_at": now - timedelta(hours=2), "page": uuid4(), "at": now}
    with scene.world.acting(by or scene.investigator) as actor:
        return impunity.record_arrest(scene.case_id, by=actor, **{**facts, **given})


def flag(scene: Scene, by: Person | None = None, **given: Any) -> NonPunishment:
    facts = {"act": "drugs", "happened_on": None, "compelled": "no", "words": "", "page": uuid4()}
    with scene.world.acting(by or scene.caseworker) as actor:
        return impunity.flag(scene.case_id, by=actor, at=timezone.now(), **{**facts, **given})


def test_j10_a_boy_who_was_arrested_and_shows_strong_signs_is_not_to_be_punished(scene: Scene) -> None:
    arrest(scene)
    clock = Clock.objects.using("setup").get(case_id=scene.case_id, rule="screening_after_arrest")
    assert clock.due_at - clock.started_at == timedelta(hours=24)
    assert not NonPunishment.objects.using("setup").exists()
    scene.world.course(scene.case_id, worker=scene.caseworker, supervisor=scene.supervisor).go(screened)
    row = NonPunishment.objects.using("setup").get(case_id=scene.case_id)
    assert row.state == Impunity.RAISED
    assert row.screening_id is not None
    assert row.arrest_id is not None
    assert Notice.objects.using("setup").filter(kind="non_punishment.raised", subject_id=row.pk).exists()
    assert scene.ask(scene.prosecutor, lambda actor: impunity.to_decide(actor).get().case_reference)
    assert scene.ask(scene.investigator, lambda actor: access.involvements(actor).count()) == 0
    result = {"result": "diverted", "decided_on": timezone.localdate(), "reason": "consequence", "words": ""}
    with pytest.raises(NotAllowed):
        scene.do("decide", row, by=scene.caseworker, module=impunity, **result)
    scene.do("decide", row, by=scene.prosecutor, module=impunity, **result)
    with pytest.raises(TransitionRefused):
        scene.do("decide", row, by=scene.prosecutor, module=impunity, **result)
    kinds = ("flagged", "raised", "decided")
    recorded = AuditEvent.objects.using("setup").filter(kind__in=[f"non_punishment.{kind}" for kind in kinds])
    assert recorded.count() == 3


def test_an_arrest_after_a_screening_is_asked_about_at_once(scene: Scene) -> None:
    scene.world.course(scene.case_id, worker=scene.caseworker, supervisor=scene.supervisor).go(screened)
    page = uuid4()
    assert arrest(scene, page=page).pk == arrest(scene, page=page).pk
    assert NonPunishment.objects.using("setup").get(case_id=scene.case_id).state == Impunity.RAISED
    with pytest.raises(NotThere):
        arrest(scene, by=scene.outside)
    with pytest.raises(Refused):
        arrest(scene, arrested_at=timezone.now() + timedelta(hours=1))


def test_a_caseworker_asks_and_takes_back_and_the_prosecutor_is_asked_by_choice(scene: Scene) -> None:
    row = flag(scene)
    assert row.state == Impunity.FLAGGED
    assert scene.ask(scene.prosecutor, lambda actor: impunity.visible_to(actor).count()) == 0
    scene.do("take_back", row, by=scene.caseworker, module=impunity)
    asked = {"asked_of": "prosecutor", "to_agency": scene.prosecutor.membership.agency_id}
    with pytest.raises(TransitionRefused):
        scene.do("raise_with_prosecutor", row, by=scene.caseworker, module=impunity, **asked)
    other = flag(scene)
    wrong = {**asked, "to_agency": scene.caseworker.membership.agency_id}
    with pytest.raises(Refused):
        scene.do("raise_with_prosecutor", other, by=scene.caseworker, module=impunity, **wrong)
    scene.do("raise_with_prosecutor", other, by=scene.caseworker, module=impunity, **asked)
    assert flag(scene, compelled="yes").state == Impunity.RAISED


def shown(scene: Scene, person: Person) -> list[str]:
    def names(actor: Any) -> list[str]:
        case = access.case_of_reference(actor, scene.reference)
        return [each.name for each in disclosures.open_all(actor, case, at=timezone.now())]

    return scene.ask(person, names)


def hide(scene: Scene, row: Disclosure, by: Person) -> None:
    with scene.world.acting(by) as actor:
        disclosures.end(scene.case_id, row.pk, by=actor, at=timezone.now())


def test_one_name_is_shown_to_the_lead_of_one_case_and_hidden_again(scene: Scene) -> None:
    suspect, now = scene.suspect(), timezone.now()
    given: dict[str, Any] = {
        "module": disclosures,
        "case_reference": scene.reference,
        "reason": "He lives beside the child's school.",
        "until": now + timedelta(days=30),
    }
    with pytest.raises(Refused):
        scene.do("disclose", suspect, **{**given, "until": now + timedelta(days=91)})
    with pytest.raises(Refused, match="no case"):
        scene.do("disclose", suspect, by=scene.outside, **given)
    row = scene.do("disclose", suspect, **given)
    assert scene.do("disclose", suspect, **given).pk == row.pk
    assert shown(scene, scene.caseworker) == ["Desmond Wetherill"] == shown(scene, scene.supervisor)
    assert scene.ask(scene.caseworker, lambda actor: access.suspects(actor).count()) == 0
    assert scene.ask(scene.prosecutor, lambda actor: Disclosure.objects.count()) == 0
    with pytest.raises(NotThere):
        hide(scene, row, scene.caseworker)
    hide(scene, row, scene.investigator)
    assert shown(scene, scene.caseworker) == []
    kept_row = Disclosure.objects.using("setup").get(pk=row.pk)
    assert (kept_row.name, kept_row.wrapped, kept_row.reason) == (None, None, None)


def test_a_name_is_hidden_by_itself_when_its_time_is_over(scene: Scene) -> None:
    suspect, now = scene.suspect(), timezone.now()
    given = {
        "case_reference": scene.reference,
        "reason": "He waits at the gate.",
        "until": now + timedelta(days=1),
    }
    row = scene.do("disclose", suspect, module=disclosures, **given)
    Disclosure.objects.using("setup").filter(pk=row.pk).update(until=now, from_action=True)
    assert shown(scene, scene.caseworker) == []
    with scene.world.connected_as("opennrm_worker"):
        end_disclosures()
    assert Disclosure.objects.using("setup").get(pk=row.pk).name is None
