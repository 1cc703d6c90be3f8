"""`python -m bench.hostile_files`: what opening a file costs, and what a hostile file can make it cost.

Every file is opened by the sandbox as a page would have it opened, from a process that is small and new, so that
what the child takes is not hidden behind what its parent has.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from io import BytesIO
from itertools import chain
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
_ROW = "| {name} | {kilobytes:,.0f} | {answer} | {seconds:.2f} | {cpu_seconds:.2f} | {megabytes:.0f} | {grown:.0f} |"


@dataclass(frozen=True, kw_only=True)
class Measured:
    """`grown`: megabytes by which the process that asked grew, beyond the file itself and its copy."""

    name: str
    bytes: int
    answer: str
    seconds: float
    cpu_seconds: float
    megabytes: float
    grown: float


def measured(name: str, content: bytes) -> Measured:
    """Have one file opened from a process of its own."""
    command = [sys.executable, "-m", "bench.hostile_files", "one", name]
    told = subprocess.run(command, cwd=ROOT, input=content, capture_output=True, check=True).stdout
    return Measured(**json.loads(told))


def _one(name: str, content: bytes) -> Measured:
    from django.conf import settings

    settings.configure(USE_I18N=False)
    from opennrm.foundation import files, sandbox

    # The processor's time is what is limited and compared; a busy machine may take longer by the clock.
    sandbox.WALL_SECONDS = 60
    before, began = _peak(), time.monotonic()
    try:
        media_type, content = files.recognised(content)
        answer = sandbox.harmless_copy(content, media_type)
    except files.FileRefused:
        seconds = time.monotonic() - began
        return Measured(name=name, bytes=len(content), answer="of no kind that is taken", seconds=seconds,
                        cpu_seconds=0, megabytes=0, grown=_peak() - before)  # fmt: skip
    except sandbox.Busy:
        return Measured(name=name, bytes=len(content), answer="busy", seconds=time.monotonic() - began,
                        cpu_seconds=0, megabytes=0, grown=_peak() - before)  # fmt: skip
    copies = (len(content) + 2 * len(answer.content)) / 1e6
    return Measured(name=name, bytes=len(content), answer=answer.reason or "taken", seconds=answer.seconds,
                    cpu_seconds=answer.cpu_seconds, megabytes=answer.megabytes,
                    grown=max(_peak() - before - copies, 0))  # fmt: skip


def _peak() -> float:
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def _photograph(width: int, height: int, kind: str, **options) -> bytes:
    """A picture with as much in it as a photograph has."""
    if kind == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    grey = Image.effect_noise((width // 8, height // 8), 60).resize((width, height))
    turned = (
        grey.transpose(turn) for turn in (Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM)
    )
    written = BytesIO()
    Image.merge("RGB", [grey, *turned]).save(written, kind, **options)
    return written.getvalue()


def _scanned(pages: int) -> bytes:
    from pypdf import PdfWriter

    document = PdfWriter()
    for _number in range(pages):
        sheet = BytesIO()
        grey = Image.effect_noise((206, 292), 60).resize((1653, 2338))
        grey.save(sheet, "PDF", resolution=200)
        document.append(sheet)
    written = BytesIO()
    document.write(written)
    return written.getvalue()


def ordinary() -> Iterator[tuple[str, bytes]]:
    """What people send: photographs of telephones, pictures of screens, papers."""
    yield "a photograph of 12 million points (JPEG)", _photograph(4000, 3000, "JPEG", quality=90)
    yield "a photograph of 50 million points (JPEG)", _photograph(8160, 6120, "JPEG", quality=60)
    yield "a photograph of 12 million points (HEIC)", _photograph(4032, 3024, "HEIF", quality=60)
    yield "a photograph of 24 million points (HEIC)", _photograph(5712, 4284, "HEIF", quality=50)
    yield "a photograph of 12 million points (WebP)", _photograph(4000, 3000, "WEBP", quality=80)
    yield "a picture of a screen (PNG)", _photograph(1170, 2532, "PNG")
    yield "a paper of one page (PDF)", _scanned(1)
    yield "a paper of 12 pages (PDF)", _scanned(12)


def main() -> None:
    """Print a row for each file, as docs/measurements.md has them."""
    sys.path.insert(0, str(ROOT))
    from tests.foundation.hostile_files import FILES

    print("|  | kB | answer | s | processor, s | MB of the child | MB that the server grew |")
    print("|---|---|---|---|---|---|---|")
    hostile = ((name, make()) for name, make, _ends in FILES)
    for name, content in chain(ordinary(), hostile):
        row = asdict(measured(name, content))
        print(_ROW.format(**row, kilobytes=row["bytes"] / 1000), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        print(json.dumps(asdict(_one(sys.argv[2], sys.stdin.buffer.read()))))
    else:
        main()
