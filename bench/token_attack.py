"""What a thief of the database reads from search tokens: python -m bench.token_attack [--children 1000].

Children are invented whose names follow Zipf's law. The thief has the tokens and knows to whom each belongs, and has a
list of all names with their frequencies, but not the master key. "Before" are the tokens that were kept until now: one
for each word, beginning and sound of a name, the same for everybody who shares it. "After" are those that the product
keeps of the same children, whose concerns are sent through its own actions.
"""

import hashlib
import hmac
import random
import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import click
import psycopg

from opennrm.invented.people import FAMILY, GIVEN

from . import installation

NAMES = [*GIVEN, *FAMILY][:143]
GIVEN_NAMES, FAMILY_NAMES = NAMES[:72], NAMES[72:]
Row = tuple[UUID, bytes]
"""A person, and a token beside it."""
Profile = tuple[float, ...]
"""How many children share each of the tokens of a name, the most frequent first."""


@dataclass(frozen=True)
class Named:
    """A child of the attack: their id in the tables, and their names."""

    person: UUID
    names: tuple[str, str]


@dataclass(frozen=True)
class Read:
    """What the thief read: the part of first guesses for shared names, and of all names of children, that is right."""

    scheme: str
    children: int
    first_guesses: float
    occurrences: float


def invented_names(dice: random.Random, children: int) -> list[tuple[str, str]]:
    """Given and family names; the second most frequent is half as frequent as the first, and so on."""
    given, family = (
        dice.choices(names, weights=_weights(names), k=children) for names in (GIVEN_NAMES, FAMILY_NAMES)
    )
    return list(zip(given, family, strict=True))


def frequencies() -> dict[str, float]:
    """What the thief knows: which part of all children has each name."""
    return {
        name: weight / sum(_weights(names))
        for names in (GIVEN_NAMES, FAMILY_NAMES)
        for name, weight in zip(names, _weights(names), strict=True)
    }


def _weights(names: Sequence[str]) -> list[float]:
    return [1 / rank for rank in range(1, len(names) + 1)]


def former_keys(name: str) -> set[tuple[str, str]]:
    """By what a name was found before: as a whole, by its beginnings and by its sound."""
    from opennrm.people import rules

    word = name.lower()
    beginnings = {("beginning", word[:length]) for length in range(3, min(6, len(word)) + 1)}
    return {("name", word), ("sound", rules.sound(word))} | beginnings


def former_rows(children: Iterable[Named]) -> list[Row]:
    """The rows of the former scheme: the same token for the same key, next to its person."""
    secret = secrets.token_bytes(32)
    return [
        (child.person, hmac.digest(secret, f"{kind}|{form}".encode(), hashlib.sha256)[:16])
        for child in children
        for name in child.names
        for kind, form in former_keys(name)
    ]


def guesses(rows: Iterable[Row], children: int) -> dict[frozenset[UUID], str]:
    """The thief's first guess for each group of children who share a token: the name that is most like it.

    Tokens that the same children have are tokens of one name. Those beside all of them are its beginnings and sounds,
    which others share too. How many share each is compared with what the frequencies of names let expect.
    """
    holders: dict[bytes, set[UUID]] = defaultdict(set)
    beside: dict[UUID, set[bytes]] = defaultdict(set)
    for person, token in rows:
        holders[token].add(person)
        beside[person].add(token)
    expected = _expected(children)
    guessed = {}
    for people in {frozenset(people) for people in holders.values()}:
        shared_by_all = set.intersection(*(beside[person] for person in people))
        seen = _profile(len(holders[token]) for token in shared_by_all)
        guessed[people] = min(expected, key=lambda name: _distance(expected[name], seen))
    return guessed


def _expected(children: int) -> dict[str, Profile]:
    known = frequencies()
    sharing: dict[tuple[str, str], float] = defaultdict(float)
    for name, frequency in known.items():
        for key in former_keys(name):
            sharing[key] += frequency
    return {name: _profile(children * sharing[key] for key in former_keys(name)) for name in known}


def _profile(numbers: Iterable[float]) -> Profile:
    return tuple(sorted(numbers, reverse=True))


def _distance(one: Profile, another: Profile) -> float:
    length = max(len(one), len(another))
    filled = [(*profile, *[0.0] * (length - len(profile))) for profile in (one, another)]
    return sum((a**0.5 - b**0.5) ** 2 for a, b in zip(*filled, strict=True))


def read(scheme: str, rows: Sequence[Row], children: Sequence[Named]) -> Read:
    """Compare the thief's guesses with the truth."""
    bearers: dict[str, set[UUID]] = defaultdict(set)
    for child in children:
        for name in child.names:
            bearers[name].add(child.person)
    guessed = guesses(rows, len(children))
    right = {name: _children_read(name, people, guessed) for name, people in bearers.items()}
    shared = [name for name, people in bearers.items() if len(people) > 1]
    first_guesses = sum(right[name] / len(bearers[name]) for name in shared) / len(shared)
    return Read(scheme, len(children), first_guesses, sum(right.values()) / (2 * len(children)))


def _children_read(name: str, bearers: set[UUID], guessed: dict[frozenset[UUID], str]) -> int:
    """Of how many children the thief reads this name: from the largest group of them who all have it."""
    groups = sorted((people for people in guessed if people <= bearers), key=len)
    largest = {person: people for people in groups for person in people}
    return sum(guessed[people] == name for people in largest.values())


def report_children(names: Sequence[tuple[str, str]]) -> list[Named]:
    """Send a concern about a child of each of these names."""
    from django.utils import timezone

    from opennrm.country.pack import pack
    from opennrm.invented import concerns
    from opennrm.invented.people import Inventor
    from opennrm.people.models import Person

    from . import mechanism, originals

    made = mechanism.build(0)
    inventor = Inventor(1, pack().telephone_region)
    lead, reporter, _provider = made.of_originals
    cases = []
    for given_name, family_name in names:
        answers = originals.answers(inventor.child(), area=lead.area)
        answers |= {"given_names": given_name, "family_name": family_name}
        with originals.acting(reporter) as actor:
            cases.append(concerns.report(by=actor, at=timezone.now(), **answers).case_id)
    people = dict(Person.objects.using("setup").values_list("case_id", "pk"))
    return [Named(people[case_id], pair) for case_id, pair in zip(cases, names, strict=True)]


def stolen_rows(children: Sequence[Named]) -> list[Row]:
    """The rows that the product keeps of these children."""
    with psycopg.connect(installation.superuser_dsn()) as connection:
        rows = connection.execute(
            "SELECT person_id, id FROM people_searchtoken WHERE person_id = ANY(%s)",
            [[child.person for child in children]],
        ).fetchall()
    return [(person, token.bytes) for person, token in rows]


@click.command()
@click.option("--children", type=click.IntRange(20), multiple=True, default=[150, 500, 1000], show_default=True,
              help="How many children the database holds; can be given more than once.")  # fmt: skip
@click.option("--most-read", default=0.05, show_default=True, type=click.FloatRange(0, 1),
              help="Fail if the thief reads more than this part from the product's tokens.")  # fmt: skip
def main(children: tuple[int, ...], most_read: float) -> None:
    """Try to read names from a stolen table of search tokens."""
    told: list[Read] = []
    with installation.installed(None, pages=False):
        import django

        django.setup()
        everybody = report_children(invented_names(random.Random(1), max(children)))
        for number in children:
            some = everybody[:number]
            told += [read("before", former_rows(some), some), read("after", stolen_rows(some), some)]
    click.echo(
        "| children | tokens | first guesses for shared names that are right | names of children read |"
    )
    click.echo(
        "|----------|--------|-----------------------------------------------|------------------------|"
    )
    for row in told:
        click.echo(f"| {row.children} | {row.scheme} | {row.first_guesses:.1%} | {row.occurrences:.1%} |")
    commonest = sum(max(weights) / sum(weights) for weights in map(_weights, (GIVEN_NAMES, FAMILY_NAMES))) / 2
    click.echo(
        f"Without any token, a guess among {len(NAMES)} names is right in {1 / len(NAMES):.1%}; who gives every child "
        f"the commonest names reads {commonest:.1%}."
    )
    if any(max(row.first_guesses, row.occurrences) > most_read for row in told if row.scheme == "after"):
        raise click.ClickException("The thief reads names from the product's tokens.")


if __name__ == "__main__":
    main()
