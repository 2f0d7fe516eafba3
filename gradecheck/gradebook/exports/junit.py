"""``junit``: a test suite for each student and problem, a test case for each item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

from ...grading.points import decimal
from ...grading.verdict import ItemReport, Status
from ..standing import ProblemStanding, Standing
from .request import Request
from .told import LOOKED_AT, item_text

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def pieces(standings: Iterable[Standing], request: Request) -> Iterator[bytes]:
    """One document, a suite at a time. Scores are properties of the suites: JUnit knows only pass and fail."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n'
    for standing in standings:
        for one in standing.problems:
            yield ElementTree.tostring(_suite(standing, one), encoding="utf-8", xml_declaration=False) + b"\n"
    yield b"</testsuites>\n"


def possible(text: str) -> str:
    """``text`` without the characters that XML forbids.

    >>> possible("a\\x00b\\x1b[1m\\ufffe∂")
    'ab[1m∂'
    """
    return _FORBIDDEN.sub("", text)


def _suite(standing: Standing, one: ProblemStanding) -> ElementTree.Element:
    items = one.chosen.report.items if one.chosen else ()
    counts = {kind: sum(_outcome(item) == kind for item in items) for kind in ("failure", "error", "skipped")}
    suite = ElementTree.Element(
        "testsuite",
        name=possible(f"{standing.person.id} {one.problem}"),
        tests=str(len(items)),
        failures=str(counts["failure"]),
        errors=str(counts["error"]),
        skipped=str(counts["skipped"]),
    )
    properties = ElementTree.SubElement(suite, "properties")
    told = {"student": standing.person.id, "problem": one.problem, "score": decimal(one.score)}
    told |= {"max_score": decimal(one.max_score), "earned": decimal(one.earned), "weight": decimal(one.weight)}
    told |= {f"item {item.id}": f"{decimal(item.score)}/{decimal(item.points)}" for item in items}
    for name, value in told.items():
        ElementTree.SubElement(properties, "property", name=possible(name), value=possible(value))
    for item in items:
        suite.append(_case(item, standing, one))
    return suite


def _case(item: ItemReport, standing: Standing, one: ProblemStanding) -> ElementTree.Element:
    name = possible(f"{item.id} {item.label}".strip())
    case = ElementTree.Element("testcase", name=name, classname=possible(f"{standing.person.id}.{one.problem}"))
    outcome = _outcome(item)
    if outcome:
        said = possible(item_text(item, "full"))
        message = LOOKED_AT if item.status is Status.UNDECIDED else item.status.value
        told = ElementTree.SubElement(case, outcome, message=message)
        if outcome != "skipped":
            told.set("type", item.status.value)
        told.text = said
    return case


def _outcome(item: ItemReport) -> str:
    """What a test case holds: nothing for full credit; who left it blank, or is looked at, is skipped."""
    if item.earned >= item.points and item.status not in (Status.INVALID, Status.UNDECIDED):
        return ""
    match item.status:
        case Status.BLANK | Status.UNDECIDED:
            return "skipped"
        case Status.INVALID:
            return "error"
    return "failure"
