import random


def generate(data):
    a = random.randint(1, 9)
    b = 4
    data["params"]["a"] = a
    data["params"]["b"] = b
    data["correct_answers"]["sum"] = a + b
