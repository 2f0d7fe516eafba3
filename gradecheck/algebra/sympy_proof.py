"""SymPy at the end of the ladder: a proof of equality, from a process that is killed at its deadline."""

from __future__ import annotations

import json
import subprocess
import sys

from ..notation.expr import Apply, Expr, Reduction, free_names, substitute, walk
from ..notation.scope import Scope
from .encode import to_json

MOST_NODES = 400

OPERATIONS = frozenset(
    "pi e add neg mul div pow exp log sqrt abs sign sin cos tan asin acos atan sinh cosh tanh"
    " asinh acosh atanh sec csc cot factorial sigmoid".split()
)
"""What SymPy is asked about: scalars and elementary functions."""


def proves_equal(expected: Expr, given: Expr, scope: Scope, seconds: float) -> bool:
    """Whether SymPy shows within ``seconds`` that the difference of two scalars is 0."""
    pair = [spelled_out(expr, scope) for expr in (expected, given)]
    if not all(is_elementary(expr) for expr in pair):
        return False
    names = sorted(free_names(pair[0]) | free_names(pair[1]))
    domains = {name: declared.domain for name in names if (declared := scope.get(name))}
    question = json.dumps({"pair": [to_json(expr) for expr in pair], "domains": domains})
    try:
        done = subprocess.run(
            [sys.executable, "-m", "gradecheck.algebra.sympy_worker"],
            input=question,
            capture_output=True,
            text=True,
            timeout=seconds,
        )
    except (subprocess.TimeoutExpired, OSError):
        return False
    return done.returncode == 0 and done.stdout.strip() == "equal"


def spelled_out(expr: Expr, scope: Scope) -> Expr:
    """``expr`` with all definitions put in, as far as that stays small."""
    for _ in range(12):
        values = {
            name: declared.definition
            for name in free_names(expr)
            if (declared := scope.get(name)) and declared.definition is not None
        }
        if not values or sum(1 for _ in walk(expr)) > MOST_NODES:
            return expr
        expr = substitute(expr, values)
    return expr


def is_elementary(expr: Expr) -> bool:
    """Whether all of it is something that SymPy is asked about."""
    nodes = list(walk(expr))
    return len(nodes) <= MOST_NODES and not any(
        isinstance(node, Reduction) or (isinstance(node, Apply) and node.op not in OPERATIONS) for node in nodes
    )
