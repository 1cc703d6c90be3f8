"""What the actions on accounts and agencies raise when they refuse."""

from .models import Agency


class Refused(Exception):
    """What was asked cannot be done as things stand; the message, for people, says why and what to do."""


class ChangedMeanwhile(Exception):
    """Somebody has changed the agency since it was looked at; `agency` is how it is now."""

    def __init__(self, agency: Agency) -> None:
        super().__init__(agency.code)
        self.agency = agency
