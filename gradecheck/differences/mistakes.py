"""The table of mistakes: how a wrong gradient would look if it were this one, the simplest first.

Adding a mistake is adding a row: its tag, the sentence for people, and a function from the facts to the arrays
that it would give, each with a detail that must be the same wherever it is seen. ``diagnosis`` holds them
against what was given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, permutations

import numpy as np

from .contributions import one_example, overwritten
from .facts import Facts, Guesses
from .windows import spread_over_window, wrong_place


@dataclass(frozen=True, slots=True)
class Mistake:
    """A row. ``{name}`` and ``{detail}`` in the sentence are replaced."""

    tag: str
    sentence: str
    guesses: Callable[[Facts], Guesses]


def _sign(facts: Facts) -> Guesses:
    yield "", -facts.right


def _zero(facts: Facts) -> Guesses:
    yield "", np.zeros_like(facts.right)


def _factor(facts: Facts) -> Guesses:
    """Powers of 2, lengths of axes, options, and whatever constant fits."""
    for detail, factor in _factors(facts):
        for sign, word in ((1, ""), (-1, "-")):
            yield f"{word}{detail}", sign * factor * facts.right
    size = float(np.sum(facts.right**2))
    constant = float(np.sum(facts.given * facts.right)) / size if _alike(facts) and size else np.nan
    if np.isfinite(constant):
        yield in_words(constant), constant * facts.right


def in_words(number: float) -> str:
    """
    >>> in_words(-1 / 3), in_words(0.12345678)
    ('-1/3', '0.1235')
    """
    near = Fraction(number).limit_denominator(12)
    return str(near) if abs(near - number) < 1e-6 * abs(number) else f"{number:.4g}"


def _alike(facts: Facts) -> bool:
    return facts.given.shape == facts.right.shape


def _factors(facts: Facts) -> Iterator[tuple[str, float]]:
    yield from (("2", 2.0), ("1/2", 0.5))
    for detail, size in _lengths(facts):
        yield from ((detail, size), (f"1/({detail})", 1 / size))
    for name, value in facts.options.items():
        if value:
            yield from (
                (name, value),
                (f"1/{name}", 1 / value),
                (f"{name}²", value**2),
                (f"1/{name}²", value**-2),
            )
    for (one, above), (other, below) in permutations(_lengths(facts), 2):
        yield f"({one})/({other})", above / below


def _lengths(facts: Facts) -> Iterator[tuple[str, float]]:
    """How long the axes of outputs and inputs are, each in words."""
    arrays = {f"output {k}" if k else "the output": array for k, array in enumerate(facts.upstream)}
    arrays |= {n: v for n, v in facts.place.point.inputs.items() if isinstance(v, np.ndarray)}
    for name, array in arrays.items():
        yield from ((f"the length of axis {k} of {name}", float(n)) for k, n in enumerate(array.shape))


def _transposed(facts: Facts) -> Guesses:
    if facts.right.ndim >= 2:
        yield "", np.swapaxes(facts.right, -1, -2)


def _upstream_ignored(facts: Facts) -> Guesses:
    weights = facts.place.weights
    if np.all(weights == 1):
        return
    for detail, other in (
        ("taken as 1", np.ones_like(weights)),
        ("taken twice", weights**2),
        ("taken without its sign", np.abs(weights)),
        ("replaced by its mean", np.full_like(weights, weights.mean())),
        ("replaced by its sum", np.full_like(weights, weights.sum())),
    ):
        gradient = facts.through(other)
        if gradient is not None:
            yield detail, gradient


def _output_ignored(facts: Facts) -> Guesses:
    """With several outputs: the path through one of them is missing."""
    if len(facts.upstream) < 2:
        return
    starts = np.cumsum([0, *(array.size for array in facts.upstream)])
    for k in range(len(facts.upstream)):
        weights = facts.place.weights.copy()
        weights[starts[k] : starts[k + 1]] = 0
        gradient = facts.through(weights)
        if gradient is not None:
            yield f"output {k + 1}", gradient


def _path(facts: Facts) -> Guesses:
    """The direct way, or all others; for those in between the forward must be known (``slips``)."""
    if len(facts.upstream) == 1 and facts.upstream[0].shape == facts.right.shape:
        yield "the direct connection", facts.right - facts.upstream[0]
        yield "everything but the direct connection", np.asarray(facts.upstream[0])


def _mask(facts: Facts) -> Guesses:
    """The derivative of each entry is 0 or one number: a mask, perhaps with a scale."""
    yield from spread_over_window(facts)
    local, upstream = facts.local, facts.upstream[0] if facts.upstream else None
    if local is None or upstream is None:
        return
    on = np.abs(local) > 1e-7
    levels = local[on]
    if levels.size and np.ptp(levels) > 1e-6:
        return
    level = float(levels[0]) if levels.size else 1.0
    yield "missing", level * upstream
    yield "inverted", level * upstream * ~on
    yield "taken of the upstream gradient", level * upstream * (upstream > 0)
    yield "taken of the upstream gradient, inverted", level * upstream * (upstream <= 0)
    yield "there, and its scale missing", upstream * on
    yield "replaced by the sign of the input", level * upstream * np.sign(facts.x)


def _local(facts: Facts) -> Guesses:
    """An elementwise function whose own derivative is mistaken."""
    local, upstream = facts.local, facts.upstream[0] if facts.upstream else None
    if local is None or upstream is None:
        return
    out, x = np.asarray(facts.place.outputs[0], dtype=np.float64), facts.x
    with np.errstate(all="ignore"):
        for detail, factor in (
            ("left out", np.ones_like(local)),
            ("divided by", 1 / local),
            ("taken twice", local**2),
            ("replaced by the value", out),
            ("replaced by 1 − value", 1 - out),
            ("replaced by the input", x),
            ("replaced by value·(1 + value)", out * (1 + out)),
            ("taken of the input as if it were the value: x(1 − x)", x * (1 - x)),
            ("taken of the input as if it were the value: 1 − x²", 1 - x**2),
        ):
            yield detail, upstream * factor


def _axis(facts: Facts) -> Guesses:
    """A sum along other axes than those that were broadcast."""
    shape = facts.right.shape
    if np.all(facts.place.weights == 1):
        return
    summed = [("the upstream gradient", facts.upstream[0])] if _is_sum(facts) else []
    for word, array in (*summed, ("the right one", facts.right)):
        for axis in (*range(array.ndim), None):
            told = "all axes" if axis is None else f"axis {axis}"
            for keep in (False, True):
                total = np.sum(array, axis=axis, keepdims=keep)
                yield f"{word} summed over {told}", np.asarray(total)
                if keep and _fits(total.shape, shape):
                    yield f"{word} summed over {told}", np.broadcast_to(total, shape)


def _is_sum(facts: Facts) -> bool:
    """Whether the right gradient is the upstream gradient summed over some axes, and nothing more."""
    upstream, right = facts.upstream[0], facts.right
    sets = [axes for count in range(upstream.ndim + 1) for axes in combinations(range(upstream.ndim), count)]
    sums = (np.sum(upstream, axis=axes) for axes in sets)
    scale = float(np.max(np.abs(right), initial=0.0))
    return any(
        total.size == right.size and np.allclose(total.ravel(), right.ravel(), rtol=0, atol=1e-6 * scale)
        for total in sums
    )


def _fits(shape: tuple[int, ...], into: tuple[int, ...]) -> bool:
    """Whether an array can be broadcast to a shape.

    >>> _fits((1, 3), (2, 3)), _fits((2,), (2, 3))
    (True, False)
    """
    padded = (1,) * (len(into) - len(shape)) + shape
    return len(padded) == len(into) and all(a in (1, b) for a, b in zip(padded, into, strict=True))


def _jacobian(facts: Facts) -> Guesses:
    """The Jacobian itself in place of its transpose: a sort or a permutation applied again, not undone."""
    if facts.jacobian is None or facts.local is not None or not _is_permutation(facts):
        return
    yield "applied again", (facts.jacobian.T @ facts.place.weights).reshape(facts.right.shape)
    if facts.upstream[0].shape == facts.right.shape:
        yield "left out", np.asarray(facts.upstream[0], dtype=np.float64)


def _is_permutation(facts: Facts) -> bool:
    """Whether each output comes from one entry of the input, and each entry goes to one output."""
    if facts.jacobian is None or facts.jacobian.shape[0] != facts.jacobian.shape[1]:
        return False
    there = np.abs(facts.jacobian) > 1e-7
    return bool(np.all(there.sum(axis=0) == 1) and np.all(there.sum(axis=1) == 1))


def _permuted(facts: Facts) -> Guesses:
    """The right numbers at other places."""
    if _alike(facts) and facts.right.size > 2:
        order = np.argsort(np.argsort(facts.given.ravel(), kind="stable"), kind="stable")
        yield "", np.sort(facts.right.ravel())[order].reshape(facts.right.shape)


def _regularisation(facts: Facts) -> Guesses:
    """Off by a multiple of an option times the input."""
    for name, value in facts.options.items():
        for multiple in (1.0, -1.0, 2.0, -2.0, 0.5, -0.5):
            yield f"{multiple:+g}·{name}·{facts.name}", facts.right + multiple * value * facts.x


def _option_ignored(facts: Facts) -> Guesses:
    """As if an option were 0, or 1 as a stride is that does nothing."""
    for name, value in facts.options.items():
        if value and (facts.only is None or name in facts.only):
            for instead in (0, 1):
                gradient = facts.gradient_at({name: type(facts.place.point.inputs[name])(instead)})
                if gradient is not None:
                    yield name, gradient


def _other_input(facts: Facts) -> Guesses:
    """The gradient of another input: results in another order."""
    for name, value in facts.place.point.inputs.items():
        if not isinstance(value, np.ndarray) or value.dtype.kind != "f":
            continue
        if value.shape == facts.given.shape:
            yield f"{name} itself", value
            if name != facts.name:
                yield f"the gradient of {name}", facts.of_other(name)


MISTAKES: tuple[Mistake, ...] = (
    Mistake("zero", "The gradient of {name} is always 0.", _zero),
    Mistake("sign", "The gradient of {name} has the wrong sign.", _sign),
    Mistake("transposed", "The gradient of {name} is transposed.", _transposed),
    Mistake("factor", "The gradient of {name} is {detail} times the right one.", _factor),
    Mistake("upstream", "In the gradient of {name} the upstream gradient is {detail}.", _upstream_ignored),
    Mistake("mask", "In the gradient of {name} the mask is {detail}.", _mask),
    Mistake("output", "In the gradient of {name} what comes through {detail} is missing.", _output_ignored),
    Mistake("local", "In the gradient of {name} the function's own derivative is {detail}.", _local),
    Mistake("one_example", "The gradient of {name} is that of the {detail} example only.", one_example),
    Mistake("overwritten", "Where gradients of {name} meet, the {detail}: = for +=.", overwritten),
    Mistake("axis", "The gradient of {name} is {detail}: a sum over the wrong axis.", _axis),
    Mistake("order", "The gradient of {name} is not routed back: the new order is {detail}.", _jacobian),
    Mistake("place", "In the gradient of {name} what belongs to a window goes to {detail}.", wrong_place),
    Mistake("path", "In the gradient of {name} the path through {detail} is missing.", _path),
    Mistake("other_input", "What is given for {name} is {detail}.", _other_input),
    Mistake("regularisation", "The gradient of {name} is off by {detail} (regularisation).", _regularisation),
    Mistake("option", "In the gradient of {name}, {detail} is left out.", _option_ignored),
    Mistake("permuted", "The gradient of {name} has the right numbers at the wrong places.", _permuted),
)  # fmt: skip
