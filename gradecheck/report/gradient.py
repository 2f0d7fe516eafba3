"""A checked gradient for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..differences import contract as c
from ..differences.picture import described, picture
from ..differences.plain import raised_words
from ..differences.point import Raised
from ..differences.verdicts import BlockCheck, GradientCheck, Told
from .words import visible

HEADS = {
    "right": "✓ right",
    "wrong": "✗ wrong",
    "undecidable": "? undecidable",
    "malformed": "✗ malformed",
}


def gradient_lines(check: GradientCheck, backward: str, forward: str, *, plain: bool = False) -> Iterator[str]:
    """The whole judgement in lines; ``plain`` has neither signs nor pictures of arrays."""
    yield f"{backward} against {forward}: {check.verdict if plain else HEADS[check.verdict]}"
    for told in check.told:
        yield f"  {finding_words(told)}"
    for block in check.blocks:
        yield from _block(block, check, plain)
    for named in check.named:
        yield f"  {visible(named.sentence)}"
    if check.repair is not None:
        repair = check.repair
        yield f"  line {repair.line}: it passes everywhere with"
        yield f"    {visible(repair.new)}"
        yield "  in place of"
        yield f"    {visible(repair.old)}"
    configurations = len({trial.label for trial in check.trials})
    yield (
        f"  {_number(configurations, 'configuration')}; {forward} evaluated at {check.evaluations} points, "
        f"{backward} called {check.calls} times"
    )


def _block(block: BlockCheck, check: GradientCheck, plain: bool) -> Iterator[str]:
    match block.verdict:
        case "right":
            yield f"  {block.name}: right; {_limit(block)}"
            yield from _coverage(block)
        case "undecidable":
            yield f"  {block.name}: undecidable; every point that was tried lies on a kink or is too noisy"
        case "malformed":
            yield f"  {block.name}: there is nothing to compare"
        case "wrong":
            yield from _wrong(block, check, plain)
    if block.undecided and block.verdict in ("right", "wrong"):
        yield f"    nothing could be said with {', '.join(block.undecided)}"


def _wrong(block: BlockCheck, check: GradientCheck, plain: bool) -> Iterator[str]:
    labels = tuple(dict.fromkeys(check.trials[k].label for k in block.wrong))
    right = tuple(
        label for label in dict.fromkeys(check.trials[k].label for k in block.right) if label not in labels
    )
    outputs = check.outputs.get(block.name, ())
    through = f" through output {', '.join(str(k + 1) for k in outputs)}" if outputs else ""
    yield f"  {block.name}: wrong{through} with {_some(labels)}" + (
        f"; right with {_some(right)}" if right else ""
    )
    if block.located is None:
        return
    located = block.located
    yield f"    {described(located)}"
    if located.wrong.size > 1 and located.kind != "dense" and not plain:
        yield from (f"      {row}" for row in picture(located.wrong, located.undecidable))
    if located.worst is not None:
        worst = located.worst
        at = f" at {list(worst.index)}" if worst.index else ""
        yield f"    yours:    {worst.yours: .12g}{at}"
        yield f"    expected: {worst.expected: .12g}  (± {worst.bound:.1g})"


def _some(labels: tuple[str, ...]) -> str:
    return ", ".join(labels) if len(labels) <= 3 else f"{', '.join(labels[:3])} and {len(labels) - 3} more"


def _limit(block: BlockCheck) -> str:
    if not block.largest:
        return "it is 0 everywhere"
    return f"an error below {block.limit:.0e} of its largest entry ({block.largest:.2g}) would not be seen"


def _coverage(block: BlockCheck) -> Iterator[str]:
    """What was never tried: entries that were 0 at all points of a configuration."""
    coverage = block.coverage
    if coverage is not None and coverage.alive < coverage.entries:
        quiet = coverage.entries - coverage.alive
        yield f"    {quiet} of {coverage.entries} entries were 0 at every point of their configuration"


def finding_words(told: Told) -> str:
    """One sentence about something odd.

    >>> finding_words(Told(c.WrongShape("W", (3,), (3, 1)), "a batch of 1", True))
    'with a batch of 1: the gradient of W has shape (3,); its input has (3, 1)'
    """
    return f"with {told.at}: {visible(_finding(told.finding))}"


def _finding(finding: c.Finding) -> str:
    match finding:
        case c.Failed(outcome=Raised() as raised):
            where = ", in the forward that makes the cache" if raised.stage == "forward" else ""
            return f"{raised_words(raised)}{where}"
        case c.Failed(outcome=odd):
            return f"it returned {getattr(odd, 'what', 'no arrays')}"
        case c.WrongCount(given=given, needed=needed):
            return f"it returned {_number(given, 'gradient')}; {needed} are needed"
        case c.Missing(name=name):
            return f"there is no gradient of {name}: None was returned"
        case c.WrongShape(name=name, given=given_shape, needed=shape):
            return f"the gradient of {name} has shape {given_shape}; its input has {shape}"
        case c.NotReal(name=name, dtype=dtype):
            return f"the gradient of {name} is not made of real numbers, but of {dtype}"
        case c.NotFinite(name=name, count=count, first=first):
            return f"{_number(count, 'entry')} of the gradient of {name} are NaN or infinite, first at {first}"
        case c.NotRepeatable():
            return "called again with the same arguments, it gives something else"
        case c.OddType(name=name, dtype=dtype):
            return f"the gradient of {name} is made of {dtype}; it was judged as numbers"
        case c.Mutated(name=name):
            what = "the upstream gradient" if name == "upstream" else name
            return f"it changes {what} in place: work on a copy"
        case c.Aliased(name=name, source=source):
            return f"the gradient of {name} shares memory with {source}: return a copy"


def _number(count: int, word: str) -> str:
    many = word[:-1] + "ies" if word.endswith("y") else word + "s"
    return f"{count} {word if count == 1 else many}"


def gradient_json(check: GradientCheck) -> dict[str, Any]:
    """The judgement as plain values; the keys are documented in ``docs/gradient.md``."""
    repair = check.repair
    return {
        "verdict": check.verdict,
        "inputs": [_block_json(block, check) for block in check.blocks],
        "told": [{"with": t.at, "fatal": t.fatal, "what": _finding(t.finding)} for t in check.told],
        "mistakes": [
            {"input": one.name, "tag": one.tag, "detail": one.detail, "sentence": one.sentence}
            for one in check.named
        ],
        "repair": None if repair is None else {"line": repair.line, "old": repair.old, "new": repair.new},
        "evaluations": check.evaluations,
        "calls": check.calls,
    }


def _block_json(block: BlockCheck, check: GradientCheck) -> dict[str, Any]:
    located, coverage = block.located, block.coverage
    worst = located.worst if located is not None else None
    return {
        "name": block.name,
        "verdict": block.verdict,
        "bound": block.bound,
        "detection_limit": block.limit if block.limit < float("inf") else None,
        "largest": block.largest,
        "wrong_with": list(dict.fromkeys(check.trials[k].label for k in block.wrong)),
        "undecided_with": list(block.undecided),
        "where": "" if located is None else described(located),
        "worst": None
        if worst is None
        else {
            "index": list(worst.index),
            "yours": worst.yours,
            "expected": worst.expected,
            "bound": worst.bound,
        },
        "coverage": None if coverage is None else {"alive": coverage.alive, "entries": coverage.entries},
    }
