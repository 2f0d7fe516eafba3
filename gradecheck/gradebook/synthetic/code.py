"""Code as students write it: right solutions written otherwise."""

from __future__ import annotations

import ast
import builtins
import copy
from collections.abc import Iterator
from random import Random

SUFFIXES = ("_", "2", "_val", "_grad", "_t")
COMMENTS = (
    "# backward pass",
    "# chain rule",
    "# TODO: check the shapes",
    "# from the lecture",
    "# étape suivante",
)


def parsed(source: str) -> ast.Module | None:
    """The tree of a source, None where it has a syntax error."""
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return None


def varied(source: str, random: Random, indent: str = "    ") -> str:
    """A program that computes the same: other local names, loops, calls, comments, prints.

    >>> print(varied("def f(x):\\n    y = x * 2\\n    return y\\n", Random(3)).splitlines()[0])
    def f(x):
    """
    tree = parsed(source)
    if tree is None:
        return source
    for change in (_renamed, _as_while, _written_out, _calls_for_methods, _matmul_by_name, _named_result):
        if random.random() < 0.35:
            change(tree, random)
    if random.random() < 0.05:
        _prints(tree)
    text = ast.unparse(ast.fix_missing_locations(tree))
    return _laid_out(text, random, indent)


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """The functions of a file."""
    return (node for node in tree.body if isinstance(node, ast.FunctionDef))


def _renamed(tree: ast.Module, random: Random) -> None:
    """Local variables get other names; parameters and what stands outside of functions do not."""
    taken = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | set(dir(builtins))
    suffix = random.choice(SUFFIXES)
    for function in functions(tree):
        if any(isinstance(node, ast.Global | ast.Nonlocal) for node in ast.walk(function)):
            continue
        arguments = {
            arg.arg for node in ast.walk(function) if isinstance(node, ast.arguments) for arg in _all(node)
        }
        stored = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        local = sorted(stored - arguments)
        new = {name: name + suffix for name in local if name + suffix not in taken and random.random() < 0.7}
        for node in ast.walk(function):
            if isinstance(node, ast.Name) and node.id in new:
                node.id = new[node.id]


def _all(arguments: ast.arguments) -> list[ast.arg]:
    extra = [arg for arg in (arguments.vararg, arguments.kwarg) if arg]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *extra]


def _as_while(tree: ast.Module, random: Random) -> None:
    """``for i in range(n)`` as a ``while`` loop, where nothing in it depends on which it is."""
    for function in functions(tree):
        for block in blocks(function):
            for n, node in enumerate(block):
                if isinstance(node, ast.For) and (bound := _simple_range(node)) is not None:
                    assert isinstance(node.target, ast.Name)
                    name = node.target.id
                    outside = _count(function, name) - _count(node, name)
                    if outside == 0 and not any(isinstance(each, ast.Continue) for each in ast.walk(node)):
                        start = ast.parse(f"{name} = 0").body[0]
                        step = ast.parse(f"{name} += 1").body[0]
                        test = ast.Compare(ast.Name(name, ast.Load()), [ast.Lt()], [bound])
                        block[n : n + 1] = [start, ast.While(test, [*node.body, step], [])]
                        break


def _simple_range(node: ast.For) -> ast.expr | None:
    match node:
        case ast.For(
            target=ast.Name(id=name),
            iter=ast.Call(func=ast.Name(id="range"), args=[bound], keywords=[]),
            orelse=[],
        ) if isinstance(bound, ast.Name | ast.Constant):
            stored = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
            inner = sum(
                n.id == name and isinstance(n.ctx, ast.Store) for n in ast.walk(node) if isinstance(n, ast.Name)
            )
            if inner == 1 and not (isinstance(bound, ast.Name) and bound.id in stored):
                return bound
    return None


def blocks(function: ast.FunctionDef) -> Iterator[list[ast.stmt]]:
    """All lists of statements in a function, at every depth."""
    for node in ast.walk(function):
        for name in ("body", "orelse"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                yield block


def _count(tree: ast.AST, name: str) -> int:
    return sum(isinstance(node, ast.Name) and node.id == name for node in ast.walk(tree))


def _written_out(tree: ast.Module, random: Random) -> None:
    """``out[0] += v`` as ``out[0] = out[0] + v``."""
    for function in functions(tree):
        for block in blocks(function):
            for n, node in enumerate(block):
                if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Subscript):
                    loaded = copy.deepcopy(node.target)
                    loaded.ctx = ast.Load()
                    block[n] = ast.Assign([node.target], ast.BinOp(loaded, node.op, node.value), lineno=0)


def _calls_for_methods(tree: ast.Module, random: Random) -> None:
    """``x.sum(axis=0)`` as ``np.sum(x, axis=0)``."""
    if not _imports_np(tree):
        return
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=value, attr="sum" | "mean" as method)) if not (
                isinstance(value, ast.Name) and value.id in ("np", "numpy")
            ):
                node.args = [value, *node.args]
                node.func = ast.Attribute(ast.Name("np", ast.Load()), method, ast.Load())


def _matmul_by_name(tree: ast.Module, random: Random) -> None:
    """``a @ b`` as ``np.matmul(a, b)``."""
    if _imports_np(tree):
        _Matmul().visit(tree)


class _Matmul(ast.NodeTransformer):
    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.op, ast.MatMult):
            called = ast.Attribute(ast.Name("np", ast.Load()), "matmul", ast.Load())
            return ast.Call(called, [node.left, node.right], [])
        return node


def _imports_np(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.Import)
        and any((alias.name, alias.asname) == ("numpy", "np") for alias in node.names)
        for node in tree.body
    )


def _named_result(tree: ast.Module, random: Random) -> None:
    """``return …`` as ``result = …`` and ``return result``."""
    for function in functions(tree):
        last = function.body[-1]
        if isinstance(last, ast.Return) and last.value is not None and not _count(function, "result"):
            named = ast.Assign([ast.Name("result", ast.Store())], last.value, lineno=0)
            function.body[-1:] = [named, ast.Return(ast.Name("result", ast.Load()))]


def _prints(tree: ast.Module) -> None:
    for function in functions(tree):
        function.body[:0] = ast.parse("print('in here')").body


def _laid_out(text: str, random: Random, indent: str) -> str:
    lines = []
    for line in text.splitlines():
        bare = line.lstrip(" ")
        depth = (len(line) - len(bare)) // 4
        if bare and depth and random.random() < 0.08:
            lines.append(indent * depth + random.choice(COMMENTS))
        lines.append(indent * depth + bare)
    return "\n".join(lines) + "\n"
