"""The grader's side of one job: send the request, gather frames and text, until there is an ending.

Nothing here trusts the job: frames need the token of the run, sizes are bounded, time is bounded, and what does
not fit is an ending, never an exception.
"""

from __future__ import annotations

import selectors
from dataclasses import dataclass, field
from enum import Enum, auto
from io import FileIO
from time import monotonic

from . import wire
from .request import Request
from .wire import Frame, Kind

START_SECONDS = 30.0
"""How long a job may take until its limits are set, before the student's time begins."""

_CHUNK = 1 << 16


class Ending(Enum):
    """How the talk with a job came to its end."""

    TOLD = auto()
    CLOSED = auto()
    DEADLINE = auto()
    FLOOD = auto()
    BROKEN = auto()


@dataclass(frozen=True, slots=True)
class Pipes:
    """The grader's ends of a job's pipes."""

    request: FileIO
    results: FileIO
    text: FileIO


@dataclass(slots=True)
class Talk:
    """What has been said so far, and what is still to be said."""

    request: Request
    outgoing: memoryview
    incoming: bytearray = field(default_factory=bytearray)
    received: int = 0
    frames: list[Frame] = field(default_factory=list)
    text: bytearray = field(default_factory=bytearray)
    cut: bool = False
    ready: bool = False

    @property
    def most(self) -> int:
        """Bytes that an honest job can send: its values, and a message for each call."""
        return self.request.limits.results + (16 << 10) * (self.request.calls + 2)

    def hear_text(self, data: bytes) -> None:
        """Keep what is within the limit, and drop the rest."""
        room = self.request.limits.text - len(self.text)
        self.cut |= len(data) > room
        self.text += data[:room]

    def hear_results(self, data: bytes) -> Ending | None:
        """Take the frames out of the bytes; the ending, if this is one."""
        self.incoming += data
        self.received += len(data)
        if self.received > self.most:
            return Ending.FLOOD
        return self._take_frames() or (None if data else Ending.CLOSED)

    def _take_frames(self) -> Ending | None:
        """Frames that came before broken bytes count: the first of them says that the job has begun."""
        position = 0
        try:
            while found := wire.decode_frame(self.incoming, position, self.request.token, self.most):
                frame, position = found
                if frame.kind is Kind.END:
                    return Ending.TOLD
                if frame.kind is Kind.READY and not self.ready:
                    self.ready = True
                elif len(self.frames) > self.request.calls:
                    return Ending.BROKEN
                else:
                    self.frames.append(frame)
        except wire.WireError:
            return Ending.BROKEN
        del self.incoming[:position]
        return None


def converse(pipes: Pipes, talk: Talk) -> Ending:
    """Send the request and gather what comes back, until there is an ending."""
    deadline = monotonic() + START_SECONDS
    with selectors.DefaultSelector() as selector:
        selector.register(pipes.request, selectors.EVENT_WRITE)
        selector.register(pipes.results, selectors.EVENT_READ)
        selector.register(pipes.text, selectors.EVENT_READ)
        while (left := deadline - monotonic()) > 0:
            was_ready = talk.ready
            for key, _ in selector.select(left):
                if key.fileobj is pipes.request:
                    _send(pipes, talk, selector)
                elif key.fileobj is pipes.text:
                    _hear_text(pipes, talk, selector)
                elif ending := talk.hear_results(pipes.results.read(_CHUNK) or b""):
                    _drain(pipes, talk)
                    return ending
            if talk.ready and not was_ready:
                deadline = monotonic() + talk.request.limits.seconds
    return Ending.DEADLINE


def _send(pipes: Pipes, talk: Talk, selector: selectors.BaseSelector) -> None:
    """Write what the pipe takes; close it after the last byte, or when nobody reads it."""
    try:
        talk.outgoing = talk.outgoing[pipes.request.write(talk.outgoing[:_CHUNK]) or 0 :]
    except BrokenPipeError:
        talk.outgoing = talk.outgoing[:0]
    if not talk.outgoing:
        selector.unregister(pipes.request)
        pipes.request.close()


def _hear_text(pipes: Pipes, talk: Talk, selector: selectors.BaseSelector) -> None:
    data = pipes.text.read(_CHUNK) or b""
    talk.hear_text(data)
    if not data:
        selector.unregister(pipes.text)


def _drain(pipes: Pipes, talk: Talk) -> None:
    """Take the text that was printed before the end, and no more than the pipe holds."""
    for _ in range(1 + (1 << 20) // _CHUNK):
        data = pipes.text.read(_CHUNK)
        if not data:
            return
        talk.hear_text(data)
