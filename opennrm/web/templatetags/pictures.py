"""`{% load pictures %}`: pictures that the server draws."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from opennrm.statistics.pictures import Picture
from opennrm.web.design.drawings import drawing

register = template.Library()


@register.simple_tag
def picture(drawn: Picture) -> SafeString:
    """Draw a picture; its table stands beside it, for those who cannot see it."""
    return drawing(drawn)


@register.simple_tag
def bar(size: float, longest: float) -> SafeString:
    """Draw a bar for a row of a table, in proportion to the longest one. The row says the number, for everybody."""
    width = round(100 * size / longest, 1) if longest else 0
    return format_html(
        '<svg class="nrm-bar" aria-hidden="true" focusable="false" width="100%" height="8">'
        '<rect width="{}%" height="8"></rect></svg>',
        width,
    )
