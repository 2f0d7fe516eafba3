"""Mistakes in code, seeded in what is right: those of beginners, and those after which nothing runs."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from random import Random

from .code import blocks, functions, parsed

Edit = Callable[[], None]


def negated(source: str, function: str) -> str | None:
    """The program with everything that ``function`` returns negated: wrong wherever that is not 0."""
    tree = parsed(source)
    found = next((each for each in functions(tree) if each.name == function), None) if tree else None
    if tree is None or found is None:
        return None
    for node in ast.walk(found):
        if isinstance(node, ast.Return) and node.value is not None:
            if isinstance(node.value, ast.Tuple):
                node.value.elts = [ast.UnaryOp(ast.USub(), value) for value in node.value.elts]
            else:
                node.value = ast.UnaryOp(ast.USub(), node.value)
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def without_return(source: str, function: str) -> str | None:
    """The program whose ``function`` forgets to return anything."""
    tree = parsed(source)
    found = next((each for each in functions(tree) if each.name == function), None) if tree else None
    if tree is None or found is None or not isinstance(found.body[-1], ast.Return):
        return None
    found.body[-1] = ast.Pass()
    return ast.unparse(tree) + "\n"


def endless(source: str, function: str) -> str | None:
    """The program whose ``function`` never ends."""
    tree = parsed(source)
    found = next((each for each in functions(tree) if each.name == function), None) if tree else None
    if tree is None or found is None:
        return None
    found.body[:0] = ast.parse("while True:\n    pass").body
    return ast.unparse(tree) + "\n"


def misspelled(source: str, random: Random) -> str:
    """The program with a syntax error that students make."""
    lines = source.splitlines()
    heads = [n for n, line in enumerate(lines) if line.startswith("def ")]
    kind = random.choice(("colon", "bracket", "print"))
    if kind == "colon" and heads:
        n = random.choice(heads)
        lines[n] = lines[n].rstrip(": ")
    elif kind == "bracket" and (ends := [n for n, line in enumerate(lines) if line.endswith(")")]):
        n = random.choice(ends)
        lines[n] = lines[n][:-1]
    elif heads:
        inner = lines[heads[0] + 1]
        lines.insert(heads[0] + 1, inner[: len(inner) - len(inner.lstrip())] + 'print "here"')
    text = "\n".join(lines) + "\n"
    return text if parsed(text) is None else text + "return (\n"


def mutated(source: str, random: Random) -> str | None:
    """The program with one edit that beginners make; whether it is wrong then is not known."""
    tree = parsed(source)
    if tree is None:
        return None
    edits = [edit for function in functions(tree) for node in ast.walk(function) for edit in _edits(node)]
    if not edits:
        return None
    random.choice(edits)()
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def _edits(node: ast.AST) -> Iterator[Edit]:
    """Ways to edit one node in place."""
    match node:
        case ast.BinOp(op=ast.Add()):
            yield lambda: setattr(node, "op", ast.Sub())
        case ast.BinOp(op=ast.Sub()):
            yield lambda: setattr(node, "op", ast.Add())
        case ast.BinOp(op=ast.Mult()):
            yield lambda: setattr(node, "right", ast.Constant(1))
        case ast.BinOp(op=ast.MatMult(), left=left, right=right):
            yield lambda: node.__dict__.update(left=right, right=left)
        case ast.AugAssign(target=ast.Subscript() | ast.Name()):
            yield lambda: setattr(node, "op", ast.Sub() if isinstance(node.op, ast.Add) else ast.Add())
        case ast.UnaryOp(op=ast.USub()):
            yield lambda: setattr(node, "op", ast.UAdd())
        case ast.keyword(arg="axis", value=ast.Constant(value=int() as axis)):
            yield lambda: setattr(node, "value", ast.Constant(1 - axis))
        case ast.Call(func=ast.Attribute(attr="sum")):
            yield lambda: setattr(node.func, "attr", "mean")
        case ast.Call(func=ast.Name(id="range"), args=[ast.expr() as bound]):
            yield lambda: setattr(node, "args", [ast.Constant(1), bound])
        case ast.Subscript(slice=ast.Constant(value=0)):
            yield lambda: setattr(node, "slice", ast.Constant(-1))
        case ast.Call(args=[ast.Attribute(attr="T", value=value), *rest]):
            yield lambda: setattr(node, "args", [value, *rest])
        case ast.If(test=test):
            yield lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), test))
        case ast.Assign(targets=[ast.Name()], value=ast.BinOp(right=right)):
            yield lambda: setattr(node, "value", right)
    if isinstance(node, ast.FunctionDef):
        for block in blocks(node):
            for n, inner in enumerate(block):
                if isinstance(inner, ast.AugAssign):
                    yield _assigning(block, n, inner)


def _assigning(block: list[ast.stmt], n: int, node: ast.AugAssign) -> Edit:
    """``=`` for ``+=``."""

    def edit() -> None:
        block[n] = ast.Assign([node.target], node.value, lineno=0)

    return edit
