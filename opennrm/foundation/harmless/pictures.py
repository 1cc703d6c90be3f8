"""Encodes a picture anew from its points, so that it looks the same and nothing else of the old file is left."""

import math
from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import (
    Image,
    ImageCms,
    ImagePalette,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from .agreed import HEIC, JPEG, PNG, WEBP, Reason, Refused

_FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
# Pillow imports these when a file asks for them; by then nothing can be imported any more.
_USED = (ImagePalette, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin)

_LONGEST_SIDE = 4000
_STRIP = 256
_JPEG_QUALITY = 88
# Not the smallest file that there could be, but made within a second or two.
_PNG_COMPRESSION = 4
# A JPEG is decoded at a fraction of its size, the others only whole, WebP and HEIC with copies on the way.
_MOST_POINTS = {JPEG: 85_000_000, PNG: 25_000_000, WEBP: 13_000_000, HEIC: 25_000_000}
_MOST_DECODED_POINTS = 25_000_000
_SCAN = b"\xff\xda"
# Cameras and programs make one scan, or about ten where the picture is to appear bit by bit.
_MOST_SCANS = 100

_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SCREEN_GAMMA = 1 / 2.2
_EIGHT_OF_SIXTEEN_BITS = [round(value / 257) for value in range(65536)]
_PLAIN_MODES = {"1": "L", "L": "L", "LA": "LA", "La": "LA", "RGB": "RGB", "RGBX": "RGB", "YCbCr": "RGB",
                "RGBA": "RGBA", "RGBa": "RGBA", "CMYK": "CMYK"}  # fmt: skip


def prepare(media_type: str) -> None:
    """Load what pictures of this kind need."""
    Image.preinit()
    if media_type == HEIC:
        from pillow_heif import options

        options.DECODE_THREADS = 1
        options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False


def encoded_anew(content: bytes, media_type: str) -> tuple[str, bytes]:
    """Return a picture that looks like this one, and its media type.

    :raises Refused: it has too many points, moves, or has colours that no screen shows. Damage raises anything.
    """
    if media_type == HEIC:
        return _saved(_from_heic(content), media_type)
    if media_type == JPEG and content.count(_SCAN) > _MOST_SCANS:
        raise Refused(Reason.UNSAFE)
    try:
        with Image.open(BytesIO(content), formats=[_FORMATS[media_type]]) as image:
            _count(image, media_type)
            image.load()
            shown = _in_strips(image.size, lambda top, end: image.crop((0, top, image.width, end)))
            return _saved(upright(shown, image.info.get("exif")), media_type)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Refused(Reason.TOO_MANY_POINTS) from bomb


def _from_heic(content: bytes) -> Image.Image:
    """The main picture of the file. How the camera was held is part of how it is kept there."""
    from pillow_heif import open_heif

    file = open_heif(BytesIO(content))
    picture = file[file.primary_index]
    _refuse_too_many(picture.size, HEIC)
    points, told = picture.data, {"icc_profile": picture.info.get("icc_profile")}
    _refuse_too_many(picture.size, HEIC)

    def strip(top: int, end: int) -> Image.Image:
        lines = points[top * picture.stride : end * picture.stride]
        size = (picture.size[0], end - top)
        cut = Image.frombytes(picture.mode, size, lines, "raw", picture.mode, picture.stride)
        cut.info.update(told)
        return cut

    return _in_strips(picture.size, strip)


def _count(image: Image.Image, media_type: str) -> None:
    _refuse_too_many(image.size, media_type)
    if media_type in (PNG, WEBP) and getattr(image, "is_animated", False):
        raise Refused(Reason.MOVES)
    image.draft(None, _kept_size(image.size))
    if image.width * image.height > _MOST_DECODED_POINTS:
        raise Refused(Reason.TOO_MANY_POINTS)


def _refuse_too_many(size: tuple[int, int], media_type: str) -> None:
    if size[0] * size[1] > _MOST_POINTS[media_type]:
        raise Refused(Reason.TOO_MANY_POINTS)


def _kept_size(size: tuple[int, int]) -> tuple[int, int]:
    ratio = max(max(size) / _LONGEST_SIDE, 1)
    return max(round(size[0] / ratio), 1), max(round(size[1] / ratio), 1)


def _in_strips(size: tuple[int, int], cut: Callable[[int, int], Image.Image]) -> Image.Image:
    """The picture as it is shown, made smaller where it is too large.

    Strip by strip: every conversion makes a copy, and copies of the whole would take several times its memory.
    """
    width, height = _kept_size(size)
    is_smaller, down = (width, height) != size, size[1] / height
    # A point of the smaller picture is mixed from points around it, on both sides of a cut.
    margin = math.ceil(3 * down) if is_smaller else 0
    whole: Image.Image | None = None
    for row in range(0, height, _STRIP):
        rows = min(_STRIP, height - row)
        top, end = row * down, (row + rows) * down
        above = max(int(top) - margin, 0)
        strip = as_shown(cut(above, min(math.ceil(end) + margin, size[1])))
        if is_smaller:
            box = (0, top - above, strip.width, min(end - above, strip.height))
            strip = strip.resize((width, rows), Image.Resampling.BICUBIC, box=box)
        whole = whole or Image.new(strip.mode, (width, height))
        whole.paste(strip, (0, row))
    if whole is None:
        raise ValueError(size)
    return whole


def as_shown(image: Image.Image) -> Image.Image:
    """The picture as a browser shows it: grey or in colour, eight bits deep, in the colours of a screen.

    :raises Refused: nobody can say what a picture of this mode looks like.
    """
    told = image.info
    plain = _in_plain_mode(image)
    # Conversions and encoders read what stands here, and would write it out again.
    plain.info = {}
    profile = told.get("icc_profile")
    if isinstance(profile, bytes) and profile:
        plain = _in_screen_colours(plain, profile)
    elif isinstance(told.get("gamma"), float) and "srgb" not in told:
        plain = _with_gamma(plain, told["gamma"])
    return plain.convert("RGB") if plain.mode == "CMYK" else plain


def _in_plain_mode(image: Image.Image) -> Image.Image:
    image.load()
    if image.mode == "I" or image.mode.startswith("I;16"):
        return _with_eight_bits(image)
    if image.mode in ("P", "PA"):
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    if image.mode not in _PLAIN_MODES:
        raise Refused(Reason.COLOURS)
    if image.mode in ("1", "L", "RGB") and image.has_transparency_data:
        return image.convert("RGBA" if image.mode == "RGB" else "LA")
    plain = _PLAIN_MODES[image.mode]
    # Converting to the same mode would copy what may be a hundred megabytes.
    return image if image.mode == plain else image.convert(plain)


def _with_eight_bits(image: Image.Image) -> Image.Image:
    deep = image if image.mode == "I" else image.convert("I")
    grey = deep.point(_EIGHT_OF_SIXTEEN_BITS, "L")
    clear = image.info.get("transparency")
    if isinstance(clear, int):
        grey.putalpha(deep.point([0 if value == clear else 255 for value in range(65536)], "L"))
    return grey


def _in_screen_colours(image: Image.Image, profile: bytes) -> Image.Image:
    """Browsers show the colours that a profile describes, and ignore a profile that they cannot read."""
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    opaque = image.convert(image.mode.removesuffix("A")) if alpha else image
    try:
        described = ImageCms.ImageCmsProfile(BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(described):
            return image
        converted = ImageCms.profileToProfile(
            opaque,
            described,
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    if converted is None:
        return image
    if alpha:
        converted.putalpha(alpha)
    converted.info = {}
    return converted


def _with_gamma(image: Image.Image, gamma: float) -> Image.Image:
    if image.mode == "CMYK" or not 0.01 < gamma < 10 or abs(gamma - _SCREEN_GAMMA) < 0.01:
        return image
    curve = [round(255 * (value / 255) ** (_SCREEN_GAMMA / gamma)) for value in range(256)]
    same = list(range(256))
    alpha = image.mode.endswith("A")
    colours = len(image.getbands()) - alpha
    return image.point(curve * colours + (same if alpha else []))


def upright(image: Image.Image, exif: Any) -> Image.Image:
    """The picture as the camera was held. What the camera wrote in a way of its own is read if it can be."""
    turn = _TURNS.get(_orientation(exif))
    return image.transpose(turn) if turn is not None else image


def _orientation(exif: Any) -> int:
    try:
        told = Image.Exif()
        told.load(exif)
        value = told.get(_ORIENTATION, 1)
        while isinstance(value, tuple | list):
            value = value[0]
        return int(value[:1] if isinstance(value, bytes) and value[:1].isdigit() else value)
    except Exception:
        # Cameras and programs write anything here; a picture that lies on its side is better than none.
        return 1


def _saved(image: Image.Image, media_type: str) -> tuple[str, bytes]:
    written = BytesIO()
    if media_type == PNG or image.mode.endswith("A"):
        image.save(written, "PNG", compress_level=_PNG_COMPRESSION)
        return PNG, written.getvalue()
    image.save(written, "JPEG", quality=_JPEG_QUALITY, optimize=True)
    return JPEG, written.getvalue()
