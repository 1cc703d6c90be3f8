"""The drawings of the sheets for young children, with what somebody hears who cannot see them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from opennrm import web
from opennrm.foundation.events import Text

_FOLDER = Path(web.__file__).parent / "static" / "pictures"

SAYS: dict[str, Text] = {
    "hello": _("A person who waves"),
    "safe": _("A shield with a heart"),
    "talk": _("A speech bubble"),
    "listen": _("An ear"),
    "secret": _("A padlock"),
    "share": _("Two people with an arrow between them"),
    "stop": _("A hand that says stop"),
    "question": _("A question mark"),
    "truth": _("A tick"),
    "clock": _("A clock"),
    "food": _("An apple"),
    "toilet": _("A door with a toilet sign"),
    "doctor": _("A doctor's bag"),
    "phone": _("A telephone"),
    "home": _("A house"),
    "bag": _("A packed bag"),
    "school": _("A book"),
    "camera": _("A camera"),
    "watch": _("An eye"),
    "thanks": _("A heart"),
    "choice": _("Two ways to go"),
    "letter": _("A letter"),
    "star": _("A star"),
    "court": _("A building with columns"),
    "money": _("Coins"),
    "grown": _("A plant that has grown"),
}


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A drawing: its name, what it shows, and its source."""

    name: str
    says: Text
    svg: str

    @property
    def path(self) -> str:
        """Where the static files have it."""
        return f"pictures/{self.name}.svg"


@cache
def of(name: str) -> Drawn:
    """The drawing of this name.

    :raises KeyError: there is none.
    """
    return Drawn(name=name, says=SAYS[name], svg=(_FOLDER / f"{name}.svg").read_text(encoding="utf-8"))
