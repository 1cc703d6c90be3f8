"""What the time of a search tells: python -m bench.search_time [--probes 500].

A searcher looks for a name that 60 hidden children share, and for one that nobody has, in random order, and tries
to tell the two apart by how long the answer takes. The chance to be right (AUC) is 0.5 when time tells nothing.
Measured for a searcher who holds 600 cases and for one who holds few, without and with the step of time.
"""

import random
import time
from collections.abc import Sequence
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

    held: int
    has_step: bool
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


def _searcher(connection: psycopg.Connection, held: int) -> str:
    """A caseworker of the largest agency who holds so many of its cases; returns the token of their session."""
    from opennrm.agencies.models import Agency
    from opennrm.agencies.permissions import Permission
    from opennrm.country.pack import pack
    from opennrm.foundation.policies import policy

    from .mechanism import _worker

    agency = Agency.objects.using("setup").get(name="Lead large")
    assigning = pack().roles_that_may(Permission.CASE_ASSIGN)
    role = next(role for role in pack().roles_that_may(Permission.SCREENING_DO) if role not in assigning)
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


def _hide_children(connection: psycopg.Connection) -> None:
    """Give children of another agency, whom neither searcher sees, one name to share."""
    from opennrm.people import tokens

    people = connection.execute(
        "SELECT p.id, p.case_id, p.readers, p.writers FROM people_person p JOIN cases_case c ON c.id = p.case_id "
        "JOIN agencies_agency a ON a.id = c.lead_agency_id WHERE a.name = 'Lead fourth' ORDER BY p.id LIMIT %s",
        [SHARING],
    ).fetchall()
    if len(people) < SHARING:
        raise click.ClickException("There are too few hidden children. Generate more cases.")
    kept = tokens.tokens(tokens.keys_of_person({"family_name": SHARED}, []))
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO people_searchtoken (id, person_id, case_id, readers, writers, token) "
            "VALUES (gen_random_uuid(), %s, %s, %s, %s, %s)",
            [(*person, token) for person in people for token in kept],
        )
    connection.execute("ANALYZE people_searchtoken")


def _probe(token: str, probes: int, *, held: int, has_step: bool, dice: random.Random) -> Told:
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from opennrm.web import middleware

    middleware.sleep = time.sleep if has_step else lambda _seconds: None
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = token
    address, taken = reverse("case-search"), {SHARED: [], ABSENT: []}
    order = [SHARED, ABSENT] * probes
    dice.shuffle(order)
    for name in [*order[:10], *order]:
        start = time.perf_counter()
        answer = client.post(address, {"words": name}, HTTP_HOST="localhost")
        taken[name].append((time.perf_counter() - start) * 1000)
        if answer.status_code != 200 or b"0 cases found" not in answer.content:
            raise click.ClickException(f"A search answered {answer.status_code}, or found what it must not.")
    shared, absent = taken[SHARED][-probes:], taken[ABSENT][-probes:]
    return Told(held, has_step, auc(shared, absent), median(shared), median(absent), max(*shared, *absent))


@click.command()
@click.option(
    "--probes", default=500, show_default=True, type=click.IntRange(10), help="Searches of each kind."
)
@click.option("--most-auc", default=0.6, show_default=True, type=click.FloatRange(0.5, 1.0),
              help="Fail if a searcher tells the two apart more often than this, with the step of time.")  # fmt: skip
def main(probes: int, most_auc: float) -> None:
    """Try to learn from the time of a search that hidden children share a name."""
    worst = 0.5
    with installation.installed(None):
        import django

        django.setup()
        from . import copies

        with psycopg.connect(installation.superuser_dsn(), autocommit=True) as connection:
            copies.generate(connection, cases=CASES, seed=1)
            _hide_children(connection)
            searchers = {held: _searcher(connection, held) for held in (HELD_BY_MANY, HELD_BY_FEW)}
        click.echo("| cases held | step | AUC | shared name, p50 ms | absent name, p50 ms | slowest, ms |")
        click.echo("|------------|------|-----|---------------------|---------------------|-------------|")
        for has_step in (False, True):
            for held, token in searchers.items():
                told = _probe(token, probes, held=held, has_step=has_step, dice=random.Random(held))
                click.echo(
                    f"| {told.held} | {'yes' if told.has_step else 'no'} | {told.auc:.3f} | {told.shared:.1f} "
                    f"| {told.absent:.1f} | {told.slowest:.0f} |"
                )
                worst = max(worst, told.auc) if has_step else worst
    if worst > most_auc:
        raise click.ClickException(f"The time of a search tells of hidden children: AUC {worst:.3f}.")


if __name__ == "__main__":
    main()
