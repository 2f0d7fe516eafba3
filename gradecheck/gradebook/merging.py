"""Several gradebooks of one course as one: what machines judged apart is put together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..errors import OperatorError
from .assignments import keep, kept
from .store import Store
from .tables import NAME

COPIES = """
insert or replace into person select * from part.person;
insert or ignore into file select * from part.file;
insert or ignore into attempt (student, digest, source, at, files)
  select student, digest, source, at, files from part.attempt order by id;
insert or ignore into oddity select * from part.oddity;
insert or ignore into verdict select * from part.verdict;
insert into problem select * from part.problem where true on conflict (basis) do update
  set position = excluded.position, outline = max(outline, excluded.outline);
insert or ignore into asked select own.id, problem from part.asked
  join part.attempt as other on other.id = asked.attempt
  join main.attempt as own on own.student = other.student and own.digest = other.digest;
insert or replace into graded (attempt, problem, basis, warnings, milliseconds, variant, hints)
  select own.id, problem, basis, warnings, milliseconds, variant, hints from part.graded
  join part.attempt as other on other.id = graded.attempt
  join main.attempt as own on own.student = other.student and own.digest = other.digest;
insert or replace into answer select own.id, problem, place, verdict from part.answer
  join part.attempt as other on other.id = answer.attempt
  join main.attempt as own on own.student = other.student and own.digest = other.digest;
insert into decision (problem, part, kind, response, credit, remark, who, at, variant)
  select problem, part, kind, response, credit, remark, who, at, variant from part.decision
  except select problem, part, kind, response, credit, remark, who, at, variant from main.decision;
""".split(";\n")[:-1]


def merge(store: Store, folders: Sequence[Path]) -> tuple[str, ...]:
    """Put the gradebooks of ``folders`` into ``store``; the shares that are missing are returned.

    Raises ``OperatorError`` where a folder has no gradebook, or one of other problems, engine or seed.
    """
    shares = []
    for folder in folders:
        path = folder / NAME
        with Store.open(folder) as part:
            shares.append((part.setting("share") or b"").decode())
            assignments = kept(part)
        store.db.execute("attach ? as part", (str(path),))
        try:
            _check_same(store, path)
            with store.transaction() as db:
                for copy in COPIES:
                    db.execute(copy)
        finally:
            store.db.execute("detach part")
        for text in assignments:
            keep(store, text)
    return missing_shares(shares)


def missing_shares(shares: Sequence[str]) -> tuple[str, ...]:
    """The shares that these leave out.

    >>> missing_shares(["1/3", "3/3"]), missing_shares(["", "1/2", "2/2"])
    (('2/3',), ())
    """
    read = [tuple(map(int, share.split("/"))) for share in shares if share]
    most = {of for _, of in read}
    return tuple(f"{n}/{of}" for of in sorted(most) for n in range(1, of + 1) if (n, of) not in read)


def _check_same(store: Store, path: Path) -> None:
    own, other = (
        {basis for (basis,) in store.db.execute(f"select basis from {name}.problem where position >= 0")}
        for name in ("main", "part")
    )
    if own and own != other:
        raise OperatorError(
            f"{path}: graded with other problems, another seed or another version of gradecheck",
            remedy="grade all shares with the same of these",
        )
