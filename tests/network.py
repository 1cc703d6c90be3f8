"""No test speaks to another machine: whoever tries is refused, and named."""

import sys
from typing import Any

LOCAL = ("localhost", "127.0.0.1", "::1", "0.0.0.0", "::", "")
strangers: list[str] = []
"""The machines that somebody has tried to reach, also where the refusal was swallowed."""


class NetworkRefused(RuntimeError):
    """Something in a test tried to reach another machine."""


def refuse_other_machines() -> None:
    """From now on, and as long as this process lives, refuse every connection and every look-up that leaves it."""
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        # A socket of the file system has a path, and no machine.
        machine = address[0] if isinstance(address, tuple) else ""
    elif event == "socket.getaddrinfo":
        machine = arguments[0] or ""
    else:
        return
    name = machine.decode() if isinstance(machine, bytes) else machine
    if name not in LOCAL:
        strangers.append(name)
        raise NetworkRefused(f"A test tried to reach {name}.")
