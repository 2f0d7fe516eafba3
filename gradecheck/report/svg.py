"""Plots as inline SVG: plain text with classes for the style sheet, a title and a description for listeners."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from ..gradebook.statistics import ItemStatistics
from ..grading.verdict import Status
from .words import SIGNS, WORDS, on_one_line

ORDER = (
    Status.CORRECT,
    Status.PARTIAL,
    Status.INCORRECT,
    Status.INVALID,
    Status.UNDECIDED,
    Status.BLANK,
)
WIDTH, ROW = 720, 26
LEFT, BAR = 150, 380
DOTS = LEFT + BAR + 40
DOT_WIDTH = WIDTH - DOTS - 20
NARROWEST_SIGN = 14


def histogram(bins: Sequence[int], name: str) -> Markup:
    """Columns for equal parts of 0 to 100 %, with an axis on the left and below."""
    height, left, bottom = 220, 44, 180
    most = max(bins, default=0)
    step = _step(most)
    top = max(step * -(-most // step), step)
    width = (WIDTH - left - 10) / len(bins)
    marks: list[str] = []
    for value in range(0, top + 1, step):
        y = bottom - 160 * value / top
        marks.append(f'<line class="grid" x1="{left}" x2="{WIDTH - 10}" y1="{y:.1f}" y2="{y:.1f}"/>')
        marks.append(_text(left - 6, y + 4, str(value), "end"))
    for k, count in enumerate(bins):
        x, tall = left + k * width, 160 * count / top
        low, high = 100 * k // len(bins), 100 * (k + 1) // len(bins)
        told = f"{low} to {high} %: {count}"
        marks.append(
            f'<rect class="column" x="{x + 1:.1f}" y="{bottom - tall:.1f}" width="{width - 2:.1f}" '
            f'height="{tall:.1f}"><title>{told}</title></rect>'
        )
        if count:
            marks.append(_text(x + width / 2, bottom - tall - 4, str(count), "middle"))
        if not low % 10:
            marks.append(_text(x, bottom + 16, str(low), "middle"))
    marks.append(_text(WIDTH - 10, bottom + 16, "100", "end"))
    marks.append(f'<line class="axis" x1="{left}" x2="{WIDTH - 10}" y1="{bottom}" y2="{bottom}"/>')
    marks.append(_text(left + (WIDTH - 10 - left) / 2, bottom + 36, "score in percent", "middle"))
    marks.append(_text(left - 36, 12, "students", "start"))
    parts = [f"{100 * k // len(bins)} to {100 * (k + 1) // len(bins)} %: {n}" for k, n in enumerate(bins) if n]
    return _svg(name, "Score distribution", "Students by score. " + "; ".join(parts), height, marks)


def items_plot(items: Sequence[ItemStatistics], name: str) -> Markup:
    """For each item a bar of the shares of the verdicts, and beside it a dot for the discrimination."""
    height = ROW * len(items) + 60
    bottom = height - 40
    marks = list(_frame(bottom))
    for k, item in enumerate(items):
        y = 18 + ROW * k
        marks.append(_text(LEFT - 8, y + 14, on_one_line(f"{item.item} {item.label}".strip(), 22), "end"))
        marks += _bar(item, y)
        if item.discrimination is not None:
            x = DOTS + DOT_WIDTH * (item.discrimination + 1) / 2
            middle = DOTS + DOT_WIDTH / 2
            marks.append(f'<line class="stem" x1="{middle:.1f}" x2="{x:.1f}" y1="{y + 9}" y2="{y + 9}"/>')
            marks.append(
                f'<circle class="spot" cx="{x:.1f}" cy="{y + 9}" r="5">'
                f"<title>discrimination {item.discrimination:.2f}</title></circle>"
            )
    told = "; ".join(map(_in_words, items)) + ". The table has all figures."
    return _svg(name, "Verdicts and discrimination by item", told, height, marks)


def _in_words(item: ItemStatistics) -> str:
    counts = ((item.count(status), WORDS[status]) for status in ORDER)
    return f"{item.item}: " + ", ".join(f"{count} {word}" for count, word in counts if count)


def _frame(bottom: float) -> Iterator[str]:
    """Grids and the labels of both axes."""
    for share in (0, 25, 50, 75, 100):
        x = LEFT + BAR * share / 100
        yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="14" y2="{bottom}"/>'
        yield _text(x, bottom + 16, f"{share}", "middle")
    for k, label in enumerate(("−1", "0", "1")):
        x = DOTS + DOT_WIDTH * k / 2
        yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="14" y2="{bottom}"/>'
        yield _text(x, bottom + 16, label, "middle")
    yield _text(LEFT + BAR / 2, bottom + 34, "students in percent", "middle")
    yield _text(DOTS + DOT_WIDTH / 2, bottom + 34, "discrimination", "middle")


def _bar(item: ItemStatistics, y: float) -> Iterator[str]:
    x = float(LEFT)
    for status in ORDER:
        count = item.count(status)
        if not count:
            continue
        wide = BAR * count / item.n
        yield (
            f'<rect class="fill {status.value}" x="{x:.1f}" y="{y}" width="{wide:.1f}" height="18">'
            f"<title>{count} of {item.n} {WORDS[status]}</title></rect>"
        )
        if wide >= NARROWEST_SIGN:
            yield (
                f'<text class="on" x="{x + wide / 2:.1f}" y="{y + 13.5}" text-anchor="middle" '
                f'aria-hidden="true">{SIGNS[status]}</text>'
            )
        x += wide


def _svg(name: str, title: str, told: str, height: float, marks: Sequence[str]) -> Markup:
    inside = "\n".join(marks)
    return Markup(
        f'<svg class="plot" role="img" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" height="{height:g}" '
        f'aria-labelledby="{name}-title {name}-desc"><title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(told)}</desc>\n{inside}\n</svg>'
    )


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _step(most: int) -> int:
    """A round distance of marks: about five of them.

    >>> [_step(n) for n in (0, 4, 12, 480)]
    [1, 1, 5, 100]
    """
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if most <= 5 * step:
                return step if step != 2 * power or power > 1 or most > 5 else power
        power *= 10
