"""What was agreed is kept, ends by itself or by a word, and what relied on it ends with it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.cases.models import Clock
from opennrm.consents import access, actions, bases, counting, guardians, objections, queries, recipients
from opennrm.consents.models import Consent, EndNotice, LegalBasis, Objection
from opennrm.consents.rules import Why
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.people import corrections, earlier
from opennrm.tasks.models import Task
from tests.consents.scene import CHILD_NO, CHILD_YES, HELP, STATE_YES, Scene, set_up, years_ago
from tests.world import World

pytestmark = pytest.mark.database


@pytest.fixture
def scene(world: World) -> Scene:
    return set_up(world)


def guardian_yes(guardian) -> actions.Saying:
    return actions.Saying(giver="guardian", answer="yes", guardian_id=guardian.pk)


def events_of(scene: Scene) -> list[str]:
    found = AuditEvent.objects.using("setup").filter(case_id=scene.case_id, kind__startswith="consent.")
    return list(found.order_by("sequence").values_list("kind", flat=True))


def test_what_the_child_and_the_state_agreed_to_allows_help_until_its_last_day(scene: Scene) -> None:
    assert scene.decision().missing == {"child", "state"}
    child, state = scene.agree(CHILD_YES, STATE_YES)
    decision = scene.decision()
    assert (decision.allowed, decision.why, decision.last_day) == (True, Why.CONSENT, child.ends_on)
    assert (child.letter, child.together) == ("A+S", state.together)
    assert not scene.decision(scene.clinic).allowed


def test_a_page_that_is_sent_twice_records_once(scene: Scene) -> None:
    page = uuid4()
    first, second = (scene.agree(CHILD_YES, STATE_YES, page=page) for _ in range(2))
    assert {each.pk for each in first} == {each.pk for each in second}


def test_only_the_lead_records_consent(scene: Scene) -> None:
    with pytest.raises(NotThere):
        scene.agree(CHILD_YES, by=scene.provider)
    assert not Consent.objects.using("setup").exists()


@pytest.mark.parametrize("standing", ["implicated", "unclear", "unreachable"])
def test_a_guardian_who_is_not_safe_is_not_asked(scene: Scene, standing: str) -> None:
    mother = scene.guardian(standing)
    with pytest.raises(Refused, match="safe"):
        scene.agree(CHILD_YES, guardian_yes(mother))


def test_the_state_has_to_be_named(scene: Scene) -> None:
    with pytest.raises(Refused, match="who decided"):
        scene.agree(CHILD_YES, actions.Saying(giver="state", answer="yes"))


def test_a_withdrawal_ends_it_at_once_and_keeps_it(scene: Scene) -> None:
    child, _state = scene.agree(CHILD_YES, STATE_YES)
    scene.do(actions.withdraw, child.pk, words="She does not want it any more.")
    assert scene.decision().missing == {"child"}
    stored = scene.stored(child)
    assert (stored.ended_because, stored.answer, stored.ended_at is not None) == ("withdrawn", "yes", True)
    with pytest.raises(Refused, match="already"):
        scene.do(actions.withdraw, child.pk)
    assert events_of(scene)[-1] == "consent.withdrawn"


def test_a_newer_answer_takes_the_place_of_the_older(scene: Scene) -> None:
    old, _state = scene.agree(CHILD_YES, STATE_YES)
    scene.agree(CHILD_NO)
    assert scene.decision().why is Why.CHILD_SAYS_NO
    assert scene.stored(old).ended_because == "answered_anew"
    scene.agree(CHILD_YES)
    assert scene.decision().allowed


def test_it_ends_by_time_and_somebody_was_asked_to_ask_again(scene: Scene) -> None:
    child, _state = scene.agree(CHILD_YES, STATE_YES)
    at = timezone.now() + (child.ends_on - queries.today(timezone.now()))
    scene.watch(at - timedelta(days=15))
    assert not _tasks(scene, "ask_again")
    for days in (14, 13):
        scene.watch(at - timedelta(days=days))
    assert _tasks(scene, "ask_again") == 1
    scene.watch(at)
    assert not scene.stored(child).ended_because
    scene.watch(at + timedelta(days=1))
    assert scene.stored(child).ended_because == "time"
    assert events_of(scene).count("consent.ended") == 1


def _tasks(scene: Scene, rule: str) -> int:
    return Task.objects.using("setup").filter(case_id=scene.case_id, rule=rule).count()


def test_w8_the_birthday_ends_what_others_agreed_to(scene: Scene) -> None:
    scene.born(years_ago(18, days=-50))
    child = scene.agree(CHILD_YES)[0]
    assert (child.letter, child.of_age_on is not None) == ("C", True)
    scene.watch(timezone.now())
    assert _tasks(scene, "ask_of_age") == 1
    assert scene.decision(at=timezone.now() + timedelta(days=60)).allowed


def test_w8_at_the_birthday_assent_and_the_states_consent_are_over(scene: Scene) -> None:
    scene.born(years_ago(15, days=0))
    child, state = scene.agree(CHILD_YES, STATE_YES)
    assert child.of_age_on is not None
    Consent.objects.using("setup").filter(pk__in=[child.pk, state.pk]).update(
        of_age_on=child.ends_on + timedelta(days=1), from_action=True
    )
    scene.watch(timezone.now() + (child.ends_on - queries.today(timezone.now())) + timedelta(days=1))
    assert {scene.stored(each).ended_because for each in (child, state)} == {"birthday"}


def test_w7_when_a_guardian_no_longer_decides_what_they_agreed_to_ends(scene: Scene) -> None:
    mother = scene.guardian("safe")
    _child, hers = scene.agree(CHILD_YES, guardian_yes(mother))
    assert scene.decision().allowed
    scene.do(guardians.change_standing, mother.pk, standing="implicated", page=uuid4())
    assert scene.stored(hers).ended_because == "guardian_changed"
    assert scene.decision().missing == {"state"}


def test_w9_a_court_order_goes_on_after_a_withdrawal(scene: Scene) -> None:
    child, _state = scene.agree(CHILD_YES, STATE_YES)
    scene.on_law(basis="court_order", reason="Order of the family court.")
    scene.do(actions.withdraw, child.pk)
    decision = scene.decision()
    assert (decision.allowed, decision.basis) == (True, "court_order")


def test_only_a_supervisor_decides_against_a_childs_no(scene: Scene) -> None:
    scene.agree(CHILD_NO)
    with pytest.raises(NotAllowed):
        scene.on_law(against_no=True)
    scene.on_law(against_no=True, by=scene.office.supervisor)
    assert scene.decision().basis == "vital_interest"
    with pytest.raises(Refused):
        scene.on_law(against_no=True, basis="statutory_function", by=scene.office.supervisor)


def test_that_the_child_was_told_of_a_legal_basis_is_recorded(scene: Scene) -> None:
    basis = scene.on_law()
    assert basis.child_told_on is None
    scene.do(bases.tell_child, basis.pk)
    assert LegalBasis.objects.using("setup").get(pk=basis.pk).child_told_on is not None
    scene.do(bases.end, basis.pk)
    assert not scene.decision().allowed


def test_an_agency_is_told_without_a_word_of_the_case_and_confirms_in_time(scene: Scene) -> None:
    with scene.office.world.acting(scene.office.caseworker) as actor:
        recipients.tell_recipient(
            scene.case_id, scene.shelter.agency, number="RF-1", end="withdrawn", by=actor, at=timezone.now()
        )
    with scene.office.world.acting(scene.provider) as actor:
        notice = access.to_confirm(actor).get()
        recipients.confirm(notice.pk, by=actor, at=timezone.now())
        assert not access.to_confirm(actor).exists()
    clock = Clock.objects.using("setup").get(subject_id=notice.pk)
    assert (clock.rule, clock.stopped_by_event) == ("end_confirmed", "consent.confirmed")
    assert EndNotice.objects.using("setup").get().confirmed_by_id == scene.provider.membership.pk


def test_an_objection_is_looked_at_by_a_data_officer_who_sees_no_case(scene: Scene) -> None:
    made = scene.do(objections.record, purpose="linkage", words="I do not want my name compared.")
    with scene.office.world.acting(scene.officer) as actor:
        assert access.to_decide(actor).get().number == made.number
        objections.decide(made.pk, heeded=True, by=actor, at=timezone.now())
        assert not access.consents_of(actor, scene.case_id).exists()
    assert Objection.objects.using("setup").get().heeded


def test_nobody_objects_to_what_needs_their_agreement(scene: Scene) -> None:
    with pytest.raises(Refused):
        scene.do(objections.record, purpose="service_referral", words="No.")


def test_a_birth_year_alone_is_read_as_the_youngest(scene: Scene) -> None:
    year = queries.today(timezone.now()).year - 16
    scene.born(str(year))
    with scene.office.world.acting(scene.office.caseworker) as actor:
        case = access.case_to_record(actor, scene.case_id, lock=False)
        asked = queries.what_is_needed(actor, case, "service_referral", at=timezone.now())
    assert (asked.age, asked.of_age_on) == (15, asked.of_age_on.replace(year + 18, 12, 31))


def test_no_reason_in_law_allows_what_is_never_allowed_at_this_age(scene):
    with pytest.raises(Refused, match="not allowed"):
        scene.on_law(purpose="recording_training", basis="court_order")


def correct_birth(scene: Scene, day: str) -> None:
    with scene.office.world.acting(scene.office.caseworker) as actor:
        stands, version = earlier.identity_to_correct(actor, scene.case_id)
        corrections.correct_identity(
            scene.case_id, given={**stands, "birth_date": day}, name_before="", reason="The certificate came.",
            seen=version, by=actor, at=timezone.now(),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("days", "ended", "told"),
    [(30, "", "consent.moved"), (-3, "birthday", "consent.ended"), (400, "", "consent.moved")],
    ids=["of_age_sooner", "of_age_already", "of_age_later"],
)
def test_a_corrected_date_of_birth_moves_or_ends_what_ends_at_the_birthday(
    scene: Scene, days: int, ended: str, told: str
) -> None:
    scene.born(years_ago(15))
    child, state = scene.agree(CHILD_YES, STATE_YES)
    Consent.objects.using("setup").update(ends_on=child.starts_on + timedelta(days=60), from_action=True)
    birth = queries.today(timezone.now()) + timedelta(days=days)
    correct_birth(scene, birth.replace(year=birth.year - 18, day=min(birth.day, 28)).isoformat())
    rows = [scene.stored(each) for each in (child, state)]
    assert {each.ended_because for each in rows} == {ended}
    assert {each.ends_on for each in rows} == {
        max(min(child.agreed_until, each.of_age_on - timedelta(days=1)), each.starts_on) for each in rows
    }
    assert events_of(scene)[-1] == told


def test_askings_are_counted_by_purpose_and_not_answers(scene: Scene) -> None:
    scene.agree(CHILD_YES, STATE_YES)
    child, _state = scene.agree(CHILD_YES, STATE_YES, service=scene.clinic)
    scene.do(actions.withdraw, child.pk)
    scene.agree(CHILD_NO, service=scene.clinic)
    scene.watch(timezone.now() + timedelta(days=400))
    with scene.office.world.acting(scene.office.supervisor) as actor:
        found = counting.of_year(actor, year=queries.today(timezone.now()).year).by_purpose[HELP]
        after = counting.of_year(actor, year=queries.today(timezone.now() + timedelta(days=400)).year)
    assert (found.given, found.refused, found.withdrawn) == (2, 1, 1)
    assert after.by_purpose[HELP].expired == 2
