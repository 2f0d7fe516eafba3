"""Checking answers from Python and in notebooks: ``gradecheck.check`` and ``%%gradecheck``."""
