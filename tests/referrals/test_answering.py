"""What the service says to a request, and how its help ends."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.cases import access as case_access
from opennrm.cases import actions as case_actions
from opennrm.cases import participation, telling
from opennrm.cases.bound import LEAD
from opennrm.cases.models import Case, Clock, Participation, Receipt, TimelineEntry
from opennrm.cases.states import Part
from opennrm.directory.models import Service
from opennrm.foundation import notices
from opennrm.foundation.models import Notice
from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.foundation.state_table import TransitionRefused
from opennrm.people.models import Person as Child
from opennrm.referrals import access
from opennrm.referrals.models import Referral
from tests.referrals.scene import record_child
from opennrm.country.pack import pack
from opennrm.tasks.rules import end_of

pytestmark = pytest.mark.database
ENDS_BY_RECEIVER = ("decline", "no_show", "complete")


def past_the_walls(model):
    return model.objects.using("setup")


def notices_of(scene, person) -> list[str]:
    with scene.world.acting(person) as actor:
        return [notice.kind for notice in notices.to(actor).order_by("made_at")]


def ended(scene, verb: str) -> Referral:
    """A referral that ended with this step."""
    referral = scene.send()
    if verb in ("no_show", "complete"):
        scene.do(scene.manager, "accept", referral)
    return scene.do(scene.caseworker if verb == "withdraw" else scene.manager, verb, referral)


def test_whoever_of_the_team_is_there_accepts(scene):
    referral = scene.do(scene.night_manager, "accept", scene.send())
    assert scene.state(referral) == "accepted"
    assert referral.answered_by_id == scene.night_manager.membership.pk


def test_from_the_acceptance_on_the_whole_team_sees_what_the_rules_share(scene):
    referral = scene.do(scene.manager, "accept", scene.send())
    for person in (scene.manager, scene.night_manager):
        with scene.world.acting(person) as actor:
            case = case_access.case(actor, scene.case_id)
            assert case_access.right_of(actor, case) == Part.SERVING
            child = Child.objects.get()
            seal = case_access.seal(actor, scene.case_id)
            assert seal.open_field(child, "given_names") == scene.child_name
            assert access.right_of(actor, Referral.objects.get(pk=referral.pk)) == Part.SERVING


def test_a_new_row_is_seen_by_its_lead_and_by_the_parts_that_cover_it(scene):
    now = timezone.now()
    referral = scene.do(scene.manager, "accept", scene.send())
    with scene.world.acting(scene.caseworker):
        case = Case.objects.get(pk=scene.case_id)
        child = Child.make(case, now, recorded_at=now, changed_at=now)
        assert child.readers == sorted([LEAD, referral.serving_principal])
        assert child.writers == [LEAD]
        assert TimelineEntry.make(case, now, at=now).readers == [LEAD]
        assert Receipt.make(case, now, readers=[7]).readers == [LEAD, 7]


def test_a_service_sees_nothing_of_the_parts_of_another(scene):
    scene.do(scene.manager, "accept", scene.send())
    other = scene.world.service(scene.world.agency("shelter"))
    scene.send(service=other)
    with scene.world.acting(scene.manager):
        assert set(Participation.objects.values_list("agency_id", flat=True)) == {scene.house.pk}


def test_what_the_rules_do_not_share_stays_hidden(scene):
    scene.do(scene.manager, "accept", scene.send())
    with scene.world.acting(scene.manager):
        kinds = set(TimelineEntry.objects.values_list("kind", flat=True))
    assert kinds == {"referral.accepted"}


def test_the_part_says_since_when_and_on_which_basis(scene):
    referral = scene.send()
    before = past_the_walls(Participation).get(principal=referral.serving_principal)
    assert (before.part, before.started_at) == (Part.ASKED, None)
    assert before.offered_until == referral.expires_at
    scene.do(scene.manager, "accept", referral)
    after = past_the_walls(Participation).get(pk=before.pk)
    assert (after.part, after.offered_until) == (Part.SERVING, end_of(referral.agreed_until, pack().zone))
    assert after.started_at is not None
    assert after.basis == scene.basis
    with scene.world.acting(scene.manager) as actor:
        (reason,) = case_access.why_visible(
            actor, case := Case.objects.get(), case_access.parts_of(actor, case.pk)
        )
    assert (reason.part, reason.basis) == (Part.SERVING, scene.basis)


def test_acceptance_outlasts_the_moment_at_which_the_offer_would_have_lapsed(scene):
    referral = scene.do(scene.manager, "accept", scene.send())
    scene.let_pass(referral, timedelta(days=30))
    assert scene.sees(scene.manager, referral)
    assert scene.sees_case(scene.manager)


def test_sender_cannot_accept(scene):
    referral = scene.send()
    for person in (scene.caseworker, scene.supervisor):
        for verb in ("accept", "decline", "no_show", "complete"):
            with pytest.raises(NotAllowed):
                scene.do(person, verb, referral)
    assert scene.state(referral) == "sent"


def test_receiver_cannot_withdraw(scene):
    referral = scene.send()
    with pytest.raises(NotAllowed):
        scene.do(scene.manager, "withdraw", referral)


def test_for_everybody_else_there_is_no_referral_to_answer(scene):
    referral = scene.send()
    for person in (scene.constable, scene.colleague, scene.house_administrator, scene.other_manager):
        for verb in ("accept", "decline", "withdraw", "no_show", "complete"):
            with pytest.raises(NotThere):
                scene.do(person, verb, referral)


def test_another_agency_cannot_take_up_the_part_even_past_the_first_wall(scene):
    referral = scene.send()
    for person in (scene.other_manager, scene.caseworker, scene.constable):
        with pytest.raises(ProgrammingError), scene.world.acting(person):
            participation.take_up(referral.serving_principal)


@pytest.mark.parametrize("verb", ENDS_BY_RECEIVER)
def test_after_an_end_the_service_sees_nothing(scene, verb):
    referral = ended(scene, verb)
    for person in (scene.manager, scene.night_manager):
        assert not scene.sees(person, referral)
        assert not scene.sees_case(person)
        with scene.world.acting(person):
            for model in (Child, Receipt, Participation, Clock, TimelineEntry):
                assert not model.objects.exists(), model


@pytest.mark.parametrize("verb", ENDS_BY_RECEIVER)
def test_after_an_end_the_lead_still_sees_how_it_ended(scene, verb):
    referral = ended(scene, verb)
    assert scene.sees(scene.caseworker, referral)
    parts = past_the_walls(Participation).filter(principal=referral.serving_principal)
    assert parts.get().ended_at is not None


def test_after_a_withdrawal_the_service_sees_nothing_and_is_told(scene):
    for verb in (None, "accept"):
        referral = scene.send()
        if verb:
            scene.do(scene.manager, verb, referral)
        scene.do(scene.caseworker, "withdraw", referral)
        assert scene.state(referral) == "withdrawn"
        assert not scene.sees(scene.manager, referral)
        assert not scene.sees_case(scene.manager)
    with scene.world.acting(scene.manager):
        assert Notice.objects.filter(kind="referral.taken_away").count() == 2


def test_rows_made_after_the_end_are_not_for_the_service(scene):
    referral = ended(scene, "complete")
    record_child(scene.world, scene.caseworker, scene.case_id, "Later")
    later = past_the_walls(Child).filter(recorded_at__gt=referral.ended_at).get()
    assert referral.serving_principal not in later.readers


@pytest.mark.parametrize("first", [*ENDS_BY_RECEIVER, "withdraw"])
@pytest.mark.parametrize("second", ["accept", "decline", "no_show", "complete", "withdraw"])
def test_what_has_ended_stays_as_it_ended(scene, first, second):
    referral = ended(scene, first)
    before = scene.state(referral)
    by = scene.caseworker if second == "withdraw" else scene.manager
    with pytest.raises((TransitionRefused, NotThere)):
        scene.do(by, second, referral)
    assert scene.state(referral) == before


def test_it_is_accepted_once(scene):
    referral = scene.do(scene.manager, "accept", scene.send())
    with pytest.raises(TransitionRefused, match="Accepted"):
        scene.do(scene.night_manager, "accept", referral)


def test_what_was_not_accepted_cannot_be_completed(scene):
    referral = scene.send()
    for verb in ("complete", "no_show"):
        with pytest.raises(TransitionRefused, match="Waiting"):
            scene.do(scene.manager, verb, referral)


@pytest.mark.parametrize(
    ("verb", "given"),
    [("decline", {"reason": "bored"}), ("withdraw", {"reason": "bored"}), ("complete", {"outcome": "fine"})],
)
def test_codes_that_the_country_does_not_have_are_refused(scene, verb, given):
    referral = scene.send()
    if verb == "complete":
        scene.do(scene.manager, "accept", referral)
    with pytest.raises(TransitionRefused, match="list"):
        scene.do(scene.caseworker if verb == "withdraw" else scene.manager, verb, referral, **given)
    assert scene.state(referral) in ("sent", "accepted")


def test_lead_reads_what_the_service_wrote_back(scene):
    referral = scene.send()
    scene.do(scene.manager, "decline", referral, note="Full until Friday")
    with scene.world.acting(scene.caseworker) as actor:
        notes = access.open_notes(actor, access.referral_to_read(actor, referral.pk))
    assert (notes.from_sender, notes.from_receiver) == (scene.note, "Full until Friday")


def test_nothing_written_leaves_nothing_to_open(scene):
    referral = scene.send(note="")
    with scene.world.acting(scene.manager) as actor:
        assert access.open_notes(actor, access.referral_to_read(actor, referral.pk)).from_sender == ""
    assert not past_the_walls(AuditEvent).filter(kind="referral.notes_opened").exists()


def test_the_reporter_is_told_that_a_service_accepted_without_seeing_the_case(scene):
    scene.do(scene.manager, "accept", scene.send())
    with scene.world.acting(scene.constable):
        assert Receipt.objects.get().status == "service_accepted"
    assert notices_of(scene, scene.constable) == ["concern.progress"] * 3
    assert not scene.sees_case(scene.constable)


def test_a_declined_request_tells_the_reporter_nothing(scene):
    ended(scene, "decline")
    with scene.world.acting(scene.constable):
        assert Receipt.objects.get().status == "service_asked"
    assert notices_of(scene, scene.constable) == ["concern.progress"] * 2


def test_the_caseworker_is_told_of_answer_and_end(scene):
    ended(scene, "complete")
    ended(scene, "decline")
    told = [kind for kind in notices_of(scene, scene.caseworker) if kind.startswith("referral.")]
    assert sorted(told) == ["referral.answered", "referral.answered", "referral.ended"]


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_an_answer_stops_its_own_clock_and_no_other(scene, verb):
    other = scene.send(service=scene.world.service(scene.house))
    referral = scene.do(scene.manager, verb, scene.send())
    clock = past_the_walls(Clock).get(subject_id=referral.pk)
    assert (clock.stopped_at, clock.stopped_by_event) == (referral.answered_at, "referral.answered")
    assert past_the_walls(Clock).get(subject_id=other.pk).stopped_at is None


def test_a_withdrawal_stops_the_clock_without_counting_as_an_answer(scene):
    referral = scene.do(scene.caseworker, "withdraw", scene.send())
    assert past_the_walls(Clock).get(subject_id=referral.pk).stopped_by_event == "referral.withdrawn"


def test_each_end_is_told_in_the_story_with_its_reason(scene):
    ended(scene, "decline")
    ended(scene, "complete")
    ended(scene, "no_show")
    scene.do(scene.caseworker, "withdraw", scene.send())
    with scene.world.acting(scene.caseworker):
        told = {entry.kind: entry.detail for entry in TimelineEntry.objects.all()}
    assert told["referral.declined"]["reason"] == "no_place"
    assert told["referral.completed"]["outcome"] == "completed"
    assert told["referral.withdrawn"]["reason"] == "found_other"
    assert {"referral.no_show", "referral.accepted", "referral.sent"} <= set(told)


def test_each_step_is_recorded_with_the_right_by_which_it_was_taken(scene):
    ended(scene, "complete")
    scene.do(scene.supervisor, "withdraw", scene.send(by=scene.supervisor))
    steps = past_the_walls(AuditEvent).filter(kind__startswith="referral.").order_by("sequence")
    assert list(steps.values_list("kind", "right")) == [
        ("referral.sent", "assigned"), ("referral.accepted", "asked"), ("referral.completed", "serving"),
        ("referral.sent", "lead"), ("referral.withdrawn", "lead"),
    ]  # fmt: skip


def test_nothing_remains_of_an_acceptance_when_the_audit_fails(scene, monkeypatch):
    referral = scene.send()

    def fail(*args, **details):
        raise ZeroDivisionError

    monkeypatch.setattr(telling.audit, "record", fail)
    with pytest.raises(ZeroDivisionError):
        scene.do(scene.manager, "accept", referral, takes_place=True)
    assert scene.state(referral) == "sent"
    assert not scene.sees_case(scene.manager)
    assert past_the_walls(Service).get(pk=scene.shelter.pk).places_free == 2
    assert past_the_walls(Receipt).get().status == "service_asked"


def test_acceptance_takes_a_place_when_the_service_says_so(scene):
    scene.do(scene.manager, "accept", scene.send(), takes_place=True)
    assert past_the_walls(Service).get(pk=scene.shelter.pk).places_free == 1


@pytest.mark.parametrize("ends", ["complete", "no_show", "withdraw"])
@pytest.mark.parametrize(("takes_place", "free"), [(True, 1), (False, 2)])
def test_a_stay_that_ends_gives_back_the_place_that_it_took(scene, ends, takes_place, free):
    referral = scene.send()
    scene.do(scene.manager, "accept", referral, takes_place=takes_place)
    assert past_the_walls(Service).get(pk=scene.shelter.pk).places_free == free
    scene.do(scene.caseworker if ends == "withdraw" else scene.manager, ends, referral)
    assert past_the_walls(Service).get(pk=scene.shelter.pk).places_free == 2


def test_no_more_places_are_given_back_than_there_are(scene):
    referral = scene.send()
    scene.do(scene.manager, "accept", referral, takes_place=True)
    past_the_walls(Service).filter(pk=scene.shelter.pk).update(
        places_free=4, places_total=4, from_action=True
    )
    scene.do(scene.manager, "complete", referral)
    assert past_the_walls(Service).get(pk=scene.shelter.pk).places_free == 4


def test_the_directory_keeps_when_a_service_declined_and_nothing_of_the_request(scene):
    at = timezone.now()
    scene.do(scene.manager, "decline", scene.send(), at=at)
    service = past_the_walls(Service).get(pk=scene.shelter.pk)
    assert (service.declined_at, service.version) == (at, scene.shelter.version)


@pytest.mark.parametrize("free", [None, 0])
def test_places_that_are_not_known_or_none_stay_so(scene, free):
    service = scene.world.service(scene.house, places_free=free)
    scene.do(scene.manager, "accept", scene.send(service=service), takes_place=True)
    assert past_the_walls(Service).get(pk=service.pk).places_free == free


def test_two_services_serve_at_once_and_one_end_leaves_the_other(scene):
    one, other = scene.send(), scene.send(service=scene.world.service(scene.house))
    scene.do(scene.manager, "accept", one)
    scene.do(scene.manager, "accept", other)
    scene.do(scene.manager, "complete", one)
    assert not scene.sees(scene.manager, one)
    assert scene.sees(scene.manager, other)
    assert scene.sees_case(scene.manager)


def test_a_case_that_went_to_a_colleague_goes_on_with_its_referrals(scene):
    referral = scene.send()
    with scene.world.acting(scene.supervisor) as actor:
        case_actions.assign(scene.case_id, to=scene.colleague.membership.pk, by=actor, at=timezone.now())
    assert not scene.sees(scene.caseworker, referral)
    assert scene.sees(scene.colleague, referral)
    scene.do(scene.colleague, "withdraw", referral)
    assert scene.state(referral) == "withdrawn"
