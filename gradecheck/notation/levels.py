"""Binding powers of the Pratt parser, loosest first.

``expression(level)`` takes operators that bind closer than ``level``. CONDITION is for what stands between two
cases, where ``if`` ends it; TIGHT is for factors side by side, where they bind closer than ``/``.
"""

CASES, CONDITION, OR, AND, NOT, COMPARE, SUM, PRODUCT, TIGHT, POWER = range(10)
