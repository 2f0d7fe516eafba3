"""How often mistakes are called by their name, and what that costs.

    python benchmarks/diagnosis.py [--full] [--show LABEL ...] [--only mutations|seen|unseen]

Mistakes are made in two ways: one leaf or one step of a derivation is made wrong by a program
(``derivations``), and people's wrong answers were written down with their reasons
(``tests/grading/mistakes_seen.txt`` and ``mistakes_unseen.txt``). Each has the label of its slip.

A grader's tag is *right* if ``NAMES`` has it under that label; a tag that says nothing of the mistake
(``different``) leaves it *unnamed*; any other tag is *wrong*. Two slips that lead to equal answers are one row
with both labels. What happens to be right, or is accepted, is left out. Slips without a label of their own have
``other``; whether their tags are right is for a reader to say (``--show other``).

Times of one run on one machine are compared with one another, never with another run.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from random import Random

import numpy as np
from derivations import of_formula, of_paths
from mistakes import graphs, read

from gradecheck.algebra.compare import compare
from gradecheck.algebra.comparison import Comparison
from gradecheck.algebra.normal import normal_form
from gradecheck.autodiff.numeric import value
from gradecheck.grading import symbolic
from gradecheck.grading.verdict import Status, Verdict
from gradecheck.notation import parse, to_text
from gradecheck.notation.expr import SCALAR, Expr, substitute
from gradecheck.notation.reading import NotationError
from gradecheck.notation.scope import Declared, Scope
from gradecheck.problem.finding import find
from gradecheck.problem.loading import load
from gradecheck.problem.model import Problem
from gradecheck.problem.parts import SymbolicPart

NAMES: dict[str, frozenset[str]] = {
    label: frozenset(tags.split())
    for label, tags in {
        "bracket": "brackets",
        "decimal": "decimal",
        # 1 − t for 1 − t²: tanh_linear says that a square is missing
        "exponent": "power double_for_square square_for_double factor_twice factor_missing divisor_missing "
        # a slip in the derivative of a function may lie in its exponent or factor: wrong_derivative says which;
        # 1/√u² for 1/√u is that factor twice
        # and α (1 − α²) that the derivative of tanh is taken for that of σ
        "tanh_linear sigmoid_square wrong_derivative local_twice quotient_rule local_missing factor_added",
        "extra_path": "path_added term_added path_twice wrong_range",
        "extra_factor": "local_twice factor_twice factor_added power",
        # the constant is the local gradient of a step v = 3u: local_missing says that ∂v/∂u is missing
        "factor": "constant_factor constant_missing local_missing local_gradient wrong_derivative",
        "index": "wrong_index off_by_one entries_moved wrong_name",
        "inverse_permutation": "routed_back entries_moved",
        # e^(−z) for e^z: sign_inside says that an exponential is upside down; m for 1/m: mean_inverted
        "inverted": "inverse upside_down multiplied_for_divided sign_inside mean_inverted wrong_derivative",
        "kind_of_product":  # g ∘ x for gᵀ x: the sum is missing
        "wrong_product outer_for_inner sum_missing sum_added",
        "mask": "mask_missing mask_inverted value_for_mask mask_elsewhere one_side",
        # 2/m left out as a whole: a factor is missing
        "mean": "mean_missing mean_twice mean_inverted mean_added divisor_missing factor_missing wrong_size",
        # brackets says that a factor of a whole sum stands at a part of it: it is missing at the other part.
        # Of σ (1 − σ) one half is left, or of x^k log x the value: sigmoid_half says that a factor is missing,
        # not_differentiated and forward_value that only the value itself is there
        "missing_factor": "local_missing factor_missing local_gradient upstream_missing divisor_missing "
        "not_routed brackets sigmoid_half not_differentiated forward_value "
        "wrong_output",
        # what is left standing of another term, such as y of x + y, is a term too many, or not differentiated
        "missing_path": "path_missing term_missing diagonal_only product_rule quotient_rule term_added "
        "not_differentiated",
        "missing_power_factor": "constant_missing constant_factor factor_missing",
        "order": "factors_swapped transposed",
        "path_twice": "path_twice constant_factor",
        "product_for_sum": "paths_multiplied product_for_sum",
        "product_rule": "product_rule product_for_sum sum_for_product path_missing",
        "quotient_rule": "quotient_rule power path_sign sign path_missing wrong_derivative divisor_missing",
        "sign": "sign path_sign sign_of_term sign_inside sigmoid_plus tanh_plus",
        "sum_for_product": "added sum_for_product product_rule",
        # the gradient of the loss of one example: wrong_output says whose it is
        "summation": "wrong_output sum_missing sum_added wrong_range not_summed",
        "transpose": "transposed factor_transposed layout routed_back",
        # a factor that is not differentiated stands where 1 belongs: a factor too many
        "undifferentiated": "not_differentiated forward_value value_for_mask factor_added factor_twice",
        "wrong_derivative": "wrong_derivative sigmoid_plus sigmoid_half sigmoid_square tanh_linear tanh_plus "
        "tanh_as_sigmoid tanh_wrong power sign_inside sign_of_term mask_inverted value_for_mask "
        "wrong_input",
        # of an answer that is one name, forward_value says which one stands there; of z for σ(z),
        # function_missing says that the function is left out; p = w x for x is the factor w too many, x for
        # u = x² a factor that is missing, and B for A + B a term
        "wrong_name": "wrong_name exchanged wrong_input wrong_place mask_elsewhere not_sorted forward_value "
        "function_missing factor_added factor_missing term_missing",
        # y for ∂(x + y)/∂x: the rule for a product
        "wrong_operand": "wrong_input wrong_name exchanged product_for_sum not_sorted forward_value",
        "wrong_output": "wrong_output local_gradient local_missing upstream_missing",
        "wrong_point": "wrong_place argument_for_value wrong_name mask_elsewhere function_missing",
        # ∂f/∂v for ∂f/∂x, v on the way to x: local_missing says "You gave ∂f/∂v"
        "wrong_variable": "wrong_input local_missing",
    }.items()
}
"""Which tags of ``docs/diagnosis.md`` are right names for which slip; of a tag with + each half must be."""

SILENT = frozenset({"", "different", "wrong_shape", "undefined"})
"""Tags that name no mistake."""

OTHER = "other"
"""The label of a slip without one of its own."""

PER_SLIP = 3
"""How many answers of one label are taken of one item, unless all are."""


@dataclass(frozen=True, slots=True)
class Row:
    """A wrong answer with the labels of the slips that lead to it; it is counted under the first."""

    source: str
    problem: Problem
    item: str
    answer: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with its verdict, and the seconds that comparing and naming took."""

    row: Row
    verdict: Verdict
    comparing: float
    naming: float

    @property
    def outcome(self) -> str:
        note = self.verdict.note
        if note in SILENT:
            return "unnamed"
        if OTHER in self.row.labels:
            return "unjudged"
        allowed = {tag for label in self.row.labels for tag in NAMES.get(label, ())}
        return "right" if allowed.issuperset(note.split("+")) else "wrong"


# ---- the rows ------------------------------------------------------------------------------------------------


def part_of(problem: Problem, item: str) -> SymbolicPart:
    parts = next(one for one in problem.items if one.id == item).parts
    return next(part for part in parts if isinstance(part, SymbolicPart))


@cache
def problems() -> dict[str, Problem]:
    return {problem.id: problem for problem in (*graphs(), *map(load, find("section3")))}


def mutations(full: bool) -> Iterator[Row]:
    """Wrong answers out of derivations; some of each kind, or all."""
    for problem in problems().values():
        for item in problem.items:
            part = next((part for part in item.parts if isinstance(part, SymbolicPart)), None)
            if part is not None and not part.accept:
                yield from _of_item(problem, item.id, part, full)


def _of_item(problem: Problem, item: str, part: SymbolicPart, full: bool) -> Iterator[Row]:
    scope = problem.scope
    scalar = all(one.shape == SCALAR and one.batch is None for one in scope.names)
    walked = scalar and scope.get(item) is not None
    slips = of_paths(problem, item) if walked else of_formula(part.expected, scope)
    marks = Marks(scope, Random(f"{problem.id} {item}"))
    right = marks.of(part.expected)
    found: dict[str, tuple[str, set[str]]] = {}
    for number, (label, wrong) in enumerate(slips):
        mark = marks.of(wrong)
        if mark != right:
            shown = written_out(wrong, scope) if walked and number % 3 == 2 else wrong
            found.setdefault(mark, (to_text(shown, "unicode", scope), set()))[1].add(label)
    taken: Counter[str] = Counter()
    for text, labels in sorted(found.values()):
        first = min(labels, key=lambda label: (taken[label], label))
        taken[first] += 1
        if full or taken[first] <= PER_SLIP:
            yield Row("mutations", problem, item, text, (first, *sorted(labels - {first})))


def written_out(expr: Expr, scope: Scope) -> Expr:
    """``expr`` in terms of the inputs."""
    for declared in reversed(scope.names):
        if declared.definition is not None:
            expr = substitute(expr, {declared.name: declared.definition})
    return expr


class Marks:
    """Tells answers apart: by their values at one point where there is no index, else by their normal form."""

    def __init__(self, scope: Scope, random: Random) -> None:
        self.scope = scope
        self.batched = bool(scope.indices)
        draw = np.random.default_rng(random.getrandbits(32))
        sizes = dict(zip(scope.dims, (3, 5, 7, 4), strict=False))
        self.inputs = {}
        for one in scope.names:
            if one.definition is None and not self.batched:
                rows, columns = (size if isinstance(size, int) else sizes[size] for size in one.shape)
                drawn = draw.uniform(0.3, 2.0, (rows, columns))
                signs = draw.choice((-1, 1), (rows, columns)) if one.domain == "real" else 1
                self.inputs[one.name] = drawn / 2.1 if one.domain == "probability" else drawn * signs

    def of(self, expr: Expr) -> str:
        if self.batched:
            return normal_form(expr)
        own = Declared("_answer", definition=expr)
        try:
            with np.errstate(all="ignore"):
                found = value(replace(self.scope, names=(*self.scope.names, own)), "_answer", self.inputs)
        except ValueError:  # shapes that fit as written, and not in NumPy
            return normal_form(expr)
        return f"{found.shape} " + " ".join(f"{entry:.9e}" for entry in found.ravel())


def written_down(name: str) -> Iterator[Row]:
    """The rows of a list of mistakes."""
    for one in read(name):
        yield Row(name, problems()[one.problem], one.item, one.answer, tuple(one.label.split()))


# ---- judging -------------------------------------------------------------------------------------------------


def judged(row: Row) -> Judged | None:
    """The row with its verdict; None where the answer is right after all, is accepted, or cannot be read."""
    part, spent = part_of(row.problem, row.item), [0.0]

    def comparing(_: str, __: Expr, make: Callable[[], Comparison]) -> Comparison:
        start = time.perf_counter()
        found = make()
        spent[0] += time.perf_counter() - start
        return found

    start = time.perf_counter()
    try:
        readings = parse(row.answer, row.problem.scope)
    except NotationError as error:
        print(f"    cannot be read: {row.problem.id} {row.item}: {row.answer}: {error.fact}")
        return None
    reading = time.perf_counter() - start
    start = time.perf_counter()
    verdict = symbolic.check(part, row.problem, row.answer, 0, {}, comparing)
    whole = time.perf_counter() - start
    if verdict.credit and verdict.note not in ("transposed", "boundary") and not part.accept:
        again = compare(part.expected, readings[0].expr, row.problem.scope, condition=part.condition).verdict
        if again != "equal":
            print(f"    taken for right: {row.problem.id} {row.item}: {row.answer}")
    if verdict.credit == 1 or verdict.status in (Status.UNDECIDED, Status.INVALID):
        return None
    return Judged(row, verdict, spent[0] + reading, max(0.0, whole - spent[0] - reading))


def table(title: str, found: list[Judged]) -> None:
    by_label: dict[str, Counter[str]] = defaultdict(Counter)
    for one in found:
        by_label[one.row.labels[0]][one.outcome] += 1
    print(f"\n## {title}\n\n| slip | answers | right | wrong | unnamed |\n| --- | ---: | ---: | ---: | ---: |")
    other = by_label.pop(OTHER, Counter())
    whole = sum(by_label.values(), Counter())
    for label, outcomes in [*sorted(by_label.items()), ("**all**", whole)]:
        total = sum(outcomes.values())
        shares = (f"{100 * outcomes[one] / total:.0f} %" for one in ("right", "wrong", "unnamed"))
        print(f"| {label} | {total} | {' | '.join(shares)} |")
    if other:
        total = sum(other.values())
        print(f"| {OTHER}, unjudged | {total} | | | {100 * other['unnamed'] / total:.0f} % |")


def times(found: list[Judged]) -> None:
    comparing, naming = ([getattr(one, name) for one in found] for name in ("comparing", "naming"))
    print("\n| of one answer | median | p99 | × median | × p99 |\n| --- | ---: | ---: | ---: | ---: |")
    base = _spread(comparing)
    for label, seconds in (("reading and comparing", comparing), ("naming the mistake, on top", naming)):
        middle, worst = _spread(seconds)
        ratios = f"{middle / base[0]:.2f} | {worst / base[1]:.2f}"
        print(f"| {label} | {1000 * middle:.2f} ms | {1000 * worst:.1f} ms | {ratios} |")


def _spread(seconds: list[float]) -> tuple[float, float]:
    return statistics.median(seconds), statistics.quantiles(seconds, n=100)[98]


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--full", action="store_true", help="all mutations, not some of each kind")
    arguments.add_argument("--show", nargs="*", default=[], help="print the answers of these labels (or: all)")
    arguments.add_argument("--only", choices=("mutations", "seen", "unseen"), help="one source of mistakes")
    chosen = arguments.parse_args()
    sources = {
        "mutations": mutations(chosen.full),
        "seen": written_down("seen"),
        "unseen": written_down("unseen"),
    }
    everything: list[Judged] = []
    for name, rows in sources.items():
        if chosen.only in (None, name):
            found = [one for one in map(judged, rows) if one is not None]
            everything += found
            table({"mutations": "One slip in a derivation"}.get(name, f"Written by people: {name}"), found)
            for one in found:
                row = one.row
                if "all" in chosen.show or set(row.labels) & set(chosen.show):
                    place = f"{row.problem.id} {row.item}: {row.answer}"
                    labels = ",".join(row.labels)
                    print(f"    {one.outcome:8}{labels:36} {one.verdict.note:16}{place}")
    times(everything)


if __name__ == "__main__":
    main()
