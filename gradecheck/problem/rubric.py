"""The rubric of a part: ordered criteria, each with one matcher, and what is no criterion there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from ..algebra.relations import compare_up_to
from ..algebra.terms import Beyond, terms_of
from ..notation.expr import SCALAR, ZERO, Expr
from . import schema
from .derive import Draft
from .explain import gather, near
from .parts import Criterion, Matcher
from .yaml_reader import Path

OF_EXPRESSIONS: tuple[Matcher, ...] = ("mistake", "up_to", "form", "shape_only", "entries", "terms")
OF_NUMBERS: tuple[Matcher, ...] = ("mistake", "up_to", "sign_of", "within")
OTHER_NOTES = tuple(
    "wrong_shape layout undefined decimal rounding arithmetic wrong_node"
    " factor_added term_added path_added one_side".split()
)
"""What wrong answers are called beside the names in the table of mistakes."""
MOST_ENTRIES = 36


def rubric_of_expression(
    draft: Draft, path: Path, row: schema.Symbolic, expected: Expr
) -> tuple[Criterion, ...]:
    """The criteria of an expression. Raises ``AuthorError`` for those that say nothing about it."""
    found = _rubric(draft, path, row.rubric, OF_EXPRESSIONS)
    gather(partial(_fits, draft, (*path, n), row, expected, each) for n, each in enumerate(found))
    return found


def rubric_of_number(draft: Draft, path: Path, rows: Sequence[schema.Criterion]) -> tuple[Criterion, ...]:
    """The criteria of a number."""
    found = _rubric(draft, path, rows, OF_NUMBERS)
    for n, each in enumerate(found):
        if each.up_to not in ("", "sign"):
            fact = f"a number cannot be right up to a {each.up_to.replace('_', ' ')}"
            raise draft.fail((*path, n, "up_to"), fact, "write `up_to: sign`")
    return found


def _rubric(
    draft: Draft, path: Path, rows: Sequence[schema.Criterion], known: tuple[Matcher, ...]
) -> tuple[Criterion, ...]:
    return gather(partial(_criterion, draft, (*path, n), row, known) for n, row in enumerate(rows))


def _criterion(draft: Draft, path: Path, row: schema.Criterion, known: tuple[Matcher, ...]) -> Criterion:
    matchers: list[Matcher] = [each for each in (*OF_EXPRESSIONS, *OF_NUMBERS[2:]) if getattr(row, each)]
    if len(matchers) != 1:
        fact = f"{' and '.join(matchers)} exclude one another" if matchers else "nothing says what is looked at"
        raise draft.fail(path, fact, f"write one of: {', '.join(known)}")
    (matcher,) = matchers
    if matcher not in known:
        fact = f"'{matcher}' says nothing about {'a number' if 'within' in known else 'an expression'}"
        raise draft.fail((*path, matcher), fact, f"write one of: {', '.join(known)}")
    if matcher == "mistake":
        _known(draft, (*path, "mistake"), row.mistake)
    found = Criterion(
        matcher, row.credit, row.note or "", row.feedback.strip(), tuple(row.mistake), row.up_to or ""
    )
    return found if row.within is None else _within(draft, (*path, "within"), row.within, found)


def _within(draft: Draft, path: Path, row: schema.Tolerance, found: Criterion) -> Criterion:
    given = {key: value for key in type(row).model_fields if (value := getattr(row, key)) is not None}
    if not given:
        raise draft.fail(path, "no tolerance is given", "write it like {relative: 0.1}")
    return replace(found, **given)


def _known(draft: Draft, path: Path, tags: Sequence[str]) -> None:
    """Complains of a tag that no wrong answer can have."""
    from ..autodiff.mistakes.table import RULES

    known = list(dict.fromkeys((*(rule.tag for rule in RULES), *OTHER_NOTES)))
    for n, tag in enumerate(tags):
        if tag.removeprefix("sign+") not in known:
            place = (*path, n) if isinstance(draft.document.at(path), list) else path
            raise draft.fail(place, f"no mistake is called '{tag}'", near(tag, known, "called"))


def _fits(draft: Draft, path: Path, row: schema.Symbolic, expected: Expr, criterion: Criterion) -> None:
    """Complains of a criterion that every answer meets, or none."""
    shape, place = draft.shape(expected), (*path, criterion.matcher)
    match criterion.matcher:
        case "form" if row.form is None:
            raise draft.fail(place, "no form is asked for", "add `form` to the part, or leave this out")
        case "shape_only" if shape == SCALAR:
            raise draft.fail(place, "a scalar has no shape that could be wrong", "leave it out")
        case "entries":
            rows, columns = shape
            fixed = isinstance(rows, int) and isinstance(columns, int)
            if not fixed or not 1 < int(rows) * int(columns) <= MOST_ENTRIES:
                fact = f"this array of {rows} × {columns} cannot be looked at entry by entry"
                raise draft.fail(place, fact, f"a fixed size with 2 to {MOST_ENTRIES} entries is needed")
        case "terms":
            try:
                count = len(terms_of(expected, draft.scope))
            except Beyond:
                raise draft.fail(place, "the right answer has too many terms", "leave it out") from None
            if count < 2:
                raise draft.fail(place, "the right answer is no sum", "leave it out")
        case "up_to" if criterion.up_to in ("constant", "constant_factor"):
            if compare_up_to("constant", expected, ZERO, draft.scope).verdict == "equal":
                fact = "the right answer is a number: every other one differs by a constant"
                raise draft.fail(place, fact, "write `up_to: sign`, or leave it out")
