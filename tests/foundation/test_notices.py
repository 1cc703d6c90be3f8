"""A notice to a team is each member's to read."""

from django.utils import timezone

from opennrm.foundation import notices
from opennrm.foundation.context import team_principal


def test_what_a_colleague_has_read_is_still_new_to_me(world):
    office = world.agency("child_protection")
    reader, other = world.person(office, "caseworker"), world.person(office, "caseworker")
    with world.acting(reader) as actor:
        notices.notify(team_principal(office.pk, "caseworker"), "concern.new", by=actor, at=timezone.now())
    with world.acting(reader) as actor:
        assert notices.mark_read(by=actor) == 1
        assert not notices.unread_by(actor).exists()
    with world.acting(other) as actor:
        assert notices.unread_by(actor).count() == 1


def test_somebody_of_another_agency_has_no_notice(world):
    office, elsewhere = world.agency("child_protection"), world.agency("child_protection")
    sender, stranger = world.person(office, "caseworker"), world.person(elsewhere, "caseworker")
    with world.acting(sender) as actor:
        notices.notify(team_principal(office.pk, "caseworker"), "concern.new", by=actor, at=timezone.now())
    with world.acting(stranger) as actor:
        assert not notices.unread_by(actor).exists()
        assert notices.mark_read(by=actor) == 0
