"""Finds the line on which each key of a TOML text stands: the standard library's parser does not tell it."""

import re
from collections.abc import Iterator, Mapping

KeyPath = tuple[str | int, ...]

_PIECE = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|\n|[\[\]{},=]|[^\s\[\]{},=#\"']+|[^\S\n]+",
    re.DOTALL,
)
_KEY = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*\.?""")


def key_lines(text: str) -> dict[KeyPath, int]:
    """Find the line of every table, key and list element of a text that is valid TOML.

    Lines count from 1. The element of a list has the path of the list and its position, which counts from 0.
    """
    lines: dict[KeyPath, int] = {(): 1}
    last_elements: dict[KeyPath, int] = {}
    table: KeyPath = ()
    for statement in _statements(text):
        line = statement[0][1]
        pieces = [piece for piece, _ in statement]
        if pieces[0] == "[":
            is_list = pieces[1] == "["
            header = _keys("".join(pieces).strip("[]"))
            table = _table_path(header, last_elements, is_list=is_list)
            for length in range(1, len(table) + 1):
                lines.setdefault(table[:length], line)
        else:
            equals = pieces.index("=")
            path = (*table, *_keys("".join(pieces[:equals])))
            lines[path] = line
            for position, element_line in enumerate(_element_lines(statement[equals + 1 :])):
                lines[(*path, position)] = element_line
    return lines


def line_of(path: KeyPath, lines: Mapping[KeyPath, int]) -> int:
    """Return the line of a key, or of the nearest table around it when the key is not there."""
    for length in range(len(path), -1, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 1


def _statements(text: str) -> Iterator[list[tuple[str, int]]]:
    """Yield each header and each assignment as its pieces with their lines, without blanks and comments."""
    statement: list[tuple[str, int]] = []
    depth, line = 0, 1
    for piece in _PIECE.findall(text):
        if piece == "\n" and depth == 0 and statement:
            yield statement
            statement = []
        elif piece.strip() and not piece.startswith("#"):
            statement.append((piece, line))
            depth += (piece in "[{") - (piece in "]}")
        line += piece.count("\n")
    if statement:
        yield statement


def _element_lines(value: list[tuple[str, int]]) -> Iterator[int]:
    """Yield the line on which each element of a list begins; nothing for another value."""
    if value[0][0] != "[":
        return
    depth, awaits_element = 0, False
    for piece, line in value:
        if awaits_element and depth == 1 and piece not in ",]":
            yield line
            awaits_element = False
        depth += (piece in "[{") - (piece in "]}")
        if depth == 1 and piece in "[,":
            awaits_element = True


def _keys(dotted: str) -> list[str]:
    return [quoted or literal or bare for quoted, literal, bare in _KEY.findall(dotted)]


def _table_path(header: list[str], last_elements: dict[KeyPath, int], *, is_list: bool) -> KeyPath:
    """Turn a header into a path: inside a list of tables it goes on in the list's last element."""
    path: KeyPath = ()
    for key in header[:-1]:
        path = (*path, key)
        if path in last_elements:
            path = (*path, last_elements[path])
    path = (*path, header[-1])
    if is_list:
        last_elements[path] = last_elements.get(path, -1) + 1
        path = (*path, last_elements[path])
    return path
