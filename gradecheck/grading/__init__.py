"""Grading: one check for each kind of part, and ``grade(problem, submission, seed) -> Report``."""
