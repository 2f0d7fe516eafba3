"""SymPy at the end of the ladder: a proof of equality, from a process that is killed at its deadline."""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
import threading

from ..notation.expr import Apply, Expr, Reduction, free_names, substitute, walk
from ..notation.scope import Scope
from .balls import constant
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
    return _WORKER.ask(question, seconds) == "equal"


class _Worker:
    """A process with SymPy loaded that answers a line with a line; one that takes too long is killed.

    The time to start it is not counted against the question.
    """

    START_SECONDS = 60.0

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None

    def ask(self, question: str, seconds: float) -> str:
        """The answer, or "" where there was none in time."""
        try:
            process = self._running()
            assert process.stdin is not None
            process.stdin.write(question + "\n")
            process.stdin.flush()
            answer = self._line(process, seconds)
        except OSError:
            answer = ""
        if not answer:
            self.end()
        return answer

    def _running(self) -> subprocess.Popen[str]:
        """The process, started where there is none."""
        if self.process is None or self.process.poll() is not None:
            self.end()
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gradecheck.algebra.sympy_worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            if self._line(self.process, self.START_SECONDS) != "ready":
                raise OSError("SymPy could not be started")
        return self.process

    def _line(self, process: subprocess.Popen[str], seconds: float) -> str:
        found: list[str] = []
        stdout = process.stdout
        assert stdout is not None
        reader = threading.Thread(target=lambda: found.append(stdout.readline()), daemon=True)
        reader.start()
        reader.join(seconds)
        return found[0].strip() if found else ""

    def end(self) -> None:
        """Kill the process, if there is one."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
        self.process = None


_WORKER = _Worker()
atexit.register(_WORKER.end)


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
        isinstance(node, Reduction)
        or (isinstance(node, Apply) and (node.op not in OPERATIONS or _is_odd_root(node)))
        for node in nodes
    )


def _is_odd_root(node: Apply) -> bool:
    """Whether it is a power that is real here and complex there, such as (-8)^(1/3)."""
    exponent = constant(node.args[1]) if node.op == "pow" else None
    return exponent is not None and exponent.denominator != 1 and exponent.denominator % 2 == 1
