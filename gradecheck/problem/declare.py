"""From the declaring half of a problem file to its scope: dimensions, indices, variables, nodes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from ..errors import AuthorError
from ..notation import parse, parse_shape
from ..notation.examples import examples_of
from ..notation.expr import ONE, SCALAR, Apply, Expr, Name, Number, Reduction, Shape, add, number
from ..notation.names import FUNCTIONS, WORDS, exact_key
from ..notation.reading import NotationError, Reading
from ..notation.scope import Declared, Index, Scope
from ..notation.shapes import infer_shape
from .explain import Faults, Other, Result, complaint, gather, near
from .schema import File, Node, Stacked, Variable
from .yaml_reader import Document, Path

_WORD = re.compile(r"[^\W\d]\w*")
_BOUND = re.compile(r"(?P<name>[^\W\d]\w*)?\s*(?P<rest>(?:[+-]\s*)?\d{1,6})?")


@dataclass(frozen=True, slots=True)
class Declarations:
    """What a problem file declares.

    ``forward`` holds the inputs and the nodes of the drawn graph, which is what gets differentiated;
    ``scope`` also the stacked names and the definitions.
    """

    scope: Scope
    forward: Scope
    values: tuple[tuple[str, Fraction], ...]
    output: str
    upstream: Expr
    faults: tuple[AuthorError, ...] = ()
    """What is wrong, where this is not all that the file declares."""
    broken: frozenset[str] = frozenset()
    """The names that are missing for it."""

    @property
    def nodes(self) -> tuple[Declared, ...]:
        """The nodes of the drawn graph, in the order of the file."""
        return tuple(declared for declared in self.forward.names if declared.definition is not None)


def declare(file: File, document: Document) -> Declarations:
    """The scope of a problem file, as far as it is sound: what is not is in ``faults``.

    Raises ``AuthorError`` or ``AuthorErrors`` where a name is declared twice.
    """
    _all_different(file, document)
    sound = _Sound()
    indices = sound.rows(
        (name, (), partial(_index, document, file, name, text)) for name, text in file.indices.items()
    )
    empty = Scope((), indices, tuple(file.dimensions), int(file.base))
    inputs = sound.rows(
        (name, [row.batch or ""], partial(_input, document, empty, name, row))
        for name, row in file.variables.items()
    )
    forward = _nodes(document, replace(empty, names=inputs), "graph", file.graph, sound)
    if not sound.broken.isdisjoint(file.graph):
        sound.broken.add(file.loss)
    stacked = sound.rows(
        (name, _WORD.findall(row.of), partial(_stacked, document, forward, name, row))
        for name, row in file.stacked.items()
    )
    both = replace(forward, names=forward.names + stacked)
    scope = _nodes(document, both, "definitions", file.definitions, sound)
    output = sound.one([file.output or file.loss], partial(_output, document, file, forward), "")
    if file.output and not output:
        sound.broken.add(file.loss)
    read = partial(expression, document, ("upstream",), file.upstream, scope)
    upstream = sound.one(_WORD.findall(file.upstream), lambda: read().expr, ONE)
    values = tuple((name, row.value) for name, row in file.variables.items() if row.value is not None)
    faults, broken = tuple(sound.faults.errors), frozenset(sound.broken)
    return Declarations(scope, forward, values, output, upstream, faults, broken)


class _Sound:
    """What can be declared, with complaints about the rest: a row that only uses a broken one gets none."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.broken: set[str] = set()

    def one(self, uses: Iterable[str], step: Callable[[], Result], instead: Other) -> Result | Other:
        """What ``step`` gives; ``instead`` where it fails, or uses what is broken."""
        if not self.broken.isdisjoint(uses):
            return instead
        return self.faults.attempt(step, instead)

    def rows(self, rows: Iterable[tuple[str, Iterable[str], Callable[[], Result]]]) -> tuple[Result, ...]:
        """What comes of the rows, each with its name and the names that it uses."""
        found: list[Result] = []
        for name, uses, step in rows:
            made = self.one(uses, step, None)
            self.broken.update([name] if made is None else [])
            found.extend([] if made is None else [made])
        return tuple(found)


def expression(document: Document, path: Path, text: str, scope: Scope, offset: int = 0) -> Reading:
    """The preferred reading of an expression of the file; what cannot be read is an ``AuthorError`` there.

    ``offset`` is where ``text`` begins in the value at ``path``.
    """
    try:
        return parse(text, scope)[0]
    except NotationError as error:
        raise complaint(document, path, error.fact, error.remedy, offset=offset + error.span.start) from None


def shape_of(document: Document, path: Path, text: str, scope: Scope) -> Shape:
    """A shape of the file, such as ``D_a1 × D_x`` or ``n``."""
    try:
        return parse_shape(text, scope)
    except NotationError as error:
        raise complaint(document, path, error.fact, error.remedy, offset=error.span.start) from None


def _all_different(file: File, document: Document) -> None:
    """Every spelling belongs to one declaration, and can be one."""
    seen: dict[str, str] = {}

    def enter(spelling: str, owner: str, path: Path) -> None:
        first = seen.setdefault(exact_key(spelling), owner)
        if first != owner:
            raise complaint(
                document, path, f"'{spelling}' is already a name in {first}", "give it another name"
            )

    def name(spelling: str, owner: str, path: Path) -> None:
        if not spelling.isidentifier() or spelling in WORDS:
            remedy = "a name is one word of letters, digits and _; other spellings go under `aliases`"
            raise complaint(document, path, f"'{spelling}' cannot be a name", remedy)
        if spelling in FUNCTIONS:
            raise complaint(document, path, f"'{spelling}' is a function", "give it another name")
        enter(spelling, owner, path)

    def section(key: str, rows: Mapping[str, Variable | Node | Stacked]) -> Iterator[partial[None]]:
        for own, row in rows.items():
            yield partial(name, own, f"{key} → {own}", (key, f"{own}:"))
            for n, alias in enumerate(row.aliases):
                yield partial(enter, alias, f"{key} → {own}", (key, own, "aliases", n))

    gather(
        [
            *(
                partial(name, dim, f"dimensions: {dim}", ("dimensions", n))
                for n, dim in enumerate(file.dimensions)
            ),
            *(partial(name, own, f"indices → {own}", ("indices", own)) for own in file.indices),
            *section("variables", file.variables),
            *section("graph", file.graph),
            *section("stacked", file.stacked),
            *section("definitions", file.definitions),
        ]
    )


def _index(document: Document, file: File, name: str, text: str) -> Index:
    path = ("indices", name)
    lower, dots, upper = text.partition("..")
    if not dots:
        raise complaint(document, path, f"'{text}' is not a range", "write it like 1..m or 0..n-1")
    return Index(name, _bound(document, path, lower, file), _bound(document, path, upper, file))


def _bound(document: Document, path: Path, text: str, file: File) -> Expr:
    """An end of a range: a number, a dimension, or a dimension plus or minus a number."""
    match = _BOUND.fullmatch(text.strip())
    if match is None or not text.strip():
        raise complaint(document, path, f"'{text.strip()}' cannot end a range", "write it like 1..m or 0..n-1")
    name, rest = match["name"], (match["rest"] or "0").replace(" ", "")
    if name and name not in file.dimensions:
        raise complaint(document, path, f"unknown dimension '{name}'", near(name, file.dimensions))
    return add(Name(name), number(int(rest))) if name else number(int(rest))


def _input(document: Document, scope: Scope, name: str, row: Variable) -> Declared:
    path = ("variables", name)
    shape = shape_of(document, (*path, "shape"), row.shape, scope) if row.shape else SCALAR
    if row.value is not None and (shape != SCALAR or row.batch):
        remedy = "declare its components as variables of their own, such as x_0 and x_1"
        raise complaint(document, (*path, "value"), f"only a scalar takes a value, '{name}' is not one", remedy)
    if row.distinct and shape == SCALAR:
        raise complaint(document, (*path, "distinct"), f"'{name}' has only one entry", "give it a shape")
    if row.value is not None and not within(row.value, row.domain):
        remedy = "change the value or the domain"
        raise complaint(document, (*path, "value"), f"{row.value} is not {_kind(row.domain)}", remedy)
    _known_index(document, (*path, "batch"), row.batch, scope)
    return Declared(name, shape, row.domain, tuple(row.aliases), row.batch, None, row.distinct)


def within(value: Fraction, domain: str) -> bool:
    """Whether a value lies in a domain."""
    match domain:
        case "positive":
            return value > 0
        case "nonnegative":
            return value >= 0
        case "negative":
            return value < 0
        case "probability":
            return 0 < value < 1
        case "integer":
            return value.denominator == 1
        case "natural":
            return value.denominator == 1 and value > 0
        case "boolean":
            return value in (0, 1)
    return True


def _kind(domain: str) -> str:
    words = {
        "probability": "a probability between 0 and 1",
        "integer": "an integer",
        "natural": "a natural number",
    }
    return words.get(domain, domain)


def _known_index(document: Document, path: Path, name: str | None, scope: Scope) -> None:
    if name and scope.index(name) is None:
        known = near(name, [index.name for index in scope.indices]) or "declare it under `indices`"
        raise complaint(document, path, f"unknown index '{name}'", known)


def _nodes(document: Document, scope: Scope, section: str, rows: Mapping[str, Node], sound: _Sound) -> Scope:
    """``scope`` with one more name for each sound row; a row may use what stands above it."""
    later = list(rows)
    for name, row in rows.items():
        step = partial(_node, document, scope, section, name, row, list(later))
        node = sound.one(_WORD.findall(row.expr), step, None)
        if node is None:
            sound.broken.update((name, *row.aliases))
        else:
            scope = replace(scope, names=(*scope.names, node))
        later.remove(name)
    return scope


def _node(document: Document, scope: Scope, section: str, name: str, row: Node, later: list[str]) -> Declared:
    path = (section, name, "expr")
    try:
        reading = parse(row.expr, scope)[0]
    except NotationError as error:
        found = row.expr[error.span.start : error.span.end]
        remedy = "move it up: a node uses what stands above it" if found in later else error.remedy
        remedy = "a node cannot use itself" if found == name else remedy
        raise complaint(document, path, error.fact, remedy, offset=error.span.start) from None
    _known_index(document, (section, name, "batch"), row.batch, scope)
    examples = sorted(examples_of(reading.expr, scope))
    if len(examples) > 1:
        remedy = "sum over one of them"
        raise complaint(document, path, f"this depends on several indices: {', '.join(examples)}", remedy)
    batch = examples[0] if examples else None
    if row.batch and row.batch != batch:
        found = f"index '{batch}'" if batch else "no index"
        raise complaint(document, (section, name, "batch"), f"this depends on {found}", "leave `batch` out")
    return Declared(name, reading.shape, "real", tuple(row.aliases), batch, reading.expr)


def _stacked(document: Document, scope: Scope, name: str, row: Stacked) -> Declared:
    path = ("stacked", name, "of")
    reading = expression(document, path, row.of, scope)
    examples = sorted(examples_of(reading.expr, scope))
    index = scope.index(examples[0]) if len(examples) == 1 else None
    if index is None:
        remedy = "stack a name that is declared with `batch`"
        raise complaint(document, path, f"'{row.of}' does not have one value for each example", remedy)
    stack: Expr = Reduction("stack", index.name, index.lower, index.upper, None, reading.expr)
    stack = Apply("transpose", (stack,)) if row.transpose else stack
    return Declared(name, infer_shape(stack, scope), "real", tuple(row.aliases), None, stack)


def _output(document: Document, file: File, forward: Scope) -> str:
    nodes = [declared.name for declared in forward.names if declared.definition is not None]
    if file.output is None:
        return nodes[-1] if nodes else ""
    if not nodes:
        raise complaint(document, ("output",), "there is no graph to have an output", "add `graph:`")
    reading = expression(document, ("output",), file.output, forward).expr
    if not isinstance(reading, Name) or reading.name not in nodes:
        raise complaint(
            document, ("output",), f"'{file.output}' is not a node", near(file.output, nodes, "nodes")
        )
    return reading.name


def is_number(expr: Expr) -> bool:
    """Whether ``expr`` is a number as typed, a minus sign in front included."""
    match expr:
        case Number():
            return True
        case Apply(op="neg", args=(Number(),)):
            return True
    return False
