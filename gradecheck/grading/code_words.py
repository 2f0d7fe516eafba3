"""Sentences about a student's code: what a function did, and what its gradients are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..differences import contract as c
from ..differences.own_forward import Difference, ForwardCheck
from ..differences.point import NotNumbers, Raised
from ..differences.verdicts import Told
from ..problem.parts import CodePart
from ..sandbox import outcome as o
from ..sandbox.advice import advice
from .verdict import GradientFacts

Said = tuple[str, str]
"""A note, and a sentence."""


def failure_said(part: CodePart, failure: o.Failure) -> tuple[str, str, bool]:
    """Why a run ended before all calls were made: a note, a sentence, and whether the code could be read."""
    match failure:
        case o.SyntaxProblem(line=line, message=message, source_line=text):
            remedy = advice(failure) or "mend the line and hand in again"
            return "syntax_error", f"line {line}: {message}\n  {text}\n  {remedy}", False
        case o.MissingFunction(name=name, near=near):
            said = f"there is no function {name} in the file\n  {_define(part, name, near)}"
            return "missing_function", said, False
        case o.TimedOut(seconds=seconds):
            said = f"It did not end within {seconds:g} seconds: is there an endless loop?"
            return "time_out", said, True
        case o.MemoryExceeded():
            return "memory", "It asked for more memory than there is for it.", True
        case o.OutputExceeded():
            return "output", "It returned more than can be right.", True
        case o.Raised(type=kind, message=message, line=line, source_line=text):
            raised = Raised(kind, message, line, text)
            return "exception", raised_words(raised, "while the file was loaded"), True
        case o.Died(forbidden=True):
            said = "It asked the system for something that no exercise needs, and was stopped."
            return "forbidden", said, True
    return "died", "The process ended before the function had returned.", True


def _define(part: CodePart, name: str, near: str) -> str:
    if near and near not in (part.function, part.own.function if part.own else ""):
        return f"did you mean it to be {near}?"
    own = part.own is not None and part.own.function == name
    arguments = part.own.arguments if part.own is not None and own else part.arguments
    return f"write def {name}({', '.join(arguments)}):"


def raised_words(raised: Raised, when: str) -> str:
    """An exception with the student's own line, and what to write instead where that is known.

    >>> old = Raised("NameError", "name 'xrange' is not defined", 2, "for i in xrange(3):")
    >>> print(raised_words(old, "with n = 3"))
    NameError in line 2, with n = 3: name 'xrange' is not defined
      for i in xrange(3):
      xrange is a name of Python 2: write range.
    """
    if not raised.type:
        return f"{raised.message}."
    where = f" in line {raised.line}" if raised.line else ""
    forward = ", in the forward that makes the cache" if raised.stage == "forward" else ""
    shown = f"\n  {raised.source_line}" if raised.source_line else ""
    message = f": {raised.message}" if raised.message else ""
    remedy = advice(o.Raised(raised.type, raised.message, raised.line, raised.source_line))
    return f"{raised.type}{where}, {when}{forward}{message}{shown}" + (f"\n  {remedy}" if remedy else "")


def fatal_said(part: CodePart, told: Told) -> Said:
    """What keeps a gradient from being judged."""
    label = f"with {told.at}"
    wanted = ", ".join(part.gradients)
    match told.finding:
        case c.Failed(outcome=Raised() as raised):
            return "exception" if raised.type else "no_cache", raised_words(raised, label)
        case c.Failed(outcome=NotNumbers(what=what)):
            remedy = "return the gradient as an array" if what == "None" else "return numbers in an array"
            return "wrong_return", f"{_first_up(label)} it returned {what}: {remedy}."
        case c.WrongCount(given=given):
            number = f"{given} array" + ("" if given == 1 else "s")
            return "wrong_count", f"It returned {number}; gradients for {wanted} are needed."
        case c.Missing(name=name):
            return "missing_gradient", f"There is no gradient of {name}: None was returned."
        case c.WrongShape(name=name, given=shape, needed=needed):
            said = f"{_first_up(label)} the gradient of {name} has shape {shape}; {needed} is needed."
            return "wrong_shape", said
        case c.NotReal(name=name, dtype=dtype):
            return "wrong_return", f"The gradient of {name} is not made of real numbers, but of {dtype}."
        case c.NotFinite(name=name, count=count):
            said = f"{_entries(count)} of the gradient of {name} {_are(count)} NaN or infinite"
            return "not_finite", f"{_first_up(label)}, {said}."
        case c.NotRepeatable():
            return "not_repeatable", "Called again with the same arguments, it gives something else."
    return "wrong_return", "It cannot be judged."


def remarks(part: CodePart, told: Sequence[Told]) -> Iterator[str]:
    """What is odd and costs nothing."""
    upstream = ", ".join(part.upstream)
    mutated = [one.finding.name for one in told if isinstance(one.finding, c.Mutated)]
    if mutated:
        names = ", ".join(upstream if name == "upstream" else name for name in mutated)
        yield f"It changes {names} in place, which whoever calls it may still need; work on copies."
    for one in told:
        match one.finding:
            case c.OddType(name=name, dtype=dtype) if dtype != "float32":
                yield f"The gradient of {name} is made of {dtype}; it was judged as numbers."
            case c.Aliased(name=name, source=source):
                yield f"The gradient of {name} shares memory with {source}: return a copy."
            case c.NotFinite(name=name) if not one.fatal:
                yield f"With {one.at}, on a kink, the gradient of {name} is NaN or infinite."
            case c.Failed(outcome=Raised() as raised) if not one.fatal and not mutated:
                yield raised_words(raised, f"with {one.at}")


def fails_only_said(part: CodePart, labels: Sequence[str]) -> str:
    """That a function is right, but not everywhere."""
    return f"{part.function} fails with {_some(labels)} only; what it gives elsewhere earns its share."


def gradient_said(facts: GradientFacts) -> str:
    """Which gradient is wrong, with what, and a picture of where.

    >>> wrong = GradientFacts("w", "wrong", ("n = 6",), ("n = 1",), where="entry 2", picture=(". . x",))
    >>> print(gradient_said(wrong))
    The gradient of w is wrong with n = 6; it is right with n = 1.
      entry 2
      . . x
    """
    right = f"; it is right with {_some(facts.right_with)}" if facts.right_with else ""
    lines = [f"The gradient of {facts.name} is wrong with {_some(facts.wrong_with)}{right}."]
    lines += [f"  {line}" for line in (facts.where, *facts.picture) if line]
    return "\n".join(lines)


def forward_said(function: str, check: ForwardCheck) -> str:
    """What is wrong with a student's own forward."""
    first = check.first
    if first is None:
        return f"{function} could not be judged."
    label = f"with {_some(check.wrong_with)}"
    match first.failure:
        case Raised() as raised:
            return f"{function}: {raised_words(raised, f'with {first.at}')}"
        case NotNumbers(what=what):
            return f"{function}: {label} it returned {what}."
    if first.needed or first.given:
        return f"{function}: {label} the output has shape {first.given}; {first.needed} is needed."
    if first.worst is None:
        return f"{function}: {label} it does not return the outputs asked for."
    return f"{function}: {label} the output is wrong; worst: {_entry(first)}."


def forward_values(function: str, first: Difference | None) -> str:
    """The numbers of a wrong forward, for who may see what is right; "" where there are none."""
    if first is None or first.worst is None:
        return ""
    return f"{function}: at {_entry(first)} yours {first.worst.yours:.6g}, expected {first.worst.expected:.6g}"


def _entry(first: Difference) -> str:
    index = first.worst.index if first.worst is not None else ()
    of = f" of output {first.output + 1}" if first.output else ""
    return (f"entry {index[0] if len(index) == 1 else index}" if index else "its value") + of


def _some(labels: Sequence[str]) -> str:
    """
    >>> _some(["a", "b", "c", "d", "e"])
    'a; b; c and 2 more'
    """
    shown = "; ".join(labels[:3])
    return shown if len(labels) <= 3 else f"{shown} and {len(labels) - 3} more"


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
