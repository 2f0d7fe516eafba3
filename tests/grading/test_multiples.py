"""Answers that are right but for a factor or a term, or on one side of a condition, or out of their range."""

from __future__ import annotations

import pytest

from gradecheck.grading.symbolic import check
from gradecheck.grading.verdict import Status
from gradecheck.problem.compiling import compiled
from gradecheck.problem.model import Problem
from gradecheck.problem.parts import SymbolicPart

GRAPHS = {
    "neuron": """
variables: {w: {}, x: {}, b: {}, y: {}}
graph: {p: w x, z: p + b, a: σ(z), e: a - y, L: e^2/2}
items: [{id: w, gradient: ∂L/∂w, symbolic: {derive: true}}, {id: z, gradient: ∂z/∂x, symbolic: {derive: true}}]
""",
    "likelihood": """
variables: {y: {}, μ: {}, s: {domain: positive}}
graph: {f: (y - μ)^2/(2 s^2) + log(s)}
items: [{id: s, gradient: ∂f/∂s, symbolic: {derive: true}}, {id: μ, gradient: ∂f/∂μ, symbolic: {derive: true}}]
""",
    "valley": """
variables: {x: {}, y: {}}
graph: {f: (1 - x)^2 + 100 (y - x^2)^2}
items: [{id: x, gradient: ∂f/∂x, symbolic: {derive: true}}, {id: y, gradient: ∂f/∂y, symbolic: {derive: true}}]
""",
    "huber": """
variables: {w: {}, x: {}, y: {}}
graph: {r: w x - y, f: 'r^2/2 if |r| <= 1, |r| - 1/2 otherwise'}
items: [{id: w, gradient: ∂f/∂w, symbolic: {derive: true}}]
""",
    "pool": """
variables: {a: {}, b: {}, c: {}}
graph: {m: 'max(a, b)', f: c m^2}
items: [{id: a, gradient: ∂f/∂a, symbolic: '2 c m (a > b)'}]
""",
    "nought": """
variables: {x: {domain: positive}}
graph: {a: x + x, b: a/x, c: sin(b)}
items: [{id: x, gradient: ∂c/∂x, symbolic: {derive: true}}]
""",
    "sums": """
dimensions: [n, m]
indices: {i: 0..n-1}
variables: {x: {shape: n}, g: {shape: n}, X: {shape: m × n}, v: {shape: m}}
items:
  - {id: s, symbolic: 'sum_{i=0}^{n-1} g_i x_i'}
  - {id: two, symbolic: 2/m X^T (X x - v)}
""",
    "roots": """
variables: {a: {}, b: {}, p: {}}
graph: {u: a^2 + 1, v: b^2 + 1, s: √u, t: √v, k: s t, f: p/k}
items: [{id: p, gradient: ∂f/∂p, symbolic: {derive: true}}, {id: a, gradient: ∂f/∂a, symbolic: {derive: true}}]
""",
    "slope": """
variables: {x: {domain: positive}, y: {domain: positive}}
graph: {q: y/x, f: atan(q)}
items: [{id: x, gradient: ∂f/∂x, symbolic: {derive: true}}]
""",
    "half": """
variables: {w: {}, x: {}, k: {}}
graph: {l: (w x)^2, q: w^2, L: (l + k q)/2}
items: [{id: w, gradient: ∂L/∂w, symbolic: {derive: true}}]
""",
    "layer": """
dimensions: [K, H, D]
variables: {g: {shape: K}, a: {shape: H}, x: {shape: D}}
items: [{id: W, symbolic: g a^T}]
""",
    "gate": """
variables: {w: {}, x: {}, b: {}}
graph: {z: w x + b, s: σ(z)}
items: [{id: w, gradient: ∂s/∂w, symbolic: {derive: true}}]
""",
}
EITHER = "A factor is missing, or there is a divisor too many: b."
ROWS = [
    ("neuron", "w", "e a (1 - a) x b", "factor_added", "There is a factor too many: b."),
    ("neuron", "w", "e a (1 - a) w x", "factor_added", "There is a factor too many: w."),
    ("neuron", "w", "e a (1 - a) p", "factor_added", "There is a factor too many: w."),
    ("neuron", "w", "e a (1 - a) x/b", "factor_missing", EITHER),
    ("neuron", "w", "e a (1 - a) x + b", "term_added", "There is a term too many: b."),
    ("neuron", "z", "w + b", "not_differentiated", None),
    ("likelihood", "s", "1/s - 5 (y - μ)^2/s^3", "constant_factor", None),
    ("likelihood", "s", "1/s - (y - μ)^2/s^3 y", "factor_added", None),
    ("valley", "x", "-2 (1 - x) - 200 x (y - x^2)", "constant_factor", None),
    ("valley", "y", "200 (y - x^2) + (1 - x)^2", "not_differentiated", None),
    ("valley", "y", "200 (y - x^2) - 2 (1 - x) - 400 x (y - x^2)", "path_added", None),
    ("huber", "w", "r x", "one_side", "Right where |r| ≤ 1; wrong where |r| > 1."),
    ("huber", "w", "(r if |r| > 1, sign(r) otherwise) x", "mask_inverted", "The condition is turned round."),
    ("pool", "a", "2 c a", "one_side", "Right where a > b; wrong where a ≤ b."),
    # the derivative is 0: no path of ∂b/∂x is spoken of, and no term that is added
    ("nought", "x", "2/x", "different", None),
    ("roots", "p", "1/(u v)", "power", "A power is wrong: look at the exponents."),
    ("slope", "x", "-y (1 + tan(q)^2)/x^2", "wrong_derivative", None),
    ("half", "w", "l/w + 2 k w", "constant_factor", None),  # no path is counted twice: its half is lost
    ("huber", "w", "r x if |r| <= 1, 0 otherwise", "one_side", "Right where |r| ≤ 1; wrong where |r| > 1."),
    ("huber", "w", "r x if |r| <= 1, x otherwise", "one_side", "Right where |r| ≤ 1; wrong where |r| > 1."),
    ("pool", "a", "2 c m (a > 2 c)", "mask_elsewhere", None),
    ("layer", "W", "g x^T", "wrong_name", None),
    ("gate", "w", "s (1 - s) (x + b)", "not_differentiated", None),
    ("gate", "w", "s (1 - s^2) x", "sigmoid_square", None),
    ("sums", "s", "sum_{i=1}^{n} g_i x_i", "wrong_range", None),
    ("sums", "s", "sum_{i=0}^{n} g_i x_i", "wrong_range", None),
    ("sums", "two", "1/m X^T (X x - v)", "constant_missing", None),  # and not a mean too many, where m = 2
    ("sums", "two", "4/m^2 X^T (X x - v)", "constant_factor", None),
]


def problem(name: str) -> Problem:
    return compiled(f"gradecheck: 1\ntitle: {name}\n{GRAPHS[name]}".encode(), name, name)


@pytest.mark.parametrize(("name", "item", "answer", "tag", "said"), ROWS, ids=lambda cell: str(cell))
def test_what_is_too_many_or_too_few_is_named(
    name: str, item: str, answer: str, tag: str, said: str | None
) -> None:
    asked = problem(name)
    part = next(one for one in asked.items if one.id == item).parts[0]
    assert isinstance(part, SymbolicPart)
    verdict = check(part, asked, answer, 0, {})
    assert (verdict.status, verdict.note) == (Status.INCORRECT, tag)
    assert said is None or verdict.feedback == (said,)


def test_the_sign_of_an_accepted_form_is_shown_where_it_is_wrong() -> None:
    asked = compiled(
        b"gradecheck: 1\ntitle: t\ndimensions: [m]\nvariables: {x: {domain: positive}}\n"
        b"items: [{id: x, symbolic: {expected: 2 x, accept: [{expected: -2 x/m}]}}]\n",
        "t.yaml",
        "t",
    )
    part = asked.items[0].parts[0]
    assert isinstance(part, SymbolicPart)
    verdict = check(part, asked, "2 x/m", 0, {})
    assert verdict.note == "sign" and verdict.evidence is not None and verdict.evidence.witness is not None
    witness = verdict.evidence.witness
    assert float(witness.given) > 0 > float(witness.expected)
