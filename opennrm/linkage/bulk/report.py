"""The report on what was found in lists: one file for the browser that loads nothing from anywhere."""

from collections import Counter
from datetime import date
from html import escape
from pathlib import Path

import numpy as np

from opennrm.country.linkage import LEVELS
from opennrm.linkage.encodings.files import create_private
from opennrm.linkage.lists import COLUMNS
from opennrm.linkage.rules import Agreement, Word, agreement_of

from .linking import WORDS, Found
from .pictures import Bar, Column, bars, columns
from .reasons import FIELD
from .results import IN_WORDS

MOST_COLUMNS = 24
"""Of the picture of probabilities."""
_COLUMN_NAME = {
    "given_names": "given names", "family_name": "family name", "second_family_name": "second family name",
    "middle_names": "middle names", "other_names": "other names", "born": "birth date", "sex": "sex", "area": "area",
    "telephone": "telephone number", "document_number": "document number", "school": "school",
    "guardian": "guardian",
}  # fmt: skip
_ORDER = (Agreement.AGREES, Agreement.NEARLY, Agreement.DIFFERS, Agreement.MISSING)
_AGREEMENTS = ("agrees", "nearly agrees", "differs", "missing on either side")
_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
body { color: #0b0c0c; background: #fff }
h1, h2 { line-height: 1.2 } h2 { margin-top: 2.5rem }
svg { max-width: 100%; height: auto; display: block; margin: 1rem 0 }
.wide { overflow-x: auto } .wide svg { max-width: none }
table { border-collapse: collapse } th, td { text-align: left; padding: .3rem 1rem .3rem 0; vertical-align: top }
th, td { border-bottom: 1px solid #b1b4b6 }
td.number, th.number { text-align: right }
@media print { svg, table { break-inside: avoid } }
"""


def write(found: Found, path: Path, *, on: date) -> None:
    """Write the report of a day.

    :raises EncodingProblem: the file cannot be written, or is there already.
    """
    create_private(path, [html_of(found, on=on).encode()])


def html_of(found: Found, *, on: date) -> str:
    """The report. It has no name of a person."""
    parts = [
        _summary(found),
        _lists(found),
        _filled(found),
        _sureness(found),
        _agreement(found),
        _clusters(found),
        _problems(found),
        _reading(found, on),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Who is on these lists several times?</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<style>{_STYLE}</style></head><body><main><h1>Who is on these lists several times?</h1>"
        + "".join(filter(None, parts))
        + "</main></body></html>\n"
    )


def _summary(found: Found) -> str:
    members, people = int(found.sizes[1:].sum()), len(found.sizes) - 1
    records = len(found.lists)
    counts = dict(zip(WORDS, found.counts(), strict=True))
    rows = [[IN_WORDS[word] + " the same person", f"{count:,}"] for word, count in counts.items()]
    return (
        f"<p>{records:,} records were compared. {len(found.pairs):,} pairs of records may be the same person.</p>"
        + _table(("Pairs that are", "Number"), rows)
        + f"<p>The very likely and likely pairs join {members:,} records into {people:,} people. If all of them are "
        f"right, {records:,} records are {records - members + people:,} people.</p>"
        "<p>A pair is a proposal. Nothing was joined or changed. Look at both records before you decide.</p>"
    )


def _lists(found: Found) -> str:
    rows = [[each.path.name, each.kind, f"{each.records:,}"] for each in found.lists.each]
    text = "<h2>The lists</h2>" + _table(("List", "Written as", "Records"), rows)
    if len(rows) > 1 and len(found.pairs):
        numbers = found.lists.numbers()
        likely = found.words < WORDS.index(Word.POSSIBLE)
        between = Counter(
            zip(
                numbers[found.pairs.left[likely]].tolist(),
                numbers[found.pairs.right[likely]].tolist(),
                strict=True,
            )
        )
        names = [row[0] for row in rows]
        told = [
            [names[one], names[other] if one != other else "the same list", f"{count:,}"]
            for (one, other), count in sorted(between.items())
        ]
        text += "<p>How many very likely and likely pairs there are between the lists:</p>"
        text += _table(("List", "With", "Pairs"), told)
    return text


def _filled(found: Found) -> str:
    records, table = len(found.lists), found.lists.table
    shares = {column: table.known(column) / records for column in COLUMNS if column in _COLUMN_NAME}
    drawn = [
        Bar(_COLUMN_NAME[column], (share, 0.0, 0.0, 1 - share), f"{share:.0%}")
        for column, share in shares.items()
    ]
    return (
        "<h2>How complete the lists are</h2><p>What is missing cannot be compared. Names and birth "
        "dates matter most.</p>"
        + bars("The share of records in which each field is known", drawn, name="complete")
    )


def _sureness(found: Found) -> str:
    if not len(found.pairs):
        return ""
    above = found.pairs.sums - found.model.by_chance
    low, high = int(np.floor(above.min())), int(np.ceil(above.max()))
    step = max(1, -(-(high - low) // MOST_COLUMNS))
    places = np.minimum((above - low) // step, (high - low) // step).astype(np.int64)
    counts = np.zeros((int(places.max()) + 1, len(WORDS)))
    np.add.at(counts, (places, found.words), 1)
    tallest = counts.sum(axis=1).max()
    drawn = [
        Column(str(low + place * step), tuple(row / tallest), f"{int(row.sum()):,}")
        for place, row in enumerate(counts)
    ]
    names = [IN_WORDS[word] for word in WORDS]
    return (
        "<h2>How sure the pairs are</h2><p>Each column counts pairs. At 0, a pair is as probably the same person as "
        "not. Each step of 1 to the right doubles the odds. If there is a low part between two high ones, the lists "
        "tell the same person well from others. If there is none, look at more pairs before you trust the words. Two "
        "children who may be of one household are “possibly” at most.</p><div class=wide>"
        + columns(
            "How many pairs there are at each sureness",
            drawn,
            name="sure",
            axis="Sureness, in bits",
            legend=names,
        )
        + "</div>"
    )


def _agreement(found: Found) -> str:
    likely = found.words < WORDS.index(Word.POSSIBLE)
    total = int(likely.sum())
    if not total:
        return ""
    drawn = []
    for field, levels in LEVELS.items():
        counts = Counter[Agreement]()
        numbers, how_many = np.unique(found.pairs.levels[field][likely], return_counts=True)
        for number, count in zip(numbers.tolist(), how_many.tolist(), strict=True):
            counts[agreement_of(levels[number] if number >= 0 else None)] += count
        parts = tuple(counts[agreement] / total for agreement in _ORDER)
        known = 1 - parts[-1]
        told = f"{parts[0] / known:.0%} of known agree" if known else "never known on both sides"
        drawn.append(Bar(FIELD[field], parts, told))
    return (
        "<h2>Where the pairs agree</h2><p>The very likely and likely pairs, field by field. A field that often "
        "differs may be written in different ways on the lists.</p><div class=wide>"
        + bars("How often each field agrees in likely pairs", drawn, name="agree", legend=_AGREEMENTS)
        + "</div>"
    )


def _clusters(found: Found) -> str:
    sizes = found.sizes[1:]
    if not len(sizes):
        return ""
    numbers, counts = np.unique(sizes, return_counts=True)
    highest = counts.max()
    drawn = [
        Bar(f"{number} records", (count / highest,), f"{count:,}")
        for number, count in zip(numbers.tolist(), counts.tolist(), strict=True)
    ]
    shown = drawn[:15]
    picture = bars("How many people have how many records", shown, name="clusters")
    text = f"<h2>How many records one person has</h2><div class=wide>{picture}</div>"
    if len(drawn) > len(shown):
        text += f"<p>The largest group has {int(numbers[-1]):,} records.</p>"
    return text + (
        "<p>Groups grow by chains: if A looks like B, and B like C, all three are one group. Check groups of many "
        "records first.</p>"
    )


def _problems(found: Found) -> str:
    problems = found.lists.problems
    if not problems:
        return "<h2>Rows that could not be read</h2><p>All rows were read.</p>"
    counts = Counter((problem.reason, problem.is_left_out) for problem in problems)
    rows = [
        [reason, "left out" if left_out else "compared", f"{count:,}"]
        for (reason, left_out), count in counts.most_common(20)
    ]
    return "<h2>Rows that could not be read</h2>" + _table(("Reason", "What happened", "Rows"), rows)


def _reading(found: Found, on: date) -> str:
    counted = "yes" if found.model.frequencies.floors else "no"
    return (
        "<h2>How this was done</h2>"
        f"<p>On {on.isoformat()}, with the version “{escape(found.model.version)}” of the comparison model. "
        f"The frequency of names counts: {counted}. The probability of a pair compares what its fields tell with the "
        f"chance of finding one person among {found.model.weights.persons:,}. It is right only if the weights fit "
        "your lists. To make them fit, decide about some pairs and use “opennrm learn-weights”.</p>"
    )


def _table(headings: tuple[str, ...], rows: list[list[str]]) -> str:
    last = len(headings) - 1
    head = "".join(
        f'<th scope="col"{" class=number" if place == last else ""}>{escape(text)}</th>'
        for place, text in enumerate(headings)
    )
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{' class=number' if place == last else ''}>{escape(text)}</td>"
            for place, text in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return f"<div class=wide><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
