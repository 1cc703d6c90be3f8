"""Pictures that the server draws, as part of a page."""

from django.utils.safestring import SafeString

from opennrm.statistics.pictures import Picture


def drawing(picture: Picture) -> SafeString:
    """The picture's SVG element, to stand in a page. Every word in it was escaped where it was drawn."""
    return SafeString(picture.svg)
