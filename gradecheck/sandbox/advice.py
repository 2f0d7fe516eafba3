"""What to write instead, where code fails because it is older than Python 3 or NumPy 2, or meets the sandbox.

Old code is not a wrong answer: its author is told which word is old and what it is called today. The table is
looked through in order; the first row that fits gives the sentence. Adding one is adding a row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .outcome import Raised, SyntaxProblem


@dataclass(frozen=True, slots=True)
class _Row:
    """``error`` is sought in "Type: message", ``line`` in the student's own line; ``{0}`` in the sentence
    is what the group of ``error`` (or else of ``line``) matched."""

    error: str
    sentence: str
    line: str = ""


_NUMPY_NAMES = {
    "float": "float or np.float64", "int": "int or np.int64", "bool": "bool or np.bool_", "object": "object",
    "str": "str", "long": "int", "unicode": "str", "complex": "complex or np.complex128",
    "float_": "np.float64", "complex_": "np.complex128", "int0": "np.intp", "bool8": "np.bool_",
    "string_": "np.bytes_", "unicode_": "np.str_", "asscalar": "x.item()", "product": "np.prod",
    "cumproduct": "np.cumprod", "sometrue": "np.any", "alltrue": "np.all",
    "round_": "np.round", "rank": "np.ndim",
    "Inf": "np.inf", "Infinity": "np.inf", "infty": "np.inf", "PINF": "np.inf", "NINF": "-np.inf",
    "NaN": "np.nan",
    "mat": "np.array, with @ for the matrix product", "row_stack": "np.vstack", "trapz": "np.trapezoid",
    "in1d": "np.isin", "msort": "np.sort(x, axis=0)", "cast": "np.asarray(x, dtype)",
    "asfarray": "np.asarray(x, dtype=float)", "find_common_type": "np.result_type",
}  # fmt: skip
"""Names that NumPy had once, and what to write for them."""

_PYTHON_NAMES = {
    "xrange": "range", "raw_input": "input", "unicode": "str", "basestring": "str", "long": "int",
    "unichr": "chr", "reduce": "functools.reduce", "cmp": "(a > b) - (a < b)", "file": "open",
    "execfile": "exec", "izip": "zip", "imap": "map", "ifilter": "filter",
}  # fmt: skip
"""Names that Python 2 had, and what to write for them."""

_DICT_METHODS = {"has_key": "key in d", "iteritems": "d.items()", "iterkeys": "d", "itervalues": "d.values()"}

_OLD_MODULES = "cPickle|cStringIO|StringIO|urllib2|ConfigParser|Queue|Tkinter|__builtin__|itertools.izip"

_INTEGER_WANTED = (
    r"'float' object cannot be interpreted as an integer"
    r"|slice indices must be integers"
    r"|indices must be integers or slices, not float"
    r"|single integer, got '[\d.e+-]+'"
    r"|only integers, slices .* are valid indices"
)

_ROWS = (
    _Row(r"Missing parentheses in call to 'print'", "print is a function in Python 3: write print(x)."),
    _Row(r"Missing parentheses in call to 'exec'", "exec is a function in Python 3: write exec(text)."),
    _Row(
        r"multiple exception types must be parenthesized",
        "Python 3 writes except Error as e, not except Error, e.",
    ),
    _Row(r"leading zeros in decimal", "Python 3 writes octal numbers as 0o17, not 017."),
    _Row(
        r"^(?:TabError|SyntaxError): inconsistent use of tabs",
        "Indent with spaces only, not with tabs as well.",
    ),
    _Row(r"^SyntaxError", "Python 3 writes != for <>.", r"<>"),
    _Row(r"^SyntaxError", "Python 3 has no backquotes: write repr(x).", r"`"),
    _Row(r"^SyntaxError", "Python 3 writes raise Error(text), not raise Error, text.", r"^\s*raise\s+\w+\s*,"),
    _Row(r"^SyntaxError", "Python 3 has one kind of whole number: write 10 for 10L.", r"\b\d+[lL]\b"),
    _Row(
        r"^SyntaxError",
        "Python 3 takes no tuple as a parameter: unpack it in the first line.",
        r"def \w+\(.*\(",
    ),
    _Row(
        rf"No module named '({_OLD_MODULES})'", "{0} is a module of Python 2; it has another name in Python 3."
    ),
    _Row(
        r"No module named '(past|future|six)(?:\.\w+)*'",
        "{0} helps with Python 2 only: leave the line out, Python 3 has these names.",
    ),
    _Row(
        r"No module named '(\w+)'", "{0} is not there when code is checked: use NumPy and Python's own modules."
    ),
    _Row(
        r"'dict_(?:keys|values|items)' object",
        "In Python 3 d.keys() and the like are no lists: write list(d.keys()).",
    ),
    _Row(
        r"'(map|filter|zip)' object is not|of type '(map|filter|zip)' has no len",
        "In Python 3 map, filter and zip give no list: write list(...) around it.",
    ),
    _Row(
        r"'range' object does not support item assignment",
        "In Python 3 range is no list: write list(range(n)).",
    ),
    _Row(r"'str' object has no attribute 'decode'", "In Python 3 a str is text already: leave decode out."),
    _Row(_INTEGER_WANTED, "In Python 3 / gives a float: write // where a whole number is wanted.", "/"),
    _Row(_INTEGER_WANTED, "A whole number is wanted here, and this is a float: use // or int(...)."),
    _Row(
        r"Cannot cast ufunc .* from dtype\('float64'\) to dtype\('u?int",
        "The array holds whole numbers and cannot take fractions: make it with dtype=float.",
    ),
    _Row(
        r"assignment destination is read-only|output array is read-only",
        "The function writes into its argument: work on a copy, x = x.copy().",
    ),
    _Row(
        r"truth value of an array",
        "if needs one truth value, and this is an array: use np.where or np.maximum.",
    ),
    _Row(
        r"'(?:numpy\.\w+|int|float)' object is not callable",
        "A product needs its sign in Python: write a * (1 - a), not a (1 - a).",
        r"[\w)\]]\s*\(",
    ),
    _Row(r"can't start new thread", "Code that is checked may not start threads."),
    _Row(
        r"^(?:PermissionError|BlockingIOError)|Operation not permitted",
        "Code that is checked may not write files, open others' files, use the network or start programs.",
    ),
    _Row(r"^EOFError", "Nobody answers input() when code is checked: use the function's arguments."),
)


_NAMES = (
    (
        r"module 'numpy' has no attribute '(\w+)'|`np\.(\w+)` (?:was|is)",
        _NUMPY_NAMES,
        "NumPy has no np.{0} any more: write {1}.",
    ),
    (
        r"name '(\w+)' is not defined|cannot import name '(\w+)'",
        _PYTHON_NAMES,
        "{0} is a name of Python 2: write {1}.",
    ),
    (
        r"'dict' object has no attribute '(\w+)'",
        _DICT_METHODS,
        "Dicts have no {0} in Python 3: write {1}.",
    ),
)


def advice(found: Raised | SyntaxProblem) -> str:
    """One sentence on what to write instead; "" where there is nothing to say.

    >>> advice(Raised("NameError", "name 'xrange' is not defined", 3, "for i in xrange(n):"))
    'xrange is a name of Python 2: write range.'
    >>> advice(Raised("AttributeError", "module 'numpy' has no attribute 'float'", 2))
    'NumPy has no np.float any more: write float or np.float64.'
    >>> advice(Raised("ValueError", "operands could not be broadcast together", 4))
    ''
    """
    kind = found.type if isinstance(found, Raised) else "SyntaxError"
    error = f"{kind}: {found.message}"
    named = _named(error)
    if named:
        return named
    for row in _ROWS:
        match = re.search(row.error, error)
        if match and re.search(row.line, found.source_line):
            return row.sentence.format(*match.groups())
    return ""


def _named(error: str) -> str:
    """On names that have gone."""
    for pattern, names, sentence in _NAMES:
        match = re.search(pattern, error)
        name = next(filter(None, match.groups()), "") if match else ""
        if name in names:
            return sentence.format(name, names[name])
    return ""
