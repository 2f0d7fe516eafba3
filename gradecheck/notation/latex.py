r"""Formulas in prompts, LaTeX as authors write it → MathML, by a short list of commands.

The formula is set as it is written; nothing is computed or reordered. What is not on the list is not guessed
at: the formula is then shown as text. Nothing of it can become an element or an attribute.
"""

from __future__ import annotations

import re

from .markup import FUNCTION_OF, element, escaped, fenced, row, sign, table, word
from .signs import GREEK

LONGEST, DEEPEST = 2_000, 40

SIGNS = {
    "cdot": "·", "times": "×", "circ": "∘", "odot": "⊙", "otimes": "⊗", "oplus": "⊕", "pm": "±", "mp": "∓",
    "div": "÷", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "approx": "≈",
    "equiv": "≡", "sim": "∼", "propto": "∝", "in": "∈", "notin": "∉", "subseteq": "⊆", "cup": "∪", "cap": "∩",
    "to": "→", "rightarrow": "→", "leftarrow": "←", "Rightarrow": "⇒", "mapsto": "↦", "land": "∧",
    "lor": "∨", "lnot": "¬", "neg": "¬", "mid": "∣", "colon": ":", "ldots": "…", "dots": "…", "cdots": "⋯",
    "subset": "⊂", "vdots": "⋮", "ddots": "⋱", "forall": "∀", "exists": "∃", "ast": "∗", "star": "⋆",
    "ll": "≪", "gg": "≫", "prime": "′",
    "iff": "⇔", "lt": "<", "gt": ">", "Vert": "‖", "|": "‖", "vert": "|",
    "{": "{", "}": "}", "%": "%", "#": "#", "&": "&", "$": "$", "_": "_", "lbrace": "{", "rbrace": "}",
    "langle": "⟨", "rangle": "⟩", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉",
}  # fmt: skip
LETTERS = {
    "partial": "∂", "nabla": "∇", "infty": "∞", "top": "⊤", "ell": "ℓ", "emptyset": "∅", "hbar": "ℏ", "pi": "π",
    "varepsilon": "ε", "varphi": "φ", "vartheta": "ϑ", "Sigma": "Σ", "Pi": "Π",
}  # fmt: skip
_GREEK = {name: letter for letter, name in GREEK.items()}
GROWING = frozenset("‖|{}⟨⟩⌊⌋⌈⌉∣")
"""Signs that would grow with what is beside them; only those after ``left`` and ``right`` shall."""
BIG = {"sum": "∑", "prod": "∏", "int": "∫"}
LIMITED = frozenset("max min lim argmax argmin sup inf".split())
FUNCTIONS = LIMITED | frozenset(
    "exp log ln sin cos tan sinh cosh tanh arcsin arccos arctan sec csc cot det dim tr".split()
)
ACCENTS = {"hat": "^", "widehat": "^", "bar": "¯", "overline": "¯", "tilde": "~", "vec": "→", "dot": "˙"}
SPACES = {",": "0.17em", ":": "0.22em", ";": "0.28em", " ": "0.3em", "quad": "1em", "qquad": "2em"}
NOTHING = frozenset("! displaystyle textstyle limits nolimits big Big bigl bigr Bigl Bigr".split())
UPRIGHT = frozenset("mathrm text textrm operatorname mathtt texttt textbf textit mathsf mbox".split())
BOLD_OR_SO = frozenset("mathbf boldsymbol bm mathit mathcal".split())
DOUBLE = {"R": "ℝ", "N": "ℕ", "Z": "ℤ", "Q": "ℚ", "C": "ℂ", "E": "𝔼", "P": "ℙ", "1": "𝟙"}
TABLES = {
    "matrix": ("", ""), "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "vmatrix": ("|", "|"), "cases": ("{", ""),
    "aligned": ("", ""),
}  # fmt: skip
_TOKEN = re.compile(r"\s*(\\[A-Za-z]+|\\.|[0-9]+(?:\.[0-9]+)?|.)", re.DOTALL)
_BRACED = re.compile(r"\s*\{([^{}]*)\}")


def latex_to_mathml(text: str) -> str | None:
    r"""A formula without its dollar signs as the content of a ``math`` element; ``None`` where it is not read.

    >>> latex_to_mathml(r"\frac{1}{N}")
    '<mfrac><mn>1</mn><mi>N</mi></mfrac>'
    >>> latex_to_mathml(r"\href{javascript:x}{y}") is None
    True
    """
    if len(text) > LONGEST or not text.strip():
        return None
    try:
        return _Formula(text).whole()
    except _Unread:
        return None


class _Unread(Exception):
    """A command or a form that is not on the list."""


class _Formula:
    def __init__(self, text: str) -> None:
        self.text = text.rstrip()
        self.at = 0
        self.depth = 0

    def whole(self) -> str:
        inner = self.until()
        if self.at < len(self.text):
            raise _Unread
        return inner

    # -- tokens ----------------------------------------------------------------------------------------------

    def peek(self) -> str:
        match = _TOKEN.match(self.text, self.at)
        return match[1] if match else ""

    def next(self) -> str:
        match = _TOKEN.match(self.text, self.at)
        if match is None:
            raise _Unread
        self.at = match.end()
        return match[1]

    def take(self, wanted: str) -> None:
        if self.next() != wanted:
            raise _Unread

    def braced(self) -> str:
        """Letters between braces, as they are."""
        match = _BRACED.match(self.text, self.at)
        if match is None:
            raise _Unread
        self.at = match.end()
        return match[1]

    # -- rows ------------------------------------------------------------------------------------------------

    def until(self, *ends: str) -> str:
        """All up to one of ``ends``, which stays."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise _Unread
        parts = []
        while self.peek() and self.peek() not in ends:
            parts.append(self.scripted())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else row("".join(parts))

    def scripted(self) -> str:
        """One thing with what stands below and above it."""
        first = self.peek()
        base = row("") if first in ("^", "_") else self.atom()
        below, raised = "", list[str]()
        while (mark := self.peek()) in ("_", "^", "'"):
            self.next()
            if mark == "'":
                raised.append(sign("′"))
            elif mark == "_" and not below:
                below = self.argument()
            elif mark == "^":
                raised.append(self.argument())
            else:
                raise _Unread
        above = row("".join(raised)) if len(raised) > 1 else "".join(raised)
        limits = first[1:] in LIMITED or (first[1:] in BIG and first != "\\int")
        names = ("munder", "mover", "munderover") if limits else ("msub", "msup", "msubsup")
        if below and above:
            return element(names[2], base, below, above)
        return element(names[0], base, below) if below else element(names[1], base, above) if above else base

    def argument(self) -> str:
        """What a command or a script takes: a group, or one thing."""
        if self.peek() in ("^", "_", "}", "&", ""):
            raise _Unread
        digits = re.compile(r"\s*([0-9])").match(self.text, self.at)
        if digits:
            self.at = digits.end()
            return word(digits[1])
        return self.atom()

    # -- things ----------------------------------------------------------------------------------------------

    def atom(self) -> str:
        token = self.next()
        if token == "{":
            inner = self.until("}")
            self.take("}")
            return inner
        if token.startswith("\\"):
            return self.command(token[1:])
        if token in "}&^_#%$~\\":
            raise _Unread
        if token.isalnum():
            return word(token)
        if token in "()[]|":
            return f'<mo stretchy="false">{token}</mo>'
        return sign("−" if token == "-" else token)

    def command(self, name: str) -> str:
        if name in ("frac", "dfrac", "tfrac"):
            return element("mfrac", self.argument(), self.argument())
        if name == "sqrt":
            return self.root()
        if name in ACCENTS:
            mark = ACCENTS[name]
            return element("mover", self.argument(), f'<mo stretchy="false">{mark}</mo>')
        if name in UPRIGHT:
            return self.upright(name)
        if name in BOLD_OR_SO:
            return self.argument()
        if name == "mathbb":
            letter = self.braced() if self.peek() == "{" else self.next()
            if letter not in DOUBLE:
                raise _Unread
            return word(DOUBLE[letter])
        if name == "left":
            return self.between()
        if name == "begin":
            return self.table()
        return self.plain(name)

    def plain(self, name: str) -> str:
        """A command that takes nothing."""
        if name in FUNCTIONS:
            return word(name)
        if name in BIG:
            return sign(BIG[name])
        if name in SPACES:
            return f'<mspace width="{SPACES[name]}"></mspace>'
        if name in NOTHING:
            return row("")
        letter = LETTERS.get(name) or _GREEK.get(name)
        if letter is not None:
            return word(letter)
        if name in SIGNS:
            return (
                sign(SIGNS[name]) if SIGNS[name] not in GROWING else f'<mo stretchy="false">{SIGNS[name]}</mo>'
            )
        raise _Unread

    def root(self) -> str:
        if self.peek() != "[":
            return element("msqrt", self.argument())
        self.next()
        index = self.until("]")
        self.take("]")
        return element("mroot", self.argument(), index)

    def upright(self, name: str) -> str:
        """Words: letters of text, or a name that stands upright."""
        inner = self.braced()
        if name.startswith("text") or name == "mbox" or not inner.isalnum():
            return element("mtext", escaped(inner.replace(" ", "\u00a0")))
        upright = f'<mi mathvariant="normal">{escaped(inner)}</mi>'
        return row(upright + sign(FUNCTION_OF)) if name == "operatorname" else upright

    def between(self) -> str:
        left = self.bracket()
        inner = self.until("\\right")
        self.take("\\right")
        return fenced(left, inner, self.bracket())

    def bracket(self) -> str:
        token = self.next()
        token = SIGNS.get(token[1:], "?") if token.startswith("\\") else token
        if token not in "()[]{}|‖⟨⟩⌊⌋⌈⌉.":
            raise _Unread
        return "" if token == "." else token

    def table(self) -> str:
        kind = self.braced()
        if kind not in TABLES:
            raise _Unread
        rows: list[list[str]] = [[]]
        while True:
            rows[-1].append(self.until("&", "\\\\", "\\end"))
            mark = self.next()
            if mark == "\\end":
                break
            if mark == "\\\\":
                rows.append([])
        if self.braced() != kind:
            raise _Unread
        left, right = TABLES[kind]
        return fenced(left, table(rows, "cases" if kind in ("cases", "aligned") else ""), right)
