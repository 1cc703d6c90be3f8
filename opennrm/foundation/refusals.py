"""Why something is not done: the one base of everything that is refused on purpose.

Pages answer each kind in one place (`opennrm.web.refusals`). Whatever else is raised is a fault of ours.
"""

from typing import Any


class Refusal(Exception):
    """Something is not done, and nothing is broken. The message, where there is one, is a sentence for people."""


class NotThere(Refusal):
    """There is no such record, or none that this actor may see: nobody learns which of the two."""


class NotAllowed(Refusal):
    """The actor may see the record, but not do this to it."""


class Refused(Refusal):
    """It cannot be done as it was asked. `field` is the answer to correct; None, where no single one is wrong."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class ChangedMeanwhile(Refusal):
    """Somebody else has changed the record since the page was opened; `row` is how it is now."""

    def __init__(self, message: str, row: Any) -> None:
        super().__init__(message)
        self.row = row
