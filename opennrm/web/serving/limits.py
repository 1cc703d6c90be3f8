"""How much one process receives at once, how slowly it may come, and how many requests may wait."""

from dataclasses import dataclass

KIBI, MEBI = 1024, 1024 * 1024


class Refused(Exception):
    """A request is answered with a page that stands ready, without Django; `status` says which."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The limits of one process.

    A telephone on the slowest of networks sends two kilobytes a second. It may fall silent for half a minute,
    and a picture of ten megabytes then takes it under an hour and a half.
    """

    body: int = 45 * MEBI
    """Bytes of one request. What is larger is read and thrown away, so that the browser can show why."""
    thrown_away: int = 4 * 45 * MEBI
    """Bytes from which on a body is not even read."""

    silence: float = 30
    """Seconds between two pieces of a body."""
    pace: int = 1000
    """Bytes a second that a body must keep up."""
    credit: float = 60
    """Seconds for which it may fall behind that pace."""
    longest: float = 90 * 60
    """Seconds for a whole body, however steadily it comes."""

    receiving: int = 2000
    """Bodies at once."""
    receiving_from_network: int = 300
    small: int = 64 * KIBI
    """Bytes up to which a body does not count as memory: an ordinary form always finds room."""
    memory: int = 256 * MEBI
    """Bytes of all larger bodies, until they are answered."""
    memory_of_network: int = 96 * MEBI
    undisturbed: float = 5
    """Seconds of silence after which somebody else may take the place, when there is none left."""

    waiting: int = 200
    """Requests that wait for a thread."""
