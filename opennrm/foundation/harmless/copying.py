"""Copies of a PDF what its pages are made of: key by key as `kinds` allows, each object once, and within a count."""

from typing import Any

from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from .agreed import MAX_BYTES, Reason, Refused
from .embedded import photograph, unpacked_bytes
from .kinds import KEYS, MAP, NOT_SEEN, OF_EVERY_STREAM, SEEN_ANNOTATIONS, STREAMS

_MOST_OBJECTS = 50_000
_MOST_VALUES = 400_000
# A page that was scanned in colour, finely, and packed without loss unpacks to a hundred megabytes.
_MOST_UNPACKED, _MOST_UNPACKED_IN_ALL = 130_000_000, 500_000_000
_MOST_POINTS = 130_000_000
_DEEPEST = 100
_MOST_HOPS = 10
_SCALARS = (
    NameObject,
    NumberObject,
    FloatObject,
    BooleanObject,
    NullObject,
    TextStringObject,
    ByteStringObject,
)


def resolved(raw: Any) -> Any:
    """What a value of a document stands for, in the end; None, if that is nothing."""
    for _hop in range(_MOST_HOPS):
        if not isinstance(raw, IndirectObject):
            return None if isinstance(raw, NullObject) else raw
        raw = raw.get_object()
    raise Refused(Reason.UNSAFE)


class Copy:
    """The objects of the new document. What the old one shares is shared here too, and counted once."""

    def __init__(self) -> None:
        self.objects: list[PdfObject] = []
        self._copied: dict[tuple[int, int, str], PdfObject] = {}
        self._values = 0
        self._bytes, self._unpacked = 0, 0

    def place(self) -> IndirectObject:
        """Where an object will stand."""
        if len(self.objects) >= _MOST_OBJECTS:
            raise Refused(Reason.UNSAFE)
        self.objects.append(NullObject())
        return IndirectObject(len(self.objects), 0, self)

    def put(self, place: IndirectObject, written: PdfObject) -> None:
        """Let an object stand at its place."""
        self.objects[place.idnum - 1] = written

    def added(self, written: PdfObject) -> IndirectObject:
        """Give an object the next place."""
        place = self.place()
        self.put(place, written)
        return place

    def page(self, page: DictionaryObject) -> DictionaryObject:
        """Copy a page with everything that it shows.

        :raises Refused: it is made of too much, or is too deep.
        """
        return self._dictionary(page, KEYS["page"], 0)

    def _of(self, raw: Any, kind: str, depth: int) -> PdfObject:
        if depth > _DEEPEST:
            raise Refused(Reason.UNSAFE)
        if not isinstance(raw, IndirectObject):
            return self._value(raw, kind, depth)
        key = (raw.idnum, raw.generation, kind)
        if key not in self._copied:
            value = resolved(raw)
            if not isinstance(value, DictionaryObject | ArrayObject):
                return self._value(value, kind, depth)
            # Known before it is copied: it may contain itself.
            self._copied[key] = place = self.place()
            self.put(place, self._value(value, kind, depth))
        return self._copied[key]

    def _value(self, value: Any, kind: str, depth: int) -> PdfObject:
        self._count(1)
        if isinstance(value, ArrayObject):
            self._count(len(value))
            elements = [list.__getitem__(value, index) for index in range(len(value))]
            copies = [self._of(element, kind, depth + 1) for element in elements]
            return ArrayObject(
                copy for copy in copies if kind != "annotation" or not isinstance(copy, NullObject)
            )
        if isinstance(value, DictionaryObject):
            return self._thing(value, kind, depth)
        return value if isinstance(value, _SCALARS) else NullObject()

    def _thing(self, value: DictionaryObject, kind: str, depth: int) -> PdfObject:
        kind = _OF_TYPE.get((kind, resolved(value.get("/Subtype"))), kind)
        if kind.startswith(MAP):
            self._count(len(value))
            every = dict.fromkeys(value, kind.removeprefix(MAP))
            return NullObject() if isinstance(value, StreamObject) else self._dictionary(value, every, depth)
        if kind not in KEYS:
            return NullObject()
        if kind == "annotation":
            return self._annotation(value, depth)
        if not isinstance(value, StreamObject):
            return self._dictionary(value, KEYS[kind], depth)
        return self._stream(value, kind, depth) if kind in STREAMS else NullObject()

    def _dictionary(self, value: DictionaryObject, keys: dict[str, str], depth: int) -> DictionaryObject:
        self._count(len(keys))
        return DictionaryObject(
            {
                NameObject(key): self._of(value.raw_get(key), keys[key], depth + 1)
                for key in keys
                if key in value
            }
        )

    def _stream(self, value: StreamObject, kind: str, depth: int) -> StreamObject:
        filters = resolved(value.get("/Filter"))
        names = [resolved(name) for name in filters] if isinstance(filters, ArrayObject) else [filters]
        data, kept = value._data, [name for name in names if isinstance(name, NameObject)]
        copy = StreamObject()
        copy.update(self._dictionary(value, KEYS[kind] | OF_EVERY_STREAM, depth))
        self._unpacked += unpacked_bytes(data, kept, most=_MOST_UNPACKED)
        if self._unpacked > _MOST_UNPACKED_IN_ALL:
            raise Refused(Reason.UNSAFE)
        if kind == "image":
            _refuse_too_many_points(value)
            data, kept_now = photograph(data, kept)
            if kept_now != kept:
                copy[NameObject("/Filter")] = NameObject(kept_now[0])
                copy.pop("/DecodeParms", None)
        self._bytes += len(data)
        if self._bytes > MAX_BYTES:
            raise Refused(Reason.TOO_LARGE)
        copy._data = data
        return copy

    def _annotation(self, value: DictionaryObject, depth: int) -> PdfObject:
        flags = resolved(value.get("/F"))
        if resolved(value.get("/Subtype")) not in SEEN_ANNOTATIONS:
            return NullObject()
        if isinstance(flags, NumberObject) and flags & NOT_SEEN:
            return NullObject()
        looks = resolved(value.get("/AP"))
        look = looks.raw_get("/N") if isinstance(looks, DictionaryObject) and "/N" in looks else None
        states = resolved(look)
        if isinstance(states, DictionaryObject) and not isinstance(states, StreamObject):
            # Of a box to tick, the look that it has now; the names of its states can be words.
            state = resolved(value.get("/AS"))
            look = states.raw_get(state) if state in states else None
        if not isinstance(resolved(look), StreamObject):
            return NullObject()
        seen = self._dictionary(value, KEYS["annotation"], depth)
        seen[NameObject("/AP")] = DictionaryObject({NameObject("/N"): self._of(look, "form", depth + 1)})
        return seen

    def _count(self, values: int) -> None:
        self._values += values
        if self._values > _MOST_VALUES:
            raise Refused(Reason.UNSAFE)


def _refuse_too_many_points(image: StreamObject) -> None:
    width, height = resolved(image.get("/Width")), resolved(image.get("/Height"))
    if isinstance(width, int) and isinstance(height, int) and width * height > _MOST_POINTS:
        raise Refused(Reason.UNSAFE)


_OF_TYPE = {("xobject", "/Form"): "form", ("xobject", "/Image"): "image"}
