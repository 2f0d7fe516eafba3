def generate(data):
    data["correct_answers"]["tenth"] = 1 / 10
