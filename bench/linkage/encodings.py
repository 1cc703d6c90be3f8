"""How fast lists are encoded and compared, and how right the matches are: python -m bench.linkage.encodings.

Two lists of invented people, of whom half stand on both, written down by two agencies with their own mistakes. All
figures of time are seconds of processor time, of all threads together.
"""

import secrets
import time
from collections.abc import Callable
from typing import TypeVar

import click
import numpy as np

from opennrm.invented.crowd import files
from opennrm.invented.crowd.errors import Written
from opennrm.linkage.encodings import blocking, comparing, kernel, matching
from opennrm.linkage.encodings.encoding import Encoded, encode
from opennrm.linkage.encodings.records import Record
from opennrm.people.rules import words

HIGH = 8500
Answer = TypeVar("Answer")


def seconds_of(call: Callable[[], Answer]) -> tuple[Answer, float]:
    """What a call gives, and how many seconds of the processor it took."""
    begun = time.process_time()
    answer = call()
    return answer, time.process_time() - begun


def two_lists(count: int, seed: int, errors: str) -> tuple[list[Record], list[Record]]:
    """Two lists of so many people of the crowd. The first half of each is the same people, written down twice."""
    lists: tuple[list[Record], list[Record]] = ([], [])
    once: dict[int, Record] = {}
    twice: set[int] = set()
    # One person in seven has more than one record. Of these the first two are taken.
    for person, _, written in files.rows(6 * count, seed=seed, errors=errors):
        record = record_of(written)
        if person in twice or not record.given_name + record.family_name:
            continue
        if (first := once.pop(person, None)) is None:
            once[person] = record
            continue
        twice.add(person)
        if len(lists[0]) < count // 2:
            lists[0].append(first)
            lists[1].append(record)
    others = list(once.values())
    missing = count - len(lists[0])
    return lists[0] + others[:missing], lists[1] + others[missing : 2 * missing]


def record_of(written: Written) -> Record:
    """What the encodings compare of a record of the crowd. Of an estimated date only the year is known."""
    born = written.born[:4] if written.born_estimated else written.born
    names = ("".join(words(name)) for name in (written.given_names, written.family_name))
    return Record(*names, born.rstrip("~").replace("-", ""), written.sex, "".join(words(written.area)))


def print_accuracy(sides: tuple[Encoded, Encoded], lists: tuple[list[Record], list[Record]]) -> None:
    """How right the matches are at several thresholds. People with the same values on one list are one row."""
    places = [{record: place for place, record in enumerate(records)} for records in lists]
    half = len(lists[0]) // 2
    usual = comparing.threshold_for(max(side.encoded.header.rows for side in sides))
    print(f"\n{len(lists[0]):,} x {len(lists[1]):,} people, half of them on both lists\n")
    print("| threshold | matches | precision | recall | F1 |\n|---|---|---|---|---|")
    # The most alike are matched first, so that a higher threshold leaves out the last ones.
    everything = matching.match([side.encoded for side in sides], comparing.THRESHOLD).found
    for threshold in sorted({7100, 7400, 7700, 8000, HIGH, usual}):
        found, right = [each for each in everything if each[4] >= threshold], 0
        for _, row, _, other, _ in found:
            ours, theirs = places[0].get(sides[0].people[row - 1]), places[1].get(sides[1].people[other - 1])
            right += ours is not None and ours == theirs and ours < half
        precision, recall, f1 = right / max(len(found), 1), right / half, 2 * right / (len(found) + half)
        said = f"{threshold / comparing.WHOLE:.4g}{' (usual)' if threshold == usual else ''}"
        print(f"| {said} | {len(found):,} | {precision:.3f} | {recall:.3f} | {f1:.3f} |")


def rows(pairs: comparing.Pairs) -> set[tuple[int, int]]:
    return set(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True))


def print_speed(ours: np.ndarray, theirs: np.ndarray) -> None:
    print("\n| compared | threshold | pairs | CPU-s | of all pairs |\n|---|---|---|---|---|")
    ways: list[tuple[str, int, Callable[[int], comparing.Pairs]]] = [
        ("all, AVX-512 where there is", kernel.AVX512, lambda each: comparing.pairs(ours, theirs, each)),
        ("all, POPCNT", kernel.POPCNT, lambda each: comparing.pairs(ours, theirs, each, level=kernel.POPCNT)),
        ("sampled bits", -1, lambda each: blocking.pairs(ours, theirs, each)),
    ]
    usual = comparing.threshold_for(max(len(ours), len(theirs)))
    for threshold in sorted({comparing.THRESHOLD, usual, HIGH}):
        everything: set[tuple[int, int]] = set()
        for name, level, find in ways:
            if (level < 0 and threshold < blocking.LOWEST) or (level == kernel.POPCNT and threshold != usual):
                continue
            found, seconds = seconds_of(lambda find=find, threshold=threshold: find(threshold))
            everything = everything or rows(found)
            share = len(rows(found) & everything) / max(len(everything), 1)
            print(
                f"| {name} | {threshold / comparing.WHOLE:.2f} | {len(found):,} | {seconds:.1f} | {share:.2%} |"
            )


def print_numpy(ours: np.ndarray, theirs: np.ndarray, count: int) -> None:
    found, seconds = seconds_of(lambda: comparing.pairs(ours[:count], theirs[:count], compiled=False))
    print(f"\nNumPy alone, {count:,} x {count:,} at 0.71: {seconds:.1f} CPU-s, {len(found):,} pairs")


@click.command()
@click.option("--people", "count", default=100_000, show_default=True, help="Of each list.")
@click.option(
    "--judged", default=5000, show_default=True, help="Of each of two shorter lists, to judge matches."
)
@click.option("--errors", type=click.Choice(sorted(files.RATES)), default="moderate", show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(count: int, judged: int, errors: str, seed: int) -> None:
    """Encode and compare two lists of invented people, and print figures as tables."""
    key, own, other = (secrets.token_bytes(32) for _ in range(3))

    def side(records: list[Record], secret: bytes, name: str) -> Encoded:
        return encode(records, name=name, key=key, secret=secret, with_invented=True)

    lists = two_lists(count, seed, errors)
    (ours, theirs), seconds = seconds_of(
        lambda: (side(lists[0], own, "ours"), side(lists[1], other, "theirs"))
    )
    print(f"compiled kernel: {'yes' if kernel.AVAILABLE else 'no'}")
    print(
        f"Encoding {2 * count:,} people, with invented rows and their order: {seconds:.1f} CPU-s, "
        f"{2 * count / seconds:,.0f} people a CPU-s"
    )
    print_speed(ours.encoded.encodings, theirs.encoded.encodings)
    print_numpy(ours.encoded.encodings, theirs.encoded.encodings, min(count, 10_000))
    print_accuracy((ours, theirs), lists)
    lists = two_lists(judged, seed + 1, errors)
    print_accuracy((side(lists[0], own, "ours"), side(lists[1], other, "theirs")), lists)


if __name__ == "__main__":
    main()
