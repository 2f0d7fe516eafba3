"""Points as numbers and texts: how every report, page and export writes them."""

from __future__ import annotations

from fractions import Fraction

from .verdict import ItemReport


def number(value: Fraction) -> int | float:
    """A whole number where it is one, else a float with six decimals.

    >>> number(Fraction(4, 2)), number(Fraction(1, 3))
    (2, 0.333333)
    """
    return int(value) if value.denominator == 1 else round(float(value), 6)


def decimal(value: Fraction, places: int = 6) -> str:
    """A number in decimals, rounded half up after ``places``, without zeros at its end.

    >>> decimal(Fraction(5, 2)), decimal(Fraction(2, 3)), decimal(Fraction(-1, 2)), decimal(Fraction(1, 10**9))
    ('2.5', '0.666667', '-0.5', '0')
    """
    scaled = (2 * abs(value.numerator) * 10**places + value.denominator) // (2 * value.denominator)
    whole, part = divmod(scaled, 10**places)
    sign = "-" if value < 0 and scaled else ""
    return f"{sign}{whole}.{part:0{places}d}".rstrip("0").rstrip(".")


def points_text(points: Fraction) -> str:
    """Points with at most two decimals.

    >>> [points_text(Fraction(n)) for n in ("2", "1/2", "1/3")]
    ['2', '0.5', '0.33']
    """
    return decimal(points, 2)


def taken_text(item: ItemReport) -> str:
    """How many hints were taken, and the points that they took off; "" where there were none.

    >>> item = ItemReport("1", "", Fraction(2), (), hints=2, hint_cost=Fraction(1, 8))
    >>> taken_text(item)
    '2 hints, −0.25'
    """
    if not item.hints:
        return ""
    cost = item.points * item.hint_cost
    return f"{item.hints} hint{'s' if item.hints > 1 else ''}" + (f", −{points_text(cost)}" if cost else "")


def out_of(score: Fraction, points: Fraction) -> str:
    """
    >>> out_of(Fraction(1, 2), Fraction(2))
    '0.5/2'
    """
    return f"{points_text(score)}/{points_text(points)}"
