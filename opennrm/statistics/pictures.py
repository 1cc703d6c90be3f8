"""Pictures of estimates as accessible SVG, drawn on the server, each with the table that says the same.

No script, no style sheet and no font is needed: shapes use the colour of the text around them, so that they
follow the page's light and dark. Every picture has a title, a description and the role of an image; a page
shows the table beside it for those who cannot see it. All words can be given, so that they can be translated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

FONT = "system-ui, sans-serif"
LINE_HEIGHT = 28
LETTER_WIDTH = 7.4
PLOT_WIDTH = 460
BARS_TOP, BARS_BOTTOM = 70.0, 200.0
COLUMN_WIDTH, ROW_HEIGHT = 30, 24
WIDEST_LINEAR = 30.0
"""Beyond this ratio of the largest to the smallest figure the axis is logarithmic."""


@dataclass(frozen=True)
class Picture:
    """An SVG element and the table that says the same.

    `headings` (c,) and `rows` of c cells each, all text.
    """

    svg: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Interval:
    """A line of the interval plot: its label, the estimate and its limits, `None` where there is none."""

    label: str
    estimate: float | None
    low: float | None
    high: float | None
    note: str = ""


@dataclass(frozen=True)
class Overlap:
    """A column of the picture of overlaps.

    The numbers of the lists, and how many people are on exactly those.
    """

    lists: frozenset[int]
    people: int


@dataclass(frozen=True)
class IntervalWords:
    """The words of the interval plot."""

    title: str = "What each method estimates"
    description: str = "For each method, a point shows the estimate and a line shows the 95% limits."
    method: str = "Method"
    estimate: str = "Estimate"
    low: str = "Lower limit"
    high: str = "Upper limit"
    note: str = "Note"
    observed: str = "observed"
    none: str = "none"


@dataclass(frozen=True)
class OverlapWords:
    """The words of the picture of overlaps."""

    title: str = "How the lists overlap"
    description: str = "Each bar shows how many people are on exactly those lists."
    lists: str = "Lists"
    people: str = "People"


@dataclass(frozen=True)
class _Axis:
    """A horizontal axis from `low` to `high` in people, from `left` over `width` in the picture's units."""

    low: float
    high: float
    left: float
    width: float
    logarithmic: bool

    def place(self, value: float) -> float:
        """Where a value lies, kept on the axis."""
        value = min(max(value, self.low), self.high)
        if self.logarithmic:
            return self.left + self.width * log10(value / self.low) / log10(self.high / self.low)
        return self.left + self.width * (value - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        """Round values to mark."""
        if self.logarithmic:
            powers = range(floor(log10(self.low)), ceil(log10(self.high)) + 1)
            marks = [factor * 10.0**power for power in powers for factor in (1, 3)]
        else:
            step = _round_step((self.high - self.low) / 5)
            marks = [step * number for number in range(int(self.high / step) + 1)]
        return [mark for mark in marks if self.low <= mark <= self.high]


def interval_picture(
    intervals: Sequence[Interval], *, observed: int | None, words: IntervalWords | None = None
) -> Picture:
    """Draw the estimates of several methods with their limits, and a line where the observed number stands.

    Without `observed`, where that number is not to be shown, there is no such line. A method without an
    estimate keeps its line, empty; limits beyond the axis end in an arrow.
    """
    words = words or IntervalWords()
    left = 16 + LETTER_WIDTH * max((len(interval.label) for interval in intervals), default=0)
    axis = _axis_for(intervals, observed or 0, left)
    bottom = 20 + LINE_HEIGHT * len(intervals)
    parts = [_axis_marks(axis, bottom)]
    parts += [] if observed is None else [_observed_line(axis, observed, bottom, words)]
    parts += [
        _interval_line(interval, axis, 20 + LINE_HEIGHT * (number + 0.5))
        for number, interval in enumerate(intervals)
    ]
    headings = (words.method, words.estimate, words.low, words.high, words.note)
    rows = tuple(
        (
            interval.label,
            *(
                words.none if value is None else _number(value)
                for value in (interval.estimate, interval.low, interval.high)
            ),
            interval.note,
        )
        for interval in intervals
    )
    svg = _svg(axis.left + axis.width + 40, bottom + 50, words.title, words.description, parts)
    return Picture(svg, words.title, headings, rows)


def overlap_picture(
    names: Sequence[str],
    overlaps: Sequence[Overlap],
    *,
    least_shown: int = 0,
    words: OverlapWords | None = None,
) -> Picture:
    """Draw which lists overlap: a bar for each combination of lists, the most people first.

    After the UpSet plot (Lex et al. 2014). Counts below `least_shown` are neither written nor drawn to scale: their
    bar has the height of that bound and the sign “<”. Whoever calls sees to it that hidden counts cannot be worked
    out from other figures on the page.
    """
    words = words or OverlapWords()
    # Hidden counts stand in the order of their lists, since their own order would tell which is larger.
    shown = sorted(
        ((overlap, max(overlap.people, least_shown)) for overlap in overlaps),
        key=lambda column: (-column[1], len(column[0].lists), sorted(column[0].lists)),
    )
    tallest = max((height for _, height in shown), default=1) or 1
    left = 16 + LETTER_WIDTH * max((len(name) for name in names), default=0)
    parts = [_list_row(name, number, left, len(shown)) for number, name in enumerate(names)]
    parts += [
        _overlap_column(
            overlap, height / tallest, left + COLUMN_WIDTH * (place + 0.5), len(names), least_shown
        )
        for place, (overlap, height) in enumerate(shown)
    ]
    rows = tuple(
        (
            " + ".join(names[number] for number in sorted(overlap.lists)),
            _count(overlap.people, least_shown),
        )
        for overlap, _ in shown
    )
    width, height = left + COLUMN_WIDTH * len(shown) + 16, BARS_BOTTOM + ROW_HEIGHT * len(names) + 20
    svg = _svg(width, height, words.title, words.description, parts)
    return Picture(svg, words.title, (words.lists, words.people), rows)


def _overlap_column(overlap: Overlap, share: float, x: float, lists: int, least_shown: int) -> str:
    """A bar with its count standing upright above it, and below it a dot for each list, joined by a line."""
    top = BARS_BOTTOM - 8 - share * (BARS_BOTTOM - BARS_TOP)
    hidden = overlap.people < least_shown
    fill = 'fill="none" stroke="currentColor" stroke-dasharray="3 2"' if hidden else 'fill="currentColor"'
    parts = [
        f'<rect x="{x - 8:.1f}" y="{top:.1f}" width="16" height="{BARS_BOTTOM - 8 - top:.1f}" {fill}/>',
        f'<text transform="translate({x + 4:.1f} {top - 6:.1f}) rotate(-90)" font-size="12">'
        f"{_text(_count(overlap.people, least_shown))}</text>",
    ]
    heights = [BARS_BOTTOM + ROW_HEIGHT * (number + 0.5) for number in range(lists)]
    within = [heights[number] for number in sorted(overlap.lists)]
    if len(within) > 1:
        parts.append(_line(x, within[0], x, within[-1], 'stroke-width="2"'))
    for number, height in enumerate(heights):
        faint = "" if number in overlap.lists else ' fill-opacity="0.15"'
        parts.append(f'<circle cx="{x:.1f}" cy="{height:.1f}" r="6" fill="currentColor"{faint}/>')
    return "".join(parts)


def _list_row(name: str, number: int, left: float, columns: int) -> str:
    """The name of a list, and a faint band behind every other row to lead the eye."""
    top = BARS_BOTTOM + ROW_HEIGHT * number
    width = left + COLUMN_WIDTH * columns
    band = (
        f'<rect x="0" y="{top:.1f}" width="{width:.1f}" height="{ROW_HEIGHT}" fill="currentColor" '
        'fill-opacity="0.05"/>'
    )
    return (band if number % 2 == 0 else "") + _label(left - 8, top + 16, name, anchor="end", size=13)


def _axis_for(intervals: Sequence[Interval], observed: int, left: float) -> _Axis:
    """An axis that holds the estimates whole and limits up to three times the largest estimate."""
    estimates = [interval.estimate for interval in intervals if interval.estimate is not None]
    lows = [interval.low for interval in intervals if interval.low is not None]
    highs = [interval.high for interval in intervals if interval.high is not None]
    largest = max([*estimates, float(observed), 1.0])
    high = min(max([*highs, largest]), 3.0 * largest) * 1.05
    low = max(min([*lows, *estimates, float(observed or largest)]), 1.0)
    if high / low > WIDEST_LINEAR:
        return _Axis(low * 0.9, high, left, PLOT_WIDTH, True)
    return _Axis(0.0, high, left, PLOT_WIDTH, False)


def _axis_marks(axis: _Axis, bottom: float) -> str:
    parts = [_line(axis.left, bottom, axis.left + axis.width, bottom)]
    for tick in axis.ticks():
        x = axis.place(tick)
        parts.append(_line(x, 20, x, bottom + 5, 'stroke-opacity="0.2"'))
        parts.append(_label(x, bottom + 20, _number(tick), anchor="middle", size=12))
    return "".join(parts)


def _observed_line(axis: _Axis, observed: int, bottom: float, words: IntervalWords) -> str:
    x = axis.place(observed)
    label = _label(x, bottom + 38, f"{words.observed} {_number(observed)}", anchor="middle", size=12)
    return _line(x, 14, x, bottom, 'stroke-dasharray="4 3"') + label


def _interval_line(interval: Interval, axis: _Axis, y: float) -> str:
    """The label, the line between the limits and the point; an arrow where the upper limit is off the axis."""
    parts = [_label(axis.left - 8, y + 4, interval.label, anchor="end", size=13)]
    if interval.estimate is None:
        return parts[0]
    if interval.low is not None and interval.high is not None:
        high = axis.place(interval.high)
        parts.append(_line(axis.place(interval.low), y, high, y, 'stroke-width="2"'))
        if interval.high > axis.high:
            parts.append(f'<path d="M{high:.1f} {y - 5:.1f} l9 5 l-9 5 z" fill="currentColor"/>')
    parts.append(f'<circle cx="{axis.place(interval.estimate):.1f}" cy="{y:.1f}" r="5" fill="currentColor"/>')
    return "".join(parts)


def _line(x1: float, y1: float, x2: float, y2: float, attributes: str = "") -> str:
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="currentColor" {attributes}/>'


def _label(x: float, y: float, words: str, *, anchor: str, size: int) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}">{_text(words)}</text>'


def _svg(width: float, height: float, title: str, description: str, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" font-family="{FONT}" fill="currentColor">'
        f"<title>{_text(title)}</title><desc>{_text(description)}</desc>{''.join(parts)}</svg>"
    )


def _round_step(rough: float) -> float:
    """The smallest of 1, 2, 5, 10 times a power of ten that is not below."""
    power = 10.0 ** floor(log10(rough))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)


def _count(people: int, least_shown: int) -> str:
    return f"<{least_shown}" if people < least_shown else _number(people)


def _number(value: float) -> str:
    return f"{value:,.0f}"


def _text(words: str) -> str:
    return escape(str(words), quote=False)
