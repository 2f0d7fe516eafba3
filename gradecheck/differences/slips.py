"""Slips: a forward whose value is right and whose derivative is mistaken at one spot, made from its source.

The function is written anew with a marker at each spot: a use of a name, a call, a product, a constant. A run
at the *base*, the point where the gradient is asked for, records the value of every spot; a run beside it, with
one edit, puts the recorded value in the place of the moving one, or lets it move another way. Its differences
are then the gradient of one who forgot that path, its sign, or the derivative of that function. ``held_run`` is
the part that runs beside the forward; it is text, because it may run elsewhere.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from .held_run import NAMES_FROM_LEFT, NAMES_FROM_RIGHT, RUN, Op
from .marks import Marker, Spot

Edit = tuple[tuple[int, int], ...]
"""Pairs of a spot and what is done there (``Op``)."""

_Along = tuple[str, tuple[int, ...]]
"""A path in words, and the spots that it goes through."""

HELD = "forward_held"
"""The function that makes slips."""

LONGEST = 48
"""Characters of the author's forward that are shown in a sentence."""

MOST_PAIRS = 6
"""Variables that are held constant two at a time, if there are no more."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A tag, a detail, a sentence with ``{name}`` for the input, and the edit that makes it."""

    tag: str
    detail: str
    sentence: str
    edit: Edit


@dataclass(frozen=True, slots=True)
class Spotted:
    """The source with ``forward_held`` in it, and the slips that it can make, the likeliest first.

    ``forward_held(table, rows)`` takes rows of a number (0 for no slip, k for the one before position k), and
    the places in the table of the arguments at the base and of those beside it; where it has no value it
    returns ``None``.
    """

    source: str
    slips: tuple[Slip, ...]


def spotted(source: str, function: str) -> Spotted | None:
    """The slips that a plain function can make; ``None`` where there is no such function.

    >>> found = spotted("def f(x):\\n    y = 2 * x\\n    return x + y\\n", "f")
    >>> [slip.detail for slip in found.slips if slip.tag == "path"]
    ['y', 'x in `2 * x`', 'x in `x + y`']
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return None
    found = next((n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == function), None)
    if found is None or found.args.vararg or found.args.kwarg:
        return None
    marked = copy.deepcopy(found)
    marker = Marker(_locals(found))
    marked.body = [marker.visit(statement) for statement in marked.body]
    marked.name = "_forward_marked"
    marked.decorator_list = []
    text = ast.unparse(ast.fix_missing_locations(marked))
    slips = tuple(_slips(marker, _arguments(found)))
    edits = [{}, *({spot: int(op) for spot, op in slip.edit} for slip in slips)]
    known = f"_names = {list(marker.names)!r}\n_edits = {edits!r}\n"
    return Spotted("\n\n".join([source, RUN, text, known]), slips)


def _arguments(function: ast.FunctionDef) -> tuple[str, ...]:
    return tuple(each.arg for each in (*function.args.posonlyargs, *function.args.args))


def _locals(function: ast.FunctionDef) -> tuple[str, ...]:
    """Arguments and what is assigned to, but not what only a comprehension knows."""
    stored = [
        node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    return tuple(dict.fromkeys([*_arguments(function), *stored]))


_PATH = "In the gradient of {name} the path through {detail} is missing."
_SIGN = "In the gradient of {name} what comes through {detail} has the wrong sign."
_FACTOR = "In the gradient of {name} what comes through {detail}."
_LOCAL_FACTOR = "In the gradient of {name} the mean {detail}."
_LOCAL = "In the gradient of {name} the derivative of {detail}."
_LEFT_OUT = "In the gradient of {name} {detail} is left out."
_OPERAND = "In the gradient of {name} stands {detail}."


def _slips(marker: Marker, arguments: Sequence[str]) -> Iterator[Slip]:
    uses = {name: [s for s in marker.spots if s.kind == "name" and s.text == name] for name in marker.names}
    uses = {name: spots for name, spots in uses.items() if spots}
    made = {name: spots for name, spots in uses.items() if name not in arguments}
    wholes: list[_Along] = [(name, tuple(spot.number for spot in spots)) for name, spots in made.items()]
    singles: list[_Along] = [
        (
            f"{spot.text} in {_shown(spot.around)}" if spot.around else f"the direct use of {spot.text}",
            (spot.number,),
        )
        for name, spots in uses.items()
        if len(spots) > 1
        for spot in spots
    ]
    parts: list[_Along] = [(_shown(spot.text), (spot.number,)) for spot in marker.spots if spot.kind == "part"]
    yield from _along(wholes + singles, Op.HOLD, "path", _PATH)
    yield from _functions(marker)
    yield from _products(marker)
    yield from _along(wholes + singles, Op.FLIP, "path_sign", _SIGN)
    yield from _along(parts, Op.HOLD, "path", _PATH)
    if len(wholes) <= MOST_PAIRS:
        pairs = [(f"{a} and {b}", (*k, *m)) for (a, k), (b, m) in combinations(wholes, 2)]
        yield from _along(pairs, Op.HOLD, "path", _PATH)
    yield from _along(parts, Op.FLIP, "path_sign", _SIGN)
    for spot in marker.spots:
        if spot.kind == "mean":
            yield Slip(
                "path_factor",
                f"{_shown(spot.text)} is taken for a sum",
                _LOCAL_FACTOR,
                ((spot.number, int(Op.SUM)),),
            )
    yield from _values(marker, uses, arguments)
    for op, word in ((Op.DOUBLE, "counts twice"), (Op.HALVE, "counts by half")):
        along = [(f"{words} {word}", numbers) for words, numbers in (*wholes, *singles, *parts)]
        yield from _along(along, op, "path_factor", _FACTOR)


def _along(spots: Sequence[tuple[str, tuple[int, ...]]], op: Op, tag: str, sentence: str) -> Iterator[Slip]:
    for words, numbers in spots:
        yield Slip(tag, words, sentence, tuple((number, int(op)) for number in numbers))


def _functions(marker: Marker) -> Iterator[Slip]:
    for spot in marker.spots:
        if spot.kind == "function":
            for op, words in _DERIVATIVES:
                yield Slip("local", f"{_shown(spot.text)} is {words}", _LOCAL, ((spot.number, int(op)),))


_DERIVATIVES = (
    (Op.ONE, "left out"),
    (Op.VALUE, "replaced by the value"),
    (Op.REST, "replaced by 1 − value"),
    (Op.LOGISTIC, "taken for that of a sigmoid, value·(1 − value)"),
    (Op.HYPERBOLIC, "taken for that of tanh, 1 − value²"),
    (Op.INPUT, "replaced by the input"),
    (Op.INPUT_LOGISTIC, "taken of the input as if it were the value: z(1 − z)"),
    (Op.INPUT_HYPERBOLIC, "taken of the input as if it were the value: 1 − z²"),
)


def _products(marker: Marker) -> Iterator[Slip]:
    for spot in marker.spots:
        if spot.kind not in ("*", "/", "@"):
            continue
        where, left, right = f"in {_shown(spot.text)}", _shown(spot.left), _shown(spot.right)
        one = spot.number
        if spot.kind == "@":
            yield Slip(
                "path_transposed", f"the transpose of {left} {where}", _LEFT_OUT, ((one, Op.LEFT_PLAIN),)
            )
            yield Slip(
                "path_transposed", f"the transpose of {right} {where}", _LEFT_OUT, ((one, Op.RIGHT_PLAIN),)
            )
        else:
            what = "the divisor" if spot.kind == "/" else "the factor"
            yield Slip("factor_left_out", f"{what} {right} {where}", _LEFT_OUT, ((one, Op.RIGHT_ONE),))
            if spot.kind == "*":
                yield Slip("factor_left_out", f"{what} {left} {where}", _LEFT_OUT, ((one, Op.LEFT_ONE),))
        if spot.kind != "/":
            for k, name in enumerate(marker.names):
                for side, start in ((spot.left, NAMES_FROM_LEFT), (spot.right, NAMES_FROM_RIGHT)):
                    if name != side:
                        detail = f"{name} in place of {_shown(side)} ({where})"
                        yield Slip("other_name", detail, _OPERAND, ((one, start + k),))


def _values(marker: Marker, uses: dict[str, list[Spot]], arguments: Sequence[str]) -> Iterator[Slip]:
    """Something is missing from the value at which the derivative is taken."""
    for name in arguments:
        edit = tuple((spot.number, int(Op.NOTHING)) for spot in uses.get(name, ()))
        if edit:
            yield Slip("value", f"taken as if {name} were 0", "The gradient of {name} is {detail}.", edit)
    for spot in marker.spots:
        if spot.kind == "constant":
            detail = f"the {spot.text} in {_shown(spot.around)}"
            yield Slip("value", detail, _LEFT_OUT, ((spot.number, int(Op.DROP)),))


def _shown(text: str) -> str:
    """
    >>> _shown("np.exp(-z)"), _shown("x")
    ('`np.exp(-z)`', 'x')
    """
    short = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    return short if text.isidentifier() else f"`{short}`"
