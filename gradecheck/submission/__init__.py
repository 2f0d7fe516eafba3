"""Submissions: what students hand in, read into a ``Submission`` without judging any of it."""
