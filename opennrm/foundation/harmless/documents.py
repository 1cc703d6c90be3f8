"""Writes a PDF anew from what its pages show, without what acts, is attached, is named, or tells of its making."""

import codecs
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from pypdf import PasswordType, PdfReader, apply_configuration
from pypdf.errors import LimitReachedError
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, IndirectObject, NameObject, NumberObject

from .agreed import MAX_PAGES, PDF, Reason, Refused
from .copying import Copy, resolved
from .kinds import KEYS

_MOST_OBJECTS = 100_000
_MOST_UNPACKED = 20_000_000
_MOST_BRANCHES = 2 * MAX_PAGES
_LARGE_NUMBER = re.compile(rb"/(?:Size|N|Count)[ \t\r\n]+([0-9]{6,})")
_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_SHEET = (0, 0, 612, 792)
_ENCODINGS = ("ascii", "charmap", "latin-1", "utf-8", "utf-16", "utf-16-be", "utf-16-le")


def prepare() -> None:
    """Load what a document can make its reader look for, while files can still be opened."""
    for encoding in _ENCODINGS:
        codecs.lookup(encoding)


def written_anew(content: bytes, media_type: str) -> tuple[str, bytes]:
    """Return a document with the same pages to look at, and nothing else of the old one.

    :raises Refused: it needs a password, has too many pages or objects, or hides layers. Damage raises anything.
    """
    _count(content)
    try:
        with apply_configuration(zlib_maximum_output_length=_MOST_UNPACKED, disable_legacy_handling=True):
            return PDF, _shown_pages(content)
    except LimitReachedError as limit:
        raise Refused(Reason.UNSAFE) from limit


def _shown_pages(content: bytes) -> bytes:
    reader = PdfReader(BytesIO(content), strict=False)
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise Refused(Reason.PASSWORD)
    _refuse_hidden_layers(reader.root_object)
    pages = list(_pages(reader.root_object))
    if not pages:
        raise Refused(Reason.PAGES)
    return _written(pages)


def _count(content: bytes) -> None:
    """Refuse what says itself that it is made of more objects than any document of this size has."""
    counted = [content.count(b" obj"), *map(int, _LARGE_NUMBER.findall(content))]
    if max(counted) > _MOST_OBJECTS:
        raise Refused(Reason.UNSAFE)


def _refuse_hidden_layers(root: DictionaryObject) -> None:
    """Layers go. One that is switched off would come to light: whoever sends the document may not know of it."""
    layers = resolved(root.get("/OCProperties"))
    default = resolved(layers.get("/D")) if isinstance(layers, DictionaryObject) else None
    if isinstance(default, DictionaryObject) and (
        resolved(default.get("/OFF")) or resolved(default.get("/BaseState")) == "/OFF"
    ):
        raise Refused(Reason.HIDDEN)


def _pages(root: DictionaryObject) -> Iterator[DictionaryObject]:
    """The pages in their order, each with what it inherits.

    :raises Refused: there are too many, or branches that never end.
    """
    waiting: list[tuple[Any, dict[str, Any]]] = [(root.get("/Pages"), {})]
    branches, found = 0, 0
    while waiting:
        raw, inherited = waiting.pop()
        node = resolved(raw)
        if not isinstance(node, DictionaryObject):
            continue
        own = {key: node.raw_get(key) for key in _INHERITED if key in node}
        children = resolved(node.get("/Kids"))
        if isinstance(children, ArrayObject):
            branches += 1
            if branches > _MOST_BRANCHES or len(children) > _MOST_BRANCHES:
                raise Refused(Reason.UNSAFE if branches > _MOST_BRANCHES else Reason.PAGES)
            waiting += [(child, inherited | own) for child in _backwards(children)]
            continue
        found += 1
        if found > MAX_PAGES:
            raise Refused(Reason.PAGES)
        page = DictionaryObject({NameObject(key): node.raw_get(key) for key in KEYS["page"] if key in node})
        page.update({NameObject(key): value for key, value in inherited.items() if key not in page})
        yield page


def _backwards(children: ArrayObject) -> Iterable[Any]:
    return [list.__getitem__(children, index) for index in reversed(range(len(children)))]


def _written(pages: list[DictionaryObject]) -> bytes:
    copy = Copy()
    catalogue, tree = copy.place(), copy.place()
    kept = [copy.page(page) for page in pages]
    for page in kept:
        page[NameObject("/Type")] = NameObject("/Page")
        page[NameObject("/Parent")] = tree
        page.setdefault(NameObject("/MediaBox"), ArrayObject(map(FloatObject, _SHEET)))
    copy.put(
        tree,
        DictionaryObject({
            NameObject("/Type"): NameObject("/Pages"),
            NameObject("/Kids"): ArrayObject(copy.added(page) for page in kept),
            NameObject("/Count"): NumberObject(len(kept)),
        }),
    )  # fmt: skip
    root = {NameObject("/Type"): NameObject("/Catalog"), NameObject("/Pages"): tree}
    copy.put(catalogue, DictionaryObject(root))
    return _as_file(copy, catalogue)


def _as_file(copy: Copy, catalogue: IndirectObject) -> bytes:
    file = BytesIO()
    file.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, written in enumerate(copy.objects, start=1):
        places.append(file.tell())
        file.write(b"%d 0 obj\n" % number)
        written.write_to_stream(file)
        file.write(b"\nendobj\n")
    table = file.tell()
    size = len(places) + 1
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    file.writelines(b"%010d 00000 n \n" % place for place in places)
    trailer = {NameObject("/Size"): NumberObject(size), NameObject("/Root"): catalogue}
    file.write(b"trailer\n")
    DictionaryObject(trailer).write_to_stream(file)
    file.write(b"\nstartxref\n%d\n%%%%EOF\n" % table)
    return file.getvalue()
