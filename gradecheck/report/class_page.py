"""The instructor's report on a class as one HTML page: scores, items, wrong answers, what needs a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ..gradebook.clusters import Cluster, PartClusters
from ..gradebook.overview import ClassOverview
from ..gradebook.similarity import Alike
from ..gradebook.statistics import ItemStatistics, ProblemStatistics, ScoreDistribution
from ..grading.verdict import Status
from ..problem.model import Problem
from ..problem.variants import numbers_text
from ..submission.handed import Oddity, Person
from .feedback import Saying, oddity_words, saying
from .formulas import Formulas
from .pages import page
from .svg import ORDER, histogram, items_plot
from .words import on_one_line, visible

MOST_CLUSTERS, FEWEST_CLUSTERS = 5, 2
"""Clusters of one part that are listed, and how many where nobody's answer is like another's."""
PLAIN_NOTES = ("different", "unreadable")
"""Notes that name no mistake."""
DOUBTFUL = 0.1
"""A discrimination below it is pointed out."""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A row of the item table."""

    name: str
    n: int
    difficulty: str
    discrimination: str
    is_doubtful: bool
    counts: tuple[int, ...]
    notes: str


@dataclass(frozen=True, slots=True)
class ClusterRow:
    """A cluster as it is shown: what they wrote, how many did, and what the mistake is.

    ``formula`` is the answer as a formula, "" where ``shown`` has to do; ``variant`` has the numbers that it is
    an answer to, where students have their own.
    """

    count: int
    percent: int
    status: Status
    shown: str
    is_math: bool
    spellings: tuple[str, ...]
    more: int
    note: str
    said: Saying
    formula: Markup
    variant: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """The wrong answers to one part. ``expected`` is the key, "" for code and where each has another one."""

    name: str
    wrong: int
    n: int
    clusters: tuple[ClusterRow, ...]
    others: int
    expected: Markup


@dataclass(frozen=True, slots=True)
class ProblemPart:
    """What is shown of one problem."""

    title: str
    n: int
    attempts: str
    milliseconds: str
    rows: tuple[ItemRow, ...]
    plot: Markup
    parts: tuple[PartRow, ...]


def class_page(
    seen: ClassOverview, course_title: str, problems: Sequence[Problem] = (), *, hide_names: bool = False
) -> str:
    """The report. With ``hide_names`` students are numbered in the order of their ids.

    Answers to ``problems`` are set as formulas.
    """
    formulas = Formulas(problems)
    naming = Naming(dict((*seen.people, *seen.missing)), hide_names)
    by_problem: dict[str, list[PartClusters]] = {}
    for part in seen.clusters:
        by_problem.setdefault(part.problem, []).append(part)
    blocks = [
        _problem(one, by_problem.get(one.problem, ()), f"plot-{k}", formulas)
        for k, one in enumerate(seen.statistics.problems, 1)
    ]
    titles = {one.problem: one.title for one in seen.statistics.problems}
    return page(
        "class.html",
        course=on_one_line(course_title),
        students=seen.statistics.students,
        scores=seen.statistics.scores,
        summary=_scores(seen.statistics.scores),
        histogram=histogram(seen.statistics.scores.bins, "scores"),
        problems=blocks,
        order=ORDER,
        undecided=[
            (
                on_one_line(f"{titles.get(one.problem, one.problem)}: {one.part}"),
                naming.of(one.person),
                on_one_line(one.read_as or one.written or "code"),
                on_one_line(one.why),
            )
            for one in seen.undecided
        ],
        undecided_count=seen.undecided_count,
        alike=[_alike(one, titles, naming) for one in seen.alike],
        missing=[naming.of(number) for number, _ in seen.missing],
        oddities=_oddities(seen.oddities, naming),
        oddities_listed=len(seen.oddities),
        oddity_count=seen.oddity_count,
        hide_names=hide_names,
    )


@dataclass(frozen=True, slots=True)
class Naming:
    """What students are called on the page."""

    people: dict[int, Person]
    hidden: bool

    def of(self, number: int) -> str:
        """A name with the id, or only a number.

        >>> Naming({0: Person("ada", "Ada L.")}, False).of(0), Naming({}, True).of(0)
        ('Ada L. (ada)', 'student 1')
        """
        person = None if self.hidden else self.people.get(number)
        if person is None:
            return f"student {number + 1}"
        named = bool(person.name) and person.name != person.id
        return on_one_line(f"{person.name} ({person.id})" if named else person.id, 80)


def _oddities(found: Sequence[tuple[int | None, Oddity]], naming: Naming) -> list[tuple[str, str, str]]:
    """Kind, student and words of each; only how many there are of a kind where names are hidden."""
    if naming.hidden:
        counts = Counter(one.kind for _, one in found)
        return [(kind.replace("_", " "), "", f"{count} in all") for kind, count in sorted(counts.items())]
    return [
        (one.kind.replace("_", " "), "" if number is None else naming.of(number), oddity_words(one))
        for number, one in found
    ]


def _scores(scores: ScoreDistribution) -> list[tuple[str, str]]:
    if scores.quartiles is None or scores.mean is None or scores.deviation is None:
        return []
    low, middle, high = scores.quartiles
    return [
        ("mean", f"{scores.mean:.1f} %"),
        ("standard deviation", f"{scores.deviation:.1f} %"),
        ("median", f"{middle:.1f} %"),
        ("quartiles", f"{low:.1f} % and {high:.1f} %"),
        ("full marks", str(scores.full)),
    ]


def _problem(
    one: ProblemStatistics, clusters: Sequence[PartClusters], plot: str, formulas: Formulas
) -> ProblemPart:
    return ProblemPart(
        title=on_one_line(one.title or one.problem),
        n=one.n,
        attempts="" if one.attempts is None else f"{one.attempts:g}",
        milliseconds="" if one.milliseconds is None else _time(one.milliseconds),
        rows=tuple(map(_item, one.items)),
        plot=items_plot(one.items, plot),
        parts=tuple(_part(part, formulas) for part in clusters),
    )


def _time(milliseconds: float) -> str:
    """
    >>> _time(12.5), _time(2300)
    ('12 ms', '2.3 s')
    """
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


def _item(item: ItemStatistics) -> ItemRow:
    notes = ", ".join(f"{visible(note)} {count}" for note, count in item.notes[:4])
    return ItemRow(
        name=on_one_line(f"{item.item} {item.label}".strip(), 60),
        n=item.n,
        difficulty="–" if item.difficulty is None else f"{item.difficulty:.2f}",
        discrimination="–" if item.discrimination is None else f"{item.discrimination:.2f}".replace("-", "−"),
        is_doubtful=item.discrimination is not None and item.discrimination < DOUBTFUL,
        counts=tuple(item.count(status) for status in ORDER),
        notes=notes,
    )


def _part(part: PartClusters, formulas: Formulas) -> PartRow:
    several = [one for one in part.clusters if one.count > 1]
    own = any(one.variant for one in part.clusters)
    shown = (several or part.clusters[:FEWEST_CLUSTERS])[:MOST_CLUSTERS]
    return PartRow(
        name=on_one_line(part.part),
        wrong=part.wrong,
        n=part.n,
        clusters=tuple(_cluster(one, part, formulas) for one in shown),
        others=part.wrong - sum(one.count for one in shown),
        expected=Markup() if own else formulas.key(part.problem, part.item, part.part),
    )


def _cluster(one: Cluster, part: PartClusters, formulas: Formulas) -> ClusterRow:
    written = [(on_one_line(text, 120), count) for text, count in one.spellings]
    if part.kind == "code":
        shown = f"gradient of {one.wrong} wrong" if one.wrong else on_one_line(one.note)
    else:
        shown = on_one_line(one.read_as, 200) or (written[0][0] if written else "")
    others = [(text, count) for text, count in written if len(written) > 1 or _bare(text) != _bare(shown)]
    return ClusterRow(
        count=one.count,
        percent=round(100 * one.count / part.n),
        status=one.status,
        shown=visible(shown),
        is_math=bool(one.read_as) and part.kind != "code",
        spellings=tuple(f"{text}  ×{count}" if len(written) > 1 else text for text, count in others),
        more=one.different - len(written),
        note="" if one.note in PLAIN_NOTES else on_one_line(one.note),
        said=saying(visible(one.sentence if part.kind == "code" else one.sentence.partition("\n")[0])),
        formula=formulas.answer(part.problem, part.kind, one.read_as),
        variant=numbers_text(one.variant),
    )


def _bare(text: str) -> str:
    """
    >>> _bare("− z") == _bare("-z")
    True
    """
    return text.replace("−", "-").replace(" ", "")


def _alike(one: Alike, titles: dict[str, str], naming: Naming) -> tuple[str, str, str, int]:
    people = list(_some(one.people, naming))
    return (
        on_one_line(titles.get(one.problem, one.problem)),
        ", ".join(people),
        f"{one.share:.0%}",
        one.evidence,
    )


def _some(people: Sequence[int], naming: Naming) -> Iterator[str]:
    yield from (naming.of(number) for number in people[:12])
    if len(people) > 12:
        yield f"{len(people) - 12} more"
