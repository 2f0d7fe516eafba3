"""The server of ``gradecheck preview --watch``: on this machine only, and for whoever knows its address.

An address has a random part, so that others on the machine cannot read the keys. Requests from pages of other
servers are refused by ``Host`` and ``Origin``.
"""

from __future__ import annotations

import errno
import hmac
import json
import secrets
import socket
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import BoundedSemaphore
from typing import Any

from markupsafe import escape

from ..errors import GradecheckError, OperatorError
from ..report.words import visible
from . import work
from .following import Follower

LOOPBACK = "127.0.0.1"
MOST_BYTES = 1 << 19
"""Of a request's body."""
MOST_AT_ONCE = 32
"""Requests under way; more are hung up on."""
VERDICT_SECONDS = 60.0
SOCKET_SECONDS = 10.0
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Beside what the page itself forbids."""


class PreviewServer(ThreadingHTTPServer):
    """Serves what a ``Follower`` shows. ``url`` is the address to open."""

    daemon_threads = True

    def __init__(self, follower: Follower, port: int = 0) -> None:
        self.follower = follower
        self.secret = secrets.token_urlsafe(16)
        self._room = BoundedSemaphore(MOST_AT_ONCE)
        try:
            super().__init__((LOOPBACK, port), _Handler)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                fact, remedy = f"port {port} is taken", "choose another, or leave --port out"
                raise OperatorError(fact, remedy=remedy) from None
            raise OperatorError(f"port {port} cannot be used: {error.strerror or error}") from None

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"http://{LOOPBACK}:{self.server_port}/{self.secret}/"

    @property
    def hosts(self) -> tuple[str, ...]:
        """What a browser on this machine calls this server."""
        return f"{LOOPBACK}:{self.server_port}", f"localhost:{self.server_port}"

    def process_request(self, request: Any, client_address: Any) -> None:
        """As the class above, with no more than so many at once."""
        if self._room.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """As the class above."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that has gone is nothing to speak of; anything else is a line."""
        error = sys.exception()
        if not isinstance(error, ConnectionError | TimeoutError | socket.timeout):
            print(f"gradecheck: a request failed ({type(error).__name__}: {error})", file=sys.stderr)


class _Handler(BaseHTTPRequestHandler):
    """One request. What is not asked for in the right way gets a status and nothing else."""

    server: PreviewServer
    timeout = SOCKET_SECONDS
    server_version, sys_version = "gradecheck", ""
    error_message_format = "%(code)d %(message)s\n"
    error_content_type = "text/plain; charset=utf-8"

    def do_GET(self) -> None:
        page, version = self.server.follower.shown
        match self._asked():
            case "":
                self._send(page, "text/html")
            case "state":
                self._send(version, "text/plain")

    def do_POST(self) -> None:
        if self._asked() == "try" and self._is_from_the_page():
            question = self._question()
            if question is not None:
                self._send(self._verdict(*question), "text/plain")

    def _asked(self) -> str | None:
        """What stands behind the secret; ``None`` where the request was refused."""
        if self.headers.get_all("Host", []) not in [[host] for host in self.server.hosts]:
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return None
        _, _, rest = self.path.partition("/")
        secret, slash, asked = rest.partition("/")
        known = {"GET": ("", "state"), "POST": ("try",)}[self.command]
        if (
            not hmac.compare_digest(secret.encode(), self.server.secret.encode())
            or not slash
            or asked not in known
        ):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return asked

    def _is_from_the_page(self) -> bool:
        """Whether the page itself asks: its own origin, and a form that no other page could send."""
        is_own = self.headers.get("Origin") == f"http://{self.headers['Host']}"
        if not is_own or self.headers.get_content_type() != "application/json":
            self.send_error(HTTPStatus.FORBIDDEN)
            return False
        return True

    def _question(self) -> tuple[str, str, str] | None:
        """The file, the item and the answer; ``None`` where the request was refused."""
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or "Transfer-Encoding" in self.headers:
            self.send_error(HTTPStatus.LENGTH_REQUIRED)
            return None
        if len(length) > 9 or int(length) > MOST_BYTES:
            self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return None
        question = _texts(self.rfile.read(int(length)))
        if question is None:
            self.send_error(HTTPStatus.BAD_REQUEST)
        return question

    def _verdict(self, problem: str, item: str, answer: str) -> str:
        """The verdict as a piece of a page, or why there is none."""
        follower = self.server.follower
        path = next((path for path in follower.files if visible(str(path)) == problem), None)
        try:
            if path is None:
                raise OperatorError("this file is not there any more")
            question = (str(path), item, answer, follower.seed, follower.student)
            return follower.judge.ask(work.verdict_on, *question, seconds=VERDICT_SECONDS)
        except GradecheckError as error:
            return f"<pre>{escape(visible(str(error)))}</pre>"

    def _send(self, text: str, kind: str) -> None:
        content = text.encode("utf-8", "replace")
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def end_headers(self) -> None:
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not listed."""


def _texts(body: bytes) -> tuple[str, str, str] | None:
    """The three texts of a question.

    >>> _texts(b'{"problem": "a.yaml", "item": "1", "answer": "z"}')
    ('a.yaml', '1', 'z')
    >>> _texts(b'["1"]') is _texts(b"{") is None
    True
    """
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        return None
    match asked:
        case {"problem": str(problem), "item": str(item), "answer": str(answer)}:
            return problem, item, answer
    return None
