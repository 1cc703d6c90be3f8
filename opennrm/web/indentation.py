"""Templates are read without the spaces that indent their lines: people with a slow line wait for what they can see.

They were a quarter of the page of a case. HTML shows a line break as it shows a line break and spaces.
"""

import re

from django.template import Origin
from django.template.loaders import app_directories

_INDENTED = re.compile(r"\n[ \t]+")


class Loader(app_directories.Loader):
    """Finds templates in the folders of the apps. Lines keep their numbers, which errors name."""

    def get_contents(self, origin: Origin) -> str:
        """The text of a template; of a page or a part of one, without what indents it."""
        text: str = super().get_contents(origin)
        return _INDENTED.sub("\n", text) if str(origin.name).endswith(".html") else text
