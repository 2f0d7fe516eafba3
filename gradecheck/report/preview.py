"""A problem as its author looks at it: one HTML page with the question, the keys and what there is to mend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from markupsafe import Markup

from ..grading.examining import Examination
from ..grading.points import decimal, points_text
from ..notation import to_text
from ..notation.expr import SCALAR, Name
from ..notation.scope import Declared
from ..problem.finding import problem_id, shipped
from ..problem.model import Problem
from ..problem.variants import numbers_text
from .formulas import Formulas, formula
from .graph_svg import STYLE, graph_svg
from .labelled import labelled
from .pages import page, policy, template_text
from .picture import picture
from .preview_items import ItemPreview, Told, item_preview, told
from .words import on_one_line, visible

GENERATOR = "gradecheck preview"
"""What a page says it was made by."""
NO_MARKUP = Markup()


@dataclass(frozen=True, slots=True)
class NameRow:
    """A declared name: what it is, its shape and its value, "" where there is none."""

    name: str
    what: str
    definition: Markup
    shape: str
    value: str
    aliases: str


@dataclass(frozen=True, slots=True)
class ProblemPreview:
    """One file. Without a loaded problem there are its ``faults`` and little else.

    ``key`` begins the ids of its elements, ``path`` is what it is called on the command line; ``tests`` is a
    line on its tests, ``variant`` has the numbers that are shown where there are others.
    """

    key: str
    file: str
    path: str
    title: str
    faults: tuple[Told, ...]
    id: str = ""
    source: str = ""
    points: str = ""
    level: str = ""
    statement: Markup = NO_MARKUP
    question_picture: Markup = NO_MARKUP
    solution_picture: Markup = NO_MARKUP
    names: tuple[NameRow, ...] = ()
    items: tuple[ItemPreview, ...] = ()
    remarks: tuple[Told, ...] = ()
    notes: tuple[str, ...] = ()
    tests: str = ""
    variant: str = ""
    remarked: int = 0
    failed: int = 0


def preview_page(found: Sequence[Examination], name: str, student: str = "", version: str = "") -> str:
    """The page about these files, which the author called ``name``, with the numbers of ``student``.

    With a ``version`` it is a page of ``gradecheck preview --watch``: it asks its server whether there is
    another version by now, and has answers judged there.
    """
    style = template_text("page.css") + template_text("preview.css")
    script = template_text("preview.js")
    return page(
        "preview.html",
        name=on_one_line(name),
        generator=GENERATOR,
        version=version,
        student=on_one_line(student),
        problems=[_problem(each, f"p{k}", student) for k, each in enumerate(found, 1)],
        style=Markup(style),
        script=Markup(script),
        policy=policy(style, STYLE, script=script, asks=bool(version)),
    )


def is_preview(path: Path) -> bool:
    """Whether the file at ``path`` is a page like these, which may be written over."""
    try:
        with path.open("rb") as file:
            return f'<meta name="generator" content="{GENERATOR}">'.encode() in file.read(1 << 16)
    except OSError:
        return False


def called(path: Path) -> str:
    """What a problem file is called on the command line: by its id where it came along, else by its path."""
    return problem_id(path) if path.is_relative_to(shipped()) else str(path)


def _problem(found: Examination, key: str, student: str) -> ProblemPreview:
    problem, file, path = found.problem, visible(str(found.path)), visible(called(found.path))
    faults = tuple(map(told, found.faults))
    if problem is None:
        return ProblemPreview(key, file, path, on_one_line(problem_id(found.path)), faults)
    formulas = Formulas([problem])
    by_item: dict[int | None, list[Told]] = {}
    for remark in found.criticism.remarks:
        by_item.setdefault(remark.position, []).append(told(remark.message, is_error=remark.is_error))
    whose = ["--student", visible(student)] if problem.family and student else []
    trying = ["gradecheck", "try", path, *whose]
    items = tuple(
        item_preview(problem, item, formulas, found.outcomes, by_item.get(k, ()), trying)
        for k, item in enumerate(problem.items)
    )
    return ProblemPreview(
        key=key,
        file=file,
        path=path,
        title=on_one_line(problem.title or problem.id),
        faults=faults,
        id=visible(problem.id),
        source=on_one_line(problem.source),
        points=points_text(sum((item.points for item in problem.items), Fraction(0))),
        level=problem.feedback,
        statement=formulas.prose(problem.id, problem.statement),
        question_picture=graph(problem, f"{key}-question"),
        solution_picture=graph(problem, f"{key}-solution", solution=True),
        names=tuple(_names(problem)),
        items=items,
        remarks=tuple(by_item.get(None, ())),
        notes=tuple(on_one_line(note, 2_000) for note in (*problem.notes, *found.criticism.overlooked)),
        tests=_tests(found),
        variant=numbers_text(problem.variant),
        remarked=len(found.criticism.remarks),
        failed=len(found.failed),
    )


def graph(problem: Problem, name: str, *, solution: bool = False) -> Markup:
    """The drawn graph of a problem, "" where it has none; ``name`` begins its ids."""
    if not problem.graph:
        return Markup()
    what = "with values and gradients" if solution else "as students see it"
    title = f"Computation graph of {visible(problem.title or problem.id)}, {what}"
    return graph_svg(picture(labelled(problem, solution=solution)), title, name)


def _tests(found: Examination) -> str:
    if found.outcomes is None:
        return "not run" if found.faults else "running …"
    if not found.outcomes:
        return "none"
    passed = len(found.outcomes) - len(found.failed)
    return f"{passed} of {len(found.outcomes)} passed"


def _names(problem: Problem) -> Iterator[NameRow]:
    """The declared names in their order, with the values at which numbers are asked for."""
    known = {name: decimal(value) for name, value in problem.values}
    known |= {node.name: node.value for node in problem.graph if node.value}
    nodes = {node.name for node in problem.graph}
    for declared in problem.scope.names:
        yield _name(problem, declared, known.get(declared.name, ""), declared.name in nodes)


def _name(problem: Problem, declared: Declared, value: str, is_node: bool) -> NameRow:
    scope, definition = problem.scope, declared.definition
    what: str = declared.domain if definition is None else "node" if is_node else "definition"
    if declared.batch:
        what += f", for each {declared.batch}"
    if declared.distinct:
        what += ", all entries differ"
    set_ = Markup() if definition is None else formula(definition, scope, "")
    return NameRow(
        visible(to_text(Name(declared.name), "unicode", scope)),
        what,
        set_,
        "" if declared.shape == SCALAR else f"{declared.shape[0]} × {declared.shape[1]}",
        visible(value),
        ", ".join(map(visible, declared.aliases)),
    )
