"""The reader: a Pratt parser from tokens to an expression, not yet knowing shapes.

Products come out as ``mul`` (side by side), ``star`` (a sign such as ``*``), ``matmul`` and ``hadamard``;
``shapes.py`` decides what each one is. ``Choices`` fixes how ambiguous notation is read in one pass, and the
reader notes which ambiguities it met.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import atoms, enclosed, functions, identifiers, piecewise, suffixes, sums
from .cursor import Cursor
from .expr import Apply, Expr, Number
from .levels import AND, CASES, COMPARE, NOT, OR, POWER, PRODUCT, SUM, TIGHT
from .names import NameTable
from .reading import NotationError, Remark
from .scope import Scope
from .tokens import Token

MAX_DEPTH = 120
"""Levels: a pair of parentheses counts for two."""

MAX_EXPONENT = 100_000

Continuation = Callable[[Expr], Expr]
"""What goes on from the expression on the left."""

INFIX: dict[str, tuple[int, str]] = {
    "or": (OR, "or"),
    "and": (AND, "and"),
    "<": (COMPARE, "lt"),
    "<=": (COMPARE, "le"),
    ">": (COMPARE, "gt"),
    ">=": (COMPARE, "ge"),
    "==": (COMPARE, "eq"),
    "=": (COMPARE, "eq"),
    "!=": (COMPARE, "ne"),
    "+": (SUM, "add"),
    "-": (SUM, "sub"),
    "*": (PRODUCT, "star"),
    "/": (PRODUCT, "div"),
    "@": (PRODUCT, "matmul"),
    "∘": (PRODUCT, "hadamard"),
    "⊗": (PRODUCT, "outer"),
}

AMBIGUOUS_BEFORE_PRODUCT = {
    "div": ("ambiguous_fraction", "A product after “/” can be read in two ways: write (1/2)x or 1/(2x)."),
    "hadamard": (
        "ambiguous_hadamard",
        "A product after “∘” can be read in two ways: (a ∘ b) c or a ∘ (b c).",
    ),
}
STARTS = frozenset({"name", "function", "constant", "index", "number", "run"})


@dataclass(frozen=True, slots=True)
class Choices:
    """How ambiguous notation is read: the first value of each is the preferred one."""

    tight: bool = False
    """``1/2x`` is 1/(2x), ``a ∘ b c`` is a ∘ (b c)."""
    wide: bool = True
    """``log x y`` is log(x y)."""
    applied: bool = False
    """``q(x, y)`` is the node q, written with what it depends on."""
    summed: bool = False
    """``sum x y`` is Σ x y over the one index there is, not the sum of all entries; ``mean`` likewise."""
    bare: bool = False
    """``σ (1 - σ)`` is σ(z) (1 - σ(z)), z being what the problem has σ of."""
    euler: bool = False
    """``e^x`` is Euler's number to the x, though the problem has a name e."""


class Reader(Cursor):
    """One pass over one text. ``met`` gathers the ambiguities on the way, each with a remark."""

    def __init__(
        self, text: str, tokens: list[Token], scope: Scope, table: NameTable, choices: Choices
    ) -> None:
        super().__init__(text, tokens)
        self.scope = scope
        self.table = table
        self.choices = choices
        self.depth = 0
        self.bars = 0
        self.closed: Expr | None = None
        self.not_norms: set[int] = set()
        self.bound: list[str] = []
        self.batch_letters: dict[str, str] = {}
        self.met: dict[str, Remark] = {}

    # -- the Pratt loop --------------------------------------------------------------------------------------

    def whole(self) -> Expr:
        """All of the text as one expression; raises ``NotationError``."""
        if self.token.kind == "end":
            raise self.error("there is nothing to read", self.token.span, remedy="write an expression")
        result = sums.by_entry(self, self.table.free) if self.table.free else atoms.entries(self, ())
        if self.token.kind != "end":
            raise self._stray()
        return result

    def expression(self, level: int = CASES, *, after: str = "") -> Expr:
        """An expression of operators that bind closer than ``level``."""
        self.deeper()
        left = self.prefix(level)
        while (following := self._infix(level, after)) is not None:
            left = following(left)
        self.depth -= 1
        return left

    def _infix(self, level: int, after: str) -> Continuation | None:
        token = self.token
        if token.text == "|" and self.bars:
            return None
        if token.kind == "word" and token.text in piecewise.CONDITION_WORDS:
            return (lambda left: piecewise.after_value(self, left)) if level <= CASES else None
        if token.text == "?" and token.kind == "sign" and level <= CASES:
            return lambda left: piecewise.ternary(self, left)
        if token.text in INFIX and token.kind in ("sign", "word"):
            power, op = INFIX[token.text]
            return (lambda left: self._binary(left, op, power)) if power > level else None
        if self.starts_factor():
            return self._side_by_side(level, after)
        return None

    def _side_by_side(self, level: int, after: str) -> Continuation | None:
        power = TIGHT if self.choices.tight else PRODUCT
        if after in AMBIGUOUS_BEFORE_PRODUCT and level == PRODUCT and not self.sees("sum", "prod"):
            tag, sentence = AMBIGUOUS_BEFORE_PRODUCT[after]
            self.met.setdefault("tight", Remark(tag, sentence, self.token.span))
        if power <= level:
            return None
        return lambda left: self._implicit(left, power)

    def _implicit(self, left: Expr, power: int) -> Expr:
        if self.token.kind == "number":
            if identifiers.is_condition(left):
                return self.combine("mul", left, self.expression(power))
            return self.combine("mul", left, self.scripts(identifiers.indicator_behind(self)))
        return self.combine("mul", left, self.expression(power))

    def _binary(self, left: Expr, op: str, power: int) -> Expr:
        token = self.take()
        if self.token.kind == "end" or self.sees(")", "]", "}", ",", ";"):
            raise self.error(
                f"something is missing after {token.text!r}", token.span, remedy="complete the expression"
            )
        right = self.expression(power, after=op)
        if op == "sub":
            return self.combine("add", left, self.minus(right, token))
        if power == COMPARE:
            return self._chain(left, op, right)
        return self.combine(op, left, right)

    def _chain(self, left: Expr, op: str, right: Expr) -> Expr:
        """``0 < x < 1`` is ``0 < x and x < 1``."""
        if left is self.closed:
            return Apply(op, (left, right), self.span(left))
        match left:
            case Apply(op="lt" | "le" | "gt" | "ge" | "eq" | "ne", args=(_, middle)):
                return Apply("and", (left, Apply(op, (middle, right), self.span(left))), self.span(left))
            case Apply(op="and", args=(*_, Apply(op="lt" | "le" | "gt" | "ge", args=(_, middle)))):
                return self.combine("and", left, Apply(op, (middle, right), self.span(left)))
        return Apply(op, (left, right), self.span(left))

    def combine(self, op: str, left: Expr, right: Expr) -> Expr:
        """``left op right``; a chain of the same operator is one node."""
        span = self.span(left)
        if op in ("div", "outer"):
            return Apply(op, (left, right), span)
        first = left.args if isinstance(left, Apply) and left.op == op else (left,)
        return Apply(op, (*first, right), span)

    def minus(self, expr: Expr, sign: Token) -> Expr:
        """Minus ``expr``; a number takes the sign."""
        if isinstance(expr, Number):
            return Number(-expr.value, expr.places, self.span(sign))
        return Apply("neg", (expr,), self.span(sign))

    # -- prefixes --------------------------------------------------------------------------------------------

    def starts_factor(self) -> bool:
        token = self.token
        if token.kind in STARTS:
            return True
        if token.kind == "command":
            return not token.text.startswith("end:")
        return token.text in ("(", "[", "{", "𝟙", "∂", "⟨") or (token.text in ("|", "‖") and not self.bars)

    def prefix(self, level: int) -> Expr:
        token = self.token
        if token.kind == "sign" and token.text in "+-" and token.text:
            self.take()
            operand = self.expression(SUM if level < PRODUCT else TIGHT)
            return operand if token.text == "+" else self.minus(operand, token)
        if token.text == "not":
            self.take()
            return Apply("not", (self.expression(NOT),), self.span(token))
        if token.text == "if":
            return piecewise.if_then(self)
        return self.scripts(self.atom())

    def atom(self) -> Expr:
        """A number, a name, a group, a function with its argument."""
        self.deeper()
        found = self._atom(self.take())
        self.depth -= 1
        return found

    def deeper(self) -> None:
        """One level further in; raises ``NotationError`` where that is too deep."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(
                f"parentheses and powers are nested more than {MAX_DEPTH // 2} deep",
                self.token.span,
                remedy="simplify the expression",
            )

    def _atom(self, token: Token) -> Expr:
        match token.kind:
            case "number":
                return atoms.numeral(self, token)
            case "name" | "index":
                return identifiers.after_name(self, token)
            case "constant":
                return identifiers.constant(self, token)
            case "function":
                return functions.function(self, token)
            case "run":
                return identifiers.unknown(self, token)
            case "command":
                return atoms.command(self, token)
        if token.text in ("(", "[", "{"):
            return atoms.group(self, token)
        if token.text in ("|", "‖"):
            return enclosed.bars(self, token)
        if token.text in ("⟨", "<"):
            return enclosed.angles(self, token)
        if token.text == "𝟙":
            return identifiers.indicator(self, token)
        if token.text == "∂":
            raise identifiers.derivative(self, token)
        self.at -= token.kind != "end"
        raise self._stray(before=True)

    def _stray(self, *, before: bool = False) -> NotationError:
        token = self.token
        if token.kind == "end":
            return self.error("the expression breaks off here", token.span, remedy="complete it")
        if token.text in (")", "]", "}"):
            opener = {")": "(", "]": "[", "}": "{"}[token.text]
            return self.error(
                f"{token.text!r} without {opener!r}",
                token.span,
                remedy=f"remove it, or add the missing {opener!r}",
            )
        if token.text in ("×", "*", "/", "^", "@", "∘") and before:
            return self.error(
                f"something is missing before {token.text!r}",
                token.span,
                remedy="write what stands on its left",
            )
        if token.text == "_":
            return self.error("there is no name before '_'", token.span, remedy="write x_1 for a subscript")
        return self.error(f"{token.text!r} cannot stand here", token.span, remedy="check what stands around it")

    # -- what follows an atom --------------------------------------------------------------------------------

    def scripts(self, base: Expr) -> Expr:
        """Powers, transposes, indices and methods behind ``base``."""
        while True:
            token = self.token
            if token.text == "^":
                base = self._superscript(base)
            elif token.text == "_" or (
                token.text == "[" and not token.spaced and suffixes.indexable(self, base)
            ):
                base = suffixes.index(self, base)
            elif token.kind == "method":
                base = suffixes.method(self, base)
            elif token.text == "⊤":
                self.take()
                base = Apply("transpose", (base,), self.span(base))
            elif token.text == "!" and token.kind == "sign":
                self.take()
                base = Apply("factorial", (base,), self.span(base))
            else:
                return base

    def _superscript(self, base: Expr) -> Expr:
        caret = self.take()
        marked = suffixes.marks(self, base)
        if marked is not None:
            return marked
        if self.token.kind == "end":
            raise self.error("an exponent is missing", caret.span, remedy="write it behind ^, as in x^2")
        exponent = atoms.group(self, self.take()) if self.sees("{") else self.expression(POWER - 1)
        self._guard_exponent(exponent)
        return Apply("pow", (base, exponent), self.span(base))

    def _guard_exponent(self, exponent: Expr) -> None:
        value = exponent.args[0] if isinstance(exponent, Apply) and exponent.op == "neg" else exponent
        if isinstance(value, Number) and abs(value.value) > MAX_EXPONENT:
            raise self.error(
                f"the exponent {value.value} is above {MAX_EXPONENT}",
                exponent.span or self.token.span,
                remedy="simplify the power",
            )
        if _is_tower(value):
            raise self.error(
                "a power tower of numbers is too large",
                exponent.span or self.token.span,
                remedy="write the number that you mean",
            )


def _is_tower(expr: Expr) -> bool:
    """Whether this is a power of numbers that is too large for an exponent."""
    match expr:
        case Apply(op="pow", args=(Number(value=base), Number(value=power))):
            size = max(abs(base.numerator), base.denominator).bit_length() * abs(power)
            return size > MAX_EXPONENT.bit_length()
        case Apply(op="pow", args=(Number(), inner)):
            return isinstance(inner, Apply) and inner.op == "pow" and _is_tower(inner)
    return False
