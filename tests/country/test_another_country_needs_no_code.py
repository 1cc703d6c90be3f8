"""An invented second country runs the whole first journey on its pack alone, with roles and kinds of its own."""

from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from opennrm.cases import access as case_access
from opennrm.cases import actions as case_actions
from opennrm.cases.models import Receipt
from opennrm.cases.states import ReceiptStatus
from opennrm.country.pack import pack
from opennrm.people import queries
from opennrm.referrals import actions as referral_actions
from opennrm.screening import actions as screening_actions
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


def test_the_first_journey_runs_on_another_pack(world, maresia):
    guard, house = world.agency(maresia.intake.lead_agency_kind), world.agency("house")
    lookout, warden = world.person(guard, "lookout"), world.person(guard, "warden")
    host, stranger = world.person(house, "host"), world.person(world.agency("school"), "lookout")
    service = world.service(house, kind=next(iter(maresia.codes("service_kinds"))))
    now = timezone.now()

    canaries = casting.Canaries(telephone="")
    case_id = casting.report(world, lookout, canaries).case_id
    code, answers = instrument_answers()
    with world.acting(warden) as actor:
        case_actions.assign(case_id, to=actor.membership_id, by=actor, at=now)
        screening = screening_actions.screen(case_id, instrument=code, answers=answers, by=actor, at=now)
        assert screening.outcome == "presumed"
        today = timezone.localdate(timezone=maresia.zone)
        screening_actions.decide(
            case_id,
            to="presumed",
            reasons="What was seen in the harbour at night.",
            decided_on=today,
            by=actor,
            at=now,
        )
        assert [hit.case.pk for hit in queries.search(actor, canaries.family_name, at=now).hits] == [case_id]
    referral_id = casting.refer(world, warden, case_id, service, canaries.note, at=now)
    with world.acting(host) as actor:
        referral_actions.accept(referral_id, by=actor, at=timezone.now())
    with world.acting(lookout) as actor:
        receipt = Receipt.objects.visible_to(actor).get()
        assert receipt.status == ReceiptStatus.SERVICE_ACCEPTED
    for person, sees in ((warden, True), (lookout, False), (stranger, False)):
        with world.acting(person) as actor:
            assert case_access.visible_to(actor).exists() is sees


@pytest.mark.parametrize("role", ["lookout", "warden", "registrar"])
def test_pages_open_with_the_other_countrys_roles(world, maresia, role):
    person = world.person(world.agency(maresia.intake.lead_agency_kind), role)
    response = world.client(person).get(reverse("home"))
    assert response.status_code == 200
    assert maresia.roles[role].title in response.content.decode()
