"""Submissions: what students hand in, read into a ``Submission`` without judging any of it.

Here belong finding and decoding files, and the forms in which answers come: answer sheets, YAML, Python
files. Which answer belongs to which item, and what it earns, belongs to ``grading``.
"""

from .reader import read

__all__ = ["read"]
