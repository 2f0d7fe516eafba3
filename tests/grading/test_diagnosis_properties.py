"""What holds of names on any graph: none for a right answer, only true ones, one name in all spellings."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from gradecheck.algebra.compare import compare
from gradecheck.autodiff.mistakes.table import candidates
from gradecheck.grading.mistakes.fingerprints import suspects
from gradecheck.grading.mistakes.multiples import multiple
from gradecheck.grading.mistakes.pairs import Pair
from gradecheck.grading.symbolic import check
from gradecheck.grading.verdict import Status, Verdict
from gradecheck.notation import parse, to_text
from gradecheck.notation.expr import Apply, Expr, number, substitute
from gradecheck.problem.compiling import compiled
from gradecheck.problem.mistaken import question
from gradecheck.problem.model import Problem
from gradecheck.problem.parts import SymbolicPart

NODES = (
    "{a} {b}",
    "{a} + {b}",
    "{a} - {b}",
    "{a}^2",
    "sin({a})",
    "{a}/{b}",
    "σ({a})",
    "3 {a}",
    "sqrt({a}^2 + 1)",
)
NAMELESS = frozenset({"", "different", "undefined", "decimal", "one_side"})


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """A graph of scalars in which every node but the output goes into a later one, and a gradient of it."""
    names, graph = ["x", "y"], []
    for name in "abcd"[: draw(st.integers(2, 4))]:
        one = names[-1] if graph else draw(st.sampled_from(names))
        other = draw(st.sampled_from(names))
        graph.append(f"{name}: '{draw(st.sampled_from(NODES)).format(a=one, b=other)}'")
        names.append(name)
    used = next(each for each in ("x", "y") if each in graph[0].partition(":")[2])
    text = (
        "gradecheck: 1\ntitle: t\nvariables: {x: {domain: positive}, y: {domain: positive}}\n"
        f"graph: {{{', '.join(graph)}}}\n"
        f"items: [{{id: g, gradient: ∂{names[-1]}/∂{used}, symbolic: {{derive: true}}}}]\n"
    )
    return compiled(text.encode(), "t.yaml", "t")


def spellings(expr: Expr, problem: Problem) -> list[str]:
    """Equal answers as others write them."""
    scope, whole = problem.scope, expr
    for declared in reversed(scope.names):
        if declared.definition is not None:
            whole = substitute(whole, {declared.name: declared.definition})
    doubled = Apply("div", (Apply("mul", (whole, number(2))), number(2)))
    return [to_text(each, "latex", scope) for each in (expr, whole, doubled)]


def part_of(problem: Problem) -> SymbolicPart:
    (part,) = problem.items[0].parts
    assert isinstance(part, SymbolicPart)
    return part


def judged(problem: Problem, text: str) -> Verdict:
    return check(part_of(problem), problem, text, 0, {})


@settings(max_examples=25, deadline=None)
@given(problems())
def test_a_right_answer_has_no_mistake_in_any_spelling(problem: Problem) -> None:
    for text in spellings(part_of(problem).expected, problem):
        verdict = judged(problem, text)
        assert verdict.status is not Status.INCORRECT, (text, verdict)
        assert verdict.note in ("", "undecided")


@settings(max_examples=25, deadline=None)
@given(problems(), st.integers(0, 200))
def test_a_name_is_true_of_the_answer_and_no_other_one_in_another_spelling(problem: Problem, nth: int) -> None:
    part = part_of(problem)
    made = [candidate for candidate, _ in suspects(problem, part).all()]
    wrong = made[nth % len(made)].expr
    verdicts = [(text, judged(problem, text)) for text in spellings(wrong, problem)]
    named = [(text, verdict) for text, verdict in verdicts if verdict.status is Status.INCORRECT]
    assert len({verdict.note for _, verdict in named} - NAMELESS) <= 1, named  # in one it may not be seen
    for text, verdict in named:
        if verdict.note not in NAMELESS and not verdict.note.startswith("sign+"):
            assert _follows(problem, text, verdict), (text, verdict)


def _follows(problem: Problem, text: str, verdict: Verdict) -> bool:
    """Whether a rule of this tag and with this sentence leads to the answer, made anew."""
    part = part_of(problem)
    mine = parse(text, problem.scope)[0].expr
    told = [
        each
        for each in candidates(question(problem, part))
        if (each.rule.tag, each.sentence) == (verdict.note, *verdict.feedback)
    ]
    pair = Pair(part, mine, suspects(problem, part), 0)
    return (
        (verdict.note, *verdict.feedback) == multiple(pair)
        or verdict.note == "constant_factor"
        or any(compare(each.expr, mine, problem.scope).verdict == "equal" for each in told)
    )
