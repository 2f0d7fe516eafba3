"""Expression → text, in three notations; ``parse`` reads each of them back to the same expression."""

from __future__ import annotations

from fractions import Fraction

from .expr import Apply, Expr, Name, Number, Reduction, neg
from .levels import AND, CASES, COMPARE, NOT, OR, POWER, PRODUCT, SUM
from .operations import OPERATIONS
from .scope import Scope
from .spelling import LATEX, PLAIN, STYLES, UNICODE, Style, StyleName, digits_above, digits_below, name_in

ATOM = POWER + 1
SIGNED = SUM + 0.2
"""Begins with a minus sign: may stand first in a sum."""
OPEN = SUM + 0.5
"""Ends with a sum over an index: nothing may follow in the same product."""

Piece = tuple[str, float]
"""A text and how tightly it holds together."""

SPELLED = {
    "total": "sum",
    "maximum_entry": "max",
    "minimum_entry": "min",
    "dot": "inner",
    "argsort": "argsort",
    "sigmoid": "sigmoid",
    "basis": "basis",
}
REDUCTIONS = {
    "plain": {"sum": "sum", "prod": "prod"},
    "unicode": {"sum": "Σ", "prod": "Π"},
    "latex": {"sum": r"\sum", "prod": r"\prod"},
}
LATEX_FUNCTIONS = frozenset("exp log sin cos tan sinh cosh tanh max min sec csc cot".split())


def to_text(expr: Expr, style: StyleName = "plain", scope: Scope | None = None) -> str:
    r"""``expr`` as text. With its ``scope`` the range of a sum is left out where it is the declared one.

    >>> quotient = Apply("div", (neg(Name("x_1")), Apply("add", (Name("y"), Number(Fraction(1))))))
    >>> to_text(quotient), to_text(quotient, "unicode")
    ('(-x_1)/(y + 1)', '(−x₁)/(y + 1)')
    >>> print(to_text(quotient, "latex"))
    \frac{-x_{1}}{y + 1}
    """
    return _Printer(STYLES[style], scope or Scope()).piece(expr)[0]


class _Printer:
    def __init__(self, style: Style, scope: Scope) -> None:
        self.style = style
        self.scope = scope

    # -- pieces ----------------------------------------------------------------------------------------------

    def piece(self, expr: Expr) -> Piece:
        match expr:
            case Number():
                return self._number(expr.value)
            case Name():
                return name_in(self.style, expr.name), ATOM
            case Reduction():
                return self._reduction(expr)
        write = getattr(self, f"op_{expr.op}", None)
        if write is not None:
            piece: Piece = write(expr)
            return piece
        if expr.op in self.style.comparisons:
            return self._comparison(expr)
        return self._call(expr.op, expr.args)

    def at(self, expr: Expr, level: float) -> str:
        """``expr`` where only what holds together at ``level`` or tighter may stand without brackets."""
        text, own = self.piece(expr)
        return text if own >= level else self.group(text)

    def group(self, text: str) -> str:
        left, right = self.style.brackets
        return f"{left}{text}{right}"

    def inside(self, expr: Expr) -> str:
        """``expr`` between brackets or commas: only cases need brackets of their own."""
        return self.at(expr, OR)

    # -- numbers ---------------------------------------------------------------------------------------------

    def _number(self, value: Fraction) -> Piece:
        if value < 0:
            return self.style.minus + self.at(Number(-value), PRODUCT), SIGNED
        if value.denominator == 1:
            return str(value.numerator), ATOM
        places = decimal_places(value)
        if places is None:
            if self.style is LATEX:
                return rf"\frac{{{value.numerator}}}{{{value.denominator}}}", PRODUCT
            return f"{value.numerator}/{value.denominator}", PRODUCT
        digits = str(int(value * 10**places)).rjust(places + 1, "0")
        return f"{digits[:-places]}.{digits[-places:]}", ATOM

    def op_pi(self, _: Apply) -> Piece:
        return {"plain": "pi", "unicode": "π", "latex": r"\pi"}[self.style.name], ATOM

    def op_e(self, _: Apply) -> Piece:
        return "e", ATOM

    # -- arithmetic ------------------------------------------------------------------------------------------

    def op_add(self, expr: Apply) -> Piece:
        first, *rest = expr.args
        text = self.at(first, SIGNED)
        for term in rest:
            negative = (isinstance(term, Apply) and term.op == "neg") or (
                isinstance(term, Number) and term.value < 0
            )
            sign = self.style.minus if negative else "+"
            text += f" {sign} {self.at(neg(term) if negative else term, OPEN)}"
        return text, SUM

    def op_neg(self, expr: Apply) -> Piece:
        return self.style.minus + self.at(expr.args[0], OPEN), SIGNED

    def op_mul(self, expr: Apply) -> Piece:
        return self._product(expr.args, self.style.times)

    def op_matmul(self, expr: Apply) -> Piece:
        return self._product(expr.args, " @ " if self.style is PLAIN else " ", plain_first=False)

    def op_hadamard(self, expr: Apply) -> Piece:
        sign = f" {self.style.hadamard.strip()} "
        return self._product(expr.args, sign, plain_first=False)

    def _product(self, args: tuple[Expr, ...], sign: str, *, plain_first: bool = True) -> Piece:
        level: float = PRODUCT
        text = ""
        for position, arg in enumerate(args):
            factor, own = self.piece(arg)
            last = position == len(args) - 1
            quotient = not position and plain_first and isinstance(arg, Apply) and arg.op == "div"
            if own < PRODUCT + 1 and not quotient:
                if last and isinstance(arg, Reduction) and sign != " ":
                    level = OPEN
                else:
                    factor = self.group(factor)
            text += self._joint(args, position, factor, sign) + factor
        return text, level

    def _joint(self, args: tuple[Expr, ...], position: int, factor: str, sign: str) -> str:
        """What stands between a factor and the one before it."""
        if not position:
            return ""
        before = args[position - 1]
        if (
            position == 1
            and sign == "·"
            and factor[0].isalpha()
            and factor[0] not in "eE"
            and _is_whole(before)
        ):
            return ""
        if sign == " " and isinstance(before, Name) and factor.startswith(self.style.brackets[0]):
            return self.style.times
        return sign

    def op_div(self, expr: Apply) -> Piece:
        top, bottom = expr.args
        if self.style is LATEX:
            return rf"\frac{{{self.inside(top)}}}{{{self.inside(bottom)}}}", ATOM - 1
        return f"{self.at(top, PRODUCT)}/{self.at(bottom, POWER)}", PRODUCT

    def op_pow(self, expr: Apply) -> Piece:
        base, exponent = expr.args
        left = self.at(base, ATOM)
        if self.style is LATEX:
            return f"{left}^{{{self.inside(exponent)}}}", POWER
        right = self.at(exponent, ATOM)
        if self.style is UNICODE and right.isdigit():
            return left + digits_above(right), POWER
        return f"{left}^{right}", POWER

    def op_sqrt(self, expr: Apply) -> Piece:
        (arg,) = expr.args
        if self.style is LATEX:
            return rf"\sqrt{{{self.inside(arg)}}}", ATOM
        return f"{'√' if self.style is UNICODE else 'sqrt'}({self.inside(arg)})", ATOM

    def op_abs(self, expr: Apply) -> Piece:
        inner = self.inside(expr.args[0])
        if self.style is PLAIN or "|" in inner:
            return self._call("abs", expr.args)
        return (rf"\left|{inner}\right|" if self.style is LATEX else f"|{inner}|"), ATOM

    def op_identity(self, expr: Apply) -> Piece:
        return self._call("identity", expr.args) if self.style is PLAIN else ("I", ATOM)

    # -- functions -------------------------------------------------------------------------------------------

    def _call(self, op: str, args: tuple[Expr, ...]) -> Piece:
        spellings = OPERATIONS[op].spellings
        name = SPELLED.get(op) or (spellings[0] if spellings else op)
        return self._function(name) + self.group(", ".join(map(self.inside, args))), ATOM

    def _function(self, name: str) -> str:
        if self.style is LATEX:
            return "\\" + name if name in LATEX_FUNCTIONS else rf"\operatorname{{{name}}}"
        return name

    def _primed(self, expr: Apply, name: str) -> Piece:
        return f"{name}'{self.group(self.inside(expr.args[0]))}", ATOM

    def op_sigmoid(self, expr: Apply) -> Piece:
        return self._sigma() + self.group(self.inside(expr.args[0])), ATOM

    def _sigma(self) -> str:
        return {"plain": "sigmoid", "unicode": "σ", "latex": r"\sigma"}[self.style.name]

    def op_sigmoid_prime(self, expr: Apply) -> Piece:
        return self._primed(expr, self._sigma())

    def op_relu_prime(self, expr: Apply) -> Piece:
        return self._primed(expr, self._function("relu"))

    def op_tanh_prime(self, expr: Apply) -> Piece:
        return self._primed(expr, self._function("tanh"))

    def op_softplus_prime(self, expr: Apply) -> Piece:
        return self._primed(expr, self._function("softplus"))

    def op_log_base(self, expr: Apply) -> Piece:
        base, arg = expr.args
        return f"{self._function('log')}_{{{self.inside(base)}}}{self.group(self.inside(arg))}", ATOM

    def op_total_rows(self, expr: Apply) -> Piece:
        return f"np.sum({self.inside(expr.args[0])}, axis=0)", ATOM

    def op_total_columns(self, expr: Apply) -> Piece:
        return f"np.sum({self.inside(expr.args[0])}, axis=1)", ATOM

    # -- conditions ------------------------------------------------------------------------------------------

    def _comparison(self, expr: Apply) -> Piece:
        left, right = (self.at(arg, SUM) for arg in expr.args)
        return f"{left} {self.style.comparisons[expr.op]} {right}", COMPARE

    def op_and(self, expr: Apply) -> Piece:
        return f" {self.style.both} ".join(self.at(arg, NOT) for arg in expr.args), AND

    def op_or(self, expr: Apply) -> Piece:
        return f" {self.style.either} ".join(self.at(arg, AND) for arg in expr.args), OR

    def op_not(self, expr: Apply) -> Piece:
        return self.style.no + self.at(expr.args[0], COMPARE), NOT

    def op_cases(self, expr: Apply) -> Piece:
        pairs = list(zip(expr.args[::2], expr.args[1::2], strict=False))
        rest = expr.args[-1] if len(expr.args) % 2 else None
        if self.style is LATEX:
            rows = [f"{self.at(value, SUM)} & {self.at(held, OR)}" for value, held in pairs]
            rows += [rf"{self.at(rest, SUM)} & \text{{otherwise}}"] if rest is not None else []
            return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}", ATOM
        texts = [f"{self.at(value, SUM)} if {self.at(held, OR)}" for value, held in pairs]
        texts += [f"{self.at(rest, SUM)} otherwise"] if rest is not None else []
        return ", ".join(texts), CASES

    # -- vectors and matrices --------------------------------------------------------------------------------

    def op_transpose(self, expr: Apply) -> Piece:
        mark = {"plain": "^T", "unicode": "ᵀ", "latex": r"^{\top}"}[self.style.name]
        return self.at(expr.args[0], ATOM) + mark, POWER

    def op_vector(self, expr: Apply) -> Piece:
        cells = [self.inside(arg) for arg in expr.args]
        if self.style is LATEX:
            return r"\begin{bmatrix} " + r" \\ ".join(cells) + r" \end{bmatrix}", ATOM
        return f"[{', '.join(cells)}]", ATOM

    def op_matrix(self, expr: Apply) -> Piece:
        rows = [row.args if isinstance(row, Apply) and row.op == "vector" else (row,) for row in expr.args]
        cells = [[self.inside(cell) for cell in row] for row in rows]
        if self.style is LATEX:
            body = r" \\ ".join(" & ".join(row) for row in cells)
            return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}", ATOM
        return f"[{'; '.join(', '.join(row) for row in cells)}{';' * (len(cells) == 1)}]", ATOM

    def op_index(self, expr: Apply) -> Piece:
        base, *positions = expr.args
        inner = ", ".join(map(self.inside, positions))
        plain_base = isinstance(base, Name) and base.name.isalpha()
        if isinstance(base, Name) and not plain_base:
            return f"{self.at(base, ATOM)}[{inner}]", ATOM
        if self.style is UNICODE and inner.isdigit():
            return self.at(base, ATOM) + digits_below(inner), ATOM
        short = inner.isdigit() or (len(inner) == 1 and inner.isalpha())
        script = inner if short and self.style is not LATEX else f"{{{inner}}}"
        return f"{self.at(base, ATOM) if plain_base else self.group(self.inside(base))}_{script}", ATOM

    def op_basis(self, expr: Apply) -> Piece:
        """``e_0`` where that is as long as the first declared vector, which is how it is read."""
        position, like = expr.args
        first = next((d.name for d in self.scope.names if d.shape[1] == 1 != d.shape[0]), None)
        if like != Name(first or ""):
            return self._call("basis", expr.args)
        inner = self.inside(position)
        if self.style is UNICODE and inner.isdigit():
            return "e" + digits_below(inner), ATOM
        short = inner.isdigit() and self.style is PLAIN
        return f"e_{inner}" if short else f"e_{{{inner}}}", ATOM

    def op_slice(self, expr: Apply) -> Piece:
        base, lower, upper = expr.args
        return f"{self.at(base, ATOM)}[{self.inside(lower)}:{self.inside(upper)}]", ATOM

    # -- sums ------------------------------------------------------------------------------------------------

    def _reduction(self, expr: Reduction) -> Piece:
        head = REDUCTIONS[self.style.name].get(expr.op, expr.op)
        declared = self.scope.index(expr.index)
        usual = declared is not None and (declared.lower, declared.upper) == (expr.lower, expr.upper)
        held = self._held(expr)
        if usual:
            short = f"_{{{expr.index}}}" if self.style is LATEX else f"_{expr.index}"
            below, above = (f"_{{{held}}}" if held else short), ""
        else:
            below = f"_{{{expr.index}={self.inside(expr.lower)}{', ' + held if held else ''}}}"
            above = f"^{{{self.inside(expr.upper)}}}"
        return f"{head}{below}{above} {self.at(expr.body, PRODUCT)}", OPEN

    def _held(self, expr: Reduction) -> str:
        """The condition on the index, in parts between commas."""
        match expr.condition:
            case None:
                return ""
            case Apply(op="and", args=parts):
                return ", ".join(map(self.inside, parts))
        return self.inside(expr.condition)


def _is_whole(expr: Expr) -> bool:
    return isinstance(expr, Number) and expr.value > 0 and expr.value.denominator == 1


def decimal_places(value: Fraction) -> int | None:
    """How many decimals write the value exactly; ``None`` where more than 20 do not."""
    return next((n for n in range(1, 21) if 10**n % value.denominator == 0), None)
