"""A picture that is taken looks as it did, whatever its file makes of it; what cannot be shown is refused."""

import struct
import zlib
from io import BytesIO

import pillow_heif
import pytest
from PIL import Image, ImageChops, ImageCms

from opennrm.foundation.files import JPEG, PNG, FileRefused, accept
from opennrm.foundation.harmless.agreed import Reason, Refused
from opennrm.foundation.harmless.pictures import as_shown
from tests.foundation.hostile_files import chunk, moving

pillow_heif.register_heif_opener()
SIZE = (64, 32)


def scene() -> Image.Image:
    """From dark to light, from left to right, with some colour."""
    light = Image.linear_gradient("L").rotate(90).resize(SIZE)
    return Image.merge(
        "RGB", [light, light.point(lambda value: value // 2), light.point(lambda value: 255 - value)]
    )


def saved(image: Image.Image, kind: str = "PNG", **options) -> bytes:
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def kept(content: bytes) -> Image.Image:
    return Image.open(BytesIO(accept(content, "a").content))


def assert_looks_like(image: Image.Image, expected: Image.Image, *, within: int = 3) -> None:
    """Compare what somebody would see on white and on black paper."""
    for paper in ("white", "black"):
        seen = [
            Image.alpha_composite(Image.new("RGBA", SIZE, paper), one.convert("RGBA"))
            for one in (image, expected)
        ]
        worst = max(high for _low, high in ImageChops.difference(*seen).getextrema())
        assert worst <= within, (paper, worst)


def deep_grey() -> tuple[Image.Image, Image.Image]:
    """A grey picture of sixteen bits, and the same of eight."""
    grey = scene().convert("L")
    deep = Image.frombytes("I;16", SIZE, b"".join(struct.pack("<H", value * 257) for value in grey.tobytes()))
    return deep, grey


def see_through() -> Image.Image:
    image = scene().convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(SIZE))
    return image


def test_a_grey_picture_of_sixteen_bits_is_not_white():
    deep, grey = deep_grey()
    assert_looks_like(kept(saved(deep)), grey)


@pytest.mark.parametrize(
    "mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "RGBX", "La", "RGBa", "CMYK", "YCbCr"]
)
def test_every_kind_of_points_is_shown_as_it_was(mode):
    image = see_through() if mode in ("LA", "PA", "RGBA") else scene()
    if mode in ("La", "RGBa"):
        image = see_through().convert("LA" if mode == "La" else "RGBA")
    image = (
        image.convert("RGBA" if mode == "PA" else mode)
        if mode != "PA"
        else image.convert("RGBA").convert("PA")
    )
    expected = image.convert({"La": "LA", "RGBa": "RGBA"}.get(mode, mode))
    assert_looks_like(as_shown(image.copy()), expected.convert("RGBA"))


@pytest.mark.parametrize("mode", ["I;16", "I;16B", "I;16L", "I"])
def test_every_kind_of_deep_grey_is_shown_as_it_was(mode):
    deep, grey = deep_grey()
    if mode == "I;16B":
        deep = Image.frombytes(
            mode, SIZE, b"".join(struct.pack(">H", value * 257) for value in grey.tobytes())
        )
    elif mode != "I;16":
        deep = deep.convert("I") if mode == "I" else Image.frombytes(mode, SIZE, deep.tobytes())
    assert_looks_like(as_shown(deep), grey)


@pytest.mark.parametrize("mode", ["F", "LAB", "HSV"])
def test_points_that_no_screen_shows_are_refused(mode):
    with pytest.raises(Refused) as refused:
        as_shown(Image.new(mode, SIZE))
    assert refused.value.reason == Reason.COLOURS


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_a_png_looks_as_it_did(mode):
    image = (see_through() if mode.endswith("A") else scene()).convert(mode)
    content = saved(image)
    assert_looks_like(kept(content), Image.open(BytesIO(content)).convert("RGBA"))


@pytest.mark.parametrize(
    "mode, clear", [("1", 1), ("L", 0), ("RGB", (255, 255, 255)), ("P", 3), ("P", bytes(range(0, 250, 40)))]
)
def test_what_is_clear_in_a_png_stays_clear(mode, clear):
    noise = Image.effect_noise(SIZE, 90).convert("RGB")
    content = saved(noise.quantize(8) if mode == "P" else noise.convert(mode), transparency=clear)
    expected = Image.open(BytesIO(content)).convert("RGBA")
    assert expected.getextrema()[3][0] < 255
    assert_looks_like(kept(content), expected)


def test_what_is_clear_in_deep_grey_stays_clear():
    deep, grey = deep_grey()
    clear = deep.getpixel((40, 5))
    expected = grey.convert("RGBA")
    expected.putalpha(grey.point(lambda value: 0 if value * 257 == clear else 255))
    assert_looks_like(kept(saved(deep, transparency=clear)), expected)


def test_a_jpeg_for_printers_looks_as_it_did():
    content = saved(scene().convert("CMYK"), "JPEG", quality=95)
    assert_looks_like(kept(content), Image.open(BytesIO(content)).convert("RGB"), within=12)


def reversed_profile() -> bytes:
    """A profile in which red means blue: what is not converted would look like another picture."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = (profile.index(tag) + 4 for tag in (b"rXYZ", b"bXYZ"))
    profile[red : red + 4], profile[blue : blue + 4] = profile[blue : blue + 4], profile[red : red + 4]
    place = profile.index(b"s\0R\0G\0B") if b"s\0R\0G\0B" in profile else profile.index(b"sRGB b")
    profile[place : place + 6] = profile[place : place + 6].swapcase()
    return bytes(profile)


@pytest.mark.parametrize("kind, media_type", [("PNG", PNG), ("JPEG", JPEG), ("WEBP", JPEG)])
def test_a_picture_in_colours_of_its_own_looks_the_same_without_its_profile(kind, media_type):
    options = {} if kind == "PNG" else {"quality": 95}
    content = saved(scene(), kind, icc_profile=reversed_profile(), **options)
    clean = accept(content, "a")
    red, green, blue = scene().split()
    assert clean.media_type == media_type
    assert "icc_profile" not in Image.open(BytesIO(clean.content)).info
    assert_looks_like(Image.open(BytesIO(clean.content)), Image.merge("RGB", [blue, green, red]), within=16)


def test_a_profile_that_does_not_fit_is_ignored_as_a_browser_does():
    content = saved(scene().convert("L"), icc_profile=reversed_profile())
    assert_looks_like(kept(content), scene().convert("L"))


def test_the_brightness_that_a_png_asks_for_is_kept():
    content = saved(scene())
    bright = content[:33] + chunk(b"gAMA", struct.pack(">I", 100_000)) + content[33:]
    assert_looks_like(kept(bright), scene().point(lambda value: round(255 * (value / 255) ** (1 / 2.2))))


def test_a_webp_picture_is_taken_as_jpeg_and_a_clear_one_as_png():
    opaque = accept(saved(scene(), "WEBP", quality=95), "photo.webp")
    assert (opaque.media_type, opaque.title) == (JPEG, "photo.jpg")
    assert_looks_like(Image.open(BytesIO(opaque.content)), scene(), within=24)
    clear = accept(saved(see_through(), "WEBP", lossless=True, exact=True), "photo.webp")
    assert clear.media_type == PNG
    assert_looks_like(Image.open(BytesIO(clear.content)), see_through())


@pytest.mark.parametrize("orientation, size", [(1, SIZE), (6, SIZE[::-1])])
def test_a_heic_picture_is_taken_as_jpeg_and_stands_upright_once(orientation, size):
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "NameOfTheHouse"
    clean = accept(saved(scene(), "HEIF", quality=95, exif=exif.tobytes()), "IMG_1.HEIC")
    assert (clean.media_type, clean.title) == (JPEG, "IMG_1.jpg")
    assert b"NameOfTheHouse" not in clean.content
    assert Image.open(BytesIO(clean.content)).size == size


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_picture_that_moves_is_refused_with_advice(kind):
    with pytest.raises(FileRefused, match="This picture is animated"):
        accept(moving(kind), "a")


def exif_with(kind: int, count: int, value: bytes) -> bytes:
    """Metadata whose only entry says which way up, in a type that it should not have."""
    inline = value.ljust(4, b"\0") if len(value) <= 4 else struct.pack("<I", 26)
    entry = struct.pack("<HHI", 0x0112, kind, count) + inline
    beyond = value if len(value) > 4 else b""
    return b"Exif\0\0II*\0" + struct.pack("<IH", 8, 1) + entry + bytes(4) + beyond


@pytest.mark.parametrize(
    "exif, is_turned",
    [
        (exif_with(3, 1, struct.pack("<H", 6)), True),
        (exif_with(4, 1, struct.pack("<I", 6)), True),
        (exif_with(3, 2, struct.pack("<HH", 6, 0)), True),
        (exif_with(2, 2, b"6\0"), True),
        (exif_with(5, 1, struct.pack("<II", 6, 1)), True),
        (exif_with(5, 1, struct.pack("<II", 6, 0)), False),
        (exif_with(7, 4, b"\xff\xff\xff\xff"), False),
        (exif_with(2, 4, b"up\0\0"), False),
        (exif_with(12, 1, struct.pack("<d", 6.0)), True),
        (exif_with(99, 1, b"\6"), False),
        (exif_with(3, 1, struct.pack("<H", 60)), False),
        (b"Exif\0\0nonsense", False),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_with_odd_words_of_its_camera_is_taken(kind, exif, is_turned):
    assert kept(saved(scene(), kind, exif=exif)).size == (SIZE[::-1] if is_turned else SIZE)


def test_a_large_picture_is_made_smaller_without_seams():
    wide = scene().resize((5000, 2500), Image.Resampling.BICUBIC)
    smaller = kept(saved(wide, compress_level=1))
    assert smaller.size == (4000, 2000)
    whole = wide.resize((4000, 2000), Image.Resampling.BICUBIC)
    assert max(high for _low, high in ImageChops.difference(smaller, whole).getextrema()) <= 1


def test_a_png_that_says_one_thing_and_is_another_is_refused():
    content = saved(scene())
    with pytest.raises(FileRefused, match="damaged"):
        accept(content.replace(content[41:60], zlib.compress(b"no points")), "a.png")
