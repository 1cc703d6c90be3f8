"""Papers of the invented children of a demonstration."""

from datetime import datetime
from uuid import UUID

from opennrm.cases import document_changes
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.files import accept

_PAGES = (
    ("School report", "Invented, for a demonstration.", "She has not been at school since March."),
    ("Second page", "Her teacher is worried, and asks to be called."),
)


def add_report(case_id: UUID, by: Actor, at: datetime) -> None:
    """Add a paper of two pages to a case, as its caseworker would."""
    kinds = pack().codes("document_kinds")
    kind = "school_report" if "school_report" in kinds else next(iter(kinds))
    file = accept(school_report(), "school report.pdf")
    document_changes.add(case_id, kind=kind, title="Report of the teacher", file=file, by=by, at=at)


def school_report() -> bytes:
    """A document of two pages, in a font that every reader has."""
    places = range(4, 4 + 2 * len(_PAGES), 2)
    kids = " ".join(f"{place} 0 R" for place in places)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(_PAGES)}/MediaBox[0 0 595 842]"
        "/Resources<</Font<</F 3 0 R>>>>>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for place, lines in zip(places, _PAGES, strict=True):
        words = "".join(f"({line}) Tj 0 -40 Td " for line in lines)
        text = f"BT /F 22 Tf 60 740 Td {words}ET".encode()
        objects.append(f"<</Type/Page/Parent 2 0 R/Contents {place + 1} 0 R>>".encode())
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(text), text))
    return _file(objects)


def _file(objects: list[bytes]) -> bytes:
    written, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(written)
