"""What ``uses`` of an item says: how its right answer follows from those of earlier items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import TypeVar

from ..algebra.compare import compare
from ..autodiff.symbolic import symbolic_gradient
from ..errors import AuthorError
from ..notation.examples import examples_of
from ..notation.expr import SCALAR, Expr, free_names, substitute
from ..notation.scope import Declared
from . import schema
from .chain_rule import by_chain_rule
from .declare import expression
from .derive import Draft, target
from .explain import gather, near
from .model import Item
from .parts import (
    CodePart,
    Follows,
    GraphPart,
    Line,
    NumericPart,
    Part,
    ShapePart,
    SymbolicPart,
    Target,
    Use,
    Way,
)
from .ways import is_about, on, with_own
from .yaml_reader import Path

P = TypeVar("P")

FORMULA = "formula"
"""In ``uses``: the item's own formula, for its number and its code."""


def with_earlier(draft: Draft, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items with what they use of earlier ones. Raises ``AuthorError`` where that does not fit.

    What uses an item that is broken itself is left as it is.
    """
    built = {item.id: item for item in items}
    return gather(
        partial(_of_item, draft, n, row, built[row.id], built)
        for n, row in enumerate(draft.file.items)
        if row.id in built
    )


def _of_item(draft: Draft, n: int, row: schema.Item, item: Item, built: Mapping[str, Item]) -> Item:
    path: Path = ("items", n)
    drawn = row.graph is not None and row.follow_through is not None
    if not row.uses and not drawn:
        for key, value in (("follows", row.follows or None), ("follow_through", row.follow_through)):
            if value is not None:
                raise draft.fail((*path, key), "nothing is used here", "name earlier items under `uses`")
        return item
    if drawn:
        return replace(item, parts=tuple(_drawn(draft, path, row, part) for part in item.parts))
    above = [each.id for each in draft.file.items[:n]]
    own = FORMULA in row.uses and FORMULA not in above
    for name in row.uses:
        if name not in above and not (own and name == FORMULA):
            below = any(name == each.id for each in draft.file.items)
            fact = f"item '{name}' does not stand above" if below else f"there is no item '{name}'"
            raise draft.fail((*path, "uses"), fact, "" if below else near(name, [*above, FORMULA], "items"))
    earlier = {name: built[name] for name in above if name in built}
    if any(name not in earlier for name in row.uses if name != FORMULA or not own):
        return item
    found = _Rest(draft, path, row, item, earlier, own)
    found.check()
    return replace(item, parts=tuple(map(found.of, item.parts)))


@dataclass(frozen=True, slots=True)
class _Rest:
    """What one item rests on, on its way into its parts."""

    draft: Draft
    path: Path
    row: schema.Item
    item: Item
    earlier: dict[str, Item]
    own: bool

    @property
    def credit(self) -> Fraction:
        return Fraction(1) if self.row.follow_through is None else self.row.follow_through

    @property
    def formula(self) -> Expr | None:
        """The item's own right formula, where it is used."""
        symbolic = _part(self.item, SymbolicPart)
        return symbolic.expected if symbolic is not None and self.own else None

    def check(self) -> None:
        """Raises ``AuthorError`` where nothing can follow from the item's own formula."""
        follows = _part(self.item, NumericPart) or _part(self.item, CodePart)
        if self.own and (self.formula is None or follows is None):
            fact = "there is no formula here that a number or code could follow from"
            raise self.draft.fail((*self.path, "uses"), fact, f"leave '{FORMULA}' out")

    def of(self, part: Part) -> Part:
        ids = [name for name in self.row.uses if name in self.earlier]
        symbolic = _part(self.item, SymbolicPart)
        match part:
            case SymbolicPart() if ids:
                return replace(part, follows=self._follows(ids, part.expected, part))
            case NumericPart():
                found = self._follows(ids, part.expected, symbolic) if ids else Follows(credit=self.credit)
                return replace(part, follows=replace(found, formula=self.formula))
            case ShapePart() if ids:
                return replace(part, follows=self._shapes(ids))
            case CodePart():
                return replace(part, follows=self._code(ids, part, symbolic))
        return part

    def _code(self, ids: Sequence[str], part: CodePart, symbolic: SymbolicPart | None) -> Follows:
        """Code follows from formulas: the item's own, and those of items where the item itself has none."""
        own = ((self.item.id, symbolic),) if self.own and symbolic is not None else ()
        others = ((one, _part(self.earlier[one], SymbolicPart)) for one in ids) if symbolic is None else ()
        formulas = (*own, *others)
        for one, each in formulas:
            if each is None or not any(is_about(each, name, part, self.draft.scope) for name in part.gradients):
                fact = f"{part.function} returns no gradient that item '{one}' has a formula for"
                raise self.draft.fail((*self.path, "uses"), fact, "leave it out")
        found = self._follows(ids, symbolic.expected, symbolic) if ids and symbolic is not None else None
        return replace(found or Follows(credit=self.credit), formulas=tuple(one for one, _ in formulas))

    def _follows(self, ids: Sequence[str], expected: Expr, symbolic: SymbolicPart | None) -> Follows:
        """How an expression follows; what the author says is held against the right answers."""
        draft, path = self.draft, (*self.path, "uses")
        uses = tuple(self._use(name) for name in ids)
        source = symbolic.expected if symbolic is not None else expected
        ways = self._ways(ids, uses, source)
        found = Follows(uses, ways, credit=self.credit)
        for use in uses:
            if not any(use in on(found, way) for way in ways):
                remedy = f"write `follows`, the answer in terms of {use.declared.name}"
                raise draft.fail(path, f"the answer does not make use of {use.label}", remedy)
        condition, free = (symbolic.condition, symbolic.free) if symbolic else (None, ())
        for n, way in enumerate(ways):
            scope = with_own(draft.scope, found, way, ())
            if compare(source, way.expected, scope, condition=condition, free=free).verdict != "equal":
                raise self._misses(n, way, on(found, way))
        return found

    def _misses(self, n: int, way: Way, rests: Sequence[Use]) -> AuthorError:
        """The complaint that a way does not lead from right answers to the right one."""
        right = _listed(use.label for use in rests)
        if not self.row.follows:
            fact = f"from the right {right} the expected answer does not follow"
            remedy = "write `follows`, the answer in terms of earlier ones"
            return self.draft.fail((*self.path, "uses"), fact, remedy)
        known = {use.declared.name: use.declared.definition for use in rests}
        came = substitute(way.expected, {name: expr for name, expr in known.items() if expr is not None})
        fact = f"with the right {right} this comes to {self.draft.text(came)}, and not to what is expected"
        return self.draft.fail((*self.path, "follows", n), fact, "mend it, or what is expected")

    def _ways(self, ids: Sequence[str], uses: Sequence[Use], source: Expr) -> tuple[Way, ...]:
        """The author's, or the one that follows from names or by the chain rule."""
        if self.row.follows:
            return gather(
                partial(self._way, (*self.path, "follows", n), row, uses)
                for n, row in enumerate(self.row.follows)
            )
        if any(self.row.uses[name] for name in ids):
            return (Way(source),)
        path = (*self.path, "uses")
        return (Way(by_chain_rule(self.draft, path, self._target(self.row, path), self._targets(ids))),)

    def _way(self, path: Path, row: schema.Way, uses: Sequence[Use]) -> Way:
        """A way of the author's: ``where`` gives inputs other values, of the same shape, in earlier answers."""
        draft = self.draft
        new = tuple(use.declared for use in uses if draft.scope.get(use.declared.name) is None)
        scope = replace(draft.scope, names=(*draft.scope.names, *new))
        place = (*path, "expected") if row.where else path
        expected = expression(draft.document, place, row.expected, scope).expr
        where = []
        for name, text in row.where.items():
            at = (*path, "where", name)
            declared, value = draft.scope.get(name), expression(draft.document, at, text, scope)
            if declared is None or declared.definition is not None:
                raise draft.fail(at, f"'{name}' is not an input", "name one that earlier answers use")
            if value.shape != declared.shape:
                rows, columns = declared.shape
                raise draft.fail(at, f"this has not the shape of '{name}'", f"{rows} × {columns} is needed")
            where.append((name, value.expr))
        values = frozenset[str]().union(*(free_names(expr) for _, expr in where))
        for use in uses:
            name = use.declared.name
            if where and name in free_names(expected) and (use.declared not in new or name in values):
                fact = f"'{name}' cannot be read with `where`"
                raise draft.fail(place, fact, "take a new name for that item, and put it in once")
        return Way(expected, tuple(where))

    def _use(self, own_id: str) -> Use:
        """The name that an earlier answer stands for; a declared one must be what that item asks for."""
        draft, path, name = self.draft, (*self.path, "uses"), self.row.uses[own_id]
        item = self.earlier[own_id]
        part = _part(item, SymbolicPart) or _part(item, NumericPart)
        if part is None:
            raise draft.fail(path, f"item '{own_id}' asks for no expression and no number", "leave it out")
        shape, batches = draft.shape(part.expected), sorted(examples_of(part.expected, draft.scope))
        declared = draft.scope.get(name or item.label)
        if declared is None:
            batch = batches[0] if batches else None
            fresh = Declared(name or item.label or own_id, shape, batch=batch, definition=part.expected)
            return Use(own_id, fresh, item.label or own_id)
        if declared.definition is None:
            raise draft.fail(path, f"'{name}' is an input, not an answer", "name a node or a definition")
        if compare(declared.definition, part.expected, draft.scope).verdict != "equal":
            fact = f"the answer to item '{own_id}' is not {name}"
            raise draft.fail(path, fact, "name what that item asks for, or take a new name and write `follows`")
        return Use(own_id, declared, name)

    def _shapes(self, ids: Sequence[str]) -> Follows:
        draft, path = self.draft, (*self.path, "uses")
        row = self.row.shape
        if row is None or row.of is None:
            raise draft.fail(path, "nothing says what the shape belongs to", "write `of`")
        uses = []
        for own_id in ids:
            asked = next(each for each in draft.file.items if each.id == own_id).shape
            name = self.row.uses[own_id] or (asked.of if asked and asked.of else "")
            declared = draft.scope.get(name)
            if asked is None or declared is None:
                fact = f"item '{own_id}' does not ask for the shape of a name"
                raise draft.fail(path, fact, "leave it out, or give that item `of`")
            uses.append(Use(own_id, declared, f"shape of {name}"))
        way = Way(draft.read((*self.path, "shape", "of"), row.of))
        return Follows(tuple(uses), (way,), credit=self.credit)

    def _target(self, row: schema.Item, path: Path) -> Target:
        if not row.gradient:
            fact = f"item '{row.id}' has no `gradient` from which this could be derived"
            raise self.draft.fail(path, fact, "give each earlier answer a name, such as {'3.2': δ_1}")
        return target(self.draft, path, row.gradient)

    def _targets(self, ids: Sequence[str]) -> list[tuple[Target, str]]:
        rows = {row.id: row for row in self.draft.file.items}
        path = (*self.path, "uses")
        return [(self._target(rows[one], path), self._use(one).declared.name) for one in ids]


def _drawn(draft: Draft, path: Path, row: schema.Item, part: Part) -> Part:
    """A drawn graph whose blanks follow from one another."""
    if not isinstance(part, GraphPart) or row.follow_through is None:
        return part
    return replace(part, lines=tuple(_lines(draft, path)), credit=row.follow_through)


def _lines(draft: Draft, path: Path) -> Iterator[Line]:
    forward = draft.declared.forward
    for declared in forward.names:
        if declared.definition is None:
            continue
        alone = forward.with_definitions({one.name: None for one in forward.names if one != declared})
        for parent in sorted(free_names(declared.definition) & set(draft.reachable)):
            above = forward.get(parent)
            if {declared.shape, above.shape if above else SCALAR} != {SCALAR} or declared.batch:
                fact = "blanks follow from one another where all nodes are single numbers"
                raise draft.fail((*path, "follow_through"), fact, "leave `follow_through` out")
            yield Line(declared.name, parent, symbolic_gradient(alone, declared.name, parent))


def _part(item: Item, kind: type[P]) -> P | None:
    return next((part for part in item.parts if isinstance(part, kind)), None)


def _listed(labels: Iterator[str]) -> str:
    return " and ".join(labels)
