"""A gradient in a file of the user's own, checked from beginning to end."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path

import numpy as np

from .check import prepared
from .configurations import Declaration, configurations, fixed
from .declaring import input_spec, option
from .explain import explained
from .judge import judge
from .own_file import builder, function, has_while, module, read
from .repair import repair
from .screening import passing
from .slipped import Slipping, plain
from .slips import HELD, spotted
from .survey import Configuration
from .verdicts import GradientCheck

LARGE = 5000
"""Numbers in all inputs: with more of them only one configuration is tried."""


def check_file(
    path: Path,
    forward: str,
    backward: str,
    inputs: Sequence[str],
    options: Sequence[str] = (),
    *,
    batch: str = "",
    upstream: bool | None = None,
    repairing: bool = True,
    seed: int = 0,
) -> GradientCheck:
    """Load the file into this process and check ``backward`` against ``forward``.

    ``inputs`` and ``options`` are texts as ``declaring`` reads them. Raises ``OperatorError`` for whatever
    keeps the check from being made. What the functions print is not shown: edits of them are called, too.
    """
    with redirect_stdout(_Nowhere()):
        return _checked(
            path, forward, backward, _configurations(inputs, options, batch, seed), upstream, repairing, seed
        )


class _Nowhere(io.TextIOBase):
    def write(self, text: str) -> int:
        return len(text)


def _checked(
    path: Path,
    forward: str,
    backward: str,
    starts: Sequence[Configuration],
    upstream: bool | None,
    repairing: bool,
    seed: int,
) -> GradientCheck:
    source = read(path)
    loaded = module(source, path)
    pair = prepared(function(loaded, forward, path), function(loaded, backward, path), starts, upstream, seed)
    random = np.random.default_rng([seed, 2])
    slipping = _slipping(source, forward, path)
    judged = judge(pair.survey, pair.forward, pair.backward, random)
    check = explained(judged, pair.forward, pair.backward, slipping=slipping)
    if check.verdict not in ("wrong", "malformed") or not repairing or has_while(source, backward):
        return check
    names, wrt = tuple(starts[0].inputs), starts[0].wrt
    build = builder(path, backward, names, wrt, upstream, function(loaded, forward, path))
    return replace(check, repair=repair(source, backward, passing(pair.survey, build)))


def _slipping(source: str, forward: str, path: Path) -> Slipping | None:
    """The forward of the file with one slip each."""
    found = spotted(source, forward)
    return None if found is None else plain(found.slips, function(module(found.source, path), HELD, path))


def _configurations(
    inputs: Sequence[str], options: Sequence[str], batch: str, seed: int
) -> list[Configuration]:
    specs = tuple(map(input_spec, inputs))
    numbers = sum(int(np.prod([size if isinstance(size, int) else 1 for size in spec.shape])) for spec in specs)
    if numbers > LARGE:
        one = fixed(specs, seed)
        return [replace(one, inputs={**one.inputs, **{o.name: o.values[0] for o in map(option, options)}})]
    return configurations(Declaration(specs, tuple(map(option, options)), batch), seed)
