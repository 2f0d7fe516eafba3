"""How often, and how fast, equivalence is decided: each step of the ladder, and other methods, in one run.

    python benchmarks/equivalence.py [--limit SECONDS] [--only NAME ...]

Each method gets each pair in a process of its own that is killed at the limit (10 s); what is cut off is
*undecided*. What takes less than 50 ms is done five times, and the median counts. Times of one run on one
machine
are compared with one another, never with another run. Other methods need ``pip install sympy math-verify``;
one that is not installed is left out.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import comb
from random import Random

from gradecheck.algebra.agreement import Sides
from gradecheck.algebra.compare import Pair, Step, by_first_point, by_normal_form, by_points, compare
from gradecheck.algebra.exact import Distinct
from gradecheck.algebra.sympy_proof import spelled_out
from gradecheck.algebra.texts import scope_of
from gradecheck.notation import parse, to_text
from gradecheck.notation.expr import Apply, Expr, Name, Number, free_names, number, rebuild, walk
from gradecheck.notation.reading import NotationError
from gradecheck.notation.scope import Scope
from gradecheck.problem.finding import find
from gradecheck.problem.loading import load
from gradecheck.problem.parts import SymbolicPart

Answer = bool | None
"""Equal, different, or not decided."""


@dataclass(frozen=True, slots=True)
class Row:
    """A pair with what is true of it."""

    family: str
    expected: Expr
    given: Expr
    scope: Scope
    equal: bool


# ---- the pairs ---------------------------------------------------------------------------------------------


def of_texts(family: str, expected: str, given: str, equal: bool, **variables: str) -> Row:
    scope = scope_of(variables, (expected, given))
    return Row(family, parse(expected, scope)[0].expr, parse(given, scope)[0].expr, scope, equal)


def sheet() -> Iterator[Row]:
    """All symbolic answers in the tests of the practice sheet that are right in full, or plainly wrong."""
    for problem in map(load, find("section3")):
        for test in problem.tests:
            item = next(item for item in problem.items if item.id == test.item)
            part = next((part for part in item.parts if isinstance(part, SymbolicPart)), None)
            texts = dict(test.response)
            text = texts.get("symbolic", texts.get(""))
            plain = test.status in ("correct", "incorrect") and not test.note and not test.after
            if (
                part is None
                or text is None
                or not plain
                or "=" in text
                or ("," in text and len(item.parts) > 1)
            ):
                continue
            try:
                readings = parse(text, problem.scope)
            except NotationError:
                continue
            if len(readings) == 1 and not part.accept and part.condition is None:
                yield Row("sheet", part.expected, readings[0].expr, problem.scope, test.status == "correct")


IDENTITIES = """\
sin(x)^2 + cos(x)^2 ;; 1
sin(2x) ;; 2 sin(x) cos(x)
cos(2x) ;; 1 - 2 sin(x)^2
tan(x) ;; sin(x)/cos(x)
1 + tan(x)^2 ;; 1/cos(x)^2
sin(x + y) ;; sin(x) cos(y) + cos(x) sin(y)
cos(x - y) ;; cos(x) cos(y) + sin(x) sin(y)
sin(3x) ;; 3 sin(x) - 4 sin(x)^3
cosh(x)^2 - sinh(x)^2 ;; 1
sinh(2x) ;; 2 sinh(x) cosh(x)
tanh(x) ;; (e^x - e^(-x))/(e^x + e^(-x))
1 - tanh(x)^2 ;; 1/cosh(x)^2
σ(x) ;; 1/(1 + e^(-x))
σ(x) ;; e^x/(1 + e^x)
σ(x) ;; (1 + tanh(x/2))/2
σ(-x) ;; 1 - σ(x)
σ(x)(1 - σ(x)) ;; e^(-x)/(1 + e^(-x))^2
log(1 + e^x) ;; x + log(1 + e^(-x))
log(e^x + e^y) ;; x + log(1 + e^(y - x))
e^x/(e^x + e^y) ;; 1/(1 + e^(y - x))
|x| ;; sqrt(x^2)
max(x, y) ;; (x + y + |x - y|)/2
min(x, y) ;; x + y - max(x, y)
relu(x) ;; (x + |x|)/2
asinh(x) ;; log(x + sqrt(x^2 + 1))
e^(x + y) ;; e^x e^y
(x^2 - y^2)/(x - y) ;; x + y
1/(x - 1) - 1/(x + 1) ;; 2/(x^2 - 1)
x^3 - y^3 ;; (x - y)(x^2 + x y + y^2)
sqrt(3 + 2 sqrt(2)) ;; 1 + sqrt(2)
(x + y + z)^2 ;; x^2 + y^2 + z^2 + 2x y + 2y z + 2x z
x/(1 + x) ;; 1 - 1/(1 + x)
2^(x + 1) ;; 2*2^x
sin(x)/(1 + cos(x)) ;; tan(x/2)
cos(x)^4 - sin(x)^4 ;; cos(2x)
"""

POSITIVE = """\
log(x y) ;; log(x) + log(y)
log(x^3) ;; 3 log(x)
sqrt(x) sqrt(y) ;; sqrt(x y)
sqrt(x)/sqrt(y) ;; sqrt(x/y)
x^(2/3) ;; (x^2)^(1/3)
e^(log(x) + y) ;; x e^y
x^y x^z ;; x^(y + z)
-(x - y)^2/(2z^2) - log(z) ;; log(e^(-(x - y)^2/(2z^2))/z)
"""


def identities() -> Iterator[Row]:
    """True identities, and each with one slip."""
    random = Random(1)
    for block, domain in ((IDENTITIES, "real"), (POSITIVE, "positive")):
        for line in block.splitlines():
            left, right = line.split(" ;; ")
            row = of_texts("identities", left, right, True, **dict.fromkeys("xyz", domain))
            yield row
            yield replace(row, given=slipped(row.given, random), equal=False)
            yield replace(
                row, given=Apply("add", (row.given, Apply("mul", (number(2), Name("x"))))), equal=False
            )


def slipped(expr: Expr, random: Random) -> Expr:
    """One number or name made another, such that the value certainly changes."""
    leaves = [node for node in walk(expr) if isinstance(node, Number)]
    if not leaves:
        return Apply("add", (expr, number(1)))
    chosen = random.choice(leaves)

    def change(node: Expr) -> Expr:
        return number(chosen.value + 1) if node is chosen else rebuild(node, change)

    return Apply("add", (change(expr), Name("x"))) if chosen.value == 0 else change(expr)


def polynomials() -> Iterator[Row]:
    """(x - a)^n against its expansion, to degree 30, and with one coefficient off by one."""
    for n in range(2, 31):
        a = n % 3 + 1
        expansion = " + ".join(f"{comb(n, k)}*(-{a})^{n - k}*x^{k}" for k in range(1, n + 1)) + f" + (-{a})^{n}"
        yield of_texts("polynomials", f"(x - {a})^{n}", expansion, True)
        yield of_texts("polynomials", f"(x - {a})^{n}", expansion + " + x", False)


def chain_rules() -> Iterator[Row]:
    """Derivatives of nested activations: with tanh' as 1 - tanh², and as 1/cosh²; a lost factor."""
    for depth in range(1, 5):
        for activation, prime, other in (
            ("tanh({})", "(1 - tanh({0})^2)", "1/cosh({0})^2"),
            ("σ({})", "σ({0})(1 - σ({0}))", "e^(-({0}))/(1 + e^(-({0})))^2"),
            ("log(1 + e^({}))", "σ({0})", "e^({0})/(1 + e^({0}))"),
        ):
            inner = "x"
            left, right, short = [], [], []
            for k in range(depth):
                pre = f"(w_{k} {inner} + b_{k})"
                left.append(f"{prime.format(pre)} w_{k}")
                right.append(f"w_{k} * ({other.format(pre)})")
                short.append(f"({other.format(pre)})" if k == 0 else f"w_{k} * ({other.format(pre)})")
                inner = activation.format(pre)
            yield of_texts("chain rules", " * ".join(left), " * ".join(reversed(right)), True)
            yield of_texts("chain rules", " * ".join(left), " * ".join(reversed(short)), False)
            yield of_texts("chain rules", " * ".join(left), "-" + " * ".join(reversed(right)), False)


def softmaxes() -> Iterator[Row]:
    """Derivatives of softmax and of the log-likelihood over three to six classes."""
    for n in range(3, 7):
        total = " + ".join(f"e^(z_{k})" for k in range(n))
        probability = [f"e^(z_{k})/({total})" for k in range(n)]
        yield of_texts(
            "softmax",
            f"{probability[0]} * (1 - {probability[0]})",
            f"e^(z_0)({total} - e^(z_0))/({total})^2",
            True,
        )
        yield of_texts("softmax", f"-{probability[0]} * {probability[1]}", f"-e^(z_0 + z_1)/({total})^2", True)
        yield of_texts("softmax", f"-{probability[0]} * {probability[1]}", f"e^(z_0 + z_1)/({total})^2", False)
        yield of_texts("softmax", f"log({probability[1]})", f"z_1 - log({total})", True)
        yield of_texts("softmax", f"log({probability[1]})", f"z_0 - log({total})", False)


MATRICES = """\
(A B)^T ;; B^T A^T ;; yes
tr(A B) ;; tr(B A) ;; yes
A (B + C) ;; A B + A C ;; yes
(A + B)(A - B) ;; A A - A B + B A - B B ;; yes
(A + B)(A - B) ;; A A - B B ;; no
x^T A x ;; x^T A^T x ;; yes
tr(A x x^T) ;; x^T A x ;; yes
diag(x) A x ;; x ∘ (A x) ;; yes
A B ;; B A ;; no
(A B)^T ;; A^T B^T ;; no
A ∘ B ;; A B ;; no
outer(x, A x) ;; x x^T A^T ;; yes
"""


def matrices() -> Iterator[Row]:
    """Identities of 5-by-5 matrices."""
    variables = dict.fromkeys("ABC", "(5, 5)") | {"x": "(5, 1)"}
    for line in MATRICES.splitlines():
        left, right, truth = line.split(" ;; ")
        yield of_texts("matrices", left, right, truth == "yes", **variables)


def near_misses() -> Iterator[Row]:
    """Differences that floats do not see, and huge powers."""
    for left, right, equal in (
        ("x y", "x y + 1e-11 x", False),
        ("σ(40 + z)(1 - σ(40 + z))", "0", False),
        ("1/2^99", "1/2^98", False),
        ("(y - x)^6000", "(x - y)^6000", True),
        ("1/3", "0.333333333333333", False),
        ("sin(x)", "sin(x) + 1e-30", False),
        ("x", "x (1 + 1e-20)", False),
        ("x (x - 0.5)(x - 1)(x - 2)(x + 1)", "0", False),
        ("18^x", "0", False),
        ("|x^2 - 4|", "|x - 2| |x + 2|", True),
        ("e^(-50 - x^2)", "0", False),
        ("pi", "355/113", False),
    ):
        yield of_texts("near misses", left, right, equal)


SHORT, REPEATS = 0.05, 4
FAMILIES = (sheet, identities, polynomials, chain_rules, softmaxes, matrices, near_misses)

# ---- the methods -------------------------------------------------------------------------------------------


def ours(row: Row) -> Answer:
    found = compare(row.expected, row.given, row.scope).verdict
    return None if found == "undecided" else found == "equal"


def _pair(row: Row) -> Pair:
    return Pair(Sides(row.expected, row.given, row.scope), None, 0, time.monotonic() + 4)


def _step(step: Step) -> Callable[[Row], Answer]:
    """One step of the ladder alone."""

    def method(row: Row) -> Answer:
        found = step(_pair(row))
        return None if found is None or found.verdict == "undecided" else found.verdict == "equal"

    return method


def exact_step(row: Row) -> Answer:
    try:
        return True if _pair(row).identity[0] else None
    except Distinct:
        return False


def _sympy_pair(row: Row) -> tuple[object, object]:
    import sympy

    from gradecheck.algebra.sympy_worker import ASSUMPTIONS, built

    pair = [spelled_out(expr, row.scope) for expr in (row.expected, row.given)]
    names = free_names(pair[0]) | free_names(pair[1])
    symbols = {}
    for name in names:
        declared = row.scope.get(name)
        symbols[name] = sympy.Symbol(name, **ASSUMPTIONS[declared.domain if declared else "real"])
    return built(pair[0], symbols), built(pair[1], symbols)


def sympy_simplify(row: Row) -> Answer:
    import sympy

    left, right = _sympy_pair(row)
    return bool(sympy.simplify(left - right) == 0)  # type: ignore[operator]


def sympy_equals(row: Row) -> Answer:
    left, right = _sympy_pair(row)
    found = left.equals(right)  # type: ignore[attr-defined]
    return None if found is None else bool(found)


def math_verify(row: Row) -> Answer:
    from math_verify import parse as read
    from math_verify import verify

    left, right = (f"${to_text(spelled_out(e, row.scope), 'latex')}$" for e in (row.expected, row.given))
    return bool(verify(read(left), read(right)))


def random_floats(row: Row) -> Answer:
    """64 random points in double precision with a relative tolerance of 1e-9."""
    import numpy as np

    from gradecheck.autodiff.numeric import value
    from gradecheck.notation.scope import Declared

    sides = tuple(
        Declared(name, (1, 1), definition=spelled_out(expr, row.scope))
        for name, expr in (("_a", row.expected), ("_b", row.given))
    )
    scope = replace(row.scope, names=(*row.scope.names, *sides))
    random = np.random.default_rng(0)
    with np.errstate(all="ignore"):
        for _ in range(64):
            inputs = {}
            for declared in row.scope.names:
                rows, columns = (size if isinstance(size, int) else 3 for size in declared.shape)
                drawn = random.normal(size=(rows, columns))
                inputs[declared.name] = abs(drawn) if declared.domain != "real" else drawn
            left, right = value(scope, "_a", inputs), value(scope, "_b", inputs)
            if left.shape != right.shape:
                return False
            if np.isfinite(left).all() and not np.allclose(left, right, rtol=1e-9, atol=1e-9):
                return False
    return True


METHODS: dict[str, Callable[[Row], Answer]] = {
    "gradecheck": ours,
    "  normal form": _step(by_normal_form),
    "  first point": _step(by_first_point),
    "  exact": exact_step,
    "  points": _step(by_points),
    "random floats": random_floats,
    "sympy.simplify": sympy_simplify,
    "sympy .equals": sympy_equals,
    "math_verify": math_verify,
}

# ---- running -----------------------------------------------------------------------------------------------


def _serve(connection: object, name: str) -> None:
    """Answer rows until there are no more, with the seconds each took."""
    method = METHODS[name]
    rows = [row for family in FAMILIES for row in family()]
    for warm in rows[:3]:
        try:
            method(warm)
        except Exception:
            break
    while True:
        index = connection.recv()  # type: ignore[attr-defined]
        answer, spent = _timed(method, rows[index])
        if spent < SHORT:
            spent = statistics.median([spent, *(_timed(method, rows[index])[1] for _ in range(REPEATS))])
        connection.send((answer, spent))  # type: ignore[attr-defined]


def _timed(method: Callable[[Row], Answer], row: Row) -> tuple[Answer, float]:
    """The answer and the seconds it took; what SymPy remembers from an earlier time is forgotten before."""
    if sympy := sys.modules.get("sympy"):
        sympy.core.cache.clear_cache()
    start = time.perf_counter()
    try:
        answer = method(row)
    except ImportError:
        answer = "missing"  # type: ignore[assignment]
    except Exception:
        answer = None
    return answer, time.perf_counter() - start


class Server:
    """A process for one method, started anew whenever it had to be killed."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.process: multiprocessing.process.BaseProcess | None = None

    def ask(self, index: int, limit: float) -> tuple[Answer, float]:
        if self.process is None:
            context = multiprocessing.get_context("spawn")
            self.ours, theirs = context.Pipe()
            self.process = context.Process(target=_serve, args=(theirs, self.name), daemon=True)
            self.process.start()
            self.first = 60.0
        self.ours.send(index)
        if self.ours.poll(limit + self.first):
            self.first = 0.0
            return self.ours.recv()  # type: ignore[no-any-return]
        self.end()
        return None, limit

    def end(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.join()
        self.process = None


def measured(name: str, rows: list[Row], limit: float) -> tuple[list[Answer], list[float]] | None:
    server = Server(name)
    answers, seconds = [], []
    for index in range(len(rows)):
        answer, spent = server.ask(index, limit)
        if answer == "missing":
            server.end()
            return None
        answers.append(answer)
        seconds.append(min(spent, limit))
    server.end()
    return answers, seconds


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--limit", type=float, default=10.0, help="seconds for one pair (10)")
    arguments.add_argument("--only", nargs="*", default=list(METHODS), help="methods to run")
    chosen = arguments.parse_args()
    rows = [row for family in FAMILIES for row in family()]
    print(f"{len(rows)} pairs, {sum(row.equal for row in rows)} equal; limit {chosen.limit:g} s")
    head = f"{'right':>7}{'wrong':>7}{'undecided':>11}{'median':>11}{'p99':>11}{'× median':>10}{'× p99':>8}"
    print(f"{'method':16}{head}")
    base: tuple[float, float] | None = None
    for name in METHODS:
        if name not in chosen.only and name != "gradecheck":
            continue
        found = measured(name, rows, chosen.limit)
        if found is None:
            print(f"{name:16}not installed")
            continue
        answers, seconds = found
        right = sum(answer == row.equal for answer, row in zip(answers, rows, strict=True))
        undecided = sum(answer is None for answer in answers)
        middle, worst = statistics.median(seconds), statistics.quantiles(seconds, n=100)[98]
        base = base or (middle, worst)
        print(
            f"{name:16}{right:7}{len(rows) - right - undecided:7}{undecided:11}"
            f"{1000 * middle:8.2f} ms{1000 * worst:8.1f} ms{middle / base[0]:10.1f}{worst / base[1]:8.1f}",
            flush=True,
        )
        for answer, row in zip(answers, rows, strict=True):
            if name == "gradecheck" and answer != row.equal:
                print(
                    f"    {row.family}: {to_text(row.expected)[:60]}  vs  {to_text(row.given)[:60]}: {answer}"
                )


if __name__ == "__main__":
    main()
