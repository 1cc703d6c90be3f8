"""The application that the web server calls: receives, waits for a thread, answers."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from .answers import Answer, answer_of, ready_answers
from .environ import environ_of, network_of
from .limits import Limits, Refused
from .receiving import Receiving
from .threads import ClientLeft, Threads

UNREAD_SECONDS = 60
_log = logging.getLogger(__name__)


class Application:
    """Serves a WSGI application through Granian's RSGI interface.

    :param wsgi: what makes the answers, in threads.
    :param threads: how many it makes at once.
    :param scheme: what people type before the address, http or https.
    :param is_one_of_many: whether other processes serve beside this one.
    """

    def __init__(
        self, wsgi: Callable, *, threads: int, scheme: str, limits: Limits, is_one_of_many: bool = False
    ) -> None:
        self._wsgi = wsgi
        self._is_one_of_many = is_one_of_many
        self._ready = ready_answers(scheme)
        self._receiving = Receiving(limits)
        self._threads = Threads(threads, waiting=limits.waiting)
        self._drops_unread_answers = False

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called by the server before the first request."""

        def stop(number: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(self._receiving.stop)

        # The server learns of the signal through the loop, whatever handler stands here: it lets end what runs.
        # What has not arrived yet would hold it up.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
            signal.siginterrupt(number, False)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called by the server after the last request."""
        self._threads.end()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Called by the server for each request, as soon as its headers are here."""
        if not self._drops_unread_answers:
            self._drops_unread_answers = True
            drop_unread_answers()
        try:
            answer = await self._answer(scope, protocol)
        except Refused as refused:
            answer = self._ready[refused.status]
        except ClientLeft:
            answer = self._ready[503]
        except Exception:
            _log.exception("A request was not answered.")
            answer = self._ready[500]
        protocol.response_bytes(answer.status, answer.headers, answer.body)

    async def _answer(self, scope: Any, protocol: Any) -> Answer:
        environ = environ_of(scope, is_one_of_many=self._is_one_of_many)
        length = _length(environ)
        if not length:
            return await self._made_by_django(environ, protocol)
        with self._receiving.place(network_of(environ), length) as place:
            environ["wsgi.input"] = await self._receiving.receive(protocol, place)
            return await self._made_by_django(environ, protocol)

    async def _made_by_django(self, environ: dict[str, Any], protocol: Any) -> Answer:
        work = partial(answer_of, self._wsgi, environ)
        return await self._threads.run(work, client_leaves=protocol.client_disconnect)


def _length(environ: dict[str, Any]) -> int:
    """How many bytes are announced.

    :raises Refused: it is left open. Where a body ends could then not be told from where its line broke.
    """
    if "HTTP_TRANSFER_ENCODING" in environ:
        raise Refused(411)
    announced = environ.get("CONTENT_LENGTH", "0")
    if not announced.isdecimal() or len(announced) > 20:
        raise Refused(400)
    return int(announced)


def drop_unread_answers() -> None:
    """Have the system close connections whose other end takes nothing of its answer for a minute.

    Set on the listening socket, which hands it on to every connection.
    """
    if not hasattr(socket, "TCP_USER_TIMEOUT"):
        return
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            if os.readlink(entry).startswith("socket:"):
                with socket.socket(fileno=os.dup(int(entry.name))) as found:
                    if found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_SECONDS * 1000)
