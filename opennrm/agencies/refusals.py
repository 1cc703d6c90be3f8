"""What the actions on accounts and agencies raise when they refuse."""


class Refused(Exception):
    """What was asked cannot be done as things stand; the message, for people, says why and what to do."""
