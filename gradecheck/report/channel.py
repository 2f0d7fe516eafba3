"""Lines between two columns: each turns on a vertical track, and no two lie on one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HARD = 10_000


@dataclass(frozen=True, slots=True)
class Net:
    """A line from one row on the left to rows on the right."""

    source: int
    targets: tuple[int, ...]

    @property
    def low(self) -> int:
        return min(self.source, *self.targets)

    @property
    def high(self) -> int:
        return max(self.source, *self.targets)


@dataclass(frozen=True, slots=True)
class Turn:
    """A vertical piece of the net numbered ``net`` on a track, from row ``net.low`` to row ``net.high``.

    It is reached from the left on ``piece.source`` and left to the right on ``piece.targets``; ``starts`` and
    ``ends`` are the tracks where those horizontals come from and go to, None for the sides of the channel.
    """

    net: int
    piece: Net
    track: int
    starts: int | None = None
    ends: int | None = None


def routed(nets: Sequence[Net]) -> tuple[Turn, ...]:
    """A turn for each net that is not straight, two where rows are exchanged. Tracks count from 0.

    >>> [(turn.net, turn.track) for turn in routed([Net(0, (2,)), Net(1, (3,))])]
    [(1, 0), (0, 1)]
    """
    waiting = [(k, net) for k, net in enumerate(nets) if net.low != net.high]
    used = {row for net in nets for row in (net.source, *net.targets)}
    order: list[tuple[int, Net]] = []
    while waiting:
        costs = [sum(_cost(one, two) for _, two in waiting if two is not one) for _, one in waiting]
        chosen = costs.index(min(costs))
        if costs[chosen] >= HARD:
            number, net = waiting.pop(chosen)
            row = _free_row(net, used)
            used.add(row)
            order.append((number, Net(net.source, (row,))))
            waiting.append((number, Net(row, net.targets)))
        else:
            order.append(waiting.pop(chosen))
    return _on_tracks(order)


def _cost(first: Net, second: Net) -> int:
    """The crossings if ``first`` turns to the left of ``second``, HARD where they would overlap."""
    if first.high < second.low or second.high < first.low:
        return 0
    if second.source in first.targets:
        return HARD
    crossed = sum(second.low < row < second.high for row in first.targets)
    return crossed + (first.low < second.source < first.high)


def _free_row(net: Net, used: set[int]) -> int:
    """A row that no line of the channel begins or ends on, between the ends of ``net`` if there is one."""
    inside = [row for row in range(net.low + 1, net.high) if row not in used]
    return inside[len(inside) // 2] if inside else max(used) + 1


def _on_tracks(order: Sequence[tuple[int, Net]]) -> tuple[Turn, ...]:
    """Each turn as far to the left as those before it that share rows with it allow."""
    turns: list[Turn] = []
    for number, net in order:
        beside = [turn for turn in turns if turn.piece.low <= net.high and net.low <= turn.piece.high]
        track = max((turn.track + 1 for turn in beside), default=0)
        earlier = next((k for k, turn in enumerate(turns) if turn.net == number), None)
        starts = None
        if earlier is not None:
            first = turns[earlier]
            track = max(track, first.track + 1)
            turns[earlier] = Turn(first.net, first.piece, first.track, None, track)
            starts = first.track
        turns.append(Turn(number, net, track, starts))
    return tuple(turns)
