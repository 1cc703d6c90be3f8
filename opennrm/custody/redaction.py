"""Leaving out parts of a recording, and burning in a watermark, by FFmpeg where it is installed.

What is left out is black and silent, and no time is moved. The watermark stands over the picture from beginning to end.

FFmpeg runs in a process of its own. It reads the recording, opened, from this machine alone, by ranges, and what it
writes is sealed as it comes: nothing that is not sealed is written to a disk.
"""

import secrets
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from .rules import ByteRange, RangeRefused, Seconds, byte_range
from .store import Stored

MEDIA_TYPE = "video/mp4"
"""What a redacted copy is."""
AT_ONCE = 256 * 1024
_LOOKS = (
    "x=(w-text_w)/2:y=h*0.3:fontsize='min(h/22,1.6*w/{letters})':fontcolor=white@0.7:borderw=2"
    ":bordercolor=black@0.7:expansion=none"
)
"""Where the watermark stands, and how: over the middle, where it cannot be cut off, on light and dark, and whole."""


class NotRedacted(RuntimeError):
    """FFmpeg could not read the recording to its end."""


def is_possible() -> bool:
    """Whether FFmpeg is installed."""
    return shutil.which("ffmpeg") is not None


def changed(master: Stored, left_out: Sequence[Seconds], *, watermark: str = "") -> Iterator[bytes]:
    """The recording as FFmpeg writes it, these ranges of seconds black and silent, with a watermark if there is one.

    :raises NotRedacted: FFmpeg is missing, or could not read the recording.
    """
    program = shutil.which("ffmpeg")
    if program is None:
        raise NotRedacted("FFmpeg is not installed.")
    with _served(master) as address:
        arguments = [program, *_arguments(address, left_out, watermark)]
        with subprocess.Popen(  # noqa: S603 (numbers and an address of ours)
            arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
        ) as running:
            assert running.stdout is not None
            while piece := running.stdout.read(AT_ONCE):
                yield piece
        if running.returncode:
            raise NotRedacted(f"FFmpeg ended with {running.returncode}.")


def _arguments(address: str, left_out: Sequence[Seconds], watermark: str) -> list[str]:
    when = "+".join(f"between(t,{begin:.2f},{end:.2f})" for begin, end in left_out)
    pictures = [f"drawbox=color=black:t=fill:enable='{when}'"] if left_out else []
    pictures += (
        [f"drawtext=text='{_plain(watermark)}':{_LOOKS.format(letters=len(watermark))}"] if watermark else []
    )
    sounds = ["-af", f"volume=volume=0:enable='{when}'"] if left_out else []
    return [
        "-nostdin", "-loglevel", "error", "-protocol_whitelist", "http,tcp", "-i", address,
        "-vf", ",".join(pictures), *sounds,
        "-map_metadata", "-1", "-f", "mp4", "-movflags", "frag_keyframe+empty_moov+default_base_moof", "pipe:1",
    ]  # fmt: skip


def _plain(text: str) -> str:
    """A text in which nothing means anything to FFmpeg: letters, digits, spaces and a few signs."""
    return "".join(each if each.isalnum() or each in " -/." else " " for each in text)


@contextmanager
def _served(master: Stored) -> Iterator[str]:
    """An address on this machine that gives ranges of the recording, for as long as the block runs."""
    path = f"/{secrets.token_urlsafe(32)}"

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if not secrets.compare_digest(self.path, path):
                self.send_error(404)
                return
            try:
                wanted = byte_range(self.headers.get("Range", "bytes=0-"), master.size)
            except RangeRefused:
                self.send_error(416)
                return
            self._send(wanted)

        def _send(self, wanted: ByteRange) -> None:
            self.send_response(206)
            self.send_header("Content-Length", str(wanted.length))
            self.send_header("Content-Range", f"bytes {wanted.first}-{wanted.last}/{master.size}")
            self.send_header("Accept-Ranges", "bytes")
            self.end_headers()
            for piece in master.read(wanted):
                self.wfile.write(piece)

        def log_message(self, *_unused: object) -> None:
            """Say nothing: the path is a secret."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{path}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
