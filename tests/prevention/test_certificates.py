"""Certificates: issued by whoever keeps the curriculum, checked by anybody, and asked for before somebody screens."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from opennrm.country.pack import pack
from opennrm.foundation.context import begin_clean, enter_session
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.prevention import access, activities, certificates, curricula
from opennrm.prevention.models import TrainingCertificate
from opennrm.prevention.rules import Standing
from opennrm.spaces import queries as spaces
from opennrm.spaces import team
from tests.prevention.scene import CURRICULUM, Scene, set_up, today
from tests.walls.booking import member_facts


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def certified(scene: Scene, email: str = "") -> TrainingCertificate:
    scene.add("Cass Worker", email=email or scene.caseworker.account.email, post=90)
    scene.do(activities.hold, scene.training_id)
    return scene.do(certificates.issue, scene.training_id).certificates[0]


def test_who_was_trained_and_passed_gets_a_certificate_once(scene):
    scene.add("Passed Person", post=70)
    scene.add("Failed Person", post=69)
    scene.add("Short Person", hours=Decimal(5), post=90)
    scene.add("The Officer", email=scene.officer.account.email, post=99)
    with pytest.raises(Refused, match="not held"):
        scene.do(certificates.issue, scene.training_id)
    scene.do(activities.hold, scene.training_id)
    for stranger in (scene.other, scene.secretary):
        with pytest.raises(NotAllowed):
            scene.do(certificates.issue, scene.training_id, by=stranger)
    issued = scene.do(certificates.issue, scene.training_id)
    assert (len(issued.certificates), issued.not_passed, issued.not_trained) == (1, 1, 1)
    assert not scene.do(certificates.issue, scene.training_id).certificates
    certificate = issued.certificates[0]
    assert (certificate.valid_from, certificate.kind) == (today(), "screening")
    with pytest.raises(NotThere):
        scene.do(certificates.revoke, certificate.pk, reason="Mistake.", by=scene.other)
    scene.do(certificates.revoke, certificate.pk, reason="Mistake.")
    now = timezone.now()
    assert certificates.standing(TrainingCertificate.objects.using("setup").get(), at=now) is Standing.REVOKED


def test_anybody_checks_a_number_and_only_its_code_opens_the_name(scene):
    certificate = certified(scene)

    def check(number: str, code: str = ""):
        begin_clean()
        with transaction.atomic():
            enter_session("", origin="192.0.2.9")
            return certificates.check(number, code, at=timezone.now())

    typed = certificate.number.lower().replace("-", " ")
    assert (check(typed).standing, check(typed).name) == (Standing.VALID, "")
    assert check(typed, certificates.check_code(certificate).lower()).name == "Cass Worker"
    for number, code in (("CE-2222-2222-2222", ""), (typed, "AAAA-AAAA")):
        with pytest.raises(Refused):
            check(number, code)


def test_p5_a_refresher_renews_only_what_ended_lately(scene):
    refresher = {**CURRICULUM, "code": "AGAIN", "is_refresher": True, "pass_mark": None, "hours": Decimal(2)}
    course = scene.do(curricula.add, **refresher).pk
    scene.add("Ann Brown", post=80)
    scene.do(activities.hold, scene.training_id)
    first = scene.do(certificates.issue, scene.training_id).certificates[0]
    end = today() - timedelta(days=50)
    old = {"valid_from": end - timedelta(days=700), "valid_until": end}
    TrainingCertificate.objects.using("setup").filter(pk=first.pk).update(**old, from_action=True)
    again = scene.training(curriculum_id=course)
    scene.add("Ann Brown", to=again, hours=Decimal(2))
    scene.add("Never Certified", to=again, hours=Decimal(2))
    scene.do(activities.hold, again)
    issued = scene.do(certificates.issue, again)
    assert (len(issued.certificates), issued.needs_full_course) == (1, 1)
    assert issued.certificates[0].valid_from == today()


def test_a_role_that_needs_a_certificate_screens_only_with_one(scene, monkeypatch):
    rules = replace(pack().prevention, screening_needs_certificate=("caseworker",))
    monkeypatch.setattr(certificates, "pack", lambda: replace(pack(), prevention=rules))
    now = timezone.now()
    with (
        scene.world.acting(scene.caseworker) as actor,
        pytest.raises(Refused, match=r"Screening of children.*which training gives it"),
    ):
        certificates.refuse_without_to_screen(actor, at=now)
    certificate = certified(scene)
    with scene.world.acting(scene.caseworker) as actor:
        certificates.refuse_without_to_screen(actor, at=now)
        assert [each.pk for each in access.own_certificates(actor)] == [certificate.pk]
        with pytest.raises(Refused):
            certificates.refuse_without_to_screen(actor, at=now + timedelta(days=800))
    with scene.world.acting(scene.other) as actor:
        certificates.refuse_without_to_screen(actor, at=now)
        with pytest.raises(NotThere):
            access.certificate_to_read(actor, certificate.pk)


def test_a_certificate_of_a_training_counts_for_the_interview_team(scene):
    kind = "forensic_interview"
    course = {**CURRICULUM, "code": "FORENSIC", "certificate_kind": kind, "pass_mark": None}
    course_id = scene.do(curricula.add, **course).pk
    training = scene.training(curriculum_id=course_id)
    scene.add("Cass Worker", to=training, email=scene.caseworker.account.email)
    scene.do(activities.hold, training)
    scene.do(certificates.issue, training)
    host = scene.world.person(scene.caseworker.membership.agency, "facilitator")
    scene.do(team.add_member, scene.caseworker.membership.pk, by=host, **member_facts())
    with scene.world.acting(host) as actor:
        members = spaces.members(actor, spaces.Days(first=today(), last=today()))
    assert [[each.kind for each in member.certificates] for member in members] == [[kind]]
