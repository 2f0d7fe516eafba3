# must: load_raises
raise KeyboardInterrupt("stop the grader")
