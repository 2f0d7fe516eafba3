"""Items that no test covers."""

from __future__ import annotations

from collections.abc import Iterator

from ..derive import Draft
from ..model import Problem
from .remark import Remark


def untested(draft: Draft, problem: Problem) -> Iterator[Remark]:
    """One remark for each item without a test, a single one where there are no tests at all."""
    tested = {test.item for test in problem.tests}
    if not tested:
        row = f'- {{item: "{problem.items[0].id}", response: …, status: correct}}'
        remedy = f"add `tests:` with rows such as `{row}`"
        yield Remark("untested", None, draft.fail(("items",), "no test covers any item", remedy, at_key=True))
        return
    for n, item in enumerate(problem.items):
        if item.id not in tested:
            remedy = f'add under `tests` a row such as `- {{item: "{item.id}", response: …, status: correct}}`'
            yield Remark("untested", n, draft.fail(("items", n), "no test covers this item", remedy))
