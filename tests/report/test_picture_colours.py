"""The colours of the picture: all can be read, and right and wrong differ for colour-blind people too."""

from __future__ import annotations

import re

import pytest

from gradecheck.report.graph_svg import STYLE

Colour = tuple[float, float, float]

SIGHT = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "without red": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "without green": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "without blue": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}
"""What is seen of linear red, green and blue (Machado, Oliveira and Fernandes 2009, severity 1)."""


def colours(scheme: str) -> dict[str, str]:
    light, dark = STYLE.split("@media")
    rules = dark if scheme == "dark" else light
    found = {"text": next(iter(re.findall(r"[ {]color: (#\w+)", rules)))}
    for selectors, colour in re.findall(r"((?:\.gc [\w.]+(?:, )?)+) \{ (?:fill|stroke): (#\w+)", rules):
        found.update(dict.fromkeys(re.findall(r"[\w]+(?=,|$)", selectors), colour))
    return found


def linear(text: str) -> Colour:
    digits = text[1:] if len(text) == 7 else "".join(2 * digit for digit in text[1:])
    parts = [int(digits[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return red, green, blue


def seen(text: str, sight: str) -> Colour:
    colour = linear(text)
    one, two, three = (
        min(max(sum(a * b for a, b in zip(row, colour, strict=True)), 0.0), 1.0) for row in SIGHT[sight]
    )
    return one, two, three


def brightness(colour: Colour) -> float:
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def contrast(one: Colour, two: Colour) -> float:
    low, high = sorted((brightness(one), brightness(two)))
    return (high + 0.05) / (low + 0.05)


def apart(one: Colour, two: Colour) -> float:
    """The distance in CIELAB; about 2 is the least that is noticed."""

    def lab(colour: Colour) -> Colour:
        red, green, blue = colour
        x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
        z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
        a, b, c = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, brightness(colour), z))
        return 116 * b - 16, 500 * (a - b), 200 * (b - c)

    return float(sum((a - b) ** 2 for a, b in zip(lab(one), lab(two), strict=True)) ** 0.5)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_right_and_wrong_differ_and_all_is_read_whatever_colours_are_seen(scheme: str, sight: str) -> None:
    look = {name: seen(colour, sight) for name, colour in colours(scheme).items()}
    paper = look.pop("paper")
    assert {"text", "gradient", "correct", "incorrect", "partial", "invalid", "undecided"} <= look.keys()
    assert min(contrast(colour, paper) for colour in look.values()) >= 4.5
    assert apart(look["correct"], look["incorrect"]) > 40
