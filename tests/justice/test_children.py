"""What a proceeding means for a child: dates in court, special measures, restitution, and what the child is told."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from opennrm.cases.models import Case
from opennrm.cases.obstacles import in_the_way
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.context import begin_clean
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.interviews.models import ChildTime
from opennrm.invented import referrals
from opennrm.justice import queries
from opennrm.justice.models import Hearing, Payment, ReleaseNotice, RestitutionOrder
from opennrm.justice.watching import watch
from opennrm.justice.witness import Preparation
from opennrm.tasks import feeds
from tests.justice.scene import Scene, ago, at_ten, events, set_up, take_part

pytestmark = pytest.mark.database
READY = Preparation(told_by="Ms Bright of victim support", safe_way="At school, alone with her")


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def times(scene: Scene) -> list[ChildTime]:
    return list(ChildTime.objects.using("setup").filter(case_id=scene.case_id).order_by("added_at"))


def unread(scene: Scene, who: str) -> set[str]:
    with scene.world.acting(scene.people[who]) as actor:
        return set(notices.unread_by(actor).values_list("kind", flat=True))


def test_a_child_is_called_to_a_trial_far_ahead(scene):
    """J11: the day may be 14 months away, and it is the child's time at once."""
    hearing = scene.hearing(days=425)
    with pytest.raises(NotAllowed):
        scene.do("call", hearing.pk, children=[scene.child_id], by="clerk")
    with pytest.raises(NotThere):
        scene.do("call", hearing.pk, children=[scene.child_id], by="caseworker")
    for _each in range(2):
        scene.do("call", hearing.pk, children=[scene.child_id])
    (time,) = times(scene)
    assert (time.starts_at, time.kind, time.hard, time.removed_at) == (hearing.starts_at, "court", True, None)
    assert {"court.called"} <= unread(scene, "caseworker") & unread(scene, "support")
    # Whoever was called by mistake is told off, and can be called again.
    scene.do("call", hearing.pk, children=[])
    scene.do("call", hearing.pk, children=[scene.child_id])
    assert [each.removed_at is None for each in times(scene)] == [False, True]


def test_who_takes_part_later_stands_beside_the_child_too(scene):
    """The proceeding was opened before, and what was written about the child in it is theirs to go on with."""
    release = scene.do(
        "note_release", scene.child_id, event="bail", happened_at=timezone.now(), walks_out=True
    )
    agency = scene.world.agency("victim_services")
    scene.people["newcomer"] = scene.world.person(agency, "victim_support")
    take_part(scene.world, scene.people["caseworker"], scene.case_id, agency, scene.people["newcomer"])
    assert scene.do("plan", scene.child_id, preparation=READY, seen=0, by="newcomer").version == 1
    scene.do("name_contact", scene.child_id, contact="Ms Bright, 876-555-0126", by="newcomer")
    scene.do("told", release.pk, told_at=timezone.now(), how="By Ms Bright, at school", by="newcomer")


def test_a_service_that_is_asked_later_stands_beside_the_child_too(scene):
    agency = scene.world.agency("victim_services")
    scene.people["newcomer"] = scene.world.person(agency, "victim_support")
    service = scene.world.service(agency, kind="psychosocial_support")
    with scene.world.acting(scene.people["caseworker"]) as actor:
        sent = referrals.send(scene.case_id, service, by=actor, at=timezone.now())
    with scene.world.acting(scene.people["newcomer"]) as actor:
        referrals.take_step("accept", sent.pk, by=actor, at=timezone.now())
    assert scene.do("plan", scene.child_id, preparation=READY, seen=0, by="newcomer").version == 1


def test_who_sees_the_dates(scene):
    hearing = scene.hearing(kind="plea", child_needed="no", by="clerk")
    for who, sees in (
        ("caseworker", True),
        ("support", True),
        ("colleague", False),
        ("other_prosecutor", False),
    ):
        with scene.world.acting(scene.people[who]):
            found = queries.court_dates(scene.case_id, since=at_ten(days=0), until=at_ten(days=900))
            assert [each.hearing for each in found] == [hearing.pk] * sees
            assert not Hearing.objects.exists()
            if sees:
                assert (found[0].needed, found[0].kind, found[0].court) == ("no", "plea", "supreme_court")


def test_a_clerk_adjourns_and_the_worker_frees_the_child(scene):
    hearing = scene.hearing(days=30)
    scene.do("call", hearing.pk, children=[scene.child_id])
    later = at_ten(days=60)
    given = {"reason_code": "court_full", "requested_by": "court"}
    with pytest.raises(Refused):
        scene.do("adjourn", hearing.pk, by="clerk", reason_code="no_such", requested_by="court")
    scene.do("adjourn", hearing.pk, by="clerk", **given, starts_at=later, ends_at=later + timedelta(hours=2))
    row = Hearing.objects.using("setup").get(pk=hearing.pk)
    assert (row.state, row.reason_code, row.reason_version) == ("adjourned", "court_full", 1)
    # An order made at an adjourned hearing is found as well as any other: nothing looks for hearings that were held.
    assert (row.next.starts_at, row.next.kind, row.next.called) == (later, "trial", [])
    for _each in range(2):
        scene.work(lambda: watch(timezone.now()))
    assert [each.removed_at is None for each in times(scene)] == [False]
    assert scene.story().count("court.not_called") == 1
    with pytest.raises(TransitionRefused):
        scene.do("vacate", hearing.pk, **given)
    scene.do("vacate", row.next_id, **given)
    assert events("hearing.adjourned", "hearing.vacated") == 2


def test_a_hearing_that_has_not_begun_was_not_held(scene):
    with pytest.raises(Refused):
        scene.do("hold", scene.hearing(days=1).pk, orders="")
    over = scene.hearing(days=-1)
    assert scene.do("hold", over.pk, by="clerk", orders="Bail refused.").state == "held"


def test_alerts_of_a_proceeding(scene):
    scene.lay(on=ago(30))
    scene.hearing(days=-9)
    with scene.world.acting(scene.people["prosecutor"]) as actor:
        kinds = {each.kind for each in queries.alerts(actor, at=timezone.now())}
        far = queries.alerts(actor, at=timezone.now() + timedelta(days=150))
    assert kinds == {"no_result", "measures", "restitution"}
    assert "still" in {each.kind for each in far}
    scene.do("consider", scene.child_id, kind="live_link", on=ago(2))
    scene.do("ask", scene.child_id, losses="Two years of earnings", on=ago(2))
    trial = scene.hearing(days=300)
    with scene.world.acting(scene.people["prosecutor"]) as actor:
        kinds = {each.kind for each in queries.alerts(actor, at=timezone.now())}
        later = {each.kind for each in queries.alerts(actor, at=timezone.now() + timedelta(days=150))}
    # While a trial is listed nothing lies still: it is brought to mind, and the child has to be called to it.
    assert kinds == {"no_result", "measures", "to_call"}
    assert later >= {"remind"}
    assert "still" not in later
    scene.do("call", trial.pk, children=[scene.child_id])
    with scene.world.acting(scene.people["clerk"]) as actor:
        assert {each.kind for each in queries.alerts(actor, at=timezone.now())} == {"no_result"}


def test_a_special_measure_is_an_application(scene):
    page = uuid4()
    measure = scene.do("consider", scene.child_id, kind="video_evidence_in_chief", on=ago(20), page=page)
    assert scene.do("consider", scene.child_id, kind="screen", on=ago(20), page=page).pk == measure.pk
    with pytest.raises(TransitionRefused):
        scene.do("measure_to", measure.pk, to="granted", on=ago(9))
    scene.do("measure_to", measure.pk, to="filed", on=ago(15))
    with pytest.raises(Refused):
        scene.do("measure_to", measure.pk, to="granted_in_part", on=ago(9))
    with pytest.raises(NotAllowed):
        scene.do("measure_to", measure.pk, to="granted", on=ago(9), by="support")
    for to in ("granted", "arranged", "used"):
        row = scene.do("measure_to", measure.pk, to=to, on=ago(9))
    assert (row.state, row.filed_on, row.decided_on, row.ready_on) == ("used", ago(15), ago(9), ago(9))
    assert scene.story().count("court.measure") == 5


def test_restitution_in_two_ledgers(scene):
    """J7: ordered 2,000,000, paid 500,000 twice."""
    count = scene.convict()
    order = scene.do(
        "order", scene.child_id, amount=Decimal(2_000_000), on=ago(90), due_on=ago(40), way="to_victim", count=count.pk
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        scene.do("pay", order.pk, amount=Decimal(1), on=ago(1), by="caseworker")
    page = uuid4()
    for each in (page, page, uuid4(), uuid4()):
        paid = scene.do("pay", order.pk, amount=Decimal(500_000), on=ago(60), by="support", page=each)
    scene.do("withdraw_payment", paid.pk, by="support")
    with scene.world.acting(scene.people["support"]) as actor:
        (found,) = queries.orders(actor, scene.child_id, today=ago(0))
    assert (found.paid, found.order.amount, found.standing) == (1_000_000, 2_000_000, "enforcement")
    for _each in range(2):
        scene.work(lambda: watch(timezone.now()))
    assert scene.story().count("court.restitution_unpaid") == 1
    assert RestitutionOrder.objects.using("setup").get().enforcement_at is not None
    scene.do("set_aside", order.pk, on=ago(1))
    with pytest.raises(Refused):
        scene.do("pay", order.pk, amount=Decimal(1), on=ago(0), by="support")
    assert Payment.objects.using("setup").count() == 3


def test_what_is_paid_in_time_is_not_enforced(scene):
    order = scene.do("order", scene.child_id, amount=Decimal(100), on=ago(90), due_on=ago(40), way="to_court")
    scene.do("pay", order.pk, amount=Decimal(100), on=ago(50))
    scene.work(lambda: watch(timezone.now()))
    assert "court.restitution_unpaid" not in scene.story()


def test_the_plan_for_court_has_versions(scene):
    with pytest.raises(NotAllowed):
        scene.do("plan", scene.child_id, preparation=READY, seen=0)
    scene.do("plan", scene.child_id, preparation=READY, seen=0, by="support")
    with pytest.raises(Refused):
        scene.do("plan", scene.child_id, preparation=READY, seen=0, by="caseworker")
    assert scene.do("plan", scene.child_id, preparation=READY, seen=1, by="caseworker").version == 2


def test_a_child_is_told_of_a_release(scene):
    now = timezone.now()
    given = {"event": "release", "happened_at": now, "walks_out": False}
    notice = scene.do("note_release", scene.child_id, **given)
    # Nobody was agreed: victim support is asked to tell the child.
    assert "court.nobody_agreed" in unread(scene, "support")
    # A release is told on the same day, whatever was ticked.
    assert notice.due_at.astimezone(pack().zone).date() == ago(0)
    with pytest.raises(Refused):
        scene.do("told", notice.pk, told_at=now + timedelta(hours=2), how="By Ms Bright", by="support")
    with pytest.raises(NotAllowed):
        scene.do("told", notice.pk, told_at=now, how="By Ms Bright")
    scene.do("told", notice.pk, told_at=timezone.now(), how="By Ms Bright, at school", by="support")
    assert ReleaseNotice.objects.using("setup").get().told_at is not None
    scene.do("plan", scene.child_id, preparation=READY, seen=0, by="support")
    scene.do("note_release", scene.child_id, **given | {"event": "bail"})
    assert scene.story()[-1] == "court.to_be_told"


def test_a_child_who_drops_out_keeps_every_help(scene):
    with pytest.raises(Refused):
        scene.do("drop_out", scene.child_id, on=ago(1), reason=" ")
    row = scene.do("drop_out", scene.child_id, on=ago(1), reason="She wants to forget it.", by="support")
    assert (row.dropped_out_on, row.ended_at) == (ago(1), None)
    # She still sees what comes, and is still told.
    scene.do("note_release", scene.child_id, event="bail", happened_at=timezone.now(), walks_out=True)


def test_c9_nobody_closes_a_case_in_court_with_nobody_who_stays(scene):
    def found() -> list[str]:
        with scene.world.acting(scene.people["caseworker"]) as actor:
            case = Case.objects.visible_to(actor).get(pk=scene.case_id)
            return [each.about for each in in_the_way(actor, case)]

    assert "child_in_court" in found()
    with pytest.raises(Refused):
        scene.do("name_contact", scene.child_id, contact=" ", by="caseworker")
    scene.do("name_contact", scene.child_id, contact="Ms Bright, 555 0100", by="caseworker")
    assert "child_in_court" not in found()


def test_the_feed_of_the_calendar_has_the_dates(scene):
    scene.hearing(days=9)
    for who, kinds in (
        ("prosecutor", ["hearing"]),
        ("clerk", ["hearing"]),
        ("caseworker", ["court"]),
        ("colleague", []),
    ):
        with scene.world.acting(scene.people[who]) as actor:
            token = feeds.renew(by=actor, at=timezone.now())
        begin_clean()
        with transaction.atomic():
            found = feeds.read(token, origin="192.0.2.7", at=timezone.now())
        assert [each.kind for each in found if each.kind in ("hearing", "court")] == kinds
