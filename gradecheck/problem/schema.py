"""The keys of a problem file and what each of them takes.

This is the file as its author typed it, with short forms written out; names and expressions are still text.
What the text means is decided in ``declare`` and ``keys``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator

from .model import FeedbackLevel
from .typed import (
    Amount,
    Count,
    Credit,
    Line,
    Lines,
    PythonName,
    Rational,
    Size,
    listed,
    short,
    shown,
    wrong,
)


class Part(BaseModel):
    """What all mappings of the format share: a key that is not listed is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Variable(Part):
    """An input. ``x: -2`` is short for ``x: {value: -2}``."""

    value: Rational | None = None
    shape: Line | None = None
    batch: Line | None = None
    domain: Literal[
        "real", "positive", "nonnegative", "negative", "probability", "integer", "natural", "boolean"
    ] = "real"
    aliases: Lines = []
    distinct: bool = False


class Node(Part):
    """A named expression. ``q: x + y`` is short for ``q: {expr: x + y}``."""

    expr: Line
    aliases: Lines = []
    batch: Line | None = None


class Stacked(Part):
    """The values of a per-example name as the columns of a matrix. ``X: x`` is short for ``X: {of: x}``."""

    of: Line
    transpose: bool = False
    aliases: Lines = []


class Answer(Part):
    """One more right answer. ``- z`` is short for ``- {expected: z}``."""

    expected: Line | None = None
    credit: Credit = Fraction(1)
    note: Line | None = None
    feedback: str = ""
    where: dict[str, Line] = {}
    when: dict[str, Line] = {}


class ShapeAnswer(Part):
    """One more right shape. ``- m × 1`` is short for ``- {shape: m × 1}``."""

    shape: Line
    credit: Credit = Fraction(1)
    note: Line | None = None
    feedback: str = ""
    when: dict[str, Line] = {}


class Transposed(Part):
    """What an answer earns that is right once transposed. A bare number is the credit."""

    credit: Credit = Fraction(0)
    feedback: str = ""


Answers = list[Annotated[Answer, BeforeValidator(short("expected"))]]


class Tolerance(Part):
    """How near a number must come."""

    absolute: Amount | None = None
    relative: Amount | None = None
    decimals: Count | None = None
    figures: Annotated[int, Field(ge=1, le=30)] | None = None


class Criterion(Part):
    """What an answer that is not right may have right, and what that earns. One of the first eight keys."""

    mistake: Lines = []
    up_to: Literal["constant", "constant_factor", "sign", "permutation"] | None = None
    form: bool = False
    shape_only: bool = False
    entries: bool = False
    terms: bool = False
    sign_of: bool = False
    within: Tolerance | None = None
    credit: Credit
    note: Line | None = None
    feedback: str = ""


class Symbolic(Part):
    """An expression is asked for. ``symbolic: z`` is short for ``symbolic: {expected: z}``."""

    expected: Line | None = None
    derive: bool = False
    accept: Answers = []
    rubric: list[Criterion] = []
    condition: Line | None = None
    free: Lines = []
    hidden: Lines = []
    form: Literal["expanded", "factored", "single_fraction", "simplified"] | None = None
    up_to: Literal["constant", "constant_factor", "sign", "permutation"] | None = None
    strict: bool = False
    decimals: Literal["accept", "refuse"] = "refuse"
    boundary: Credit = Fraction(1)
    transposed: Annotated[Transposed, BeforeValidator(short("credit"))] = Transposed()
    layout: Literal["gradient", "numerator", "denominator", "elementwise", "factor"] | None = None
    why: Line | None = None


class Numeric(Tolerance):
    """A number is asked for. ``numeric: -4`` is short for ``numeric: {expected: -4}``."""

    expected: Line | None = None
    accept: Answers = []
    rubric: list[Criterion] = []
    why: Line | None = None


class ShapePart(Part):
    """A shape is asked for. ``shape: m × 1`` is short for ``shape: {expected: m × 1}``."""

    expected: Line | None = None
    of: Line | None = None
    accept: list[Annotated[ShapeAnswer, BeforeValidator(short("shape"))]] = []
    why: Line | None = None


class Blank(Tolerance):
    """A question mark of the drawn graph. ``w_0: -0.20`` is short for ``w_0: {expected: -0.20}``."""

    node: Line | None = None
    what: Literal["gradient", "value"] = "gradient"
    child: Line | None = None
    expected: Line | None = None
    accept: Answers = []
    rubric: list[Criterion] = []
    points: Amount = Fraction(1)
    aliases: Lines = []
    why: Line | None = None


def _named_blanks(value: object) -> object:
    """Reads ``[w_0, x_0]`` as ``{w_0: {}, x_0: {}}``."""
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        if len(set(value)) < len(value):
            twice = next(entry for entry in value if value.count(entry) > 1)
            raise wrong(f"the blank '{twice}' is listed twice", "give each blank a name of its own")
        return {entry: {} for entry in value}
    return value


class GraphPart(Tolerance):
    """The blanks of the drawn graph; a tolerance here is that of every blank without its own."""

    blanks: Annotated[
        dict[str, Annotated[Blank, BeforeValidator(short("expected"))]],
        BeforeValidator(_named_blanks),
        Field(min_length=1),
    ]


class Code(Part):
    """A Python function is asked for, the gradient of a node of the graph or of a ``forward`` in Python."""

    function: PythonName
    arguments: Annotated[Lines, Field(min_length=1)]
    upstream: Lines = []
    output: Line | None = None
    inputs: Lines = []
    flat: bool = True
    forward: Annotated[str, Field(min_length=1)] | None = None
    takes: dict[str, Line] = {}
    gradients: Lines = []
    batch: Line | None = None
    options: dict[str, Annotated[Lines, Field(min_length=1)]] = {}
    bundles: dict[str, Annotated[Lines, Field(min_length=1)]] = {}
    sizes: list[dict[str, Size]] = []
    least: dict[str, Size] = {}
    with_value: bool = False
    student_forward: PythonName | None = None
    forward_arguments: Lines = []
    forward_share: Credit = Fraction(1, 3)
    own_forward: Credit = Fraction(1, 2)
    forbid: Annotated[list[PythonName], BeforeValidator(listed)] = []
    seconds: Annotated[int, Field(ge=1, le=600)] = 5


class Overlook(Part):
    """Remarks of ``validate`` that are to stand, each with the author's reason."""

    untested: Line | None = None
    tolerance: Line | None = None
    undefined: Line | None = None
    unreachable: Line | None = None
    coincidence: Line | None = None
    degenerate: Line | None = None
    ambiguous: Line | None = None


def _unnamed(value: object) -> object:
    """Reads ``["1.1", "1.2": d, formula]`` as ``{"1.1": "", "1.2": d, formula: ""}``."""
    if not isinstance(value, list) or not all(isinstance(entry, str | dict) for entry in value):
        return value
    found: dict[object, object] = {}
    for entry in value:
        found |= {entry: ""} if isinstance(entry, str) else entry
    return found


class Hint(Part):
    """A hint. ``- Count the paths.`` is short for ``- {text: Count the paths.}``."""

    text: Annotated[str, Field(min_length=1)]
    cost: Credit = Fraction(0)


class Way(Part):
    """The right answer in terms of earlier ones. ``x_0 d`` is short for ``{expected: x_0 d}``."""

    expected: Line
    where: dict[str, Line] = {}


class Item(Part):
    """A question with one or more parts."""

    id: Annotated[Line, Field(pattern=r"^[^\s:=#]+$")]
    label: str = ""
    prompt: str = ""
    points: Amount = Fraction(1)
    gradient: Line | None = None
    symbolic: Annotated[Symbolic, BeforeValidator(short("expected"))] | None = None
    numeric: Annotated[Numeric, BeforeValidator(short("expected"))] | None = None
    shape: Annotated[ShapePart, BeforeValidator(short("expected"))] | None = None
    graph: GraphPart | None = None
    code: Code | None = None
    hints: Annotated[
        list[Annotated[Hint, BeforeValidator(short("text"))]], BeforeValidator(listed), Field(max_length=20)
    ] = []
    uses: Annotated[dict[str, Line | Literal[""]], BeforeValidator(_unnamed)] = {}
    follows: Annotated[
        list[Annotated[Way, BeforeValidator(short("expected"))]], BeforeValidator(listed), Field(max_length=8)
    ] = []
    follow_through: Credit | None = None
    overlook: Overlook = Overlook()


def _flat(value: object) -> object:
    """Reads a text as the response to the whole item, and a mapping of a mapping as its entries."""
    if isinstance(value, str):
        return {"": value}
    if not isinstance(value, dict):
        return value
    found: dict[str, object] = {}
    for key, entry in value.items():
        found.update(entry if isinstance(entry, dict) else {key: entry})
    return found


class Test(Part):
    """A response with what it must earn, ``after`` the answers to earlier items."""

    item: Line
    response: Annotated[dict[str, str], BeforeValidator(_flat)]
    status: Literal["correct", "partial", "incorrect", "blank", "invalid", "undecided"]
    credit: Credit | None = None
    note: str | None = None
    after: dict[str, str] = {}


def _version(value: object) -> str:
    if value != "1":
        raise wrong(f"{shown(value)} is not a version of the format", "this gradecheck reads `gradecheck: 1`")
    return "1"


def _choices(value: object) -> object:
    """Reads ``-5..5`` or ``[-1, 1]`` as ``{from: …}``."""
    return {"from": value} if isinstance(value, str | list) else value


class Parameter(Part):
    """A number that is another one in each variant. ``a: -5..5`` is short for ``a: {from: [-5..5]}``."""

    from_: Annotated[Lines, Field(alias="from", min_length=1)]
    not_: Annotated[Lines, Field(alias="not")] = []


Parameters = dict[str, Annotated[Parameter, BeforeValidator(_choices)]]


class Variants(BaseModel):
    """The part of a problem file that says which variants it has."""

    model_config = ConfigDict(frozen=True)

    id: str | None = None
    parameters: Annotated[Parameters, Field(min_length=1)]
    constraints: Lines = []
    seed: Line = "0"


class File(Part):
    """A problem file."""

    gradecheck: Annotated[str, PlainValidator(_version)]
    id: Annotated[Line, Field(pattern=r"^[^\s:=#]+$")] | None = None
    title: str = ""
    source: str = ""
    statement: str = ""
    notes: Lines = []
    feedback: FeedbackLevel = "full"
    hint_cost: Credit = Fraction(0)
    parameters: Parameters = {}
    constraints: Lines = []
    seed: Line = "0"
    dimensions: Lines = []
    indices: dict[str, Line] = {}
    base: Literal["0", "1"] = "0"
    variables: dict[str, Annotated[Variable, BeforeValidator(short("value"))]] = {}
    graph: dict[str, Annotated[Node, BeforeValidator(short("expr"))]] = {}
    stacked: dict[str, Annotated[Stacked, BeforeValidator(short("of"))]] = {}
    definitions: dict[str, Annotated[Node, BeforeValidator(short("expr"))]] = {}
    output: Line | None = None
    upstream: Line = "1"
    loss: Line = "L"
    items: Annotated[list[Item], Field(min_length=1)]
    tests: list[Test] = []
    overlook: Overlook = Overlook()
