import prairielearn as pl
import sympy


def generate(data):
    a = 3
    x = sympy.symbols("x")
    f = sympy.sin(a * x**2)
    data["params"]["a"] = a
    data["correct_answers"]["df"] = pl.to_json(sympy.diff(f, x))
