"""Checkers of gradients, each from a net and a candidate to a verdict. Those not installed are left out."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from nets import BLOCKS, Floats, Net

from gradecheck.differences.check import check_many
from gradecheck.differences.point import Outcome, Point, Returned
from gradecheck.differences.survey import Configuration

Candidate = Callable[[Net, dict[str, Floats]], dict[str, Floats]]
"""What the backward under test gives at the net's parameters: the right gradient, spoilt in some way."""


@dataclass(frozen=True, slots=True)
class Result:
    """``accepts`` the gradient, ``decided`` or not; ``error`` of the numbers it found, NaN if it shows none."""

    accepts: bool
    decided: bool
    evaluations: int
    seconds: float
    error: float = np.nan


@dataclass(frozen=True, slots=True)
class Peer:
    """A checker: ``slow`` ones are left out at 80,000 parameters unless asked for."""

    name: str
    check: Callable[[Net, Candidate], Result]
    slow: bool = False


def is_installed(library: str) -> bool:
    return importlib.util.find_spec(library) is not None


def peers() -> list[Peer]:
    """Those that are installed, ours first."""
    found = [
        Peer("gradecheck", ours),
        Peer("central loop, 1e-7", lambda net, candidate: central_loop(net, candidate, 1e-7)),
        Peer("central loop, 1e-5", lambda net, candidate: central_loop(net, candidate, 1e-5)),
    ]
    if is_installed("torch"):
        found.append(
            Peer("torch gradcheck", lambda net, candidate: torch_gradcheck(net, candidate, False), True)
        )
        found.append(
            Peer("torch gradcheck, fast", lambda net, candidate: torch_gradcheck(net, candidate, True))
        )
    if is_installed("jax"):
        found.append(Peer("jax check_grads", jax_check_grads))
    if is_installed("scipy"):
        found.append(Peer("scipy check_grad", scipy_check_grad, True))
    return found


def missing() -> list[str]:
    return [library for library in ("torch", "jax", "scipy") if not is_installed(library)]


def ours(net: Net, candidate: Candidate, seed: int = 0) -> Result:
    """No explanation is asked for: the time is that of the verdict."""
    errors: list[float] = []

    def forward(points: Sequence[Point], /) -> list[Outcome]:
        return [Returned((np.asarray(net.loss(**point.inputs)),)) for point in points]

    def backward(points: Sequence[Point], /) -> list[Outcome]:
        return [_given(net, candidate, point) for point in points]

    start = time.process_time()
    configuration = Configuration("net", net.parameters, BLOCKS)
    check = check_many(forward, backward, [configuration], seed, takes_upstream=False, explain=False)
    seconds = time.process_time() - start
    for trial in check.trials:
        right = dict(zip(BLOCKS, net.gradient(**trial.station.place.point.inputs), strict=True))
        for name, block in trial.station.blocks.items():
            along = [float(np.sum(right[name] * direction)) for direction in block.directions]
            errors += list(np.abs(np.array(along) - block.slopes.value))
    verdict = check.verdict
    error = max(errors, default=np.nan)
    return Result(verdict != "wrong", verdict in ("right", "wrong"), check.evaluations, seconds, error)


def _given(net: Net, candidate: Candidate, point: Point) -> Outcome:
    right = dict(zip(BLOCKS, net.gradient(**point.inputs), strict=True))
    spoilt = candidate(net, right)
    return Returned(tuple(spoilt[name] for name in BLOCKS))


def central_differences(net: Net, h: float = 1e-5) -> dict[str, Floats]:
    """The loop that course notebooks have: every entry up and down by h."""
    found: dict[str, Floats] = {}
    for name in BLOCKS:
        parameters = {key: value.copy() for key, value in net.parameters.items()}
        x, slopes = parameters[name], np.zeros_like(parameters[name])
        for place in np.ndindex(x.shape):
            old = x[place]
            x[place] = old + h
            above = net.loss(**parameters)
            x[place] = old - h
            below = net.loss(**parameters)
            x[place] = old
            slopes[place] = (above - below) / (2 * h)
        found[name] = slopes
    return found


_LOOPS: dict[int, tuple[Net, dict[str, Floats], float]] = {}


def central_loop(net: Net, candidate: Candidate, tolerance: float) -> Result:
    """Relative errors |a − n| / max(|a|, |n|, 1e-8), the largest against a tolerance; one loop serves a net."""
    if id(net) not in _LOOPS:
        start = time.process_time()
        slopes = central_differences(net)
        _LOOPS[id(net)] = net, slopes, time.process_time() - start
    _, slopes, seconds = _LOOPS[id(net)]
    given, worst = candidate(net, net.right), 0.0
    for name in BLOCKS:
        size = np.maximum(np.maximum(np.abs(given[name]), np.abs(slopes[name])), 1e-8)
        worst = max(worst, float(np.max(np.abs(given[name] - slopes[name]) / size)))
    error = max(float(np.max(np.abs(net.right[name] - slopes[name]))) for name in BLOCKS)
    return Result(worst <= tolerance, True, 2 * net.size, seconds, error)


def torch_gradcheck(net: Net, candidate: Candidate, fast: bool) -> Result:
    import torch

    count = [0]
    x, y = torch.from_numpy(net.x), torch.from_numpy(net.y)

    class Loss(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, *blocks: Any) -> Any:
            count[0] += 1
            W1, b1, W2, b2 = blocks
            ctx.save_for_backward(*blocks)
            z = torch.relu(x @ W1 + b1) @ W2 + b2
            return torch.mean(torch.nn.functional.softplus(z) - y * z)

        @staticmethod
        def backward(ctx: Any, dout: Any) -> Any:
            here = dict(zip(BLOCKS, net.gradient(*(block.numpy() for block in ctx.saved_tensors)), strict=True))
            return tuple(dout * torch.from_numpy(candidate(net, here)[name]) for name in BLOCKS)

    blocks = [torch.tensor(net.parameters[name], requires_grad=True) for name in BLOCKS]
    start = time.process_time()
    accepts = bool(torch.autograd.gradcheck(Loss.apply, blocks, fast_mode=fast, raise_exception=False))
    return Result(accepts, True, count[0], time.process_time() - start)


def jax_check_grads(net: Net, candidate: Candidate) -> Result:
    import jax

    jax.config.update("jax_enable_x64", True)
    import jax.numpy as jnp
    from jax.test_util import check_grads

    count = [0]

    @jax.custom_vjp
    def loss(W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
        count[0] += 1
        z = jnp.maximum(0, net.x @ W1 + b1) @ W2 + b2
        return jnp.mean(jnp.logaddexp(0, z) - net.y * z)

    def forward(*blocks: Any) -> Any:
        return loss(*blocks), blocks

    def backward(blocks: Any, dout: Any) -> Any:
        here = dict(zip(BLOCKS, net.gradient(*map(np.asarray, blocks)), strict=True))
        given = candidate(net, here)
        return tuple(dout * jnp.asarray(given[name]) for name in BLOCKS)

    loss.defvjp(forward, backward)
    start = time.process_time()
    try:
        check_grads(loss, [jnp.asarray(net.parameters[name]) for name in BLOCKS], order=1, modes=["rev"])
        accepts = True
    except AssertionError:
        accepts = False
    return Result(accepts, True, count[0], time.process_time() - start)


_NORMS: dict[int, tuple[Net, float]] = {}


def scipy_check_grad(net: Net, candidate: Candidate) -> Result:
    """It returns a norm and no verdict; a person is taken to see one ten times that of the right gradient."""
    from scipy.optimize import check_grad

    start_values = np.concatenate([net.parameters[name].ravel() for name in BLOCKS])
    count = [0]

    def loss(flat: Floats) -> float:
        count[0] += 1
        return float(net.loss(**_blocks(net, flat)))

    def gradient(flat: Floats, how: Candidate) -> Floats:
        here = dict(zip(BLOCKS, net.gradient(**_blocks(net, flat)), strict=True))
        return np.concatenate([how(net, here)[name].ravel() for name in BLOCKS])

    start = time.process_time()
    norm = float(check_grad(loss, lambda flat: gradient(flat, candidate), start_values))
    seconds = time.process_time() - start
    if id(net) not in _NORMS:
        right = float(check_grad(loss, lambda flat: gradient(flat, unspoilt), start_values))
        _NORMS[id(net)] = net, right
        count[0] //= 2
    return Result(norm <= 10 * _NORMS[id(net)][1], True, count[0], seconds, _NORMS[id(net)][1])


def unspoilt(net: Net, right: dict[str, Floats]) -> dict[str, Floats]:
    return right


def _blocks(net: Net, flat: Floats) -> dict[str, Floats]:
    found: dict[str, Floats] = {}
    start = 0
    for name in BLOCKS:
        size = net.parameters[name].size
        found[name] = flat[start : start + size].reshape(net.parameters[name].shape)
        start += size
    return found
