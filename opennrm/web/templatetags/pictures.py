"""`{% load pictures %}`: pictures that the server draws."""

from django import template
from django.utils.safestring import SafeString

from opennrm.statistics.pictures import Picture
from opennrm.web.design.drawings import drawing

register = template.Library()


@register.simple_tag
def picture(drawn: Picture) -> SafeString:
    """Draw a picture; its table stands beside it, for those who cannot see it."""
    return drawing(drawn)
