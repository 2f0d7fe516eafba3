"""Complex points: two functions that are analytic and without branches are equal if they are so on the reals.

A difference that is too small to be seen at real points may be large at complex ones: tanh of a large number is
1 to thousands of bits, and e^(-x²) is large where x is imaginary.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from time import monotonic

from flint import acb, arb, ctx, fmpq

from .agreement import HIGHEST_BITS, LOWEST_BITS, Sides, is_tight
from .comparison import Witness
from .numbers import CONTINUOUS
from .program import Program

REACHES = (2, 12, 100)
"""How far the imaginary parts go."""

UNARY: dict[str, Callable[[acb], acb]] = {
    "neg": acb.__neg__,
    "exp": acb.exp,
    "sin": acb.sin,
    "cos": acb.cos,
    "tan": acb.tan,
    "sec": acb.sec,
    "csc": acb.csc,
    "cot": acb.cot,
    "sinh": acb.sinh,
    "cosh": acb.cosh,
    "tanh": acb.tanh,
    "sigmoid": lambda z: 1 / (1 + (-z).exp()),
    "sigmoid_prime": lambda z: 1 / (4 * (z / 2).cosh() ** 2),
    "tanh_prime": lambda z: 1 / z.cosh() ** 2,
}
BINARY: dict[str, Callable[[acb, acb], acb]] = {
    "add": acb.__add__,
    "mul": acb.__mul__,
    "div": acb.__truediv__,
}
CONSTANTS: dict[str, Callable[[], acb]] = {"pi": acb.pi, "e": lambda: acb(1).exp()}


def complex_difference(sides: Sides, seed: str, deadline: float) -> Witness | None:
    """A complex point at which the two certainly differ; ``None`` says nothing.

    >>> from ..notation.parse import parse
    >>> from ..notation.scope import Declared, Scope
    >>> scope = Scope(names=(Declared("x"),))
    >>> pair = (parse(text, scope)[0].expr for text in ("e^(-x^2 - 9000)", "0"))
    >>> complex_difference(Sides(*pair, scope), "0", float("inf")) is not None
    True
    """
    if sides.program is None or not is_meromorphic(sides.program[0]):
        return None
    program, expected, given = sides.program
    random = Random(f"complex {seed}")
    for reach in REACHES:
        point = {str(datum): _number(random, reach) for op, _, _, datum in program.nodes if op == "input"}
        bits = LOWEST_BITS
        while bits <= HIGHEST_BITS and monotonic() < deadline:
            with ctx.workprec(bits):
                values = _run(program, point)
                left, right = values[expected], values[given]
                gap = left - right
                if gap.is_finite() and not gap.contains(0):
                    at = tuple((name, _written(*parts)) for name, parts in point.items())
                    return Witness(at, _shown(left), _shown(right))
                if gap.is_finite() and is_tight(abs(gap), abs(left), bits):
                    break
            bits *= 2
    return None


def is_meromorphic(program: Program) -> bool:
    """Whether all of it is analytic and without branches, and no input skips values."""
    for op, _, b, datum in program.nodes:
        if op == "input":
            declared = program.scope.get(str(datum))
            if declared is None or declared.domain not in CONTINUOUS:
                return False
        elif op == "pow":
            if isinstance(datum, tuple) and datum[1] != 1:
                return False
        elif op not in ("number", "pi", "e") and op not in (UNARY if b < 0 else BINARY):
            return False
    return True


def _number(random: Random, reach: int) -> tuple[fmpq, fmpq]:
    """A real part below 1, and an imaginary part."""
    return fmpq(random.randrange(-999, 1000), 1000), fmpq(random.randrange(-999, 1000) * reach, 1000)


def _run(program: Program, point: dict[str, tuple[fmpq, fmpq]]) -> list[acb]:
    """The values of all nodes."""
    values: list[acb] = []
    for op, a, b, datum in program.nodes:
        if b >= 0:
            value = BINARY[op](values[a], values[b])
        elif datum is None:
            value = UNARY[op](values[a]) if a >= 0 else CONSTANTS[op]()
        elif isinstance(datum, str):
            value = acb(*map(arb, point[datum]))
        elif op == "number":
            value = acb(arb(fmpq(*datum)))
        else:
            value = values[a] ** datum[0]
        values.append(value)
    return values


def _written(real: fmpq, imaginary: fmpq) -> str:
    return f"{complex(_float(real), _float(imaginary)):.5g}".replace("j", "i")


def _float(number: fmpq) -> float:
    return int(number.p) / int(number.q)


def _shown(value: acb) -> str:
    return f"{complex(float(value.real.mid()), float(value.imag.mid())):.6g}".replace("j", "i")
