"""What the parts of an item ask for, and what counts as right in them: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from ..notation.expr import Expr, Shape
from ..notation.scope import Declared

Kind = Literal["symbolic", "numeric", "shape", "graph", "code"]


@dataclass(frozen=True, slots=True)
class Accepted:
    """One more right answer, with what it earns and what is said about it.

    ``where`` reads the answer under other definitions of names; ``when`` limits the row to students whose
    answer to an earlier item earned the given note (their own convention, carried on).
    """

    expected: Expr | None = None
    shape: Shape | None = None
    credit: Fraction = Fraction(1)
    note: str = ""
    feedback: str = ""
    where: tuple[tuple[str, Expr], ...] = ()
    when: tuple[tuple[str, str], ...] = ()


Matcher = Literal["mistake", "up_to", "form", "shape_only", "entries", "terms", "sign_of", "within"]
UpTo = Literal["constant", "constant_factor", "sign", "permutation"]


@dataclass(frozen=True, slots=True)
class Criterion:
    """A row of a rubric: what a wrong answer may have right, and what that earns.

    ``mistakes`` are the tags that ``mistake`` matches, ``up_to`` says what an answer may differ by; the rest is
    the wider tolerance of ``within``.
    """

    matcher: Matcher
    credit: Fraction
    note: str = ""
    feedback: str = ""
    mistakes: tuple[str, ...] = ()
    up_to: Literal["", UpTo] = ""
    absolute: Fraction = Fraction(0)
    relative: Fraction = Fraction(0)
    decimals: int | None = None
    figures: int | None = None


Layout = Literal["", "gradient", "numerator", "denominator", "elementwise", "factor"]


@dataclass(frozen=True, slots=True)
class Target:
    """The derivative of ``of`` with respect to ``wrt``, or to one of its entries.

    ``of`` is "" for the loss whose gradient at the output is the upstream gradient.
    """

    of: str
    wrt: str
    entry: tuple[Expr, ...] = ()
    layout: Layout = ""


@dataclass(frozen=True, slots=True)
class Use:
    """An earlier item that an answer rests on: ``declared`` is the name that its answer stands for.

    Its definition is the right one; ``label`` is what students call it.
    """

    item: str
    declared: Declared
    label: str


@dataclass(frozen=True, slots=True)
class Way:
    """The right answer in terms of earlier ones; ``where`` reads these with other values of inputs."""

    expected: Expr
    where: tuple[tuple[str, Expr], ...] = ()


@dataclass(frozen=True, slots=True)
class Follows:
    """How a right answer follows from earlier ones, so that an early mistake costs once.

    ``ways`` say it in the names of ``uses`` (of a shape: what the shape belongs to). An answer that follows
    from the student's own earlier ones in one of them earns ``credit``. ``formula`` is the item's own right
    formula, where its number may follow from the student's. Code may follow from those to ``formulas``, items.
    """

    uses: tuple[Use, ...] = ()
    ways: tuple[Way, ...] = ()
    formula: Expr | None = None
    formulas: tuple[str, ...] = ()
    credit: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class SymbolicPart:
    """An expression. ``expected_text`` is how the author wrote it (or the derived key, printed).

    ``condition`` restricts the points compared (``i != 0``); ``free`` names nodes that count as inputs here,
    so that answers are compared for every value of them; ``hidden`` names may not be used in an answer.
    ``form`` is what the answer must look like as written, ``up_to`` what it may differ by.
    """

    expected: Expr
    shape: Shape
    expected_text: str
    accept: tuple[Accepted, ...] = ()
    rubric: tuple[Criterion, ...] = ()
    condition: Expr | None = None
    free: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    form: Literal["", "expanded", "factored", "single_fraction", "simplified"] = ""
    up_to: Literal["", UpTo] = ""
    strict: bool = False
    decimals: bool = False
    """Whether rounded decimals stand for the numbers that round to them."""
    boundary_credit: Fraction = Fraction(1)
    transposed_credit: Fraction = Fraction(0)
    transposed_feedback: str = ""
    follows: Follows | None = None
    target: Target | None = None
    """The derivative that is asked for, if it is one."""
    kind: Literal["symbolic"] = "symbolic"


@dataclass(frozen=True, slots=True)
class NumericPart:
    """A number: ``expected`` evaluated at the problem's values.

    Right when |given − expected| ≤ max(``absolute``, ``relative``·|expected|), or, with ``decimals`` or
    ``figures``, when it is the expected value rounded to that many decimals or significant figures, or a
    closer value.
    """

    expected: Expr
    expected_text: str
    absolute: Fraction = Fraction(0)
    relative: Fraction = Fraction(1, 10**9)
    decimals: int | None = None
    figures: int | None = None
    accept: tuple[Accepted, ...] = ()
    rubric: tuple[Criterion, ...] = ()
    follows: Follows | None = None
    target: Target | None = None
    kind: Literal["numeric"] = "numeric"


@dataclass(frozen=True, slots=True)
class ShapePart:
    """The shape of an array, in symbolic dimensions. ``of`` is its name, where it is one."""

    expected: Shape
    expected_text: str
    accept: tuple[Accepted, ...] = ()
    of: str = ""
    follows: Follows | None = None
    kind: Literal["shape"] = "shape"


@dataclass(frozen=True, slots=True)
class Blank:
    """A question mark on the drawn graph: the ``value`` or ``gradient`` at ``node``.

    ``child`` is the consumer when the gradient is that of one line out of a node with several.
    """

    id: str
    node: str
    what: Literal["value", "gradient"]
    answer: NumericPart
    points: Fraction
    child: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the drawn graph, with the local gradient of ``child`` by ``parent``."""

    child: str
    parent: str
    local: Expr


@dataclass(frozen=True, slots=True)
class GraphPart:
    """The blanks of the drawn graph.

    With ``lines``, a number that follows from the student's own numbers at other blanks earns ``credit``.
    """

    blanks: tuple[Blank, ...]
    lines: tuple[Line, ...] = ()
    credit: Fraction = Fraction(0)
    kind: Literal["graph"] = "graph"


Sizes = tuple[tuple[str, int], ...]
"""A size for each dimension."""


@dataclass(frozen=True, slots=True)
class GraphForward:
    """The forward of a code part as a node of the problem's graph; ``inputs`` are its variables, in order."""

    output: str
    inputs: tuple[str, ...]
    sizes: tuple[Sizes, ...] = ()
    flat: bool = True
    """Vectors go in and come out as one-dimensional arrays of length n."""


@dataclass(frozen=True, slots=True)
class PythonForward:
    """The forward of a code part as a Python function ``forward`` of the author's, which is run in the sandbox.

    ``takes`` declares its arguments as ``gradecheck gradient --input`` reads them, ``options`` those after
    them, as ``--option`` does. ``line`` is where ``source`` begins in the problem file.
    """

    source: str
    takes: tuple[str, ...]
    options: tuple[str, ...] = ()
    batch: str = ""
    least: Sizes = ()
    sizes: tuple[Sizes, ...] = ()
    line: int = 0

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the arrays, in order."""
        return tuple(text.partition(":")[0] for text in self.takes)


@dataclass(frozen=True, slots=True)
class StudentForward:
    """A forward that the student writes as well.

    ``share`` of the credit is the forward's. A backward that is right for the student's own forward only
    earns ``own`` of what is left.
    """

    function: str
    arguments: tuple[str, ...]
    share: Fraction
    own: Fraction


@dataclass(frozen=True, slots=True)
class CodePart:
    """A Python function that returns the ``gradients`` of ``forward``, in that order.

    It is called as ``function(*arguments)``. An argument is an input or an option of the forward, one of the
    ``upstream`` gradients (there is none for a loss), one of the ``bundles``, or ``cache``, which the student's
    own forward makes. ``with_value`` says that the value comes before the gradients; functions in ``forbid``
    may not be called.
    """

    function: str
    arguments: tuple[str, ...]
    gradients: tuple[str, ...]
    forward: GraphForward | PythonForward
    upstream: tuple[str, ...] = ()
    bundles: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Arguments that are dicts, with the names in each."""
    with_value: bool = False
    own: StudentForward | None = None
    forbid: tuple[str, ...] = ()
    seconds: int = 5
    follows: Follows | None = None
    kind: Literal["code"] = "code"


Part = SymbolicPart | NumericPart | ShapePart | GraphPart | CodePart
