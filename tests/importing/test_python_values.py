"""What server.py says, without running it."""

from __future__ import annotations

import pytest

from gradecheck.importing.python_values import Unknown, server_values
from gradecheck.importing.question import NotTaken

HEAD = "import math\nimport random\nimport numpy as np\nimport sympy\nimport prairielearn as pl\n"

# what generate does, what data["correct_answers"]["y"] then is; None where it is unknown
SAID = [
    ("data['correct_answers']['y'] = 3", "3"),
    ("a = 3\n    data['correct_answers']['y'] = -a**2 + 0.5", "-17/2"),
    ("a, x = 2, 1\n    data['correct_answers']['y'] = a", None),
    ("x, y = sympy.symbols('x y')\n    data['correct_answers']['y'] = str(sympy.diff(x**2*y, x))", "2*x*y"),
    ("x = sympy.Symbol('x')\n    data['correct_answers']['y'] = (x**3).diff(x).subs(x, 2)", "12"),
    ("data['params']['a'] = 4\n    data['correct_answers']['y'] = data['params']['a'] + 1", "5"),
    ("data['correct_answers']['y'] = pl.to_json(sympy.Rational(1, 3))", "1/3"),
    ("data['correct_answers']['y'] = 1/3", "float(1/3)"),  # rounded: good for a number, not for an expression
    ("data['correct_answers']['y'] = 2*math.sqrt(np.pi)", "2*float(sqrt(pi))"),
    ("data['correct_answers']['y'] = 'x^2'", "x^2"),
    ("a = random.randint(1, 9)\n    data['correct_answers']['y'] = a", None),
    ("a = 2\n    a += 1\n    data['correct_answers']['y'] = a", None),
    ("a = 2\n    for a in range(5):\n        pass\n    data['correct_answers']['y'] = a", None),
    ("a = 2\n    if (a := 3) > 2:\n        pass\n    data['correct_answers']['y'] = a", None),
    ("a = 1\n    b = helper(a)\n    data['correct_answers']['y'] = a", "1"),
    ("data['correct_answers']['y'] = 1\n    return\n    data['correct_answers']['y'] = 2", "1"),
    ("data['correct_answers']['y'] = __import__('os').system('true')", None),
    ("data['correct_answers']['y'] = 9**9**9", None),
    ("data['correct_answers']['y'] = True", None),
]


@pytest.mark.parametrize(("body", "value"), SAID)
def test_plain_assignments_are_read_and_nothing_else_is_believed(body: str, value: str | None) -> None:
    found = server_values(f"{HEAD}\ndef generate(data):\n    {body}\n".encode()).correct_answers["y"]
    assert (isinstance(found, Unknown), value is None) in ((True, True), (False, False)), found
    if value is not None:
        assert str(found) == value


# what makes the answers unknown as a whole, and what is said
REFUSED = [
    ("def grade(data):\n    pass", "server.py has a function grade, and so marks or changes answers itself"),
    ("from common import grade", "server.py has a function grade, and so marks or changes answers itself"),
    ("def parse(data):\n    pass", "server.py has a function parse, and so marks or changes answers itself"),
    ("from common import generate", "server.py has a generate that is no function of its own"),
    ("from common import *", "server.py takes all names of common (line 1)"),
    ("def generate(data):\n    helper(data)", "server.py uses data in a way that is not read (line 2)"),
    (
        "def generate(data):\n    answers = data['correct_answers']\n    answers['y'] = 2",
        "server.py uses data in a way that is not read (line 2)",
    ),
    (
        "def generate(data):\n    data['correct_answers'].update(y=2)",
        "server.py uses data in a way that is not read (line 2)",
    ),
    (
        "def generate(data):\n    if x:\n        data['correct_answers']['y'] = 2",
        "server.py uses data in a way that is not read (line 2)",
    ),
    ("def generate(data):\n    if x:\n        return", "server.py may end before its last line (line 2)"),
    ("def generate(data):\n    global a\n    a = 2", "server.py changes names from within (line 2)"),
    ("@wrapped\ndef generate(data):\n    pass", "a generate of this kind (line 2)"),
    ("def generate(data:\n", "server.py is not Python"),
    ("x = " + "(" * 5000, "server.py is not Python"),
    ("#" * 300_000, "server.py is larger than 200,000 bytes"),
]


@pytest.mark.parametrize(("source", "why"), REFUSED)
def test_what_may_change_answers_unseen_is_refused(source: str, why: str) -> None:
    with pytest.raises(NotTaken) as told:
        server_values(source.encode())
    assert str(told.value) == why
