"""An invented second country runs the whole first journey on its pack alone, with roles and kinds of its own."""

from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from opennrm.cases import access as case_access
from opennrm.cases import actions as case_actions
from opennrm.cases.models import Clock, Receipt
from opennrm.cases.states import ReceiptStatus
from opennrm.country.pack import pack
from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.invented.referrals import accepted, referred
from opennrm.people import queries
from opennrm.screening import access, requests
from opennrm.screening import actions as screening_actions
from opennrm.screening.actions import DecisionIncomplete
from tests.walls import cast as casting

MARESIA = Path(__file__).parent.parent / "packs" / "maresia"


@pytest.fixture
def maresia(settings):
    settings.COUNTRY_PACK = MARESIA
    return pack()


def instrument_answers() -> tuple[str, dict[str, str]]:
    """Every question of the country's own instrument answered yes."""
    code, instrument = next(iter(pack().instruments.items()))
    return code, {item.code: "yes" for section in instrument.sections for item in section.items}


def decided(world, case_id, to, person, *, reasons="What the council heard of the night at sea."):
    with world.acting(person) as actor:
        today = timezone.localdate(timezone=pack().zone)
        screening_actions.decide(
            case_id, to=to, reasons=reasons, decided_on=today, by=actor, at=timezone.now()
        )


def test_the_first_journey_runs_on_another_pack(world, maresia):
    guard, house = world.agency(maresia.intake.lead_agency_kind), world.agency("house")
    lookout, warden = world.person(guard, "lookout"), world.person(guard, "warden")
    host, stranger = world.person(house, "host"), world.person(world.agency("school"), "lookout")
    world.service(house, kind=next(iter(maresia.codes("service_kinds"))))
    now = timezone.now()

    canaries = casting.Canaries(telephone="")
    case_id = casting.report(world, lookout, canaries).case_id
    code, answers = instrument_answers()
    with world.acting(warden) as actor:
        case_actions.assign(case_id, to=actor.membership_id, by=actor, at=now)
        screening = screening_actions.screen(case_id, instrument=code, answers=answers, by=actor, at=now)
        assert screening.outcome == "presumed"
    # This country's first decision needs no reasons.
    decided(world, case_id, "sheltered", warden, reasons="")
    with world.acting(warden) as actor:
        assert [hit.case.pk for hit in queries.search(actor, canaries.family_name, at=now).hits] == [case_id]
    world.course(case_id, worker=warden).go(referred(to=host), accepted)
    with world.acting(lookout) as actor:
        receipt = Receipt.objects.visible_to(actor).get()
        assert receipt.status == ReceiptStatus.SERVICE_ACCEPTED
    for person, sees in ((warden, True), (lookout, False), (stranger, False)):
        with world.acting(person) as actor:
            assert case_access.visible_to(actor).exists() is sees


@pytest.fixture
def harbour(world, maresia):
    """A child found at sea: the case, the warden who leads it, and an elder of the council."""
    guard = world.agency(maresia.intake.lead_agency_kind)
    warden, elder = world.person(guard, "warden"), world.person(world.agency("council"), "elder")
    case_id = casting.report(world, world.person(guard, "lookout"), casting.Canaries(telephone="")).case_id
    with world.acting(warden) as actor:
        case_actions.assign(case_id, to=actor.membership_id, by=actor, at=timezone.now())
    return case_id, warden, elder


def ask(world, case_id, elder, *, by):
    with world.acting(by) as actor:
        requests.ask(case_id, agency_id=elder.membership.agency_id, by=actor, at=timezone.now())


def test_two_bodies_decide_one_after_the_other(world, harbour):
    case_id, warden, elder = harbour
    decided(world, case_id, "sheltered", warden)
    with pytest.raises(NotAllowed):
        decided(world, case_id, "recognised", warden)
    with pytest.raises(NotThere):
        decided(world, case_id, "recognised", elder)
    ask(world, case_id, elder, by=warden)
    with pytest.raises(DecisionIncomplete, match="Screen the child"):
        decided(world, case_id, "recognised", elder)
    code, answers = instrument_answers()
    with world.acting(warden) as actor:
        screening_actions.screen(case_id, instrument=code, answers=answers, by=actor, at=timezone.now())
    decided(world, case_id, "recognised", elder)
    with world.acting(warden) as actor:
        case = case_access.visible_to(actor).get()
        identification = access.identification_of(actor, case)
        assert identification.stands.title == "Recognised by the council"
        who = [opened.decision.decided_by_id for opened in access.open_decisions(actor, case)]
        assert who == [elder.membership.pk, warden.membership.pk]
        clock = Clock.objects.get(case_id=case_id, rule="whole_decision")
        assert clock.stopped_by_event == "identification.decided"
    with world.acting(elder) as actor:
        assert not case_access.visible_to(actor).exists()


def test_asking_the_council_has_a_time_limit_of_its_own(world, harbour):
    case_id, warden, elder = harbour
    decided(world, case_id, "sheltered", warden)
    for _ in range(2):
        ask(world, case_id, elder, by=warden)
        with world.acting(warden) as actor:
            assert Clock.objects.running().filter(rule="council").count() == 1
            requests.withdraw(case_id, by=actor, at=timezone.now())
            assert not Clock.objects.running().filter(rule="council").exists()


def test_the_pages_speak_of_that_countrys_states(world, harbour):
    case_id, warden, elder = harbour
    page = world.client(warden).get(reverse("case-show", args=[case_id])).content.decode()
    assert "Found at sea" in page
    decided(world, case_id, "sheltered", warden)
    page = world.client(warden).get(reverse("decision-ask", args=[case_id])).content.decode()
    assert elder.membership.agency.name in page
    assert "Law on the Council of Elders" in page
    ask(world, case_id, elder, by=warden)
    home = world.client(elder).get(reverse("home")).content.decode()
    assert "Waiting for our decision" in home
    assert "Decide whether the council recognises the child" in home
    page = world.client(elder).get(reverse("decision-new", args=[case_id])).content.decode()
    assert "Recognised by the council" in page
    assert "Going home" in page
    assert "The child stays" not in page


@pytest.mark.parametrize("role", ["lookout", "warden", "registrar"])
def test_pages_open_with_the_other_countrys_roles(world, maresia, role):
    person = world.person(world.agency(maresia.intake.lead_agency_kind), role)
    response = world.client(person).get(reverse("home"))
    assert response.status_code == 200
    assert maresia.roles[role].title in response.content.decode()
