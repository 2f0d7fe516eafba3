"""One-edit mutants of right backwards, and whether they differ from them on inputs that the checker never saw.

The edits here are made by a list of their own, not by the one that ``repair`` tries.
"""

from __future__ import annotations

import ast
import copy
import inspect
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

import numpy as np
from functions import Pair

from gradecheck.differences.configurations import Declaration, InputSpec

Function = Callable[..., Any]

BINARY = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
}
COMPARISONS = {
    ast.Gt: (ast.Lt, ast.GtE),
    ast.Lt: (ast.Gt, ast.LtE),
    ast.LtE: (ast.Gt, ast.Lt),
    ast.GtE: (ast.Lt, ast.Gt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}
CALLS = {
    "sum": ("mean", "max"),
    "mean": ("sum",),
    "max": ("min", "sum"),
    "var": ("std",),
    "exp": ("tanh",),
    "sqrt": ("square",),
    "maximum": ("minimum",),
    "zeros_like": ("ones_like",),
    "argsort": ("argmax",),
    "copy": ("round",),
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A function with one edit. ``kind`` names the edit, ``line`` is in ``source``."""

    kind: str
    line: int
    source: str
    function: Function


def source_of(function: Function) -> str:
    return textwrap.dedent(inspect.getsource(function))


def compiled(source: str, like: Function, name: str = "") -> Function:
    """The function that ``source`` defines, with the globals of another; ``name`` if it is called otherwise."""
    space = dict(like.__globals__)
    exec(compile(source, f"<{like.__name__}>", "exec"), space)  # noqa: S102 - our own mutants
    made: Function = space[name or like.__name__]
    return made


def mutants(pair: Pair, most: int | None = None, seed: int = 0) -> list[Mutant]:
    """Mutants of a pair's backward, each once: all, or ``most``, as many of one kind as of another."""
    tree = ast.parse(source_of(pair.backward))
    made: list[Mutant] = []
    seen = {ast.unparse(tree)}
    for kind, line, edited in _by_turns(list(edits(tree)), seed):
        if len(made) == most:
            break
        source = ast.unparse(ast.fix_missing_locations(edited()))
        if source in seen:
            continue
        seen.add(source)
        try:
            made.append(Mutant(kind, line, source, compiled(source, pair.backward)))
        except (SyntaxError, ValueError):
            continue
    return made


Made = tuple[str, int, Callable[[], ast.Module]]
"""The kind of an edit, its line, and what makes the edited tree."""


def _by_turns(made: list[Made], seed: int) -> list[Made]:
    """In random order, but one of each kind before another of the same."""
    Random(seed).shuffle(made)
    turns: Counter[str] = Counter()
    ranked: list[tuple[int, int]] = []
    for k, (kind, _, _) in enumerate(made):
        turns[kind] += 1
        ranked.append((turns[kind], k))
    return [made[k] for _, k in sorted(ranked)]


def edits(tree: ast.Module) -> Iterator[Made]:
    """All edits of a tree, each of one node of a copy."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.expr | ast.stmt)]
    names = sorted({node.id for node in nodes if isinstance(node, ast.Name) and node.id not in ("np", "range")})
    for number, node in enumerate(nodes):
        for kind, change in changes(node, names):
            yield kind, getattr(node, "lineno", 0), partial(_edited, tree, number, change)


def _edited(tree: ast.Module, number: int, change: Change) -> ast.Module:
    edited = copy.deepcopy(tree)
    twin = [each for each in ast.walk(edited) if isinstance(each, ast.expr | ast.stmt)][number]
    replaced = change(twin)
    if replaced is not twin:
        _replace(edited, twin, replaced)
    return edited


Change = Callable[[Any], ast.AST]


def changes(node: ast.AST, names: list[str]) -> Iterator[tuple[str, Change]]:
    """The edits of one node; each takes the node of a copy and gives what to put in its place."""
    match node:
        case ast.BinOp(op=op):
            for other in BINARY.get(type(op), ()):
                yield f"operator {type(op).__name__}→{other.__name__}", _setting("op", other())
            yield "left operand only", lambda twin: twin.left
            yield "right operand only", lambda twin: twin.right
            if isinstance(op, ast.MatMult):
                yield "operands swapped", lambda twin: ast.BinOp(twin.right, ast.MatMult(), twin.left)
        case ast.Compare(ops=[op]):
            for other in COMPARISONS.get(type(op), ()):
                yield f"comparison {type(op).__name__}→{other.__name__}", _setting("ops", [other()])
        case ast.UnaryOp(op=ast.USub(), operand=operand) if not isinstance(operand, ast.Constant):
            yield "minus dropped", lambda twin: twin.operand
        case ast.Constant(value=value) if isinstance(value, bool):
            yield "flag flipped", _setting("value", not value)
        case ast.Constant(value=value) if isinstance(value, int | float):
            yield "constant + 1", _setting("value", value + 1)
            yield "constant doubled", _setting("value", 2 * value)
            yield "constant 0", _setting("value", 0)
        case ast.Attribute(attr="T"):
            yield "transpose dropped", lambda twin: twin.value
        case ast.Call(func=ast.Attribute(attr=attr), keywords=keywords):
            for other in CALLS.get(attr, ()):
                yield f"{attr}→{other}", lambda twin, other=other: _renamed(twin, other)
            for k, keyword in enumerate(keywords):
                yield f"{keyword.arg} dropped", lambda twin, k=k: _without_keyword(twin, k)
        case ast.Name(id=name, ctx=ast.Load()) if name in names:
            for other in names:
                if other != name:
                    yield "other name", _setting("id", other)
        case ast.AugAssign(op=op):
            yield "= for +=", lambda twin: ast.Assign([twin.target], twin.value, lineno=twin.lineno)
            for other in BINARY.get(type(op), ())[:1]:
                yield f"{type(op).__name__}= →{other.__name__}=", _setting("op", other())
            yield "statement dropped", lambda twin: ast.Pass()
        case ast.Assign(targets=[ast.Subscript()]):
            yield "statement dropped", lambda twin: ast.Pass()
        case ast.Assign(value=value):
            yield "minus added", lambda twin: _with_value(twin, ast.UnaryOp(ast.USub(), twin.value))
            yield "factor 2", lambda twin: _with_value(twin, ast.BinOp(ast.Constant(2), ast.Mult(), twin.value))


def _setting(field: str, value: Any) -> Change:
    def change(twin: Any) -> ast.AST:
        setattr(twin, field, value)
        return twin  # type: ignore[no-any-return]

    return change


def _renamed(twin: Any, name: str) -> ast.AST:
    twin.func.attr = name
    return twin  # type: ignore[no-any-return]


def _without_keyword(twin: Any, k: int) -> ast.AST:
    del twin.keywords[k]
    return twin  # type: ignore[no-any-return]


def _with_value(twin: Any, value: ast.expr) -> ast.AST:
    twin.value = value
    return twin  # type: ignore[no-any-return]


def _replace(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
                return
            if isinstance(value, list) and any(item is old for item in value):
                value[next(k for k, item in enumerate(value) if item is old)] = new
                return


# ---- an independent oracle: is a mutant the same function? ---------------------------------------------------


def samples(pair: Pair, count: int, seed: int) -> list[dict[str, Any]]:
    """Random inputs and upstream gradients of random sizes, without ties, drawn apart from the checker."""
    random = np.random.default_rng([seed, 77])
    found: list[dict[str, Any]] = []
    while len(found) < count:
        at = _sizes(pair.declaration, random)
        if at is None:
            continue
        inputs = {spec.name: _input(spec, at, random) for spec in pair.declaration.inputs}
        inputs |= {option.name: at[option.name] for option in pair.declaration.options}
        outputs = pair.forward(**inputs)
        outputs = outputs if isinstance(outputs, tuple) else (outputs,)
        found.append({"inputs": inputs, "upstream": [random.normal(size=np.shape(out)) for out in outputs]})
    return found


def _sizes(declaration: Declaration, random: np.random.Generator) -> dict[str, Any] | None:
    at: dict[str, Any] = {
        name: int(random.integers(declaration.least.get(name, 1), 7)) for name in declaration.dims
    }
    for option in declaration.options:
        at[option.name] = option.values[int(random.integers(len(option.values)))]
    if declaration.derived is not None:
        at |= declaration.derived(at)
    return at if declaration.allows is None or declaration.allows(at) else None


def _input(spec: InputSpec, at: dict[str, Any], random: np.random.Generator) -> Any:
    shape = tuple(at[size] if isinstance(size, str) else size for size in spec.shape)
    below = at[spec.below] if isinstance(spec.below, str) else spec.below
    match spec.domain:
        case "label" | "integer":
            return random.integers(0, below, shape)
        case "boolean":
            return random.random(shape) < 0.5
        case "probability":
            return random.uniform(0.05, 0.95, shape)
    return np.asarray(random.choice([0.3, 1.0, 2.0]) * random.normal(size=shape))


def called(function: Function, sample: dict[str, Any]) -> tuple[Any, ...] | None:
    """What a backward gives for a sample; ``None`` if it raises or gives no arrays."""
    names = inspect.signature(function).parameters
    upstream = iter(sample["upstream"])
    given = [copy.copy(sample["inputs"][n]) if n in sample["inputs"] else next(upstream).copy() for n in names]
    try:
        with np.errstate(all="ignore"):
            result = function(*given)
    except Exception:
        return None
    return tuple(result) if isinstance(result, tuple) else (result,)


def differs(mutant: Function, expected: list[tuple[Any, ...] | None], given: list[dict[str, Any]]) -> bool:
    """Whether a mutant differs on one sample at least, by more than 1e-6 of the largest entry."""
    return any(not _agree(called(mutant, sample), right) for sample, right in zip(given, expected, strict=True))


def _agree(mine: tuple[Any, ...] | None, right: tuple[Any, ...] | None) -> bool:
    if mine is None or right is None or len(mine) != len(right):
        return mine is right
    for a, b in zip(mine, right, strict=True):
        if a is None or np.shape(a) != np.shape(b) or np.asarray(a).dtype.kind not in "fiub":
            return False
        size = float(np.max(np.abs(b), initial=0.0))
        with np.errstate(all="ignore"):
            if not np.all(np.abs(np.asarray(a, dtype=float) - b) <= 1e-6 * size + 1e-9):
                return False
    return True
