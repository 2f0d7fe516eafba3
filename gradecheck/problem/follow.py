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
from ..notation.expr import ONE, SCALAR, Apply, Expr, Name, add, free_names
from ..notation.scope import Declared, Scope
from . import schema
from .declare import expression
from .derive import Draft, target
from .explain import gather, near
from .model import (
    CodePart,
    Follows,
    GraphPart,
    Item,
    Line,
    NumericPart,
    Part,
    ShapePart,
    SymbolicPart,
    Target,
    Use,
)
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
        for key, value in (("follows", row.follows), ("follow_through", row.follow_through)):
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
        match part:
            case SymbolicPart() if ids:
                return replace(part, follows=self._follows(ids, part.expected, part))
            case NumericPart():
                symbolic = _part(self.item, SymbolicPart)
                found = self._follows(ids, part.expected, symbolic) if ids else Follows(credit=self.credit)
                return replace(part, follows=replace(found, formula=self.formula))
            case ShapePart() if ids:
                return replace(part, follows=self._shapes(ids))
            case CodePart() if self.own:
                return replace(part, follows=Follows(formula=self.formula, credit=self.credit))
        return part

    def _follows(self, ids: Sequence[str], expected: Expr, symbolic: SymbolicPart | None) -> Follows:
        """How an expression follows; what the author says is held against the right answers."""
        draft, row, path = self.draft, self.row, (*self.path, "uses")
        uses = tuple(self._use(name) for name in ids)
        new = tuple(use.declared for use in uses if draft.scope.get(use.declared.name) is None)
        scope = replace(draft.scope, names=(*draft.scope.names, *new))
        source = symbolic.expected if symbolic is not None else expected
        if row.follows is not None:
            found = expression(draft.document, (*self.path, "follows"), row.follows, scope).expr
        elif any(row.uses[name] for name in ids):
            found = source
        else:
            found = _derived(draft, path, self._target(self.row, path), self._targets(ids))
        for use in uses:
            if use.declared.name not in free_names(found):
                remedy = f"write `follows`, the answer in terms of {use.declared.name}"
                raise draft.fail(path, f"the answer does not make use of {use.label}", remedy)
        condition, free = (symbolic.condition, symbolic.free) if symbolic else (None, ())
        if compare(source, found, scope, condition=condition, free=free).verdict != "equal":
            fact = f"from the right {_listed(use.label for use in uses)} the expected answer does not follow"
            raise draft.fail(path, fact, "write `follows`, the answer in terms of earlier ones")
        return Follows(uses, found, credit=self.credit)

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
        return Follows(tuple(uses), draft.read((*self.path, "shape", "of"), row.of), credit=self.credit)

    def _target(self, row: schema.Item, path: Path) -> Target:
        if not row.gradient:
            fact = f"item '{row.id}' has no `gradient` from which this could be derived"
            raise self.draft.fail(path, fact, "give each earlier answer a name, such as {'3.2': δ_1}")
        return target(self.draft, path, row.gradient)

    def _targets(self, ids: Sequence[str]) -> list[tuple[Target, str]]:
        rows = {row.id: row for row in self.draft.file.items}
        path = (*self.path, "uses")
        return [(self._target(rows[one], path), self._use(one).declared.name) for one in ids]


def _derived(draft: Draft, path: Path, wanted: Target, used: Sequence[tuple[Target, str]]) -> Expr:
    """The wanted gradient by the chain rule, with earlier derivatives under their names.

    A derivative of the same output stands for all that flows back to its node; one by the same variable, for
    all that flows on from its node.
    """
    forward = draft.declared.forward
    of = wanted.of or draft.declared.output
    upstream = draft.declared.upstream if not wanted.of else ONE
    above = {each.wrt: name for each, name in used if each.of == wanted.of and not each.entry}
    below = {each.of: name for each, name in used if each.wrt == wanted.wrt and each.of not in ("", of)}
    if len(above) + len(below) < len(used) or wanted.entry or wanted.wrt in above:
        remedy = "write `follows`, the answer in terms of earlier ones"
        raise draft.fail(path, "the chain rule does not lead from these to what is asked for", remedy)
    linear = {node: Apply("mul", (Name(name), Name(wanted.wrt))) for node, name in below.items()}
    fresh = tuple(_standing(forward, node, name) for node, name in above.items())
    names = (*fresh, *(Declared(name) for name in below.values()), *forward.names)
    scope = replace(forward, names=names).with_definitions({**linear, **dict.fromkeys(above)})
    try:
        parts = [symbolic_gradient(scope, of, wanted.wrt, upstream=upstream)]
        for node, name in above.items():
            alone = scope.with_definitions({node: linear.get(node) or _definition(forward, node)})
            parts.append(symbolic_gradient(alone, node, wanted.wrt, upstream=Name(name)))
    except AuthorError as error:
        raise draft.fail(path, error.fact, error.remedy) from None
    return add(*(part for part in parts if not _is_zero(part)))


def _standing(forward: Scope, node: str, name: str) -> Declared:
    """The name of a gradient at a node: it has the node's shape."""
    declared = forward.get(node)
    return Declared(name, declared.shape, batch=declared.batch) if declared else Declared(name)


def _definition(forward: Scope, node: str) -> Expr | None:
    declared = forward.get(node)
    return declared.definition if declared else None


def _is_zero(expr: Expr) -> bool:
    return isinstance(expr, Apply) and expr.op == "zeros_like"


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
