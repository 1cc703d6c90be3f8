"""An agency's own people keep what the directory says about its services."""

import pytest
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.directory import access, actions
from opennrm.directory.models import Service
from opennrm.foundation.refusals import ChangedMeanwhile, NotAllowed
from opennrm.foundation.writes import DirectWrite

FACTS = {"name": "Invented house", "kind": "shelter", "places_total": 4, "places_free": 1}


@pytest.fixture
def house(world):
    return world.agency("shelter")


@pytest.fixture
def manager(world, house):
    return world.person(house, "service_provider")


@pytest.fixture
def service(world, house):
    return world.service(house)


def events() -> list[str]:
    kinds = AuditEvent.objects.using("setup").filter(kind__startswith="service.").order_by("sequence")
    return list(kinds.values_list("kind", flat=True))


def stored(service) -> Service:
    return Service.objects.using("setup").get(pk=service.pk)


def test_a_manager_adds_a_service_of_their_own_agency(world, house, manager):
    with world.acting(manager) as actor:
        added = actions.add_service(by=actor, at=timezone.now(), **FACTS)
    assert stored(added).agency_id == house.pk
    assert stored(added).confirmed_by_id == manager.account.pk
    assert events() == ["service.added"]


def test_without_a_word_about_places_nothing_is_confirmed(world, manager):
    with world.acting(manager) as actor:
        added = actions.add_service(by=actor, at=timezone.now(), name="Talks", kind="legal_aid")
    assert stored(added).confirmed_at is None


def test_role_that_does_not_keep_the_directory_cannot_add(world, house):
    with world.acting(world.person(house, "administrator")) as actor, pytest.raises(NotAllowed):
        actions.add_service(by=actor, at=timezone.now(), **FACTS)


def test_other_agency_cannot_edit(world, service):
    stranger = world.person(world.agency("shelter"), "service_provider")
    with world.acting(stranger) as actor, pytest.raises(NotAllowed):
        actions.edit_service(service.pk, seen_version=0, by=actor, at=timezone.now(), name="Ours now")
    with world.acting(stranger) as actor, pytest.raises(NotAllowed):
        actions.confirm_places(service.pk, places_free=4, seen_version=0, by=actor, at=timezone.now())
    with world.acting(stranger) as actor, pytest.raises(NotAllowed):
        actions.take_place(service.pk, by=actor)
    assert stored(service).name == service.name
    assert events() == []


def test_an_edit_says_in_the_audit_which_fields_it_changed(world, manager, service):
    with world.acting(manager) as actor:
        actions.edit_service(
            service.pk, seen_version=0, by=actor, at=timezone.now(), name="New", kind="shelter"
        )
    event = AuditEvent.objects.using("setup").get(kind="service.edited")
    assert event.detail == {"fields": ["name"]}


def test_a_second_edit_of_the_same_page_overwrites_nothing(world, manager, service):
    for name in ("First", "Second"):
        with world.acting(manager) as actor:
            if name == "First":
                actions.edit_service(service.pk, seen_version=0, by=actor, at=timezone.now(), name=name)
                continue
            with pytest.raises(ChangedMeanwhile) as refused:
                actions.edit_service(service.pk, seen_version=0, by=actor, at=timezone.now(), name=name)
    assert refused.value.row.name == "First"
    assert stored(service).name == "First"


def test_places_are_confirmed_with_who_and_when(world, manager, service):
    at = timezone.now()
    with world.acting(manager) as actor:
        actions.confirm_places(service.pk, places_free=2, seen_version=0, by=actor, at=at)
    assert (stored(service).confirmed_at, stored(service).confirmed_by_id) == (at, manager.account.pk)
    assert events() == ["service.confirmed"]


def test_a_place_taken_meanwhile_is_not_given_back_by_an_old_page(world, manager, service):
    with world.acting(manager) as actor:
        actions.take_place(service.pk, by=actor)
    with world.acting(manager) as actor, pytest.raises(ChangedMeanwhile):
        actions.confirm_places(service.pk, places_free=2, seen_version=0, by=actor, at=timezone.now())
    assert stored(service).places_free == 1


def test_more_free_places_than_places_are_refused(world, manager, service):
    with world.acting(manager) as actor, pytest.raises(actions.FactsContradict, match="more free places"):
        actions.confirm_places(service.pk, places_free=5, seen_version=0, by=actor, at=timezone.now())


def test_ages_out_of_order_are_refused(world, manager):
    with world.acting(manager) as actor, pytest.raises(actions.FactsContradict, match="youngest"):
        actions.add_service(by=actor, at=timezone.now(), **FACTS, age_from=9, age_to=3)


def test_a_kind_that_the_country_does_not_have_is_refused(world, manager):
    with world.acting(manager) as actor, pytest.raises(actions.FactsContradict, match="list"):
        actions.add_service(by=actor, at=timezone.now(), name="?", kind="spa")


def test_a_fact_that_is_none_cannot_be_slipped_in(world, manager, service):
    with world.acting(manager) as actor, pytest.raises(TypeError):
        actions.edit_service(
            service.pk, seen_version=0, by=actor, at=timezone.now(), agency_id=actor.agency_id
        )


def test_a_closed_service_is_on_offer_to_nobody_and_seen_by_its_own(world, manager, house):
    closed = world.service(house, is_active=False)
    stranger = world.person(world.agency("police"), "first_responder")
    with world.acting(manager) as actor:
        assert access.visible_to(actor).filter(pk=closed.pk).exists()
        assert not access.on_offer().filter(pk=closed.pk).exists()
    with world.acting(stranger) as actor:
        assert not access.visible_to(actor).filter(pk=closed.pk).exists()


def test_role_that_does_not_view_the_directory_finds_nothing(world, service):
    auditor = world.person(world.agency("oversight"), "auditor")
    with world.acting(auditor) as actor:
        assert not access.visible_to(actor).exists()


def test_direct_write_refused(service):
    with pytest.raises(DirectWrite):
        service.save()
