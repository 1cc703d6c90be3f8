"""One file in by standard input, a harmless copy or a picture of it out by standard output, or the reason why not.

The words of a paper may come in instead, and the paper goes out.

The answer is the length of a header, the header as JSON, and the bytes of the copy.
"""

import json
import logging
import os
import resource
import sys
from collections.abc import Callable
from functools import partial

from .agreed import (
    ADDRESS_BYTES,
    CPU_SECONDS,
    CSV,
    DATA_BYTES,
    HEADER_BYTES,
    MAX_BYTES,
    PAPER,
    PAPER_IN_ANY_SCRIPT,
    PDF,
    XLSX,
    Reason,
    Refused,
)

Open = Callable[[bytes, str], tuple[str, bytes] | tuple[str, bytes, int]]
"""Returns a media type and bytes, and of a document that is looked at, how many pages it has."""


def main() -> None:
    """Open the file on standard input as the kind that the first argument names.

    The second one is the page to draw, for a file to be looked at; 0, for a harmless copy of the file.
    """
    media_type, page = sys.argv[1], int(sys.argv[2])
    _limit()
    work = _prepared_to_show(page) if page else _prepared(media_type)
    content = sys.stdin.buffer.read(MAX_BYTES + 1)
    _lock()
    logging.disable(logging.CRITICAL)
    header, kept = answered(work, content, media_type)
    encoded = json.dumps(header).encode()
    _write(len(encoded).to_bytes(HEADER_BYTES) + encoded)
    _write(kept)
    # Nothing is left to tidy up, and hostile content should not get to see it tidied.
    os._exit(0)


def _limit() -> None:
    """Whatever the file makes a library do, it gets so much memory and time, writes nothing and starts nothing."""
    limits = {
        resource.RLIMIT_DATA: DATA_BYTES,
        resource.RLIMIT_AS: ADDRESS_BYTES,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    if sys.platform == "darwin":
        # macOS counts neither of them in a way that could be limited.
        del limits[resource.RLIMIT_DATA], limits[resource.RLIMIT_AS]
    for kind, most in limits.items():
        _soft, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


def _prepared(media_type: str) -> Open:
    # Imported by kind: each library takes time to load, and what is not loaded has no faults.
    if media_type in (PAPER, PAPER_IN_ANY_SCRIPT):
        from .typesetting import Typesetter

        return Typesetter(any_script=media_type == PAPER_IN_ANY_SCRIPT).typeset
    if media_type in (CSV, XLSX):
        from .tables import as_rows
        from .tables import prepare as prepare_tables

        prepare_tables()
        return as_rows
    if media_type == PDF:
        from .documents import prepare as prepare_documents
        from .documents import written_anew

        prepare_documents()
        return written_anew
    from .pictures import encoded_anew, prepare

    prepare(media_type)
    return encoded_anew


def _prepared_to_show(page: int) -> Open:
    from .looking import prepare, shown

    prepare()
    return partial(shown, page=page)


def _lock() -> None:
    """From here on no file, socket or device can be opened: there is no descriptor left to open it with."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def answered(work: Open, content: bytes, media_type: str) -> tuple[dict[str, str | int], bytes]:
    """Open the file and return the header and the bytes of the answer, whatever it does to a library."""
    try:
        media_type, kept, *pages = work(content, media_type)
        if len(kept) > MAX_BYTES:
            raise Refused(Reason.TOO_LARGE)
        return {"media_type": media_type, "size": len(kept), "pages": sum(pages)}, kept
    except Refused as refused:
        return {"refused": refused.reason}, b""
    except Exception as broken:
        # A library that is fed with hostile or damaged bytes may raise anything at all.
        return {"refused": Reason.UNSAFE if _is_exhausted(broken) else Reason.DAMAGED}, b""


def _is_exhausted(broken: BaseException | None) -> bool:
    while broken is not None and not isinstance(broken, MemoryError | RecursionError):
        broken = broken.__cause__ or broken.__context__
    return broken is not None


def _write(content: bytes) -> None:
    unwritten = memoryview(content)
    while unwritten:
        unwritten = unwritten[os.write(1, unwritten) :]


if __name__ == "__main__":
    main()
