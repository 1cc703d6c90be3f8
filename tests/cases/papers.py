"""Files to add to a case."""

from io import BytesIO

from PIL import Image

from opennrm.foundation.files import CleanFile, accept


def as_jpeg(colour: str | tuple[int, int, int] = "red") -> bytes:
    """A small photograph of this colour."""
    stream = BytesIO()
    Image.new("RGB", (8, 8), colour).save(stream, "JPEG")
    return stream.getvalue()


def photograph(colour: str | tuple[int, int, int] = "red", *, name: str = "photo.jpg") -> CleanFile:
    """The same, made harmless."""
    return accept(as_jpeg(colour), name)
