"""Submissions: what students hand in, read into a ``Submission`` without judging any of it.

Here belong finding and decoding files, the forms in which answers come (answer sheets, YAML, Python files,
notebooks, rows of a form), and the forms in which a class comes (folders, downloads of learning platforms,
archives). Which answer belongs to which item, and what it earns, belongs to ``grading``.
"""

from .reader import read, read_files

__all__ = ["read", "read_files"]
