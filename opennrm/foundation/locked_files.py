"""Files that open with a password alone: workbooks by ECMA-376 (agile encryption), archives by AES-256.

The password is kept nowhere. Guessing it costs a program 100,000 hashes a guess for a workbook, and 1,000 for an
archive, so what names anybody goes into a workbook.
"""

import io
from collections.abc import Mapping

import pyzipper
from msoffcrypto.format.ooxml import OOXMLFile

SMALLEST_WORKBOOK = 4096
"""In bytes. The container keeps a smaller stream in another way, which the library gets wrong."""


def locked_workbook(content: bytes, password: str) -> bytes:
    """The workbook, which has at least `SMALLEST_WORKBOOK` bytes, as Excel opens it with this password."""
    assert len(content) >= SMALLEST_WORKBOOK, "The locked workbook could not be opened."
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, locked)
    return locked.getvalue()


def locked_archive(files: Mapping[str, bytes], password: str) -> bytes:
    """A ZIP archive of files by their names, with this password."""
    archive = io.BytesIO()
    with pyzipper.AESZipFile(
        archive, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as written:
        written.setpassword(password.encode())
        for name, content in files.items():
            written.writestr(name, content)
    return archive.getvalue()
