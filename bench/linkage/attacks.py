"""What somebody reads from encodings: python -m bench.linkage.attacks [--people 10000].

People are invented. The attacker has the encodings of a list, and in each line of the table something else besides: the
key, a register in which somebody else wrote down each of these people, a list of surnames, or none of it.
"""

import random
import secrets
from collections.abc import Iterator, Sequence

import click
import numpy as np

from opennrm.linkage.encodings.filters import Encoder, Encodings
from opennrm.linkage.encodings.records import Record

_AT_ONCE = 512


def encoded(records: Sequence[Record], key: bytes, secret: bytes) -> Encodings:
    """The encodings of these people without whom is there twice, in the order in which they first stand."""
    return Encoder(key, secret).encode(list(dict.fromkeys(records)))


def named_by_register(encodings: Encodings, register: Sequence[Record], key: bytes) -> float:
    """The share of people whom the attacker names who encodes a register under the key: the most alike of it."""
    return recognised(encodings, Encoder(key, bytes(32)).without_noise(register))


def recognised(first: Encodings, second: Encodings) -> float:
    """The share of rows of the first list that are most alike to the row of the same person in the second."""
    right = 0
    for start, alike in _likeness(first, second):
        right += int((alike.argmax(axis=1) == np.arange(start, start + len(alike))).sum())
    return right / len(first)


def likeness_of_the_same_and_of_others(first: Encodings, second: Encodings) -> tuple[float, float]:
    """The mean Dice of rows of the same person, and of rows of different ones."""
    same, every = 0.0, 0.0
    for start, alike in _likeness(first, second):
        same += float(alike[np.arange(len(alike)), np.arange(start, start + len(alike))].sum())
        every += float(alike.sum())
    count = len(first)
    return same / count, (every - same) / (count * (count - 1))


def surnames_read(
    encodings: Encodings, records: Sequence[Record], surnames: Sequence[str], key: bytes
) -> float:
    """The share of surnames that the attacker reads who tries every surname of a list under the key."""
    masks = Encoder(key, bytes(32)).without_noise([Record("", name, "", "", "") for name in surnames])
    guessed = _best_fitting(encodings, masks)
    people = dict.fromkeys(records)
    return sum(
        surnames[guess] == each.family_name for guess, each in zip(guessed, people, strict=True)
    ) / len(people)


def birth_dates_read(encodings: Encodings, records: Sequence[Record], key: bytes) -> float:
    """The share of whole birth dates that the attacker reads under the key, digit by digit."""
    encoder = Encoder(key, bytes(32))
    read = np.zeros((len(encodings), 8), dtype=np.int64)
    bits = np.unpackbits(encodings, axis=1, bitorder="little").astype(np.float32)
    for place in range(8):
        digits = np.array([_bits_of(encoder, f"{place}{digit}") for digit in range(10)], dtype=np.float32)
        read[:, place] = (bits @ digits.T / digits.sum(axis=1)).argmax(axis=1)
    written = ["".join(map(str, row)) for row in read]
    whole = [
        guess == each.date_of_birth
        for guess, each in zip(written, dict.fromkeys(records), strict=True)
        if len(each.date_of_birth) == 8
    ]
    return sum(whole) / len(whole)


def named_by_size(encodings: Encodings, register: Sequence[Record]) -> float:
    """The share of people whom the attacker names without the key, who puts both lists in the order of their bits.

    The register is encoded under a key of the attacker's own: long names have many bits under every key.
    """
    guesses = Encoder(b"attacker's own key".ljust(32), bytes(32)).without_noise(register)
    ours, theirs = (
        np.argsort(np.bitwise_count(each).sum(axis=1), kind="stable") for each in (encodings, guesses)
    )
    return float((ours == theirs).mean())


def _bits_of(encoder: Encoder, gram: str) -> np.ndarray:
    """The bits of one digit at its place in a date."""
    mask = encoder.mask("date_of_birth", gram)
    return np.unpackbits(np.frombuffer(mask.to_bytes(128, "little"), dtype=np.uint8), bitorder="little")


def _best_fitting(encodings: Encodings, masks: Encodings) -> list[int]:
    """For each encoding the mask of which the most is in it, and of these the largest one."""
    wanted = np.unpackbits(masks, axis=1).astype(np.float32)
    sizes = wanted.sum(axis=1)
    best: list[int] = []
    for start in range(0, len(encodings), _AT_ONCE):
        bits = np.unpackbits(encodings[start : start + _AT_ONCE], axis=1).astype(np.float32)
        present = bits @ wanted.T
        # How much likelier these bits are with the name than by chance: 98 of 100 are there, against 21.
        gain = present * np.log(0.98 / 0.21) + (sizes - present) * np.log(0.02 / 0.79)
        best += gain.argmax(axis=1).tolist()
    return best


def _likeness(first: Encodings, second: Encodings) -> Iterator[tuple[int, np.ndarray]]:
    """The Dice coefficients of some rows at a time with all of the second list, and where these rows begin."""
    right = np.unpackbits(second, axis=1).astype(np.float32)
    theirs = right.sum(axis=1)
    for start in range(0, len(first), _AT_ONCE):
        left = np.unpackbits(first[start : start + _AT_ONCE], axis=1).astype(np.float32)
        yield start, 2 * (left @ right.T) / (left.sum(axis=1)[:, None] + theirs)


@click.command()
@click.option("--people", "count", default=10_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(count: int, seed: int) -> None:
    from tests.linkage.invented_lists import people, written_again

    dice = random.Random(seed)
    everybody = people(count, seed)
    records = [each.record for each in everybody]
    register = [written_again(each, dice).record for each in everybody]
    key, other_key, secret, other_secret = (secrets.token_bytes(32) for _ in range(4))
    encodings, again = encoded(records, key, secret), encoded(records, other_key, secret)
    surnames = sorted({record.family_name for record in records})
    true, chance = likeness_of_the_same_and_of_others(encodings, again)
    print(f"{count:,} people, {len(surnames):,} surnames\n")
    print("| what the attacker has besides the encodings | what they read | share |")
    print("|---|---|---|")
    for has, reads, share in (
        ("key and register", "who it is", named_by_register(encodings, register, key)),
        ("wrong key and register", "who it is", named_by_register(encodings, register, other_key)),
        ("key and surnames", "surname", surnames_read(encodings, records, surnames, key)),
        ("key", "whole birth date", birth_dates_read(encodings, records, key)),
        ("wrong key and surnames", "surname", surnames_read(encodings, records, surnames, other_key)),
        ("register, no key", "who it is, by the number of bits", named_by_size(encodings, register)),
        ("another exchange of the same sender", "which rows are one person", recognised(encodings, again)),
        (
            "the other list of the same exchange",
            "which rows are one person",
            recognised(encodings, encoded(records, key, other_secret)),
        ),
    ):
        print(f"| {has} | {reads} | {share:.2%} |")
    print(f"\nTwo exchanges: mean Dice of the same people {true:.4f}, of different ones {chance:.4f}")


if __name__ == "__main__":
    main()
