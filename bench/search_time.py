"""What the time of a search tells: python -m bench.search_time [--probes 1000].

A searcher looks for a name that 60 hidden children share, and for one that nobody has, in random order, and tries
to tell the two apart by how long the answer takes. The chance to be right (AUC) is 0.5 when time tells nothing.
Measured for a caseworker with 600 cases, for one with few, and for a supervisor, who finds by tokens.
"""

import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

import click
import psycopg

from . import installation

CASES, HELD_BY_MANY, HELD_BY_FEW, SHARING = 2000, 600, 5, 60
SHARED, ABSENT = "Quillonbury", "Quarrendale"


@dataclass(frozen=True)
class Told:
    """What a searcher learned: the AUC, and the middle times of both kinds of search in milliseconds."""

    searcher: str
    auc: float
    shared: float
    absent: float
    slowest: float


def auc(larger: Sequence[float], smaller: Sequence[float]) -> float:
    """The chance that one of the first is above one of the second; equal ones count half."""
    both = sorted([(value, 1) for value in larger] + [(value, 0) for value in smaller])
    ranks, start = 0.0, 0
    while start < len(both):
        end = start
        while end < len(both) and both[end][0] == both[start][0]:
            end += 1
        ranks += sum(first for _value, first in both[start:end]) * (start + end + 1) / 2
        start = end
    return (ranks - len(larger) * (len(larger) + 1) / 2) / (len(larger) * len(smaller))


def supervisor() -> str:
    """The supervisor of the largest agency; returns the token of their session."""
    from opennrm.agencies.models import Membership

    from .mechanism import worker_of

    memberships = Membership.objects.using("setup").select_related("account")
    return worker_of(memberships.get(account__name="Supervisor large")).sign_in()


def caseworker(connection: psycopg.Connection, held: int) -> str:
    """A caseworker of the largest agency who holds so many of its cases; returns the token of their session."""
    from opennrm.agencies.models import Agency
    from opennrm.cases.permissions import CASE_ASSIGN
    from opennrm.country.pack import pack
    from opennrm.foundation.policies import policy
    from opennrm.screening.permissions import SCREENING_DO

    from .mechanism import _worker

    agency = Agency.objects.using("setup").get(name="Lead large")
    assigning = pack().roles_that_may(CASE_ASSIGN)
    role = next(role for role in pack().roles_that_may(SCREENING_DO) if role not in assigning)
    worker = _worker(agency, role, f"Searcher of {held}")
    taken = connection.execute(
        "UPDATE sec.lead SET holder = %s WHERE case_id IN (SELECT l.case_id FROM sec.lead l "
        "WHERE l.agency_id = %s ORDER BY l.case_id LIMIT %s) RETURNING case_id",
        [worker.caseload, agency.pk, held],
    ).fetchall()
    for table in policy().guarded:
        if table.case_column:
            # The trigger puts whoever leads now in the place of whoever led before.
            connection.execute(
                f"UPDATE {table.name} SET readers = readers, writers = writers WHERE {table.case_column} = ANY(%s)",
                [[case_id for (case_id,) in taken]],
            )
    # The cases that nobody has taken would come on top.
    connection.execute(
        "UPDATE agencies_membership SET takes_new_cases = false WHERE id = %s", [worker.membership.pk]
    )
    return worker.sign_in()


def _shared_name() -> Iterable[tuple[str, str]]:
    from opennrm.people import tokens

    return tokens.keys_of_person({"family_name": SHARED}, [])


def hide_children(connection: psycopg.Connection, keys: Iterable[tuple[str, str]]) -> None:
    """Let children of another agency, whom nobody who asks sees, be found by all of these keys."""
    from opennrm.people import tokens

    people = connection.execute(
        "SELECT p.id, a.id, l.supervision FROM people_person p JOIN sec.lead l ON l.case_id = p.case_id "
        "JOIN agencies_agency a ON a.id = l.agency_id WHERE a.name = 'Lead fourth' ORDER BY p.id LIMIT %s",
        [SHARING],
    ).fetchall()
    if len(people) < SHARING:
        raise click.ClickException("There are too few hidden children. Generate more cases.")
    make, keys = tokens.maker(people[0][1]), list(keys)
    with connection.cursor() as cursor:
        # A child of the agency whose name begins alike has the first tokens of that beginning, and keeps them.
        cursor.executemany(
            "INSERT INTO people_searchtoken (id, person_id, readers, writers) "
            "VALUES (%s, %s, ARRAY[%s]::integer[], '{}') ON CONFLICT (id) DO NOTHING",
            [
                (make(key, number), person, supervision)
                for number, (person, _agency, supervision) in enumerate(people)
                for key in keys
            ],
        )
    connection.execute("ANALYZE people_searchtoken")


def _probe(name: str, token: str, probes: int, dice: random.Random) -> Told:
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = token
    address = reverse("case-search")
    taken: dict[str, list[float]] = {SHARED: [], ABSENT: []}
    order = [SHARED, ABSENT] * probes
    dice.shuffle(order)
    for words in [*order[:10], *order]:
        start = time.perf_counter()
        answer = client.post(address, {"words": words}, HTTP_HOST="localhost")
        taken[words].append((time.perf_counter() - start) * 1000)
        if answer.status_code != 200 or b"0 cases found" not in answer.content:
            raise click.ClickException(f"A search answered {answer.status_code}, or found what it must not.")
    shared, absent = taken[SHARED][-probes:], taken[ABSENT][-probes:]
    return Told(name, auc(shared, absent), median(shared), median(absent), max(*shared, *absent))


@click.command()
@click.option(
    "--probes", default=1000, show_default=True, type=click.IntRange(10), help="Searches of each kind."
)
@click.option("--most-told", default=0.05, show_default=True, type=click.FloatRange(0, 0.5),
              help="Fail if an AUC is further from 0.5 than this.")  # fmt: skip
def main(probes: int, most_told: float) -> None:
    """Try to learn from the time of a search that hidden children share a name."""
    told: list[Told] = []
    with installation.installed(None):
        import django

        django.setup()
        from . import copies

        with psycopg.connect(installation.superuser_dsn(), autocommit=True) as connection:
            copies.generate(connection, cases=CASES, seed=1)
            hide_children(connection, _shared_name())
            searchers = {
                f"a caseworker with {held} cases": caseworker(connection, held)
                for held in (HELD_BY_MANY, HELD_BY_FEW)
            } | {"a supervisor": supervisor()}
        click.echo("| searcher | AUC | shared name, p50 ms | absent name, p50 ms | slowest, ms |")
        click.echo("|----------|-----|---------------------|---------------------|-------------|")
        for name, token in searchers.items():
            told.append(_probe(name, token, probes, random.Random(name)))
            row = told[-1]
            click.echo(
                f"| {row.searcher} | {row.auc:.3f} | {row.shared:.1f} | {row.absent:.1f} | {row.slowest:.0f} |"
            )
    if any(abs(row.auc - 0.5) > most_told for row in told):
        raise click.ClickException("The time of a search tells of hidden children.")


if __name__ == "__main__":
    main()
