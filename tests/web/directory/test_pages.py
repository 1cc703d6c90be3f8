"""The pages of the directory of services."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from opennrm.country.pack import pack
from opennrm.directory.models import Service


@pytest.fixture
def house(world):
    return world.agency("shelter", name="Invented house")


@pytest.fixture
def manager(world, house):
    return world.person(house, "service_provider")


@pytest.fixture
def service(world, house):
    area = pack().areas[0].code
    return world.service(
        house, name="House for girls", sexes=["female"], areas=[area], age_from=12, languages=["eng"]
    )


def stored(service) -> Service:
    return Service.objects.using("setup").get(pk=service.pk)


def fields(**given) -> dict:
    said = {
        "name": "Invented school", "kind": "education", "age_from": "6", "age_to": "17", "is_active": "on",
        "places_total": "10", "places_free": "3", "version": "0", "areas": [], "sexes": [], "languages": ["eng"],
    }  # fmt: skip
    return said | given


def url(name: str, service=None) -> str:
    return reverse(f"service-{name}", args=[service.pk] if service else [])


def page(world, person, address: str) -> str:
    return world.client(person).get(address).content.decode()


@pytest.mark.parametrize(
    "role", ["first_responder", "caseworker", "supervisor", "data_officer", "administrator"]
)
def test_whoever_works_in_the_mechanism_may_look_services_up(world, service, role):
    person = world.person(world.agency("child_protection"), role)
    assert service.name in page(world, person, url("list"))
    assert service.name in page(world, person, url("show", service))
    assert url("edit", service) not in page(world, person, url("show", service))


def test_an_auditor_and_a_stranger_may_not(world, service):
    auditor = world.person(world.agency("oversight"), "auditor")
    assert world.client(auditor).get(url("list")).status_code == 403
    assert world.client().get(url("list")).status_code == 302


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [
        ("?kind=shelter", True), ("?kind=education", False), ("?sex=female", True), ("?sex=male", False),
        ("?age=12", True), ("?age=11", False), ("?language=eng", True), ("?language=spa", False),
        ("?area={first}", True), ("?area={second}", False), ("?kind=&area=&age=&sex=&language=", True),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_by_codes(world, manager, service, query, is_shown):
    areas = {"first": pack().areas[0].code, "second": pack().areas[1].code}
    shown = page(world, manager, url("list") + query.format(**areas))
    assert (url("show", service) in shown) is is_shown
    assert is_shown or "No service matches" in shown


def test_a_full_house_is_still_listed(world, manager, house):
    full = world.service(house, places_free=0)
    shown = page(world, manager, url("list") + "?kind=shelter")
    assert url("show", full) in shown
    assert "No place is free" in shown


def test_an_unknown_code_is_a_mistake_to_correct(world, manager):
    assert "There is a problem" in page(world, manager, url("list") + "?kind=spa")


def test_an_old_word_about_places_is_marked(world, manager, house):
    old = world.service(house, places_free=3, confirmed_at=timezone.now() - timedelta(days=20))
    for address in (url("list"), url("show", old)):
        assert "a long time ago" in page(world, manager, address)
    assert "Do not rely on it" in page(world, manager, url("show", old))


def test_one_click_says_that_as_many_places_are_free_as_before(world, manager, service):
    shown = page(world, manager, url("show", service))
    assert "Still 2 places" in shown
    world.client(manager).post(url("confirm", service), {"places_free": "2", "version": "0"})
    assert timezone.now() - stored(service).confirmed_at < timedelta(minutes=1)
    assert stored(service).places_free == 2


def test_another_number_is_said_too(world, manager, service):
    world.client(manager).post(url("confirm", service), {"places_free": "0", "version": "0"})
    assert stored(service).places_free == 0


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter how many places are free"),
        ("many", "Enter a whole number"),
        ("9", "You entered more free places than places"),
    ],
)
def test_a_number_that_cannot_be_is_refused_in_words(world, manager, service, typed, words):
    response = world.client(manager).post(url("confirm", service), {"places_free": typed, "version": "0"})
    assert words in response.content.decode()
    assert stored(service).places_free == 2


def test_an_old_page_overwrites_no_newer_number(world, manager, service):
    client = world.client(manager)
    client.post(url("confirm", service), {"places_free": "1", "version": "0"})
    response = client.post(url("confirm", service), {"places_free": "2", "version": "0"})
    assert response.status_code == 409
    assert stored(service).places_free == 1


def test_a_service_is_added_and_shown(world, manager, house):
    response = world.client(manager).post(url("new"), fields())
    added = Service.objects.using("setup").get(name="Invented school")
    assert response["Location"] == url("show", added)
    assert (added.agency_id, added.areas, added.sexes, added.languages) == (house.pk, [], [], ["eng"])
    assert "The whole country" in page(world, manager, url("show", added))


def test_the_agency_cannot_be_chosen_by_whoever_adds(world, manager, house):
    other = world.agency("shelter")
    world.client(manager).post(url("new"), fields(agency=str(other.pk), agency_id=str(other.pk)))
    assert Service.objects.using("setup").get(name="Invented school").agency_id == house.pk


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": ""}, "Enter an answer."),
        ({"kind": ""}, "Choose what the service offers."),
        ({"age_from": "9", "age_to": "3"}, "the same as the youngest age, or higher"),
        ({"places_free": "11"}, "cannot be higher than the number of places"),
    ],
)
def test_mistakes_are_said_and_nothing_is_lost(world, manager, given, words):
    shown = world.client(manager).post(url("new"), fields(description="Kept", **given)).content.decode()
    assert words in shown
    assert "Kept" in shown
    assert not Service.objects.using("setup").filter(kind="education").exists()


def test_an_entry_is_corrected(world, manager, service):
    shown = page(world, manager, url("edit", service))
    assert "House for girls" in shown
    world.client(manager).post(url("edit", service), fields(name="Renamed"))
    assert stored(service).name == "Renamed"


def test_two_editors_see_each_other_and_nobody_overwrites(world, manager, service):
    client = world.client(manager)
    client.post(url("edit", service), fields(name="First"))
    response = client.post(url("edit", service), fields(name="Second"))
    assert response.status_code == 409
    assert "“First”" in response.content.decode()
    assert "“Second”" in response.content.decode()
    assert stored(service).name == "First"
    again = fields(name="Second", version=str(stored(service).version))
    assert client.post(url("edit", service), again).status_code == 302
    assert stored(service).name == "Second"


def test_other_agency_and_other_roles_cannot_change_an_entry(world, house, service):
    stranger = world.person(world.agency("shelter"), "service_provider")
    for person in (stranger, world.person(house, "administrator")):
        client = world.client(person)
        assert client.get(url("edit", service)).status_code == 403
        assert client.post(url("edit", service), fields(name="Ours")).status_code == 403
        assert client.post(url("confirm", service), {"places_free": "4", "version": "0"}).status_code == 403
    assert stored(service).version == 0


def test_a_closed_service_is_seen_by_its_own_agency_alone(world, manager, house):
    closed = world.service(house, name="Closed house", is_active=False)
    stranger = world.person(world.agency("police"), "first_responder")
    assert "Not taking children at the moment" in page(world, manager, url("show", closed))
    assert closed.name in page(world, manager, url("list"))
    assert closed.name not in page(world, stranger, url("list"))
    assert world.client(stranger).get(url("show", closed)).status_code == 404


def test_a_service_shows_its_telephone_and_hours(world, manager, service):
    assert page(world, manager, url("show", service)).count("Not given") == 2
    given = fields(telephone="876-555-0188", hours="Day and night", name=service.name, kind=service.kind)
    assert world.client(manager).post(url("edit", service), given).status_code == 302
    reader = world.person(world.agency("police"), "first_responder")
    shown = page(world, reader, url("show", service))
    assert "876-555-0188" in shown
    assert "Day and night" in shown


def test_services_shown_with_nothing_chosen_say_so(world, manager, service):
    said = "You have not chosen anything above"
    assert said in page(world, manager, url("list"))
    assert said in page(world, manager, url("list") + "?kind=&area=")
    assert said not in page(world, manager, url("list") + f"?kind={service.kind}")


def test_my_work_speaks_of_services_only_to_an_agency_that_has_some(world, manager, service):
    assert "Our services" in world.client(manager).get(reverse("home")).content.decode()
    nurse = world.person(world.agency("shelter", name="Invented new house"), "service_provider")
    assert "Our services" not in world.client(nurse).get(reverse("home")).content.decode()
