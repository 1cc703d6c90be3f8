"""Who can sign in, for whom they work and in which role: changed by the second door alone, and never by one person."""

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.utils import timezone

from opennrm.agencies import actions, second_factors, sign_in
from opennrm.agencies.models import Account, Membership
from opennrm.audit import actions as audit
from opennrm.concerns import drafts
from opennrm.foundation.context import as_job, enter_session
from opennrm.foundation.policies import policy
from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.foundation.second_door import ALIAS, NobodyEntered, second_door
from tests import databases
from tests.world import PASSWORD

pytestmark = pytest.mark.database
KEPT = sorted(set(policy().second_door) - {"audit_event"})
NOW = timezone.now()


def columns(superuser, table: str) -> list[str]:
    rows = superuser.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
        [table],
    )
    return [name for (name,) in rows.fetchall()]


@pytest.mark.parametrize("role", ["opennrm_app", "opennrm_worker", "opennrm_operator"])
@pytest.mark.parametrize("table", KEPT)
def test_an_injected_write_changes_nothing_of_how_people_sign_in(world, superuser, table, role):
    """Any statement at all, on the connection that serves pages, entered as somebody who may do the most."""
    person = world.person(world.agency("coordination"), "administrator")
    statements = [f"INSERT INTO {table} DEFAULT VALUES", f"DELETE FROM {table}", f"TRUNCATE {table}",
                  f"SELECT * FROM {table} FOR UPDATE", f"SELECT * FROM {table} FOR KEY SHARE"]  # fmt: skip
    statements += [f'UPDATE {table} SET "{name}" = "{name}"' for name in columns(superuser, table)]
    address = databases.cluster().dsn(role, settings.WORKER_DATABASE)
    for statement in statements:
        with psycopg.connect(address) as session:
            session.execute("SELECT * FROM sec.enter(%s, 'injected')", [person.token])
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(statement)


def test_a_change_names_in_the_audit_who_asked_and_from_where(world, superuser):
    agency = world.agency("police")
    administrator, constable = world.person(agency, "administrator"), world.person(agency, "first_responder")
    with world.acting(administrator) as actor:
        actions.deactivate(constable.account.pk, by=actor, at=NOW)
    event = superuser.execute(
        "SELECT account_id, membership_id, origin FROM audit_event WHERE kind = 'account.deactivated'"
    ).fetchone()
    assert event == (administrator.account.pk, administrator.membership.pk, "192.0.2.7")


def test_a_change_without_its_event_does_not_happen(world, superuser, monkeypatch):
    agency = world.agency("police")
    administrator, constable = world.person(agency, "administrator"), world.person(agency, "first_responder")

    def fail(*args, **options):
        raise OSError("The audit is full.")

    with world.acting(administrator) as actor:
        monkeypatch.setattr(audit, "record", fail)
        with pytest.raises(OSError, match="full"):
            actions.deactivate(constable.account.pk, by=actor, at=NOW)
    assert Account.objects.get(pk=constable.account.pk).is_active


def test_the_second_door_records_nothing_without_a_context(world):
    with pytest.raises(Exception, match="audit_event"), transaction.atomic(using=ALIAS):
        connections[ALIAS].cursor().execute(
            'INSERT INTO audit_event (id, kind, subject_kind, subject_id, "right", detail) '
            "VALUES (gen_random_uuid(), 'invented', '', '', '', '{}')"
        )


def test_the_second_door_stays_shut_where_nobody_has_entered(world):
    person = world.person(world.agency("police"), "administrator")
    with world.acting(person):
        pass
    with transaction.atomic(), pytest.raises(NobodyEntered), second_door():
        pass


def test_a_job_changes_no_account(world):
    with (
        world.connected_as("opennrm_worker"),
        as_job("notices.send"),
        pytest.raises(NobodyEntered),
        second_door(),
    ):
        pass


def test_whoever_is_signed_out_meanwhile_changes_nothing_any_more(world, superuser):
    agency = world.agency("police")
    administrator, constable = world.person(agency, "administrator"), world.person(agency, "first_responder")
    with world.acting(administrator) as actor:
        superuser.execute("DELETE FROM agencies_session")
        with pytest.raises(NotAllowed, match="session has ended"):
            actions.deactivate(constable.account.pk, by=actor, at=NOW)
    assert Account.objects.get(pk=constable.account.pk).is_active


def test_what_is_changed_is_seen_by_the_rest_of_the_request(world):
    agency = world.agency("police")
    administrator, constable = world.person(agency, "administrator"), world.person(agency, "first_responder")
    with world.acting(administrator) as actor:
        actions.end_membership(constable.membership.pk, by=actor, at=NOW)
        assert Membership.objects.get(pk=constable.membership.pk).ended_at == NOW


def test_the_two_connections_of_one_request_never_wait_for_each_other(world):
    """Rows that point to an account and a membership are written first, on the connection that serves pages."""
    person = world.person(world.agency("police"), "first_responder")
    with world.acting(person) as actor:
        drafts.start(by=actor, at=NOW)
        sign_in.change_password(PASSWORD, by=actor, here=person.token, at=NOW)
        actions.accept_conduct(by=actor, at=NOW)


def test_a_second_door_within_another_is_taken_back_alone(world):
    agency = world.agency("police")
    administrator, constable = world.person(agency, "administrator"), world.person(agency, "first_responder")
    with world.acting(administrator) as actor, second_door():
        with pytest.raises(NotThere):
            actions.end_membership(agency.pk, by=actor, at=NOW)
        actions.end_membership(constable.membership.pk, by=actor, at=NOW)
    assert Membership.objects.get(pk=constable.membership.pk).ended_at == NOW


def test_a_session_that_goes_on_under_another_token_still_names_its_owner(world, superuser):
    person = world.person(world.agency("police"), "first_responder")
    session = actions.sessions.SessionStore(person.token)
    with world.acting(person) as actor:
        session.cycle_key()
        sign_in.end_elsewhere(by=actor, here=session.session_key)
    row = superuser.execute("SELECT account_id FROM audit_event WHERE kind = 'account.signed_out_elsewhere'")
    assert row.fetchone() == (person.account.pk,)


def test_a_second_factor_moved_to_another_account_lets_nobody_in(world, superuser):
    agency = world.agency("police")
    owner, victim = world.person(agency, "caseworker"), world.person(agency, "caseworker")
    secret = second_factors.new_secret()
    with world.acting(owner) as actor:
        second_factors.enrol(owner.account.pk, secret, at=NOW)
        [spare, *_more] = second_factors.recovery_codes(by=actor)
    superuser.execute("UPDATE mfa_authenticator SET user_id = %s", [victim.account.pk])
    code = second_factors.code_at(secret, second_factors.step_at(NOW))
    with world.acting(victim) as actor:
        assert second_factors.use(victim.account, code, at=NOW) is None
        assert second_factors.use(victim.account, spare, at=NOW) is None
        assert second_factors.recovery_codes(by=actor) == []


def enter_on_second_door(cursor, person) -> None:
    cursor.execute("SELECT * FROM sec.enter(%s, '192.0.2.7')", [person.token])


def test_one_person_cannot_give_and_confirm_even_with_the_second_doors_own_statements(world, superuser):
    agency = world.agency("police")
    giver, gets = world.person(agency, "administrator"), world.person(agency, "caseworker")
    superuser.execute(
        "UPDATE agencies_membership SET given_by_id = %s, confirmed_at = NULL WHERE id = %s",
        [giver.account.pk, gets.membership.pk],
    )
    for confirmer in (giver, gets):
        with transaction.atomic(using=ALIAS), connections[ALIAS].cursor() as cursor:
            enter_on_second_door(cursor, confirmer)
            with (
                pytest.raises(Exception, match="given_and_confirmed_by_two"),
                transaction.atomic(using=ALIAS),
            ):
                cursor.execute(
                    "UPDATE agencies_membership SET confirmed_by_id = %s, confirmed_at = now() WHERE id = %s",
                    [confirmer.account.pk, gets.membership.pk],
                )


@pytest.mark.parametrize("named", ["somebody else", "nobody"])
def test_nobody_confirms_in_the_name_of_somebody_else(world, superuser, named):
    agency = world.agency("police")
    giver, gets = world.person(agency, "administrator"), world.person(agency, "caseworker")
    other = world.person(agency, "supervisor")
    superuser.execute(
        "UPDATE agencies_membership SET given_by_id = %s, confirmed_at = NULL WHERE id = %s",
        [giver.account.pk, gets.membership.pk],
    )
    with transaction.atomic(using=ALIAS), connections[ALIAS].cursor() as cursor:
        enter_on_second_door(cursor, giver)
        with pytest.raises(Exception, match="for themselves"), transaction.atomic(using=ALIAS):
            cursor.execute(
                "UPDATE agencies_membership SET confirmed_by_id = %s, confirmed_at = now() WHERE id = %s",
                [other.account.pk if named == "somebody else" else None, gets.membership.pk],
            )


def unconfirmed(world, superuser):
    person = world.person(world.agency("child_protection"), "supervisor")
    superuser.execute(
        "UPDATE agencies_membership SET confirmed_at = NULL WHERE id = %s", [person.membership.pk]
    )
    return person


def test_no_door_lets_an_unconfirmed_membership_in(world, superuser):
    person = unconfirmed(world, superuser)
    with transaction.atomic():
        entered = enter_session(person.token, origin="test")
        assert (entered.account_id, entered.membership_id, entered.principals) == (
            person.account.pk,
            None,
            (),
        )
    principals = superuser.execute("SELECT sec.principals_of(%s)", [person.membership.pk]).fetchone()
    assert principals == ([],)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        superuser.execute("SELECT * FROM sec.enter_as(%s, NULL, 'test')", [person.email])
    errand = superuser.execute(
        "INSERT INTO sec.errand (job, membership_id, valid_until) VALUES ('x', %s, now() + interval '1 hour') "
        "RETURNING id",
        [person.membership.pk],
    ).fetchone()[0]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        superuser.execute("SELECT * FROM sec.enter_errand(%s)", [errand])


def test_no_letter_of_the_team_goes_to_an_unconfirmed_member(world, superuser):
    person = unconfirmed(world, superuser)
    with world.connected_as("opennrm_worker"), as_job("notices.send"), connection.cursor() as cursor:
        cursor.execute("SELECT sec.team(%s, 'supervisor')", [person.membership.agency_id])
        cursor.execute("SELECT * FROM sec.accounts_of(%s)", [cursor.fetchone()[0]])
        assert cursor.fetchall() == []
