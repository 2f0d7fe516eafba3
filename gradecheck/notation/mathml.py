"""Expression → MathML. Brackets stand where the other printers set them; all text is escaped.

Only elements of MathML Core are written, and no attribute holds text that somebody typed.
"""

from __future__ import annotations

import re
from fractions import Fraction

from .expr import Apply, Expr, Name, Number, Reduction, neg
from .levels import AND, CASES, COMPARE, NOT, OR, POWER, PRODUCT, SUM
from .markup import FUNCTION_OF, INVISIBLE_TIMES, element, fenced, row, sign, table, word
from .operations import OPERATIONS
from .printing import ATOM, OPEN, SIGNED, SPELLED, decimal_places
from .scope import Scope
from .shape_text import parse_shape
from .signs import GREEK

Piece = tuple[str, float]
"""Markup and how tightly it holds together."""

HEADS = {"sum": "∑", "prod": "∏"}
COMPARISONS = {"lt": "<", "le": "≤", "gt": ">", "ge": "≥", "eq": "=", "ne": "≠"}
_LETTERS = {name: letter for letter, name in GREEK.items()}
_NAME = re.compile(r"(?P<stem>[^_^]+)(?:_(?P<below>[^^]+))?(?:\^(?P<above>.+))?")
_NUMBERED = re.compile(r"([A-Za-z])(\d+)")
_LETTER_FIRST = re.compile(r"(<(mrow|msub|msup|msubsup|mover)>)*<mi>.</mi>")


def to_mathml(expr: Expr, scope: Scope | None = None, *, as_number: bool = False) -> str:
    """``expr`` as the content of a ``math`` element.

    Names that depend on an index have it above them: x^(i). A condition used as a number is an indicator;
    ``as_number`` says that the whole of ``expr`` is.

    >>> to_mathml(Apply("div", (Name("x_1"), Name("yhat"))))
    '<mfrac><msub><mi>x</mi><mn>1</mn></msub><mover><mi>y</mi><mo stretchy="false">^</mo></mover></mfrac>'
    """
    printer = _Printer(scope or Scope())
    return printer.number(expr) if as_number else printer.piece(expr)[0]


def shape_to_mathml(text: str, scope: Scope) -> str:
    """A shape as the content of a ``math`` element. Raises ``NotationError`` where it is none.

    >>> shape_to_mathml("(3, 1)", Scope())
    '<mrow><mn>3</mn><mo>×</mo><mn>1</mn></mrow>'
    """
    sides = parse_shape(text, scope)
    return row(sign("×").join(word(str(side)) if isinstance(side, int) else name(side) for side in sides))


def name(text: str, index: str = "", after: str = "") -> str:
    """A declared name with its hat and its scripts; ``index`` in brackets and ``after`` stand above.

    >>> name("δ_1")
    '<msub><mi>δ</mi><mn>1</mn></msub>'
    >>> name("x", "i")
    '<msup><mi>x</mi><mrow><mo>(</mo><mi>i</mi><mo>)</mo></mrow></msup>'
    """
    match = _NAME.fullmatch(text)
    stem, below, above = match.group("stem", "below", "above") if match else (text, None, None)
    base = _stem(stem)
    parts = [_script(above)] if above else []
    parts += [fenced("(", word(index), ")")] if index else []
    parts += [after] if after else []
    raised = row("".join(parts)) if len(parts) > 1 else "".join(parts)
    lowered = _script(below) if below else ""
    if lowered and raised:
        return element("msubsup", base, lowered, raised)
    return element("msub", base, lowered) if lowered else element("msup", base, raised) if raised else base


def _script(text: str) -> str:
    inner = text.removeprefix("{").removesuffix("}") if text.startswith("{") else text
    if inner.startswith("[") and inner.endswith("]"):
        return fenced("[", word(inner[1:-1]), "]")
    if "_" in inner.strip("_"):
        return name(inner)
    numbered = _NUMBERED.fullmatch(inner)
    return element("msub", word(numbered[1]), word(numbered[2])) if numbered else word(inner)


def _stem(stem: str) -> str:
    if stem in ("ŷ", "Ŷ") or (stem.endswith("hat") and len(stem) > 3):
        letter = {"ŷ": "y", "Ŷ": "Y"}.get(stem, stem.removesuffix("hat"))
        return element("mover", word(_LETTERS.get(letter, letter)), '<mo stretchy="false">^</mo>')
    if "/" in stem and all(stem.split("/", 1)):
        top, bottom = stem.split("/", 1)
        return element("mfrac", row(word(top)), row(word(bottom)))
    return word(_LETTERS.get(stem, stem))


def _is_whole(expr: Expr) -> bool:
    return isinstance(expr, Number) and expr.value > 0 and expr.value.denominator == 1


class _Printer:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    # -- pieces ----------------------------------------------------------------------------------------------

    def piece(self, expr: Expr) -> Piece:
        match expr:
            case Number():
                return self._number(expr.value)
            case Name():
                index = self._batch(expr)
                return name(expr.name, index), POWER if index else ATOM
            case Reduction():
                return self._reduction(expr)
        write = getattr(self, f"op_{expr.op}", None)
        if write is not None:
            piece: Piece = write(expr)
            return piece
        if expr.op in COMPARISONS:
            left, right = (self.at(arg, SUM) for arg in expr.args)
            return row(left + sign(COMPARISONS[expr.op]) + right), COMPARE
        return self._call(expr.op, expr.args)

    def at(self, expr: Expr, level: float) -> str:
        """``expr`` where only what holds together at ``level`` or tighter may stand without brackets."""
        markup, own = self.piece(expr)
        if own >= level:
            return markup
        return self.number(expr) if CASES < own <= COMPARE and level >= SUM else fenced("(", markup, ")")

    def number(self, expr: Expr) -> str:
        """``expr``, a condition as the indicator of it."""
        markup, own = self.piece(expr)
        return row(word("𝟙") + fenced("[", markup, "]")) if CASES < own <= COMPARE else markup

    def inside(self, expr: Expr) -> str:
        """``expr`` between brackets or commas: only cases need brackets of their own."""
        return self.at(expr, OR)

    def listed(self, args: tuple[Expr, ...]) -> str:
        return sign(",").join(map(self.inside, args))

    def _batch(self, expr: Name) -> str:
        declared = self.scope.get(expr.name)
        return (declared.batch or "") if declared is not None else ""

    # -- numbers ---------------------------------------------------------------------------------------------

    def _number(self, value: Fraction) -> Piece:
        if value < 0:
            return row(sign("−") + self.at(Number(-value), PRODUCT)), SIGNED
        if value.denominator == 1:
            return word(str(value.numerator)), ATOM
        places = decimal_places(value)
        if places is None:
            return element("mfrac", word(str(value.numerator)), word(str(value.denominator))), POWER
        digits = str(int(value * 10**places)).rjust(places + 1, "0")
        return word(f"{digits[:-places]}.{digits[-places:]}"), ATOM

    def op_pi(self, _: Apply) -> Piece:
        return word("π"), ATOM

    def op_e(self, _: Apply) -> Piece:
        return word("e"), ATOM

    # -- arithmetic ------------------------------------------------------------------------------------------

    def op_add(self, expr: Apply) -> Piece:
        first, *rest = expr.args
        markup = self.at(first, SIGNED)
        for term in rest:
            negative = (isinstance(term, Apply) and term.op == "neg") or (
                isinstance(term, Number) and term.value < 0
            )
            markup += sign("−" if negative else "+") + self.at(neg(term) if negative else term, OPEN)
        return row(markup), SUM

    def op_neg(self, expr: Apply) -> Piece:
        return row(sign("−") + self.at(expr.args[0], OPEN)), SIGNED

    def op_mul(self, expr: Apply) -> Piece:
        return self._product(expr.args, "·")

    def op_matmul(self, expr: Apply) -> Piece:
        return self._product(expr.args, INVISIBLE_TIMES)

    def op_hadamard(self, expr: Apply) -> Piece:
        return self._product(expr.args, "∘")

    def _product(self, args: tuple[Expr, ...], joint: str) -> Piece:
        level: float = PRODUCT
        markup = ""
        for position, arg in enumerate(args):
            factor, own = self.piece(arg)
            if own < PRODUCT + 1:
                if position == len(args) - 1 and isinstance(arg, Reduction):
                    level = OPEN
                else:
                    factor = self.at(arg, PRODUCT + 1)
            if position:
                bare = joint == INVISIBLE_TIMES and isinstance(args[position - 1], Name)
                plain = position == 1 and joint == "·" and _is_whole(args[0]) and _LETTER_FIRST.match(factor)
                sign_here = "·" if bare and own < PRODUCT + 1 else INVISIBLE_TIMES if plain else joint
                markup += sign(sign_here)
            markup += factor
        return row(markup), level

    def op_div(self, expr: Apply) -> Piece:
        return element("mfrac", *map(self.inside, expr.args)), POWER

    def op_pow(self, expr: Apply) -> Piece:
        base, exponent = expr.args
        if isinstance(base, Name) and not self._batch(base):
            return name(base.name, after=self.inside(exponent)), POWER
        return element("msup", self.at(base, ATOM), self.inside(exponent)), POWER

    def op_sqrt(self, expr: Apply) -> Piece:
        return element("msqrt", self.inside(expr.args[0])), ATOM

    def op_abs(self, expr: Apply) -> Piece:
        return fenced("|", self.inside(expr.args[0]), "|"), ATOM

    def op_norm(self, expr: Apply) -> Piece:
        return fenced("‖", self.inside(expr.args[0]), "‖"), ATOM

    def op_factorial(self, expr: Apply) -> Piece:
        return row(self.at(expr.args[0], ATOM) + sign("!")), POWER

    # -- functions -------------------------------------------------------------------------------------------

    def _call(self, op: str, args: tuple[Expr, ...], mark: str = "") -> Piece:
        spellings = OPERATIONS[op].spellings
        spelled = word("σ" if op == "sigmoid" else SPELLED.get(op) or (spellings[0] if spellings else op))
        head = element("msup", spelled, sign(mark)) if mark else spelled
        return row(head + sign(FUNCTION_OF) + fenced("(", self.listed(args), ")")), ATOM

    def op_sigmoid_prime(self, expr: Apply) -> Piece:
        return self._call("sigmoid", expr.args, "′")

    def op_relu_prime(self, expr: Apply) -> Piece:
        return self._call("relu", expr.args, "′")

    def op_tanh_prime(self, expr: Apply) -> Piece:
        return self._call("tanh", expr.args, "′")

    def op_softplus_prime(self, expr: Apply) -> Piece:
        return self._call("softplus", expr.args, "′")

    def op_log_base(self, expr: Apply) -> Piece:
        base, arg = map(self.inside, expr.args)
        return row(element("msub", word("log"), base) + sign(FUNCTION_OF) + fenced("(", arg, ")")), ATOM

    def op_total_rows(self, expr: Apply) -> Piece:
        return self._total(expr, "0")

    def op_total_columns(self, expr: Apply) -> Piece:
        return self._total(expr, "1")

    def _total(self, expr: Apply, axis: str) -> Piece:
        named = self.inside(expr.args[0]) + sign(",") + word("axis") + sign("=") + word(axis)
        return row(word("np.sum") + sign(FUNCTION_OF) + fenced("(", named, ")")), ATOM

    # -- conditions ------------------------------------------------------------------------------------------

    def op_and(self, expr: Apply) -> Piece:
        return row(sign("∧").join(self.at(arg, NOT) for arg in expr.args)), AND

    def op_or(self, expr: Apply) -> Piece:
        return row(sign("∨").join(self.at(arg, AND) for arg in expr.args)), OR

    def op_not(self, expr: Apply) -> Piece:
        return row(sign("¬") + self.at(expr.args[0], COMPARE)), NOT

    def op_cases(self, expr: Apply) -> Piece:
        pairs = list(zip(expr.args[::2], expr.args[1::2], strict=False))
        rows = [[self.at(value, SUM), f"<mtext>if\u00a0</mtext>{self.at(held, OR)}"] for value, held in pairs]
        if len(expr.args) % 2:
            rows.append([self.at(expr.args[-1], SUM), "<mtext>otherwise</mtext>"])
        return row(sign("{") + table(rows, "cases")), CASES

    # -- vectors and matrices --------------------------------------------------------------------------------

    def op_transpose(self, expr: Apply) -> Piece:
        (arg,) = expr.args
        if isinstance(arg, Name):
            return name(arg.name, self._batch(arg), word("⊤")), POWER
        return element("msup", self.at(arg, ATOM), word("⊤")), POWER

    def op_vector(self, expr: Apply) -> Piece:
        return fenced("[", table([[self.inside(arg)] for arg in expr.args]), "]"), ATOM

    def op_matrix(self, expr: Apply) -> Piece:
        rows = [each.args if isinstance(each, Apply) and each.op == "vector" else (each,) for each in expr.args]
        return fenced("[", table([[self.inside(cell) for cell in cells] for cells in rows]), "]"), ATOM

    def op_index(self, expr: Apply) -> Piece:
        base, *positions = expr.args
        inner = self.listed(tuple(positions))
        if isinstance(base, Name) and not (base.name.isalpha() and not self._batch(base)):
            return row(self.piece(base)[0] + fenced("[", inner, "]")), ATOM
        return element("msub", self.at(base, ATOM), row(inner)), ATOM

    def op_basis(self, expr: Apply) -> Piece:
        """``e_0`` where that is as long as the first declared vector, which is how it is read."""
        position, like = expr.args
        first = next((d.name for d in self.scope.names if d.shape[1] == 1 != d.shape[0]), None)
        if like != Name(first or ""):
            return self._call("basis", expr.args)
        return element("msub", word("e"), self.inside(position)), ATOM

    def op_slice(self, expr: Apply) -> Piece:
        base, lower, upper = expr.args
        span = self.inside(lower) + sign(":") + self.inside(upper)
        return row(self.at(base, ATOM) + fenced("[", span, "]")), ATOM

    # -- sums ------------------------------------------------------------------------------------------------

    def _reduction(self, expr: Reduction) -> Piece:
        head = sign(HEADS[expr.op]) if expr.op in HEADS else word(expr.op)
        declared = self.scope.index(expr.index)
        usual = declared is not None and (declared.lower, declared.upper) == (expr.lower, expr.upper)
        held = [] if expr.condition is None else [expr.condition]
        if held and isinstance(held[0], Apply) and held[0].op == "and":
            held = list(held[0].args)
        first = word(expr.index) if usual else word(expr.index) + sign("=") + self.inside(expr.lower)
        below = row(sign(",").join([*([] if usual and held else [first]), *map(self.inside, held)]))
        if usual:
            under = element("munder", head, below)
        else:
            under = element("munderover", head, below, self.inside(expr.upper))
        return row(under + self.at(expr.body, PRODUCT)), OPEN
