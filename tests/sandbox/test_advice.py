"""Old code gets help: which word is old, on which line, and what it is today."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from gradecheck.sandbox.advice import advice
from gradecheck.sandbox.outcome import Raised, SyntaxProblem
from gradecheck.sandbox.request import Call
from gradecheck.sandbox.tiers import PLAIN
from gradecheck.sandbox.zygote import Zygote


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with Zygote(PLAIN) as running:
        yield running


OLD = [
    ("print x", "print is a function in Python 3: write print(x)."),
    ("exec 'x'", "exec is a function in Python 3: write exec(text)."),
    ("if x <> x: pass", "Python 3 writes != for <>."),
    ("y = `x`", "Python 3 has no backquotes: write repr(x)."),
    ("raise ValueError, 'no'", "Python 3 writes raise Error(text), not raise Error, text."),
    ("y = 10L", "Python 3 has one kind of whole number: write 10 for 10L."),
    ("for i in xrange(3): pass", "xrange is a name of Python 2: write range."),
    ("return reduce(max, x)", "reduce is a name of Python 2: write functools.reduce."),
    ("return {}.has_key(1)", "Dicts have no has_key in Python 3: write key in d."),
    ("return {}.iteritems()", "Dicts have no iteritems in Python 3: write d.items()."),
    ("return {1: 2}.keys()[0]", "In Python 3 d.keys() and the like are no lists: write list(d.keys())."),
    ("return map(abs, x)[0]", "In Python 3 map, filter and zip give no list: write list(...) around it."),
    ("return len(zip(x, x))", "In Python 3 map, filter and zip give no list: write list(...) around it."),
    ("r = range(3); r[0] = 1", "In Python 3 range is no list: write list(range(n))."),
    ("from past.builtins import xrange",
     "past helps with Python 2 only: leave the line out, Python 3 has these names."),
    ("import cPickle", "cPickle is a module of Python 2; it has another name in Python 3."),
    ("from itertools import izip", "izip is a name of Python 2: write zip."),
    ("import nosuchmodule",
     "nosuchmodule is not there when code is checked: use NumPy and Python's own modules."),
    ("return np.zeros(len(x) / 2)", "In Python 3 / gives a float: write // where a whole number is wanted."),
    ("return x[len(x) / 2]", "In Python 3 / gives a float: write // where a whole number is wanted."),
    ("return x[:len(x) / 2]", "In Python 3 / gives a float: write // where a whole number is wanted."),
    ("return range(2.0)", "A whole number is wanted here, and this is a float: use // or int(...)."),
    ("return np.zeros(3, dtype=np.float)", "NumPy has no np.float any more: write float or np.float64."),
    ("return np.zeros(3, dtype=np.int)", "NumPy has no np.int any more: write int or np.int64."),
    ("return np.array(x, np.object)", "NumPy has no np.object any more: write object."),
    ("return np.asscalar(x[0])", "NumPy has no np.asscalar any more: write x.item()."),
    ("return np.product(x)", "NumPy has no np.product any more: write np.prod."),
    ("return np.Inf", "NumPy has no np.Inf any more: write np.inf."),
    ("return np.float_(1)", "NumPy has no np.float_ any more: write np.float64."),
    ("return np.mat('1')", "NumPy has no np.mat any more: write np.array, with @ for the matrix product."),
    ("i = np.array([1]); i += 0.5",
     "The array holds whole numbers and cannot take fractions: make it with dtype=float."),
    ("return 1 if x > 0 else 2", "if needs one truth value, and this is an array: use np.where or np.maximum."),
    ("return x (1 - x)", "A product needs its sign in Python: write a * (1 - a), not a (1 - a)."),
    ("return input()", "Nobody answers input() when code is checked: use the function's arguments."),
]  # fmt: skip


@pytest.mark.parametrize(("line", "sentence"), OLD, ids=[line for line, _ in OLD])
def test_old_code_is_told_what_to_write(zygote: Zygote, line: str, sentence: str) -> None:
    if line.startswith("return np.mat(") and hasattr(np, "mat"):
        pytest.skip("this NumPy still has it")
    source = f"import numpy as np\ndef f(x):\n    {line}\n"
    done = zygote.run(source, "answer.py", [Call("f", (np.arange(4.0),))])
    found = done.failure or done.calls[0]
    assert isinstance(found, Raised | SyntaxProblem), found
    assert found.line == 3
    assert advice(found) == sentence


def test_sound_errors_get_no_advice() -> None:
    assert advice(Raised("ZeroDivisionError", "division by zero", 3, "y = 1 / 0")) == ""
    assert advice(SyntaxProblem(1, 1, "'(' was never closed", "y = (1")) == ""
