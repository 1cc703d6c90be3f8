"""Videos in which somebody signs a sheet: found in the folder of the country pack, and sent in parts."""

import re
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse

from opennrm.country.pack import pack
from opennrm.country.sheets import Level, Moment

MOST_SENT = 4 * 1024 * 1024
"""In bytes, of one part. A browser asks for the next one by itself."""
_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


def of(moment: Moment, level: Level, language: str) -> Path | None:
    """The file in which somebody signs this sheet, if the ministry has added it."""
    name = pack().sheets.video(moment, level, language)
    path = Path(settings.COUNTRY_PACK) / "sheets" / "videos" / name
    return path if name and path.is_file() else None


def part_of(path: Path, asked: str) -> HttpResponse:
    """The part of the video that a browser asks for, or its beginning."""
    size = path.stat().st_size
    found = _RANGE.fullmatch(asked)
    first = int(found[1]) if found else 0
    if first >= size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    last = min(size, first + MOST_SENT) - 1
    if found and found[2]:
        last = min(last, int(found[2]))
    with path.open("rb") as file:
        file.seek(first)
        content = file.read(last - first + 1)
    is_whole = len(content) == size
    headers = {"Accept-Ranges": "bytes", "X-Content-Type-Options": "nosniff"}
    if not is_whole:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return HttpResponse(content, status=200 if is_whole else 206, content_type="video/mp4", headers=headers)
