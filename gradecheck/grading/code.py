"""Checking a student's backprop function: run apart, held against reverse mode and finite differences.

Inputs are drawn here, and only they and the upstream gradient go to the child process; what comes back is
compared here with the gradient of the author's forward computation, found in two ways. Where these two
disagree, nobody is convicted.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import PurePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..algebra.comparison import Evidence, Witness
from ..autodiff.numeric import value, vjp
from ..differences.contract import Missing, NotFinite, NotReal, WrongShape
from ..differences.entries import EntryCheck, check_entries
from ..notation.expr import SCALAR
from ..notation.scope import Declared
from ..problem.model import CodePart, Problem
from ..sandbox import outcome as o
from ..sandbox.advice import advice
from ..sandbox.limits import Limits
from ..sandbox.process import run
from ..sandbox.request import Call
from ..sandbox.returned import NotNumbers, arrays_of
from .verdict import Status, Verdict

Array = NDArray[np.float64]
ROUNDS = 3
"""Draws for each size: three orders of the entries."""


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """One call: the sizes, the inputs (two dimensions), and the gradients by reverse mode."""

    sizes: tuple[tuple[str, int], ...]
    inputs: dict[str, Array]
    expected: dict[str, Array]

    @property
    def named(self) -> str:
        """How it is told to the student.

        >>> Trial((("n", 3),), {}, {}).named
        'n = 3'
        """
        return ", ".join(f"{name} = {size}" for name, size in self.sizes) or "the test input"


def check(
    part: CodePart, problem: Problem, source: str, filename: str, seed: int, *, trust: bool = False
) -> Verdict:
    """The verdict on a file with the function that the part asks for.

    Code that is not trusted is run only where a sandbox holds; raises ``MachineError`` where none does.
    """
    random = np.random.default_rng([seed, len(part.sizes)])
    trials = [_trial(part, problem, sizes, random) for sizes in part.sizes for _ in range(ROUNDS)]
    calls = [Call(part.function, tuple(_arguments(part, problem, trial).values())) for trial in trials]
    called = PurePath(filename).name or "answer.py"
    done = run(source, called, calls + calls[:1], Limits(seconds=part.seconds), trust=trust)
    if done.failure is not None and len(done.calls) < len(trials):
        early = _first_wrong(part, problem, trials, done)
        return early or _failed(part, done.failure)
    wrong = _first_wrong(part, problem, trials, done)
    if wrong is not None:
        return wrong
    if not _same(done.calls[0], done.calls[-1]):
        return _wrong("not_repeatable", "Called again with the same arguments, it gives something else.")
    points = len(trials)
    return Verdict(
        Status.CORRECT,
        Fraction(1),
        feedback=_remarks(done),
        evidence=Evidence("agrees", points=points, bits=20),
    )


def _trial(
    part: CodePart, problem: Problem, sizes: tuple[tuple[str, int], ...], random: np.random.Generator
) -> Trial:
    dims = dict(sizes)
    inputs: dict[str, Array] = {}
    for name in part.arguments:
        declared = problem.scope.get(name)
        assert declared is not None, name
        inputs[name] = _drawn(declared, dims, random)
    forward = {name: array for name, array in inputs.items() if name != part.upstream}
    expected = {
        name: vjp(problem.scope, part.output, forward, inputs[part.upstream], name) for name in part.inputs
    }
    return Trial(sizes, inputs, expected)


def _drawn(declared: Declared, dims: dict[str, int], random: np.random.Generator) -> Array:
    """Entries of order one from the declared domain, well apart from one another and from 0."""
    rows, columns = (size if isinstance(size, int) else dims[size] for size in declared.shape)
    count = rows * columns
    steps = random.permutation(count) + 1 + 0.5 * random.random(count)
    match declared.domain:
        case "probability":
            entries = steps / (count + 2)
        case "positive" | "nonnegative":
            entries = 0.25 + 2 * steps / count
        case "negative":
            entries = -0.25 - 2 * steps / count
        case "integer" | "natural" | "boolean":
            entries = np.floor(steps) if declared.domain != "boolean" else np.floor(steps) % 2
        case _:
            signs = random.choice([-1.0, 1.0], count)
            entries = signs * (0.25 + 2 * steps / count)
    return np.asarray(entries, dtype=np.float64).reshape(rows, columns)


def _sent(part: CodePart, problem: Problem, name: str, array: Array) -> NDArray[Any]:
    """An array as the student has it: vectors flat, scalars without dimensions."""
    declared = problem.scope.get(name)
    shape = declared.shape if declared else SCALAR
    if shape == SCALAR:
        return array.reshape(())
    return array.ravel() if part.flat and 1 in shape else array


def _arguments(part: CodePart, problem: Problem, trial: Trial) -> dict[str, NDArray[Any]]:
    """The arguments of one call, in order."""
    return {name: _sent(part, problem, name, trial.inputs[name]) for name in part.arguments}


def _first_wrong(part: CodePart, problem: Problem, trials: list[Trial], done: o.Run) -> Verdict | None:
    for trial, call in zip(trials, done.calls, strict=False):
        verdict = _called(part, problem, trial, call)
        if verdict is not None:
            return verdict
    return None


def _called(part: CodePart, problem: Problem, trial: Trial, call: o.CallOutcome) -> Verdict | None:
    """What is wrong with one call; None where nothing is."""
    match call:
        case o.Raised():
            return _wrong("exception", _raised(call, f"with {trial.named}"))
        case o.NotMade(why=why):
            return _wrong("wrong_return", why)
    arrays = arrays_of(call.value)
    if isinstance(arrays, NotNumbers):
        remedy = "return the gradient as an array" if arrays.what == "None" else "return numbers in an array"
        return _wrong("wrong_return", f"With {trial.named} it returned {arrays.what}: {remedy}.")
    if len(arrays) != len(part.inputs):
        wanted = ", ".join(part.inputs)
        return _wrong("wrong_count", f"It returned {len(arrays)} arrays; gradients for {wanted} are needed.")
    given = dict(zip(part.inputs, arrays, strict=True))
    forward = {
        name: _sent(part, problem, name, trial.inputs[name]) for name in part.arguments if name != part.upstream
    }
    upstream = _sent(part, problem, part.upstream, trial.inputs[part.upstream])
    checked = check_entries(_forward(part, problem, trial), forward, upstream, given)
    for name in part.inputs:
        verdict = _block(part, problem, trial, checked[name], given[name])
        if verdict is not None:
            return verdict
    return None


def _forward(part: CodePart, problem: Problem, trial: Trial) -> Any:
    """The author's forward on flat arguments, as the finite differences call it."""
    whole = value(problem.scope, part.output, _two_dimensional(trial.inputs, trial))
    shape = _sent(part, problem, part.output, whole).shape

    def forward(**arguments: NDArray[Any]) -> NDArray[Any]:
        result = value(problem.scope, part.output, _two_dimensional(arguments, trial))
        return np.asarray(result).reshape(shape)

    return forward


def _two_dimensional(arguments: dict[str, Any], trial: Trial) -> dict[str, Array]:
    return {
        name: np.asarray(array, dtype=np.float64).reshape(trial.inputs[name].shape)
        for name, array in arguments.items()
    }


def _block(
    part: CodePart, problem: Problem, trial: Trial, block: EntryCheck, given: NDArray[Any]
) -> Verdict | None:
    """The judgement of one gradient, held against reverse mode as well."""
    name = block.name
    match next((finding for finding in block.findings if finding.fatal), None):
        case WrongShape(given=shape, needed=needed):
            sentence = f"With {trial.named} the gradient of {name} has shape {shape}; {needed} is needed."
            return _wrong("wrong_shape", sentence)
        case NotFinite(count=count):
            return _wrong(
                "not_finite",
                f"With {trial.named} {count} entries of the gradient of {name} are NaN or infinite.",
            )
        case Missing():
            return _wrong("wrong_return", f"There is no gradient of {name}.")
        case NotReal():
            return _wrong("wrong_return", f"The gradient of {name} is not made of numbers.")
    expected = _sent(part, problem, name, trial.expected[name])
    off = np.abs(given.astype(np.float64) - expected)
    agrees = bool(np.all(off <= 1e-6 * (1 + np.abs(expected))))
    if agrees and block.verdict in ("right", "undecidable"):
        return None
    if agrees or block.verdict != "wrong":
        why = Evidence("undecided", why="finite differences and reverse mode disagree here")
        return Verdict(Status.UNDECIDED, Fraction(0), "undecided", evidence=why)
    return _wrong_entry(trial, name, given, expected, off)


def _wrong_entry(trial: Trial, name: str, given: NDArray[Any], expected: Array, off: Array) -> Verdict:
    place = tuple(int(n) for n in np.unravel_index(int(np.argmax(off)), off.shape))
    yours, right = float(given[place]), float(expected[place])
    entry = f"entry {place[0]}" if len(place) == 1 else f"entry {place}" if place else ""
    count = int(np.sum(off > 1e-6 * (1 + np.abs(expected))))
    share = f"{count} of {off.size} entries of the gradient of {name} are wrong"
    sentence = f"With {trial.named}, {share}; worst: {entry}." if entry else f"With {trial.named}, {share}."
    at = tuple((each, _short(array)) for each, array in trial.inputs.items())
    witness = Witness(at, f"{right:.6g}", f"{yours:.6g}", entry)
    evidence = Evidence("differs", witness=witness)
    return Verdict(Status.INCORRECT, Fraction(0), "wrong_gradient", (sentence,), evidence=evidence)


def _short(array: Array) -> str:
    flat = ", ".join(f"{entry:.3g}" for entry in array.ravel()[:6])
    return f"[{flat}{', …' if array.size > 6 else ''}]" if array.size > 1 else flat


def _same(first: o.CallOutcome, again: o.CallOutcome) -> bool:
    if not isinstance(first, o.Returned) or not isinstance(again, o.Returned):
        return True
    ones, others = arrays_of(first.value), arrays_of(again.value)
    if isinstance(ones, NotNumbers) or isinstance(others, NotNumbers):
        return False
    pairs = zip(ones, others, strict=False)
    return all(np.array_equal(a, b, equal_nan=a.dtype.kind == "f") for a, b in pairs)


def _remarks(done: o.Run) -> tuple[str, ...]:
    mutated = any(isinstance(call, o.Returned) and call.mutated for call in done.calls)
    return ("The function changes its arguments in place; work on copies.",) if mutated else ()


def _failed(part: CodePart, failure: o.Failure) -> Verdict:
    """Why a run ended before all calls were made."""
    match failure:
        case o.SyntaxProblem(line=line, message=message, source_line=text):
            remedy = advice(failure) or "mend the line and hand in again"
            return _unreadable("syntax_error", f"line {line}: {message}\n  {text}\n  {remedy}")
        case o.MissingFunction(near=near):
            hint = (
                f"did you mean it to be {near}?"
                if near
                else f"write def {part.function}({', '.join(part.arguments)}):"
            )
            return _unreadable(
                "missing_function", f"there is no function {part.function} in the file\n  {hint}"
            )
        case o.TimedOut(seconds=seconds):
            return _wrong("time_out", f"It did not end within {seconds:g} seconds: is there an endless loop?")
        case o.MemoryExceeded():
            return _wrong("memory", "It asked for more memory than there is for it.")
        case o.OutputExceeded():
            return _wrong("output", "It returned more than can be right.")
        case o.Raised():
            return _wrong("exception", _raised(failure, "while the file was loaded"))
        case o.Died(forbidden=True):
            return _wrong(
                "forbidden", "It asked the system for something that no exercise needs, and was stopped."
            )
    return _wrong("died", "The process ended before the function had returned.")


def _raised(raised: o.Raised, when: str) -> str:
    where = f" in line {raised.line}" if raised.line else ""
    shown = f"\n  {raised.source_line}" if raised.source_line else ""
    message = f": {raised.message}" if raised.message else ""
    remedy = f"\n  {advice(raised)}" if advice(raised) else ""
    return f"{raised.type}{where}, {when}{message}{shown}{remedy}"


def _wrong(note: str, sentence: str) -> Verdict:
    return Verdict(Status.INCORRECT, Fraction(0), note, (sentence,))


def _unreadable(note: str, sentence: str) -> Verdict:
    return Verdict(Status.INVALID, Fraction(0), note, (sentence,))
