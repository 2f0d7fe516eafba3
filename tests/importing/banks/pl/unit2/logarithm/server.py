from sympy import *


def generate(data):
    x = symbols("x")
    data["correct_answers"]["term"] = str(2 * log(Abs(x)))
