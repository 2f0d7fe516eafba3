"""What each key of problems, ``assignment.yaml`` and ``course.yaml`` means: the words that an editor shows."""

from __future__ import annotations

from typing import Any, NamedTuple


class Words(NamedTuple):
    """A description, and values as an author would type them."""

    text: str
    examples: tuple[Any, ...] = ()


_ACCEPT = Words("Further right answers.", (["-z", {"expected": "2 z", "credit": "1/2", "note": "factor"}],))
_RUBRIC = Words(
    "What an answer that is not right earns for what it has right: the first criterion that fits counts.",
    ([{"mistake": "local_missing", "credit": "2/3"}],),
)
_WHY = Words("Why `expected` stands although the derivation says otherwise; `validate` shows it.")
_CREDIT = Words("The share of the points that such an answer earns, from 0 to 1.", (1, 0.5, "1/3"))
_NOTE = Words("A short tag that the verdict carries.", ("rounded_early",))
_FEEDBACK = Words("A sentence for the student.", ("Round at the end.",))
_WHEN = Words(
    "Only for students whose answer to an earlier item earned this note: item, then note.",
    ({"3.2": "with_factor"},),
)
_ALIASES = Words("Other ways in which answers write the name.", (["Θ"],))
_VERSION = Words("The version of the format.", (1,))

WORDS: dict[str, Words] = {
    "Variable.value": Words("Where numbers are asked for.", (-2, 0.5, "1/3")),
    "Variable.shape": Words("Rows by columns; one dimension is a column.", ("n", "D_x × m")),
    "Variable.batch": Words("The index that the value depends on: one for each example.", ("i",)),
    "Variable.domain": Words("Which values it takes.", ("positive",)),
    "Variable.aliases": _ALIASES,
    "Variable.distinct": Words("All entries differ from one another; `sort` needs it."),
    "Node.expr": Words("The expression; a node uses what stands above it.", ("x + y", "σ(w x)")),
    "Node.aliases": _ALIASES,
    "Node.batch": Words("The index that the value depends on.", ("i",)),
    "Stacked.of": Words("The per-example name whose values are the columns.", ("x_i",)),
    "Stacked.transpose": Words("The values are the rows."),
    "Stacked.aliases": _ALIASES,
    "Answer.expected": Words("The answer; by default the part's own.", ("-z",)),
    "Answer.credit": _CREDIT,
    "Answer.note": _NOTE,
    "Answer.feedback": _FEEDBACK,
    "Answer.where": Words("Other definitions of names, under which the answer is read.", ({"δ_1": "-f"},)),
    "Answer.when": _WHEN,
    "ShapeAnswer.shape": Words("The shape.", ("m × D_x",)),
    "ShapeAnswer.credit": _CREDIT,
    "ShapeAnswer.note": _NOTE,
    "ShapeAnswer.feedback": _FEEDBACK,
    "ShapeAnswer.when": _WHEN,
    "Transposed.credit": _CREDIT,
    "Transposed.feedback": _FEEDBACK,
    "Criterion.mistake": Words("The answer is one that this mistake leads to.", ("local_missing", ["sign"])),
    "Criterion.up_to": Words("The answer is right up to this.", ("sign", "constant")),
    "Criterion.form": Words("The value is right, the form that is asked for is not."),
    "Criterion.shape_only": Words("The answer has the right shape."),
    "Criterion.entries": Words("The credit times the share of entries that are right."),
    "Criterion.terms": Words("The credit times the share of terms that are right."),
    "Criterion.sign_of": Words("The number has the right sign."),
    "Criterion.within": Words("The number is within a wider tolerance.", ({"relative": 0.1},)),
    "Criterion.credit": _CREDIT,
    "Criterion.note": _NOTE,
    "Criterion.feedback": _FEEDBACK,
    "Symbolic.expected": Words(
        "The right answer; held against the derivation where the item has a `gradient`.", ("z",)
    ),
    "Symbolic.derive": Words("Take the derivation as the answer."),
    "Symbolic.accept": _ACCEPT,
    "Symbolic.rubric": _RUBRIC,
    "Symbolic.condition": Words("Where answers are compared.", ("x != 0",)),
    "Symbolic.free": Words("Nodes that count as inputs here.", (["q"],)),
    "Symbolic.hidden": Words("Names that an answer must do without.", (["q"],)),
    "Symbolic.form": Words("What the answer must look like as written.", ("expanded",)),
    "Symbolic.up_to": Words(
        "What the answer may differ by; `permutation` is of the entries of a vector.", ("constant",)
    ),
    "Symbolic.strict": Words("Only the first reading of an ambiguous answer counts."),
    "Symbolic.decimals": Words(
        "Whether a rounded decimal such as 0.33 stands for all numbers that round to it; by default not."
    ),
    "Symbolic.boundary": Words("Credit for answers that differ on a boundary only; 1 by default.", (1, 0.5)),
    "Symbolic.transposed": Words(
        "Credit for the transpose of the answer; 0 by default.", (0.5, {"credit": 0.5, "feedback": "Rows."})
    ),
    "Symbolic.layout": Words(
        "How a derivative is laid out: as the variable (`gradient`), as the Jacobian with a row "
        "(`numerator`) or a column (`denominator`) for each output, as its diagonal (`elementwise`), or as "
        "what the upstream gradient is multiplied by (`factor`).",
        ("gradient", "numerator"),
    ),
    "Symbolic.why": _WHY,
    "Tolerance.absolute": Words("How far the number may be off.", (0.01,)),
    "Tolerance.relative": Words("How far it may be off, as a share of the right number.", ("1e-3",)),
    "Tolerance.decimals": Words("Decimals that must be right, to half a unit of the last one.", (2,)),
    "Tolerance.figures": Words("Significant figures that must be right.", (3,)),
    "Numeric.expected": Words("The right number; by default the derived one.", (-4,)),
    "Numeric.accept": _ACCEPT,
    "Numeric.rubric": _RUBRIC,
    "Numeric.why": _WHY,
    "ShapePart.expected": Words("The right shape.", ("D_x × m",)),
    "ShapePart.of": Words("What the shape belongs to; held against `expected`.", ("W x",)),
    "ShapePart.accept": Words("Further right shapes.", ([{"shape": "m × D_x", "credit": "1/2"}],)),
    "ShapePart.why": _WHY,
    "Blank.node": Words("The node where the blank is drawn; by default the blank's name.", ("q",)),
    "Blank.what": Words("What is asked for there."),
    "Blank.child": Words(
        "The node at the other end of the line whose part of the gradient is asked for.", ("q",)
    ),
    "Blank.expected": Words("The right number; by default the derived one.", (-0.20,)),
    "Blank.accept": _ACCEPT,
    "Blank.rubric": _RUBRIC,
    "Blank.points": Words("How much the blank counts among the others.", (1, 2)),
    "Blank.aliases": Words("Other names of the blank.", (["x+y"],)),
    "Blank.why": _WHY,
    "GraphPart.blanks": Words(
        "The question marks of the drawn graph, by name.", ({"w_0": -0.20}, ["w_0", "x_0"])
    ),
    "Code.function": Words("The student's function.", ("affine_backward",)),
    "Code.arguments": Words("What it is called with, in order.", (["dout", "x", "w", "b"],)),
    "Code.upstream": Words(
        "The argument with the upstream gradient, `dout` by default; a list where the forward returns several "
        "outputs. A loss has none.",
        ("dout",),
    ),
    "Code.output": Words("The node of the graph whose gradients the function returns.", ("F",)),
    "Code.inputs": Words("The variables whose gradients are returned.", (["x"],)),
    "Code.flat": Words("Vectors are one-dimensional arrays."),
    "Code.forward": Words(
        "The forward: a Python function called `forward`.", ("def forward(x, w):\n    return x @ w\n",)
    ),
    "Code.takes": Words(
        "The arguments of the forward, in order: a shape, then words.",
        ({"x": "(N, D)", "y": "(N,) label < C"},),
    ),
    "Code.gradients": Words(
        "What the function returns, in order, or as a dict with keys such as `w` or `dw`; by default the "
        "gradients of all inputs that have one.",
        (["x", "w"],),
    ),
    "Code.batch": Words("The dimension of examples.", ("N",)),
    "Code.options": Words(
        "Plain numbers that the forward takes after its inputs; the first is the usual one.",
        ({"stride": [1, 2]},),
    ),
    "Code.bundles": Words(
        "Arguments that are dicts of options or inputs.", ({"conv_param": ["stride", "pad"]},)
    ),
    "Code.sizes": Words("The sizes to try in place of the usual ones.", ([{"N": 2, "H": 5}],)),
    "Code.least": Words("How large a dimension is at least.", ({"C": 2},)),
    "Code.with_value": Words(
        "The function returns the value too, before the gradients: `loss, dx`. A wrong value costs as much as "
        "one of n + 1 gradients."
    ),
    "Code.student_forward": Words("The student's own forward, where both are asked for.", ("affine_forward",)),
    "Code.forward_arguments": Words(
        "What that is called with; by default the forward's arguments. It returns `(out, cache)` if `cache` is "
        "among `arguments`, else `out`.",
        (["x", "w", "b"],),
    ),
    "Code.forward_share": Words("The forward's share of the credit; 1/3 by default.", ("1/3",)),
    "Code.own_forward": Words(
        "What a backward earns, of the rest, that fits the student's own wrong forward only; 1/2 by default.",
        ("1/2",),
    ),
    "Code.forbid": Words("Functions that the backward may not call.", (["affine_forward"],)),
    "Code.seconds": Words("Seconds for all calls together; 5 by default.", (5,)),
    "Item.id": Words("The id of the item; no blanks and none of : = #.", ("1.1",)),
    "Item.label": Words("A short name; by default the gradient.", ("∂f/∂x",)),
    "Item.prompt": Words("The question.", ("Give the gradient at x = -2.",)),
    "Item.points": Words("What the item is worth.", (1, 2)),
    "Item.gradient": Words(
        "The derivative that is asked for; the answer is derived from it.", ("∂f/∂x", "df/dx_0")
    ),
    "Item.symbolic": Words("An expression is asked for.", ("z", {"derive": True})),
    "Item.numeric": Words("A number is asked for.", (-4, {"decimals": 2})),
    "Item.shape": Words("A shape is asked for.", ("D_x × m",)),
    "Item.graph": Words("Blanks of the drawn graph are asked for.", ({"blanks": {"w_0": -0.20}},)),
    "Item.code": Words("A Python function is asked for."),
    "Item.hints": Words(
        "The author's own hints, in order; they come before those that follow from the graph.",
        (["Count the paths.", {"text": "There are two.", "cost": "1/4"}],),
    ),
    "Hint.text": Words("The hint.", ("Count the paths.",)),
    "Hint.cost": Words("The share of the item's points that it costs.", (0, "1/4")),
    "Item.uses": Words(
        "Earlier items whose answers this one rests on, with the name that each stands for; `formula` is the "
        "item's own.",
        (["1.1", "formula"], {"3.2": "δ_1"}),
    ),
    "Item.follows": Words(
        "The right answer in terms of the names under `uses`; a list where there are several ways to it.",
        ("x_0 d + e_0", ["x_0 d", {"expected": "c", "where": {"g": "d"}}]),
    ),
    "Way.expected": Words("The right answer in terms of the names under `uses`.", ("x_0 d + e_0",)),
    "Way.where": Words(
        "Inputs with what stands in their place in the earlier answers that `expected` names.", ({"g": "d"},)
    ),
    "Item.follow_through": Words(
        "What an answer earns that is right given the student's own earlier ones; "
        "with it the blanks of a graph follow from one another.",
        (1, "1/2"),
    ),
    "Item.overlook": Words(
        "Remarks of `validate` on this item that are to stand, each with a reason.",
        ({"coincidence": "these are the numbers of the book"},),
    ),
    "Overlook.untested": Words("Why no test covers it.", ("a variant of item 1",)),
    "Overlook.tolerance": Words("Why the tolerance is so.", ("signs are not asked for",)),
    "Overlook.undefined": Words("Why the answer may lack a value.", ("x = 0 is excluded in the text",)),
    "Overlook.unreachable": Words("Why a row stays that nobody reaches.", ("kept for its feedback",)),
    "Overlook.coincidence": Words("Why the numbers stay.", ("these are the numbers of the book",)),
    "Overlook.degenerate": Words(
        "Why variants may have a key that others do not.", ("a ReLU that is off has gradient 0",)
    ),
    "Overlook.ambiguous": Words("Why an expression may be read in two ways.", ("the first reading is meant",)),
    "Parameter.from_": Words(
        "The numbers that are drawn from: each by itself, or ranges.",
        ("-5..5", ["1..9", "1/2"], "0.1..0.9 step 0.1"),
    ),
    "Parameter.not_": Words("Numbers of these that are left out.", (0, ["-1..1"])),
    "Test.item": Words("The id of the item.", ("1.1",)),
    "Test.response": Words(
        "The answer: a text, or texts by part or blank.", ("z = -4", {"symbolic": "z", "numeric": "-4"})
    ),
    "Test.status": Words("How it must come out."),
    "Test.credit": Words("The share of the points that it must earn.", (1, "1/2")),
    "Test.note": Words("The note that the verdict must carry.", ("sign",)),
    "Test.after": Words("Answers to earlier items on the same sheet.", ({"3.2": "-f"},)),
    "File.gradecheck": _VERSION,
    "File.id": Words(
        "The id; by default the path below the nearest folder `problems`.", ("section3/1-graph-review",)
    ),
    "File.title": Words("The title.", ("Computation Graph Review",)),
    "File.source": Words("Where the problem is from.", ("Section 3, Problem 1",)),
    "File.statement": Words("What students see first."),
    "File.notes": Words("What the reader of `validate` should know."),
    "File.feedback": Words("The most that students see."),
    "File.hint_cost": Words(
        "What each hint costs that follows from the graph, as a share of the points.", (0, "1/10")
    ),
    "File.parameters": Words(
        "Names that stand for other numbers in each student's variant.",
        ({"a": "-5..5", "s": [-1, 1], "b": {"from": ["1..9", "1/2"], "not": [3]}},),
    ),
    "File.constraints": Words("What must hold for the numbers of a variant.", (["a != b", "a + b > 0"],)),
    "File.seed": Words(
        "Another seed gives everybody other numbers, such as in another year.", (2027, "autumn")
    ),
    "File.dimensions": Words("Symbolic dimensions.", (["D_x", "m"],)),
    "File.indices": Words("Indices and their ranges.", ({"i": "1..m"},)),
    "File.base": Words("The first position of a vector."),
    "File.variables": Words("The inputs, by name.", ({"x": -2, "W": {"shape": "D_x × m"}},)),
    "File.graph": Words(
        "The forward computation; a node uses what stands above it.", ({"q": "x + y", "f": "q z"},)
    ),
    "File.stacked": Words("Matrices whose columns are the values of a per-example name.", ({"X": "x_i"},)),
    "File.definitions": Words("Further names that answers may use.", ({"δ_1": "f - x"},)),
    "File.output": Words("The node whose gradient flows back; by default the last one.", ("f",)),
    "File.upstream": Words("The gradient of the loss at the output.", (1,)),
    "File.loss": Words("The name of the loss in labels.", ("L",)),
    "File.items": Words("The questions."),
    "File.overlook": Words(
        "Remarks of `validate` on the file that are to stand, each with a reason.",
        ({"untested": "a draft"},),
    ),
    "File.tests": Words("Answers and how each must come out; `validate` runs them."),
    "Attempts.count": Words("How many attempts count.", (3,)),
    "Attempts.use": Words("Which of them counts."),
    "LatePart.penalty": Words("What is taken off.", ("10%", 0.1)),
    "LatePart.per": Words("For how long it is taken off once."),
    "LatePart.at_most": Words("The most that is taken off.", ("50%",)),
    "LatePart.of": Words("What it is a share of."),
    "LatePart.refuse_after": Words("How late is too late.", ("3 days", "none")),
    "FeedbackPart.level": Words("What students see."),
    "FeedbackPart.since": Words("From when they see it.", ("due",)),
    "FeedbackPart.before": Words("What they see before that."),
    "RulesPart.attempts": Words("Which attempts count.", (3, "last")),
    "RulesPart.due": Words("When answers are due.", ("2026-10-05 23:59",)),
    "RulesPart.grace": Words("How late is not late.", ("10 min",)),
    "RulesPart.late": Words("What is taken off for being late.", ("10%", "none")),
    "RulesPart.weight": Words("How much the problem counts.", (1, 2)),
    "RulesPart.droppable": Words("Whether it may be among the lowest that are dropped."),
    "RulesPart.feedback": Words("What students see, and from when.", ("hints",)),
    "AssignedPart.problem": Words(
        "A problem: its path from this file, or its id; or a folder of them.",
        ("mine.yaml", "section3/1-graph-review"),
    ),
    "AssignmentFile.gradecheck": _VERSION,
    "AssignmentFile.title": Words("The name of the assignment.", ("Homework 3",)),
    "AssignmentFile.timezone": Words(
        "The time zone of all times; by default the course's.", ("Europe/Berlin",)
    ),
    "AssignmentFile.problems": Words(
        "Its problems, in order.", (["section3", {"problem": "mine.yaml", "weight": 2}],)
    ),
    "CourseFile.gradecheck": _VERSION,
    "CourseFile.title": Words("The name of the course."),
    "CourseFile.timezone": Words("The time zone of all times.", ("Europe/Berlin",)),
    "CourseFile.defaults": Words("What holds for all problems."),
    "CourseFile.problems": Words("What holds for one problem, or for all of a folder, by id."),
    "CourseFile.drop_lowest": Words("How many of the lowest scores are dropped.", (1,)),
    "CourseFile.extensions": Words(
        "Longer times: by student, one length or one for each problem.", ({"ada": "2 days"},)
    ),
}
