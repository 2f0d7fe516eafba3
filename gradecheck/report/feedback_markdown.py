"""A student's feedback as Markdown: what they wrote stands in code, what is said to them is escaped."""

from __future__ import annotations

from collections.abc import Iterator

from ..gradebook.standing import Standing
from .feedback import CodeLine, FeedbackView, ItemView, PartView, Picture, ProblemView, view
from .markdown import code_span, escaped, fenced
from .words import SIGNS, WORDS


def feedback_markdown(standing: Standing, course_title: str) -> str:
    """The feedback of one student, with as much in it as the feedback level of each problem shows."""
    return "\n".join(_lines(view(standing, course_title))) + "\n"


def _lines(shown: FeedbackView) -> Iterator[str]:
    yield f"# Feedback for {escaped(shown.name)}"
    yield ""
    known = [shown.course, shown.id if shown.id != shown.name else "", f"section {shown.section}"]
    yield " · ".join(escaped(one) for one in known[: 3 if shown.section else 2] if one)
    yield ""
    yield f"**Score {shown.score}** ({shown.percent} %)" if shown.score else "Marks are not shown yet."
    if shown.hidden and shown.score:
        yield ""
        yield f"Not counted in it: {shown.hidden} of {len(shown.problems)} problems, without marks so far."
    yield ""
    yield "| Problem | What counts | Score |"
    yield "| --- | --- | ---: |"
    for problem in shown.problems:
        facts = escaped(" ".join(problem.facts))
        yield f"| {escaped(problem.title)} | {facts} | {problem.score or 'not yet'} |"
    if shown.files:
        yield from ("", "## Your files", "")
        yield from (f"- {escaped(line)}" for line in shown.files)
    for problem in shown.problems:
        if problem.items:
            yield from _problem(problem)


def _problem(problem: ProblemView) -> Iterator[str]:
    yield ""
    yield f"## {escaped(problem.title)}: {problem.score}"
    for warning in problem.warnings:
        yield from ("", f"Note: {escaped(warning)}")
    for item in problem.items:
        yield from ("", f"### {escaped(item.name)}", "")
        yield from _item(item)


def _item(item: ItemView) -> Iterator[str]:
    if len(item.parts) == 1:
        part = item.parts[0]
        yield _result(part)
        yield from _below(part, "")
        return
    yield f"{SIGNS[item.status]} **{WORDS[item.status]}** {item.points}"
    yield ""
    for part in item.parts:
        yield f"- {escaped(part.name)}: {_result(part)}"
        yield from _below(part, "  ")


def _result(part: PartView) -> str:
    return f"{SIGNS[part.status]} **{WORDS[part.status]}** {part.points}"


def _below(part: PartView, indent: str) -> Iterator[str]:
    """What was written, how it was read and what is said, each a paragraph."""
    if "\n" in part.written:
        yield from ("", f"{indent}You wrote", "", fenced(part.written, indent))
    elif part.written:
        yield from ("", f"{indent}You wrote {code_span(part.written)}")
    if part.read_as:
        yield from ("", f"{indent}Read as {code_span(part.read_as)}")
    for said in part.sayings:
        yield from ("", indent + escaped(said.text))
        if said.excerpt:
            yield from ("", fenced(said.excerpt, indent))
    for picture in part.pictures:
        yield from _picture(picture, indent)
    if part.code and part.code_open:
        yield from (
            "",
            f"{indent}{escaped(part.code_title)}",
            "",
            fenced(_listing(part.code), indent, "python"),
        )


def _picture(picture: Picture, indent: str) -> Iterator[str]:
    where = f": wrong in {picture.where}" if picture.where else ""
    yield from ("", f"{indent}Gradient of {escaped(picture.name + where)}", "")
    yield fenced("\n".join(picture.rows), indent)


def _listing(lines: tuple[CodeLine, ...]) -> str:
    """Code with line numbers, and an arrow at lines that are spoken of."""
    width = max(len(str(line.number)) for line in lines)
    return "\n".join(
        f"{'>' if line.marked else ' '} {line.number or '':>{width}}  {line.text}".rstrip() for line in lines
    )
