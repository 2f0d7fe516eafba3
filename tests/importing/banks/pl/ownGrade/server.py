def grade(data):
    data["score"] = 1
