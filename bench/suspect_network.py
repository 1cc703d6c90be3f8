"""Whether a network of 200 nodes is found among 10,000 suspects and drawn in time: python -m bench.suspect_network.

An investigator opens the page of the network, as a browser does, and the names of everybody in it are opened and
recorded. The other suspects share telephones in groups of five, so that every query has other rows to leave out.
"""

import time
from datetime import timedelta
from statistics import median
from typing import Any
from uuid import UUID, uuid4

import click
import psycopg

from . import installation

SUSPECTS, IN_NETWORK, NODES = 10_000, 100, 200
SHARING = 5


def _fill(membership: Any, principals: list[int], at: Any) -> UUID:
    """Add the suspects with what they share; returns one in the middle of the network."""
    from opennrm.investigations import links, own_keys
    from opennrm.investigations.models import Link, Suspect, Thing

    who = {"recorded_at": at, "recorded_by": membership, "readers": principals, "writers": principals}
    suspects, things, made = [], [], []

    def thing(number: int) -> Thing:
        value = f"876{number:07}"
        row = Thing(kind="telephone", token=links.token_of(None, "telephone", value), recorded_at=at,
                    readers=principals, writers=principals)  # fmt: skip
        own_keys.new_seal(row).close_field(row, "value", value)
        things.append(row)
        return row

    for number in range(SUSPECTS):
        row = Suspect(kind="natural", age_band="25_59", form_token=uuid4(), **who)
        seal = own_keys.new_seal(row)
        seal.close_field(row, "given_names", f"Invented {number}")
        seal.close_field(row, "family_name", "Wetherill")
        suspects.append(row)
        if number < IN_NETWORK:
            # A chain of hands: everybody shares a telephone with whoever came before.
            shared = [things[-1]] if things else []
            used = [*shared, thing(number)]
        else:
            used = [thing(number)] if number % SHARING == 0 else [things[-1]]
        made += [
            Link(suspect=row, thing=each, **{**who, "recorded_at": at + timedelta(seconds=number)})
            for each in used
        ]
    for model, rows in ((Suspect, suspects), (Thing, things), (Link, made)):
        model.objects.using("setup").bulk_create(rows, batch_size=1000, from_action=True)
    return suspects[IN_NETWORK // 2].pk


def _investigator() -> tuple[Any, list[int]]:
    """Somebody who investigates, and the principals of all who do."""
    from django.db import connections

    from opennrm.country.pack import pack
    from opennrm.investigations.models import KNOWN_TO
    from opennrm.investigations.permissions import INVESTIGATE

    from .mechanism import _agency, _worker

    role = pack().roles_that_may(INVESTIGATE)[0]
    kind = next(kind.code for kind in pack().agency_kinds.values() if role in kind.roles)
    worker = _worker(_agency(kind, "Investigating"), role, "Investigator")
    with connections["setup"].cursor() as cursor:
        cursor.execute("SELECT id FROM sec.principal WHERE name = %s", [KNOWN_TO])
        return worker, [cursor.fetchone()[0]]


def _times(token: str, suspect_id: UUID, looks: int) -> list[float]:
    """How long the page took each time, in milliseconds."""
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = token
    taken = []
    for _look in range(looks + 2):
        start = time.perf_counter()
        answer = client.get(reverse("known-suspect-network", args=[suspect_id]), HTTP_HOST="localhost")
        taken.append((time.perf_counter() - start) * 1000)
        drawn = answer.content.count(b"<g\n") if answer.status_code == 200 else 0
        if drawn != NODES:
            raise click.ClickException(f"The page answered {answer.status_code} with {drawn} nodes.")
    return taken[2:]


@click.command()
@click.option(
    "--looks", default=20, show_default=True, type=click.IntRange(3), help="How often it is opened."
)
@click.option(
    "--most", default=1000.0, show_default=True, help="Fail if half of them take longer, in milliseconds."
)
def main(looks: int, most: float) -> None:
    """Measure the page of a network."""
    with installation.installed(None):
        import django

        django.setup()
        from django.utils import timezone

        worker, principals = _investigator()
        suspect_id = _fill(worker.membership, principals, timezone.now())
        with psycopg.connect(installation.superuser_dsn(), autocommit=True) as connection:
            connection.execute("ANALYZE")
        taken = _times(worker.sign_in(), suspect_id, looks)
        click.echo("| suspects | nodes drawn | p50 ms | slowest, ms |")
        click.echo("|----------|-------------|--------|-------------|")
        click.echo(f"| {SUSPECTS:,} | {NODES} | {median(taken):.0f} | {max(taken):.0f} |")
    if median(taken) > most:
        raise click.ClickException("The network of a suspect takes too long.")


if __name__ == "__main__":
    main()
