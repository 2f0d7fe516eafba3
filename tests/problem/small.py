"""A problem that is as small as can be: tests change a word of it."""

from __future__ import annotations

SMALL = """\
gradecheck: 1
id: small
variables:
  x: 2
  y: 3
graph:
  q: x y
  f: q + x
items:
  - {id: a, gradient: ∂f/∂x, symbolic: y + 1, numeric: 4}
"""
