"""An installation of each release, with people and cases in it, is brought up to date and loses nothing."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from opennrm.cases.models import Case
from opennrm.foundation import database, keys
from opennrm.foundation.catalogue import Catalogue
from opennrm.foundation.migrate import migrate
from opennrm.people import upgrading
from opennrm.people.models import Person, RelatedPerson, SearchToken
from tests import databases
from tests.upgrades import releases
from tests.walls import cast as casting
from tests.world import CANARY, World


def test_the_database_of_this_version_is_kept(world, request):
    version = releases.this_version()
    if request.config.getoption("renew"):
        casting.make(world)
        releases.keep(version)
    assert version in releases.kept_versions()
    assert releases.database_of(version).stat().st_size < releases.LARGEST_BYTES


@dataclass
class Upgraded:
    """A database that was brought up to date, and how many rows each of its tables had before."""

    superuser: psycopg.Connection
    rows_before: dict[str, int]


def _rows(superuser: psycopg.Connection) -> dict[str, int]:
    names = superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    return {
        name: superuser.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
        for (name,) in names
        if name != "django_migrations"
    }


@pytest.fixture(params=releases.kept_versions())
def upgraded(request, own_database, django_db_blocker, tmp_path, settings) -> Iterator[Upgraded]:
    """As `opennrm prepare-database` and `opennrm migrate` do it."""
    name = f"{settings.WORKER_DATABASE}_upgraded"
    with django_db_blocker.unblock(), ExitStack() as afterwards:
        afterwards.callback(_drop, name)
        settings.MASTER_KEY_FILE = releases.restore(request.param, name=name, folder=tmp_path)
        keys.keeper.cache_clear()
        afterwards.callback(keys.keeper.cache_clear)
        for alias in ("default", "auth", "setup"):
            afterwards.enter_context(databases.connected(alias, NAME=name))
        superuser = afterwards.enter_context(databases.superuser(name))
        before = _rows(superuser)
        _bring_up_to_date(name)
        yield Upgraded(superuser, before)


def _bring_up_to_date(name: str) -> None:
    server = databases.cluster()
    base = {"host": str(server.socket_directory), "dbname": name}
    place = database.Location(base=base, admin=server.dsn(database.SUPERUSER), passwords={}, cluster=server)
    database.prepare(place, settings.STATE)
    with databases.connected("default", NAME=name, USER="opennrm_migrator", role="opennrm_owner"):
        migrate(place)


def test_children_meet_other_records_of_theirs(upgraded, settings):
    name, before = connections["default"].settings_dict["NAME"], SearchToken.objects.using("setup").count()
    with databases.connected("default", NAME=name, USER="opennrm_migrator", role="opennrm_owner"):
        assert sum(upgrading.add_missing_tokens()) == Person.objects.using("setup").count()
        assert list(upgrading.add_missing_tokens()) == []
    assert SearchToken.objects.using("setup").count() > before


def _drop(name: str) -> None:
    connections.close_all()
    keys.keeper.cache_clear()
    with databases.superuser() as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def test_no_row_is_lost_and_every_wall_stands(upgraded):
    after = _rows(upgraded.superuser)
    fewer = {name for name, count in upgraded.rows_before.items() if after.get(name, 0) < count}
    assert fewer == set()
    assert Catalogue(upgraded.superuser).problems() == []


def test_a_case_is_read_and_its_identity_opened(upgraded):
    told_of = RelatedPerson.objects.using("setup").values("case_id")
    cases = Case.objects.using("setup").filter(closed_at=None, pk__in=told_of)
    case = cases.select_related("assigned_to__account").get()
    world, holder = World(), case.assigned_to
    client = world.client(world.working(holder))
    assert client.get(f"/cases/{case.pk}/").status_code == 200
    opened = client.post(f"/cases/{case.pk}/identity/")
    assert opened.status_code == 200
    assert CANARY in opened.content.decode()
