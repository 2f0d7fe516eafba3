"""Expressions, numbers and shapes as a student with certain habits writes them."""

from __future__ import annotations

import re
from fractions import Fraction
from random import Random

from ...notation.expr import SCALAR, Dim, Expr, Name, Shape, rebuild
from ...notation.printing import to_text
from ...notation.scope import Scope
from ...notation.signs import GREEK
from .students import Habits

_NUMPY = re.compile(r"\b(exp|log|sqrt|sin|cos|tan|sinh|cosh|tanh|sort|argsort)\(")
_WORDS = re.compile(r"sum_|prod_|\b(if|and|or|not|otherwise)\b")
_SUBSCRIPT = re.compile(r"([A-Za-z])_(\d)")


def expression(expr: Expr, scope: Scope, habits: Habits) -> str:
    """An expression in the student's notation."""
    match habits.notation:
        case "unicode":
            return to_text(renamed(expr, scope, habits, ascii_only=False), "unicode", scope)
        case "latex":
            text = to_text(expr, "latex", scope)
            return f"${text}$" if habits.dollars else text
        case "numpy":
            return _numpy(to_text(renamed(expr, scope, habits, ascii_only=True), "plain", scope), scope)
    return _ascii(to_text(renamed(expr, scope, habits, ascii_only=True), "plain", scope), habits)


def renamed(expr: Expr, scope: Scope, habits: Habits, *, ascii_only: bool) -> Expr:
    """``expr`` with the student's own spellings of declared names."""
    if isinstance(expr, Name):
        return Name(_spelled(expr.name, scope, habits, ascii_only=ascii_only))
    return rebuild(expr, lambda child: renamed(child, scope, habits, ascii_only=ascii_only))


def _spelled(name: str, scope: Scope, habits: Habits, *, ascii_only: bool) -> str:
    declared = scope.get(name)
    if declared is None:
        return name
    aliases = [alias for alias in declared.aliases if alias.replace("_", "").isalnum() and alias.isascii()]
    if habits.aliases and aliases:
        return aliases[0]
    if not ascii_only:
        return name
    if name == "ŷ":
        return habits.hat
    if name == "Ŷ":
        return habits.hat.replace("y", "Y").replace("ŷ", "Ŷ")
    for letter, word in GREEK.items():
        if name == letter or name.startswith(letter + "_"):
            name = word + name[len(letter) :]
    found = _SUBSCRIPT.fullmatch(name)
    return found[1] + found[2] if habits.joined and found else name


def _ascii(text: str, habits: Habits) -> str:
    if _WORDS.search(text) or "[" in text:
        return text
    if habits.juxtaposed:
        text = re.sub(r"(?<=[\w)])\*(?=[A-Za-z(])", " ", text)
    if not habits.spaces:
        text = re.sub(r" ([+-]) ", r"\1", text)
    return text


def _numpy(text: str, scope: Scope) -> str:
    if _WORDS.search(text):
        return text
    for declared in scope.names:
        if declared.shape != SCALAR and declared.batch is None and declared.name.isalpha():
            text = re.sub(rf"\b{declared.name}_(\d+)\b", rf"{declared.name}[\1]", text)
    text = re.sub(r"\^T\b", ".T", text).replace(" .* ", " * ").replace("^", "**")
    return _NUMPY.sub(r"np.\1(", text)


def number(value: Fraction, places: int | None, habits: Habits, random: Random) -> str:
    """A number as people write it, to ``places`` decimals where that is asked for.

    >>> from .students import student
    >>> habits, random = student(1, 1).habits, Random(0)
    >>> number(Fraction(-4), None, habits, random).replace("−", "-").rstrip("0.")
    '-4'
    """
    if places is not None:
        more = places + random.choice((0, 0, 0, 1, 2))
        text = f"{float(value):.{more}f}"
    elif value.denominator == 1:
        text = str(value) + random.choice(("", "", "", ".0"))
    elif value.denominator < 1000 and random.random() < 0.5:
        text = str(value)
    else:
        text = f"{float(value):.12g}"
    if "e" in text:
        return text
    if random.random() < 0.1 and "0." in text:
        text = text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text
    return text.replace("-", "−") if habits.notation == "unicode" else text


def shape(size: Shape, habits: Habits) -> str:
    """A shape such as ``D_x × m`` in the student's notation.

    >>> from dataclasses import replace
    >>> from .students import student
    >>> [shape(("D_x", "m"), replace(student(1, 1).habits, shape=n, notation="ascii")) for n in range(4)]
    ['D_x x m', '(D_x, m)', 'D_x by m', '[D_x, m]']
    """
    rows, columns = (_dimension(dim, habits) for dim in size)
    cross = {"ascii": "x", "numpy": "x", "unicode": "×", "latex": r"\times"}[habits.notation]
    match habits.shape:
        case 1:
            return f"({rows}, {columns})"
        case 2:
            return f"{rows} by {columns}"
        case 3:
            return f"[{rows}, {columns}]"
        case 4:
            return f"R^{{{rows} {cross} {columns}}}"
        case 5 if size == SCALAR:
            return "scalar"
    return f"{rows} {cross} {columns}"


def _dimension(dim: Dim, habits: Habits) -> str:
    if habits.notation == "latex" and isinstance(dim, str) and re.fullmatch(r"[A-Z]_[a-z]\d", dim):
        return f"{dim[0]}_{{{dim[2]}_{dim[3]}}}"
    return str(dim)
