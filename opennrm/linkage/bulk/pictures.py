"""Pictures of the report, as SVG that needs no colour: each bar has its number, and each picture a title."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

LETTER_WIDTH, ROW_HEIGHT, BAR_WIDTH = 7.6, 26, 360
COLUMN_WIDTH, COLUMN_HEIGHT = 26, 180
_PATTERNS = ("currentColor", "url(#{id}-stripes)", "url(#{id}-dots)", "none")
"""Fills that differ without colour: full, striped, dotted, empty."""


@dataclass(frozen=True)
class Bar:
    """A bar: what it is, its parts in the order of the legend, and what stands at its end."""

    label: str
    parts: tuple[float, ...]
    told: str


def bars(title: str, bars_: Sequence[Bar], *, name: str, legend: Sequence[str] = ()) -> str:
    """Bars that lie, one below the other, each of parts that add up to at most 1.

    :param name: of the picture, another one for each in a page.
    """
    left = 12 + LETTER_WIDTH * max((len(bar.label) for bar in bars_), default=0)
    told = LETTER_WIDTH * max((len(bar.told) for bar in bars_), default=0)
    top = 8 + (ROW_HEIGHT if legend else 0)
    parts = [_legend(legend, name)] if legend else []
    for row, bar in enumerate(bars_):
        y = top + row * ROW_HEIGHT
        parts.append(_text(left - 8, y + 16, bar.label, "end"))
        x = left
        for part, fill in zip(bar.parts, _fills(name), strict=False):
            width = BAR_WIDTH * part
            if width > 0:
                parts.append(_box(x, y + 3, width, 16, fill))
            x += width
        parts.append(_text(left + BAR_WIDTH + 10, y + 16, bar.told, "start"))
    return _svg(title, name, left + BAR_WIDTH + 20 + told, top + ROW_HEIGHT * len(bars_) + 8, parts)


@dataclass(frozen=True)
class Column:
    """A column: what stands below it, its height as a share of the highest, and its parts as in `Bar`."""

    label: str
    parts: tuple[float, ...]
    told: str


def columns(
    title: str, columns_: Sequence[Column], *, name: str, axis: str, legend: Sequence[str] = ()
) -> str:
    """Columns that stand side by side. `axis` says what is counted along the bottom."""
    top = 56.0 + (ROW_HEIGHT if legend else 0)
    bottom = top + COLUMN_HEIGHT
    parts = [_legend(legend, name)] if legend else []
    for place, column in enumerate(columns_):
        x, y = 12 + place * COLUMN_WIDTH, bottom
        for part, fill in zip(column.parts, _fills(name), strict=False):
            height = COLUMN_HEIGHT * part
            if height > 0:
                y -= height
                parts.append(_box(x, y, COLUMN_WIDTH - 6, height, fill))
        middle = x + (COLUMN_WIDTH - 6) / 2
        parts.append(
            f'<text transform="translate({middle + 4:.1f} {y - 5:.1f}) rotate(-90)" font-size="12">'
            f"{escape(column.told)}</text>"
        )
        parts.append(_text(middle, bottom + 16, column.label, "middle", size=12))
    width = max(12 + COLUMN_WIDTH * len(columns_) + 12, 24 + LETTER_WIDTH * len(axis), 520 if legend else 0)
    line = f'<path d="M8 {bottom:.1f}H{12 + COLUMN_WIDTH * len(columns_):.1f}" stroke="currentColor"/>'
    parts += [line, _text(12, bottom + 36, axis, "start")]
    return _svg(title, name, width, bottom + 46, parts)


def _fills(name: str) -> list[str]:
    return [fill.format(id=name) for fill in _PATTERNS]


def _legend(names: Sequence[str], name: str) -> str:
    parts, x = [], 12.0
    for label, fill in zip(names, _fills(name), strict=False):
        parts += [_box(x, 8, 14, 14, fill), _text(x + 20, 20, label, "start")]
        x += 44 + LETTER_WIDTH * len(label)
    return "".join(parts)


def _box(x: float, y: float, width: float, height: float, fill: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect {place} fill="{fill}" stroke="currentColor"/>'


def _text(x: float, y: float, text: str, anchor: str, size: int = 13) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}">{escape(text)}</text>'


def _svg(title: str, name: str, width: float, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg role="img" aria-labelledby="{name}" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'xmlns="http://www.w3.org/2000/svg" fill="currentColor" font-family="system-ui, sans-serif">'
        f'<title id="{name}">{escape(title)}</title><defs>'
        f'<pattern id="{name}-stripes" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path d="M0 0V6" stroke="currentColor" stroke-width="4"/></pattern>'
        f'<pattern id="{name}-dots" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<circle cx="3" cy="3" r="1.3"/></pattern></defs>' + "".join(parts) + "</svg>"
    )
