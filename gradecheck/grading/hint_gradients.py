"""Hints to a gradient: the ways back from the output, the rules on them, the local gradients, the product."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Self

from ..autodiff.symbolic import symbolic_gradient
from ..errors import AuthorError
from ..notation import to_text
from ..notation.expr import ONE, SCALAR, ZERO, Apply, Expr, Name, Number, substitute
from ..problem.local_gradients import LocalGradient, bracketed, local_gradient, number_of, summed_over
from ..problem.model import GraphNode, Item, Problem
from ..problem.parts import Blank, GraphForward, NumericPart, SymbolicPart, Target
from .hint_rules import rules_to, sentence
from .hint_ways import Edge, Ways, ways
from .hint_written import Written
from .untold import Untold

Derived = Literal["where", "rule", "local", "step"]

MOST_PATHS = 4
MOST_EDGES = 24
COUNTS = ("no", "one", "two", "three", "four")


@dataclass(frozen=True, slots=True)
class GradientHints:
    """The hints to the gradients that a question asks for. ``label`` names its answer, ``expected``.

    For a blank the ``ways`` are the last lines of them: what comes back along a line is all that it
    needs. ``is_formula`` says that a local gradient alone is the answer, however it is written;
    ``is_shaped`` that the answer has the shape of what it is the gradient by. ``entry`` is the one asked for.
    """

    problem: Problem
    ways: tuple[Ways, ...]
    untold: Untold
    label: str
    expected: str
    is_blank: bool = False
    in_numbers: bool = False
    is_formula: bool = False
    is_shaped: bool = True
    entry: tuple[Expr, ...] = ()

    @classmethod
    def of_target(cls, problem: Problem, item: Item, target: Target, untold: Untold) -> Self:
        """Hints to the derivative that an item asks for."""
        found = ways(problem, target.wrt, target.of or problem.output)
        parts = [part for part in item.parts if isinstance(part, SymbolicPart | NumericPart)]
        texts = list(dict.fromkeys(part.expected_text for part in parts))
        numbers = any(isinstance(part, NumericPart) for part in parts)
        label = item.label or "the gradient"
        return cls(
            problem,
            (found,),
            untold,
            label,
            " = ".join(texts),
            in_numbers=numbers,
            is_formula=len(found.edges) == 1,
            is_shaped=target.layout in ("", "gradient") and not target.entry,
            entry=target.entry,
        )

    @classmethod
    def of_code(cls, problem: Problem, forward: GraphForward, untold: Untold) -> Self:
        """Hints to the gradients that a function returns."""
        found = tuple(ways(problem, name, forward.output) for name in forward.inputs)
        return cls(problem, found, untold, "", "", is_formula=any(len(each.edges) == 1 for each in found))

    @classmethod
    def of_blank(cls, problem: Problem, blank: Blank, untold: Untold) -> Self:
        """Hints to a gradient on the drawn graph."""
        found = ways(problem, blank.node, problem.output)
        users = (blank.child,) if blank.child else found.first
        ends = tuple(
            Ways(blank.node, node.name, (node,), 1) for node in reversed(found.nodes) if node.name in users
        )
        text = blank.answer.expected_text
        return cls(problem, ends, untold, blank.id, text, is_blank=True, in_numbers=True)

    def steps(self) -> Iterator[tuple[Derived, str]]:
        """The four steps; "" where there is nothing to say."""
        yield "where", "\n".join(self._where())
        yield "rule", "\n".join(self._rules())
        yield "local", "\n".join(self._locals())
        yield "step", "\n".join(self._worked())

    @property
    def _written(self) -> Written:
        return Written(self.problem, self.untold, self.is_blank)

    def _edges(self) -> tuple[Edge, ...]:
        return tuple(dict.fromkeys(edge for each in self.ways for edge in each.edges))

    def _where(self) -> Iterator[str]:
        if self.is_blank:
            yield from self._where_blank()
            return
        for each in self.ways:
            yield from self._where_way(each)

    def _where_blank(self) -> Iterator[str]:
        if not self.ways:
            yield "Nothing comes after this node: look at the upstream gradient."
            return
        name = self._written.name(self.ways[0].start)
        from_where = [self._written.equation(each.nodes[0]) for each in self.ways]
        if len(from_where) == 1:
            yield f"The gradient comes back to {name} along the line from {from_where[0]}."
        else:
            yield f"A gradient comes back to {name} along {_number(len(from_where))} lines, from"
            yield from (f"  {text}" for text in from_where)

    def _where_way(self, found: Ways) -> Iterator[str]:
        start, end = self._written.name(found.start), self._written.name(found.end)
        if not found.count:
            yield f"Look for the ways on which {start} reaches {end}."
        elif len(found.edges) == 1:
            yield f"{end} uses {start} directly: {self._written.equation(found.nodes[0])}."
        elif found.count == 1:
            yield f"{start} reaches {end} on one path: {self._written.path(next(found.paths()))}."
        elif found.count <= MOST_PATHS:
            yield f"{start} reaches {end} on {_number(found.count)} paths:"
            yield from (f"  {self._written.path(path)}" for path in found.paths())
        else:
            users = ", ".join(map(self._written.name, found.first))
            yield f"{start} reaches {end} on {found.count} paths."
            yield f"It is used by {users}: each brings a gradient."

    def _rules(self) -> Iterator[str]:
        seen: set[str] = set()
        for child, parent in reversed(self._edges()):
            declared = self.problem.scope.get(child)
            assert declared is not None and declared.definition is not None
            said = [rule for rule in rules_to(declared.definition, parent) or ("copy",) if rule not in seen]
            seen.update(said)
            if said:
                yield self._written.equation(self._written.node(child))
                yield from (f"  {sentence(rule)}" for rule in said)
        yield from self._joining()

    def _joining(self) -> Iterator[str]:
        """How local gradients are put together."""
        several = len(self.ways) > 1 if self.is_blank else any(each.count > 1 for each in self.ways)
        if self.is_blank and self.ways:
            yield "Back along a line: the gradient at its other end, times the local gradient."
        elif any(len(each.edges) > 1 for each in self.ways):
            yield "Along a path, local gradients are multiplied."
        if several:
            yield "The gradients of several paths add up."
        for each in self.ways:
            declared = self.problem.scope.get(each.start)
            if self.is_shaped and declared is not None and declared.shape != SCALAR and each.count:
                rows, columns = declared.shape
                yield f"The gradient has the shape of {self._written.name(each.start)}, {rows} × {columns}."
        indices = {index for edge in self._edges() if (index := summed_over(self.problem, *edge))}
        yield from (
            f"Each example brings a gradient: they are summed over {index}." for index in sorted(indices)
        )

    def _locals(self) -> Iterator[str]:
        """The local gradients; what is an answer, here or elsewhere, is left to be found."""
        edges = self._edges()
        told = [self._local(edge) for edge in reversed(edges)]
        if len(edges) <= MOST_EDGES and any(not text.endswith("= ?") for text in told):
            yield from told

    def _local(self, edge: Edge) -> str:
        child, parent = map(self._written.name, edge)
        ratio = self._written.ratio(edge)
        if not self._written.is_full:
            asked = self._written.asked_in(edge)
            if asked:
                return f"{ratio} is asked for in {asked}"
        try:
            local = local_gradient(self.problem, *edge)
        except AuthorError:
            return f"{ratio} = ?"
        if not self._written.is_full and (
            (self.is_formula and not self.is_blank) or self._tells(local, child=edge[0])
        ):
            return f"{ratio} = ?"
        text = to_text(local.expr, "unicode", local.scope)
        if local.is_factor:
            return f"{ratio} = {text}{self._in_numbers(local, text)}"
        index = summed_over(self.problem, *edge)
        summed = f", summed over {index}" if index else ""
        return (
            f"from {child} back to {parent}: {text}{summed}, where {local.flowing} is the gradient at {child}"
        )

    def _tells(self, local: LocalGradient, child: str) -> bool:
        """Whether a local gradient is an answer, or what flows back is where 1 or a mere name arrives."""
        if local.is_factor:
            return self.untold.has_formula(local.expr)
        flowing = local.scope.get(local.flowing)
        assert flowing is not None
        arriving: list[Expr] = [ONE] if flowing.shape == SCALAR else []
        arriving += [gradient for each in self.ways if is_plain(gradient := self._gradient_at(child, each.end))]
        back = (substitute(local.expr, {local.flowing: gradient}) for gradient in arriving)
        return any(self.untold.has_formula(self._at_entry(each)) for each in back)

    def _gradient_at(self, name: str, end: str) -> Expr:
        try:
            return symbolic_gradient(self.problem.forward, end, name)
        except AuthorError:
            return ZERO

    def _at_entry(self, expr: Expr) -> Expr:
        return Apply("index", (expr, *self.entry)) if self.entry else expr

    def _in_numbers(self, local: LocalGradient, text: str) -> str:
        value = number_of(self.problem, local.expr) if self.in_numbers else ""
        return f" = {value}" if value not in ("", text.replace("−", "-")) else ""

    def _worked(self) -> Iterator[str]:
        if self.is_blank:
            yield from self._worked_blank()
            return
        found = self.ways[0]
        if 0 < found.count <= MOST_PATHS and len(found.edges) > 1:
            yield from self._products(found)
        if self.expected:
            yield f"{self.label} = {self.expected}"

    def _products(self, found: Ways) -> Iterator[str]:
        """The chain rule written out, in names and in formulas; in names only where there are arrays."""
        names, formulas, numbers = [], [], []
        for path in found.paths():
            edges = list(reversed(list(zip(path[1:], path, strict=False))))
            names.append(" · ".join(self._written.ratio(edge) for edge in edges))
            factors = self._factors(edges)
            formulas.append(
                " · ".join(_factor(to_text(each, "unicode", self.problem.scope)) for each in factors)
            )
            numbers.append(" · ".join(bracketed(number_of(self.problem, each)) for each in factors))
        if all(formulas):
            indent = " " * len(self.label)
            yield f"{self.label} = {' + '.join(names)}"
            yield f"{indent} = {' + '.join(formulas)}"
            if self.in_numbers:
                yield f"{indent} = {' + '.join(numbers)}"

    def _factors(self, edges: list[Edge]) -> list[Expr]:
        """The local gradients of a path; none where there are arrays among them."""
        try:
            found = [local_gradient(self.problem, *edge) for edge in edges]
        except AuthorError:
            return []
        return [local.expr for local in found] if all(local.is_factor for local in found) else []

    def _worked_blank(self) -> Iterator[str]:
        terms = [self._term(each.nodes[0], each.start) for each in self.ways]
        yield " = ".join(filter(None, (" + ".join(terms) if all(terms) else "", self.expected)))

    def _term(self, node: GraphNode, parent: str) -> str:
        """What comes back along a line as a product of numbers; "" where there are none."""
        factors = self._factors([(node.name, parent)])
        value = number_of(self.problem, factors[0]) if factors else ""
        return f"{bracketed(node.gradient)} · {bracketed(value)}" if value and node.gradient else ""


def is_plain(expr: Expr) -> bool:
    """Whether an expression is a name or a number, its sign and its transpose aside.

    >>> is_plain(Apply("transpose", (Name("g"),)))
    True
    """
    match expr:
        case Apply(op="neg" | "transpose", args=(inner,)):
            return is_plain(inner)
    return isinstance(expr, Name | Number)


def _number(count: int) -> str:
    return COUNTS[count] if count < len(COUNTS) else str(count)


def _factor(text: str) -> str:
    """A formula as a factor: in brackets where it is more than a name or a number.

    >>> _factor("w_0"), _factor("-1/u^2")
    ('w_0', '(-1/u^2)')
    """
    return text if text.replace("_", "").isalnum() else f"({text})"
