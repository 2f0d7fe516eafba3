"""The repair by one edit: which single change of a student's function makes it right wherever it was tried."""

from __future__ import annotations

import ast
import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from .edits import EDITS, Surroundings

MOST_CANDIDATES = 4000
FIRST_BATCH, BATCH = 64, 128

LONGEST, MOST_NODES, DEEPEST = 100_000, 6000, 60
"""Characters of a file, nodes of a function, and how deep they are nested: beyond, no edit is looked for."""

MOST_DRAFTS, MOST_WRITTEN = 100_000, 200_000_000
"""Edits that are thought of, and characters of all edited files together."""

Path = tuple[tuple[str, int], ...]
"""From a node to one below it: fields, and positions in lists (-1 where the field is a node)."""

Passes = Callable[[Sequence[str]], Sequence[bool]]
"""Whether each of several sources of the whole file passes every configuration, asked in one batch."""


@dataclass(frozen=True, slots=True)
class Repair:
    """One edit with which the function passes: ``line`` counts from 1, ``old`` and ``new`` are statements."""

    line: int
    old: str
    new: str
    kind: str
    source: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An edited file."""

    cost: int
    distance: int
    repair: Repair


def repair(
    source: str,
    function: str,
    passes: Passes,
    *,
    most: int = MOST_CANDIDATES,
) -> Repair | None:
    """The likeliest single edit of ``function`` with which ``source`` passes, if one is found.

    Candidates are asked for in batches, the likeliest first, at most ``most`` of them. Source that is not
    Python, or lacks the function, has no repair.

    >>> wrong = "def df(dout, x):\\n    return dout * 3 * x\\n"
    >>> found = repair(wrong, "df", lambda sources: ["* 2 * x" in source for source in sources])
    >>> found.line, found.old, found.new
    (2, 'return dout * 3 * x', 'return dout * 2 * x')
    """
    tried = islice(candidates(source, function), most)
    batch = list(islice(tried, FIRST_BATCH))
    while batch:
        verdicts = passes([each.repair.source for each in batch])
        good = [each for each, verdict in zip(batch, verdicts, strict=True) if verdict]
        if good:
            return good[0].repair
        batch = list(islice(tried, BATCH))
    return None


def parsed(source: str) -> ast.Module | None:
    """The tree of a file that anybody may have written; ``None`` where it is not Python, or is too much."""
    if len(source) > LONGEST:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def definition(tree: ast.Module, name: str) -> ast.FunctionDef | None:
    """The definition of a function that counts: the last one in the file, or the first one inside another."""
    last = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name][-1:]
    inner = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == name)
    return next(iter(last), None) or next(inner, None)


def lines_of(source: str) -> list[str]:
    """The lines as Python counts them, with their ends: form feeds and the like end none.

    >>> lines_of("a\\x0cb\\nc")
    ['a\\x0cb\\n', 'c']
    """
    return list(io.StringIO(source, newline=""))


def candidates(source: str, function: str) -> Iterator[Candidate]:
    """Single edits of a function, the likeliest first, each resulting file once; written as they are asked for.

    Where far more could be thought of than anybody writes there are none.
    """
    tree = parsed(source)
    found = definition(tree, function) if tree is not None else None
    if found is None or not _is_of_usual_size(found):
        return
    lines = lines_of(source)
    around = _surroundings(found)
    places = [place for statement in _statements(found) for place in _places(statement, lines)]
    seen: set[str] = set()
    drafted = 0
    for cost in COSTS:
        written: list[Candidate] = []
        for draft in _drafts(places, cost, around):
            drafted += 1
            if drafted > MOST_DRAFTS or len(seen) * len(source) > MOST_WRITTEN:
                return
            each = _written(draft, lines, seen)
            written += [each] if each is not None else []
        yield from sorted(written, key=lambda each: each.distance)


def _is_of_usual_size(function: ast.FunctionDef) -> bool:
    """Whether it is small and flat enough for what goes down its tree by recursion."""
    level: list[ast.AST] = [function]
    nodes = 0
    for _ in range(DEEPEST):
        nodes += len(level)
        level = [below for node in level for below in ast.iter_child_nodes(node)]
        if not level or nodes > MOST_NODES:
            break
    return not level and nodes <= MOST_NODES


@dataclass(frozen=True, slots=True)
class _Place:
    """A node of a statement that may be replaced; ``late`` where results are returned by name."""

    statement: Any
    old: str
    head: Any
    path: Path
    node: Any
    late: bool


@dataclass(frozen=True, slots=True)
class _Draft:
    """An edit that has not been written out."""

    cost: int
    kind: str
    place: _Place
    replacement: ast.AST


COSTS = sorted({edit.cost + late for edit in EDITS for late in (0, 1)})
"""Of all edits."""


def _places(statement: Any, lines: Sequence[str]) -> Iterator[_Place]:
    head, old = _head(statement), _one_line(lines, statement)
    late = isinstance(statement, ast.Return) and isinstance(statement.value, ast.Tuple | ast.Name)
    for path in _paths(head):
        yield _Place(statement, old, head, path, _at(head, path), late)


def _drafts(places: Sequence[_Place], cost: int, around: Surroundings) -> Iterator[_Draft]:
    """The edits of one cost: those that cost more are often not wanted."""
    for place in places:
        assigned = _is_assigned(place.path)
        for edit in EDITS:
            if edit.cost + place.late == cost:
                for replacement in edit.replacements(place.node, around):
                    if not assigned or isinstance(replacement, ast.Name | ast.Subscript):
                        yield _Draft(cost, edit.kind, place, replacement)


def _written(draft: _Draft, lines: Sequence[str], seen: set[str]) -> Candidate | None:
    """The file with the edit made; ``None`` where it cannot be written, or was ``seen`` before."""
    place, statement = draft.place, draft.place.statement
    try:
        new = _text(_rebuilt(place.head, place.path, draft.replacement), statement)
    except (ValueError, AttributeError, RecursionError):
        return None
    text = _replaced(lines, statement, new)
    if text in seen:
        return None
    seen.add(text)
    repair = Repair(statement.lineno, place.old, new, draft.kind, text)
    return Candidate(draft.cost, abs(len(new) - len(place.old)), repair)


def _surroundings(function: ast.FunctionDef) -> Surroundings:
    arguments = tuple(argument.arg for argument in (*function.args.posonlyargs, *function.args.args))
    stored = [
        node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    return Surroundings(tuple(dict.fromkeys([*arguments, *stored])), arguments)


def _statements(function: ast.FunctionDef) -> Iterator[Any]:
    """Statements without a body of their own, and the heads of loops and conditions."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.Return | ast.Expr | ast.For | ast.If):
            yield node


def _head(statement: Any) -> Any:
    """The statement itself; of a loop or a condition only what stands before its body."""
    match statement:
        case ast.For(target=target, iter=iterated):
            return ast.For(target, iterated, [ast.Pass()], [])
        case ast.If(test=test):
            return ast.If(test, [ast.Pass()], [])
    return statement


def _paths(node: ast.AST, above: Path = ()) -> Iterator[Path]:
    yield above
    for name, value in ast.iter_fields(node):
        if name in ("body", "orelse", "ctx", "op", "ops"):
            continue
        if isinstance(value, ast.AST):
            yield from _paths(value, (*above, (name, -1)))
        elif isinstance(value, list):
            for k, item in enumerate(value):
                if isinstance(item, ast.AST):
                    yield from _paths(item, (*above, (name, k)))


def _is_assigned(path: Path) -> bool:
    """Whether it leads to what is assigned to: of ``dw[0] = …`` to ``dw`` and ``dw[0]``, not to the index."""
    return bool(path) and path[0][0] in ("targets", "target") and all(name == "value" for name, _ in path[1:])


def _at(node: Any, path: Path) -> Any:
    for name, k in path:
        node = getattr(node, name) if k < 0 else getattr(node, name)[k]
    return node


def _rebuilt(node: Any, path: Path, replacement: ast.AST) -> Any:
    """A copy of the tree along one path; all else is shared."""
    if not path:
        return replacement
    (name, k), *below = path
    copied = type(node)(**dict(ast.iter_fields(node)))
    value = getattr(node, name)
    if k < 0:
        setattr(copied, name, _rebuilt(value, tuple(below), replacement))
    else:
        items = list(value)
        items[k] = _rebuilt(value[k], tuple(below), replacement)
        setattr(copied, name, items)
    return copied


def _text(changed: Any, statement: Any) -> str:
    changed.lineno = statement.lineno  # the one place that unparse asks for
    text = ast.unparse(changed)
    return text.splitlines()[0] if isinstance(statement, ast.For | ast.If) else text


def _last_line(statement: Any) -> int:
    """Of a loop or condition the last line of its head."""
    if isinstance(statement, ast.For | ast.If):
        head = statement.iter if isinstance(statement, ast.For) else statement.test
        return int(head.end_lineno or statement.lineno)
    return int(statement.end_lineno or statement.lineno)


def _replaced(lines: Sequence[str], statement: Any, new: str) -> str:
    """The file with the statement's lines replaced."""
    first = lines[statement.lineno - 1]
    before = first.encode()[: statement.col_offset].decode(errors="replace")
    after = ""
    if not isinstance(statement, ast.For | ast.If):
        last = lines[_last_line(statement) - 1].encode()
        after = last[statement.end_col_offset :].decode(errors="replace").rstrip("\r\n")
    return "".join([*lines[: statement.lineno - 1], before, new, after, "\n", *lines[_last_line(statement) :]])


def _one_line(lines: Sequence[str], statement: Any) -> str:
    """The statement as it stands, without a comment behind it."""
    text = "".join(lines[statement.lineno - 1 : _last_line(statement)])
    if not isinstance(statement, ast.For | ast.If):
        text = ast.get_source_segment("".join(lines), statement) or text
    return " ".join(text.split())
