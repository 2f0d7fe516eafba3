"""Declarations of inputs as they are typed: ``x:(N,D)``, ``y:(N):label<C``, ``p:(3):probability``."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args

from ..errors import OperatorError
from .configurations import Domain, InputSpec, Option

WORDS: tuple[str, ...] = (*get_args(Domain), "distinct", "no-gradient")
FORM = "write 'x:(3,4)', 'W:(D,M)', 'p:(n):probability', 'y:(N):label<C' or 's:()'"


def input_spec(text: str) -> InputSpec:
    """One input. Raises ``OperatorError`` with the form that is wanted.

    >>> input_spec("x:(N, 4)")
    InputSpec(name='x', shape=('N', 4), domain='real', below=2, distinct=False, scale=1.0, dtype='', wrt=None)
    >>> input_spec("y:(N):label<C").below
    'C'
    """
    read = re.fullmatch(r"\s*([^\W\d]\w*)\s*:\s*\(([^()]*)\)\s*((?::[^:]+)*)", text)
    if read is None:
        raise OperatorError(f"--input {text}: this cannot be read", remedy=FORM)
    name, dims, words = read.groups()
    shape = tuple(_size(size, text) for size in dims.split(",") if size.strip())
    spec = InputSpec(name, shape)
    for word in (word.strip() for word in words.split(":") if word.strip()):
        spec = _with_word(spec, word, text)
    return spec


def _size(text: str, whole: str) -> int | str:
    text = text.strip()
    if text.isdecimal() and int(text) > 0:
        return int(text)
    if not text.isidentifier():
        raise OperatorError(f"--input {whole}: '{text}' is no size", remedy=FORM)
    return text


def _with_word(spec: InputSpec, word: str, whole: str) -> InputSpec:
    kind, less, below = (part.strip() for part in word.partition("<"))
    if kind == "distinct":
        return replace(spec, distinct=True)
    if kind == "no-gradient":
        return replace(spec, wrt=False)
    if kind not in WORDS:
        raise OperatorError(f"--input {whole}: there is no kind '{kind}'", remedy=f"kinds: {', '.join(WORDS)}")
    found = next(domain for domain in get_args(Domain) if domain == kind)
    return replace(spec, domain=found, below=_size(below, whole) if less else spec.below)


def option(text: str) -> Option:
    """A plain number, or several to try in turn.

    >>> option("pad=1,0"), option("reg=0.1")
    (Option(name='pad', values=(1, 0)), Option(name='reg', values=(0.1,)))
    """
    name, equals, values = text.partition("=")
    try:
        if not equals or not name.strip().isidentifier():
            raise ValueError
        return Option(name.strip(), tuple(_number(value.strip()) for value in values.split(",")))
    except ValueError:
        raise OperatorError(
            f"--option {text}: this cannot be read", remedy="write pad=1 or reg=0.1,2"
        ) from None


def _number(text: str) -> float | int | bool:
    if text in ("true", "false"):
        return text == "true"
    return int(text) if re.fullmatch(r"[+-]?\d+", text) else float(text)
