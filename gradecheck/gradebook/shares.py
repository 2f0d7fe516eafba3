"""A share of a class for one of several machines: ``--shard 2/8`` takes the second eighth of the students."""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import sha256

from ..errors import OperatorError
from ..submission.handed import Class


def own_share(found: Class, share: str | None) -> Class:
    """The students of one share, with all that they handed in; oddities without a student go with the first.

    Raises ``OperatorError`` where ``share`` is not like 2/8.
    """
    if share is None:
        return found
    number, of = _read(share)

    def is_own(student: str) -> bool:
        return (_number(student) % of if student else 0) == number - 1

    return replace(
        found,
        people=tuple(person for person in found.people if is_own(person.id)),
        handed=tuple(one for one in found.handed if is_own(one.student)),
        oddities=tuple(oddity for oddity in found.oddities if is_own(oddity.student)),
    )


def _read(share: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,6})/(\d{1,6})", share)
    if match and 1 <= int(match[1]) <= int(match[2]):
        return int(match[1]), int(match[2])
    raise OperatorError(f"--shard {share} is not a share", remedy="write it like 2/8: the second of eight")


def _number(student: str) -> int:
    return int.from_bytes(sha256(student.encode("utf-8", "surrogatepass")).digest()[:8])
