"""What can be wrong with keys, lists and encodings."""


class EncodingProblem(Exception):
    """A file cannot be used as it is; the message says which one, and what to do."""
