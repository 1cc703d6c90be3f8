"""How great the risk to a child is: whoever leads the case says so with a day and a reason; earlier levels are kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from opennrm.cases import risk
from opennrm.cases.models import Case, RiskAssessment, TimelineEntry
from opennrm.cases.reasons import NoReason
from opennrm.cases.risk import RiskNotPossible
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.refusals import NotThere
from tests.referrals.scene import set_up

REASON = "The uncle came back to the street."


@pytest.fixture
def scene(world):
    return set_up(world)


def assess(scene, level: str, *, by=None, days_ago: int = 0, reason: str = REASON) -> None:
    day = timezone.localdate(timezone=pack().zone) - timedelta(days=days_ago)
    with scene.world.acting(by or scene.caseworker) as actor:
        risk.assess(scene.case_id, level=level, assessed_on=day, reason=reason, by=actor, at=timezone.now())


def level_of(scene) -> str:
    return Case.objects.using("setup").get(pk=scene.case_id).risk


def told(scene, person) -> list[str]:
    with scene.world.acting(person) as actor:
        return [notice.kind for notice in notices.unread_by(actor) if notice.kind == "risk.highest"]


def lowest() -> str:
    return next(iter(pack().codes("risk_levels")))


def test_the_newest_by_its_day_is_the_level_of_the_case(scene):
    assess(scene, risk.highest())
    assess(scene, lowest(), days_ago=3)
    assert level_of(scene) == risk.highest()
    with scene.world.acting(scene.caseworker) as actor:
        history = risk.open_history(actor, Case.objects.visible_to(actor).get(pk=scene.case_id))
    assert [(each.level, each.reason) for each in history] == [(risk.highest(), REASON), (lowest(), REASON)]


def test_a_rise_to_the_highest_level_tells_the_supervisors_once(scene):
    assess(scene, lowest())
    assert told(scene, scene.supervisor) == []
    assess(scene, risk.highest())
    assess(scene, risk.highest())
    assert told(scene, scene.supervisor) == ["risk.highest"]


def test_a_supervisor_is_not_told_what_they_did(scene):
    assess(scene, risk.highest(), by=scene.supervisor)
    assert told(scene, scene.supervisor) == []


@pytest.mark.parametrize(
    "wrong, refusal",
    [
        ({"level": "unheard of"}, RiskNotPossible),
        ({"days_ago": -2}, RiskNotPossible),
        ({"reason": " "}, NoReason),
    ],
)
def test_what_cannot_be_is_refused(scene, wrong, refusal):
    with pytest.raises(refusal):
        assess(scene, **{"level": lowest(), **wrong})
    assert not RiskAssessment.objects.using("setup").exists()


def test_only_whoever_leads_the_case_assesses(scene):
    with pytest.raises(NotThere):
        assess(scene, lowest(), by=scene.manager)


def test_the_story_tells_the_level_and_the_reason_is_sealed(scene):
    assess(scene, lowest())
    entry = TimelineEntry.objects.using("setup").get(kind="risk.assessed")
    assert entry.detail == {"level": lowest(), "risk": str(scene.case_id)}
    assert REASON.encode() not in bytes(RiskAssessment.objects.using("setup").get().reason)
