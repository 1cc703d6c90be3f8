"""Papers about invented children, as small documents."""

from opennrm.foundation.files import CleanFile, accept

SCHOOL_REPORT = (
    "School report. Invented, for a demonstration.\nShe has not been at school since March.",
    "Second page.\nHer teacher is worried, and asks to be called.",
)


def paper(*pages: str, name: str = "School report.pdf") -> CleanFile:
    """A paper with these words on its pages, made harmless."""
    return accept(written(*pages), name)


def written(*pages: str) -> bytes:
    """A document with these words on its pages, in a font that every reader has."""
    places = range(4, 4 + 2 * len(pages), 2)
    kids = " ".join(f"{place} 0 R" for place in places)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}/MediaBox[0 0 595 842]"
        "/Resources<</Font<</F 3 0 R>>>>>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for place, words in zip(places, pages, strict=True):
        lines = "".join(f"({line}) Tj 0 -40 Td " for line in words.splitlines())
        text = f"BT /F 20 Tf 60 740 Td {lines}ET".encode()
        objects.append(f"<</Type/Page/Parent 2 0 R/Contents {place + 1} 0 R>>".encode())
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(text), text))
    return _file(objects)


def _file(objects: list[bytes]) -> bytes:
    content, places = bytearray(b"%PDF-1.7\n"), []
    for number, each in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(content)
