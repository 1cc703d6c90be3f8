"""The worker's part in mail, and a mail server of the tests' own, which answers each mailbox as it is told."""

import socketserver
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread

from django.core import mail
from django.test import override_settings

from opennrm.cli import letters
from tests.world import World


def let_letters_go(world: World) -> list[mail.EmailMessage]:
    """Let the worker send what waits; returns everything that was sent so far."""
    with world.connected_as("opennrm_worker"):
        letters.send_due()
    return mail.outbox


class Outbox(Sequence[mail.EmailMessage]):
    """The letters that arrived: whoever looks lets the worker send what waits first."""

    def __init__(self, world: World) -> None:
        self._world = world

    def __getitem__(self, number):
        return let_letters_go(self._world)[number]

    def __len__(self) -> int:
        return len(let_letters_go(self._world))

    def clear(self) -> None:
        """Take away what has arrived so far."""
        let_letters_go(self._world).clear()


class _Conversation(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs that sends one letter at a time."""

    server: "MailServer"

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            command, mailbox = line[:4].upper(), line.partition("<")[2].rstrip(">").lower()
            if command == "RCPT":
                self._to = mailbox
                if not self._receive(mailbox):
                    return
            elif command == "DATA":
                self._say("354 go on")
                while self.rfile.readline().rstrip(b"\r\n") != b".":
                    continue
                self.server.received[self._to] += 1
                self._say("250 taken")
            elif command == "QUIT":
                return self._say("221 bye")
            else:
                self._say("250 fine")

    def _receive(self, mailbox: str) -> bool:
        self.server.asked[mailbox] += 1
        behaviour = self.server.behaviour.get(mailbox, "250 fine")
        if behaviour == "stalls":
            self.server.closing.wait()
        if behaviour in ("stalls", "drops"):
            return False
        self._say(behaviour)
        return True

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """Counts what each mailbox received. `behaviour` of a mailbox: an answer such as "550 no", "stalls", or "drops"."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.behaviour: dict[str, str] = {}
        self.received: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.closing = Event()


@contextmanager
def mail_server(**more: object) -> Iterator[MailServer]:
    """A mail server on this machine, to which the product sends its letters meanwhile."""
    with MailServer() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        host, port = server.server_address[:2]
        settings = {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": host,
            "EMAIL_PORT": port,
            "EMAIL_HOST_USER": "",
            "EMAIL_USE_TLS": False,
            "EMAIL_TIMEOUT": 0.5,
        }
        with override_settings(**settings | more):
            yield server
        server.closing.set()
        server.shutdown()
