"""The chain rule written out line by line, so that one line can go wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from ...errors import AuthorError, GradecheckError
from ...notation.expr import ONE, SCALAR, Apply, Expr, Name, Shape, add, free_names, substitute
from ...notation.scope import Declared, Scope
from ..pullback import in_order
from ..symbolic import UPSTREAM, Symbolic
from ..terms import Term

Line = tuple[str, str]
"""A child and a parent that it is computed from."""

Path = tuple[Line, ...]
"""The lines of one way back, from the output on."""

MOST_PATHS = 6
"""Where there are more paths, mistakes on a single one of them are not looked for."""

Step = Expr
"""What flows back along a line, in terms of ``UPSTREAM``, which is what reaches the child."""


@dataclass(frozen=True)
class Derivation:
    """The gradient of ``of`` by ``wrt`` in the graph ``forward``: what is asked for.

    ``seed`` is the gradient at ``of``. ``finish`` lays the result out as the answer is to be, without the names
    of ``inner`` nodes.
    """

    forward: Scope
    of: str
    wrt: str
    seed: Expr = ONE
    transposed: bool = False
    entry: tuple[Expr, ...] = ()
    asked: str = ""
    """The node that is asked for, where the answer that is expected is the gradient of another one."""
    inner: Mapping[str, Expr] = field(default_factory=dict, compare=False)
    """What stands for nodes that the graph has no name for."""
    _parents: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)
    _ancestors: dict[str, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)
    _products: dict[Path, Expr] = field(default_factory=dict, compare=False, repr=False)
    _steps: dict[tuple[Line, bool], Step] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The nodes between ``of`` and ``wrt``, both included, backwards."""
        below = self.between(self.of, self.wrt)
        return tuple(name for name in reversed(in_order(self.forward)) if name in below)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All lines on the way from ``of`` back to ``wrt``."""
        return tuple(
            (child, parent)
            for child in self.order
            if child != self.wrt
            for parent in self.parents(child)
            if parent in self.order
        )

    @cached_property
    def paths(self) -> tuple[Path, ...]:
        """The paths from ``of`` back to ``wrt``; none are told where there are more than a few."""
        found: list[Path] = []
        open_: list[tuple[str, Path]] = [(self.of, ())]
        while open_ and len(found) <= MOST_PATHS:
            name, path = open_.pop()
            if name == self.wrt:
                found.append(path)
            for parent in self.parents(name) if name != self.wrt else ():
                if parent in self.order:
                    open_.append((parent, (*path, (name, parent))))
        return tuple(reversed(found)) if len(found) <= MOST_PATHS else ()

    def shared(self) -> Iterator[tuple[Path, Line]]:
        """Each line that several paths have in common, once on each of them."""
        for path in self.paths:
            yield from ((path, line) for line in path if sum(line in other for other in self.paths) > 1)

    @cached_property
    def bottlenecks(self) -> tuple[str, ...]:
        """The nodes between the two through which every path goes, backwards."""
        found: list[str] = []
        open_: set[str] = set()
        for name in self.order:
            open_.discard(name)
            if not open_ and name not in (self.of, self.wrt):
                found.append(name)
            open_ |= {parent for child, parent in self.lines if child == name}
        return tuple(found)

    def parents(self, name: str) -> tuple[str, ...]:
        """The names that a node is computed from."""
        if name not in self._parents:
            declared = self.forward.get(name)
            definition = declared.definition if declared is not None else None
            used = frozenset[str]() if definition is None else free_names(definition)
            self._parents[name] = tuple(each.name for each in self.forward.names if each.name in used)
        return self._parents[name]

    def ancestors(self, name: str) -> frozenset[str]:
        """All names that a node depends on, and itself."""
        if name not in self._ancestors:
            found, todo = set[str](), [name]
            while todo:
                one = todo.pop()
                if one not in found:
                    found.add(one)
                    todo += self.parents(one)
            self._ancestors[name] = frozenset(found)
        return self._ancestors[name]

    def between(self, of: str, wrt: str) -> frozenset[str]:
        """The names that ``of`` depends on and that depend on ``wrt``, both included."""
        return frozenset(name for name in self.ancestors(of) if wrt in self.ancestors(name))

    def step(self, line: Line) -> Step:
        """What flows back along a line. Raises ``GradecheckError`` where it cannot be derived."""
        key = line, self._declared(self.of).batch is None
        if key not in self._steps:
            self._steps[key] = self._derived(*line)
        return self._steps[key]

    def _derived(self, child: str, parent: str) -> Step:
        from_ = self._declared(child)
        arriving = Declared(UPSTREAM, from_.shape, batch=from_.batch)
        tape = Symbolic(replace(self.forward, names=(*self.forward.names, arriving)))
        tape.relevant = frozenset({parent})
        assert from_.definition is not None
        total: Term | None = None
        for name, gradient in tape.contributions(from_.definition, Term(Name(UPSTREAM), from_.shape)):
            if name == parent:
                along = tape.between(child, parent, self.of, gradient)
                total = along if total is None else total + along
        if total is None:
            raise AuthorError(f"nothing flows from {child} to {parent}")
        return total.expr

    def _declared(self, name: str) -> Declared:
        declared = self.forward.get(name)
        if declared is None:
            raise AuthorError(f"'{name}' is not declared")
        return declared

    def shape(self, name: str) -> Shape:
        """The shape of a name."""
        return self._declared(name).shape

    def walked(
        self,
        changed: Callable[[Line, Expr, Step], Expr | None] | None = None,
        joined: Callable[[str, Sequence[Expr]], Expr] | None = None,
        totals: dict[str, Expr] | None = None,
    ) -> Expr:
        """The gradient, where ``changed`` may give something else for what flows along a line, or nothing.

        ``joined`` puts together what reaches a name along several lines; ``totals`` takes what reaches each.
        Raises ``GradecheckError``.
        """
        reached: dict[str, list[Expr]] = {self.of: [self.seed]}
        totals = {} if totals is None else totals
        for name in self.order:
            arriving = reached.get(name)
            if not arriving:
                continue
            several = joined if joined is not None and len(arriving) > 1 else None
            totals[name] = add(*arriving) if several is None else several(name, arriving)
            for parent in self.parents(name) if name != self.wrt else ():
                if parent not in self.order:
                    continue
                line, step = (name, parent), self.step((name, parent))
                along = after(step, totals[name]) if changed is None else changed(line, totals[name], step)
                if along is not None:
                    reached.setdefault(parent, []).append(along)
        if self.wrt not in totals:
            raise AuthorError("nothing is left")
        return self.finish(totals[self.wrt])

    def finish(self, gradient: Expr) -> Expr:
        """The gradient laid out as the answer is to be."""
        gradient = substitute(gradient, dict(self.inner)) if self.inner else gradient
        laid = Apply("transpose", (gradient,)) if self.transposed else gradient
        return Apply("index", (laid, *self.entry)) if self.entry else laid

    def along(self, line: Line, change: Callable[[Expr, Step], Expr | None]) -> Expr | None:
        """The gradient with one line walked otherwise; None where nothing comes of it."""
        return self.along_all({line: change})

    def along_all(self, changes: Mapping[Line, Callable[[Expr, Step], Expr | None]]) -> Expr | None:
        """The same with several lines walked otherwise: only what lies behind them is walked anew."""
        try:
            totals, flows = self._walk
            anew: dict[str, Expr | None] = {}
            moved: dict[Line, Expr | None] = {}
            for name in self.order:
                into = [line for line in flows if line[1] == name]
                if any(line in moved for line in into):
                    parts = [moved[line] if line in moved else flows[line] for line in into]
                    there = [part for part in parts if part is not None]
                    anew[name] = add(*there) if there else None
                total = anew[name] if name in anew else totals.get(name)
                for parent in self.parents(name) if name != self.wrt else ():
                    line = (name, parent)
                    if line in flows and (line in changes or name in anew):
                        walked = changes.get(line, _as_it_should)
                        moved[line] = None if total is None else walked(total, self.step(line))
            gradient = anew.get(self.wrt, totals.get(self.wrt))
            return None if gradient is None else self.finish(gradient)
        except GradecheckError:
            return None

    def reaching(self, name: str) -> Expr | None:
        """What reaches a name between the two, as it should; None where it cannot be derived."""
        try:
            return self._walk[0].get(name)
        except GradecheckError:
            return None

    @cached_property
    def _walk(self) -> tuple[dict[str, Expr], dict[Line, Expr]]:
        """What reaches each name, and what flows along each line, as it should."""
        flows: dict[Line, Expr] = {}

        def kept(line: Line, arriving: Expr, step: Step) -> Expr:
            flows[line] = after(step, arriving)
            return flows[line]

        totals: dict[str, Expr] = {}
        self.walked(kept, totals=totals)
        return totals, flows

    def down(self, path: Path, change: Callable[[Line, Expr, Step], Expr] | None = None) -> Expr:
        """What comes back along one path alone. Raises ``GradecheckError``."""
        arriving = self.seed
        for line in path:
            step = self.step(line)
            arriving = after(step, arriving) if change is None else change(line, arriving, step)
        return arriving

    def product(self, path: Path) -> Expr:
        """The term of the gradient that comes back along one path. Raises ``GradecheckError``."""
        return self.finish(self._alone(path))

    def _alone(self, path: Path) -> Expr:
        """What comes back along one path as it should; the same object each time, so that it is known again."""
        if path not in self._products:
            self._products[path] = self.down(path)
        return self._products[path]

    def with_path(self, path: Path, wrong: Callable[[], Expr] | None) -> Expr | None:
        """The gradient with something else, or nothing, for what comes back along ``path``.

        None where nothing comes of it.
        """
        try:
            rest = [self._alone(other) for other in self.paths if other != path]
            return self.finish(add(*rest, *([] if wrong is None else [wrong()])))
        except GradecheckError:
            return None

    def on_path(self, path: Path, line: Line, change: Callable[[Expr, Step], Expr]) -> Expr | None:
        """The gradient with one line walked otherwise on one path, and as it should be on all others."""

        def changed(at: Line, arriving: Expr, step: Step) -> Expr:
            return change(arriving, step) if at == line else after(step, arriving)

        return self.with_path(path, lambda: self.down(path, changed))

    def other(self, of: str, wrt: str) -> Derivation | None:
        """The derivation of another gradient in the same graph; None where there is no way between the two."""
        if of == wrt or wrt not in self.ancestors(of):
            return None
        seed = (
            self.seed if of == self.of else ONE if self.shape(of) == SCALAR else Apply("ones_like", (Name(of),))
        )
        entry = self.entry if self.shape(wrt) == self.shape(self.wrt) else ()
        return replace(self, of=of, wrt=wrt, seed=seed, entry=entry, _products={})

    def derivative(self, of: str) -> Expr | None:
        """The derivative of a node by the same input, in the names of this graph; None where there is none."""
        return ONE if of == self.wrt else self.derivative_by(of, self.wrt)

    def derivative_by(self, of: str, wrt: str) -> Expr | None:
        """The derivative of one node by another; None where it does not depend on it."""
        other = self.other(of, wrt)
        return None if other is None else other.reaching(wrt)

    def with_definition(self, name: str, definition: Expr) -> Derivation:
        """The same in a graph in which a node is computed otherwise."""
        names = tuple(
            replace(one, definition=definition) if one.name == name else one for one in self.forward.names
        )
        forward = replace(self.forward, names=names)
        return replace(self, forward=forward, _parents={}, _ancestors={}, _products={}, _steps={})

    def gradient(self) -> Expr | None:
        """The right answer; None where it cannot be derived."""
        try:
            return self.walked()
        except GradecheckError:
            return None


def _as_it_should(arriving: Expr, step: Step) -> Expr | None:
    return after(step, arriving)


def after(step: Step, arriving: Expr) -> Expr:
    """What flows back along a line where ``arriving`` reaches its child."""
    return substitute(step, {UPSTREAM: arriving})
