"""A function written anew with a marker at each spot where a slip may be made, and the list of those spots."""

from __future__ import annotations

import ast
import copy
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Spot:
    number: int
    kind: str
    text: str
    around: str = ""
    """The expression that a name stands in."""
    left: str = ""
    right: str = ""


@dataclass(slots=True)
class Marker(ast.NodeTransformer):
    """Writes the markers, and keeps a list of spots in the order of the source."""

    names: tuple[str, ...]
    spots: list[Spot] = field(default_factory=list)
    above: list[str] = field(default_factory=list)

    def _new(self, kind: str, node: ast.AST, **more: str) -> Spot:
        spot = Spot(len(self.spots), kind, ast.unparse(node), self.above[-1] if self.above else "", **more)
        self.spots.append(spot)
        return spot

    def _within(self, node: ast.AST) -> None:
        self.above.append(ast.unparse(node))
        self.generic_visit(node)
        self.above.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return node

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        node.value = self.visit(node.value)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        node.value = self.visit(node.value)
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id not in self.names or not isinstance(node.ctx, ast.Load):
            return node
        return _marked("_at", self._new("name", node), node, ast.Constant(node.id))

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        spot = self._new("part", node)
        self.above.append(ast.unparse(node))
        node.value = self.visit(node.value)
        self.above.pop()
        return _marked("_at", spot, node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if not isinstance(node.value, ast.Name) or node.value.id in self.names:
            self._within(node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        original, single = copy.deepcopy(node), self._single(node)
        call = self._new("part", node)
        function = self._new("function" if single else "", node)
        self.above.append(ast.unparse(node))
        if isinstance(node.func, ast.Attribute):
            node.func = self.visit(node.func)
        node.args = [self.visit(each) for each in node.args]
        self.above.pop()
        made = _marked("_at", call, node)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "mean":
            made = _marked("_mean", self._new("mean", original), made, _size_of(original, self.names))
        return made if single is None else _marked("_function", function, made, single)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        return self._elementwise(node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        kind = {ast.Mult: "*", ast.Div: "/", ast.MatMult: "@"}.get(type(node.op))
        if kind is None:
            return self._elementwise(node)
        left, right = ast.unparse(node.left), ast.unparse(node.right)
        single = self._single(node)
        function = self._new("function" if single else "", node)
        product = self._new(kind, node, left=left, right=right)
        self._within(node)
        made = _marked("_product", product, ast.Constant(kind), node.left, node.right)
        return made if single is None else _marked("_function", function, made, single)

    def _elementwise(self, node: ast.UnaryOp | ast.BinOp) -> ast.AST:
        single = self._single(node)
        spot = self._new("function" if single else "", node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            for side in ("left", "right"):
                if isinstance(getattr(node, side), ast.Constant):
                    constant = self._new("constant", getattr(node, side))
                    constant.around = ast.unparse(node)
                    setattr(node, side, _marked("_at", constant, getattr(node, side)))
        self._within(node)
        return node if single is None else _marked("_function", spot, node, single)

    def _single(self, node: ast.AST) -> ast.Name | None:
        """The only name that an expression depends on."""
        used = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and n.id in self.names}
        return ast.Name(used.pop(), ast.Load()) if len(used) == 1 else None


def _marked(function: str, spot: Spot, *values: ast.expr | ast.AST) -> ast.Call:
    return ast.Call(ast.Name(function, ast.Load()), [ast.Constant(spot.number), *values], [])  # type: ignore[list-item]


def _size_of(call: ast.Call, names: Sequence[str]) -> ast.expr:
    """How many numbers a mean is taken of, all together."""
    assert isinstance(call.func, ast.Attribute)
    method = not isinstance(call.func.value, ast.Name) or call.func.value.id in names
    array = call.func.value if method or not call.args else call.args[0]
    return ast.Call(ast.Attribute(ast.Name("_numpy", ast.Load()), "size", ast.Load()), [array], [])
