"""When a clone's last commit was made, read from its files: git would obey the clone's settings."""

from __future__ import annotations

import re
import struct
import zlib
from datetime import UTC, datetime, timedelta, timezone

from ..errors import StudentError
from .beneath import names_beneath, read_beneath
from .tree import Parts

_MOST = 64_000
_MOST_REFS = 5_000_000
_MOST_INDEX = 20_000_000
_MOST_PACKS = 20
_COMMITTER = re.compile(rb"^committer .*> (\d{1,11}) ([+-])(\d\d)(\d\d)$", re.MULTILINE)
_COMMIT = 1


def commit_time(root: str, git: Parts) -> datetime | None:
    """The committer's date of HEAD in the folder ``git`` below ``root``, None where it cannot be told.

    It is the clock of the student's machine, which the student sets.
    """
    try:
        clone = _Clone(root, git)
        name = clone.head()
        body = name and (clone.loose(name) or clone.packed(name))
    except (StudentError, ValueError, IndexError, struct.error, zlib.error):
        return None
    match = _COMMITTER.search((body or b"").partition(b"\n\n")[0])
    if match is None:
        return None
    offset = timedelta(hours=int(match[3]), minutes=int(match[4]))
    try:
        moment = datetime.fromtimestamp(int(match[1]), UTC)
        return moment.astimezone(timezone(-offset if match[2] == b"-" else offset))
    except (ValueError, OverflowError, OSError):
        return None


class _Clone:
    def __init__(self, root: str, git: Parts) -> None:
        self.root, self.git = root, git

    def file(self, *parts: str, most: int = _MOST) -> bytes:
        return read_beneath(self.root, (*self.git, *parts), most)

    def names(self, *parts: str) -> list[str]:
        return names_beneath(self.root, (*self.git, *parts))

    def head(self) -> str:
        """The name of the commit that is checked out."""
        text = self.file("HEAD").decode("ascii").strip()
        if not text.startswith("ref: "):
            return _hash(text)
        ref = text.removeprefix("ref: ").strip()
        steps = ref.split("/")
        if steps[0] != "refs" or any(step in ("", ".", "..") for step in steps):
            return ""
        try:
            return _hash(self.file(*steps).decode("ascii").strip())
        except StudentError:
            packed = self.file("packed-refs", most=_MOST_REFS).decode("utf-8", "replace")
        rows = (row.split(" ", 1) for row in packed.splitlines())
        return next((_hash(row[0]) for row in rows if len(row) == 2 and row[1].strip() == ref), "")

    def loose(self, name: str) -> bytes:
        """A commit that has a file of its own."""
        try:
            packed = self.file("objects", name[:2], name[2:])
        except StudentError:
            return b""
        header, _, body = zlib.decompressobj().decompress(packed, _MOST).partition(b"\0")
        return body if header.startswith(b"commit ") else b""

    def packed(self, name: str) -> bytes:
        """A commit in a pack, if it stands there as a whole: the newest one does."""
        indices = [index for index in self.names("objects", "pack") if index.endswith(".idx")]
        for index in indices[:_MOST_PACKS]:
            offset = _offset(self.file("objects", "pack", index, most=_MOST_INDEX), bytes.fromhex(name))
            if offset is not None:
                pack = index.removesuffix(".idx") + ".pack"
                return _whole(self.piece("objects", "pack", pack, offset=offset))
        return b""

    def piece(self, *parts: str, offset: int) -> bytes:
        return read_beneath(self.root, (*self.git, *parts), _MOST, offset)


def _hash(text: str) -> str:
    return text if re.fullmatch(r"[0-9a-f]{40}", text) else ""


def _offset(index: bytes, name: bytes) -> int | None:
    """Where a pack has an object, from its index of version 2."""
    if index[:8] != b"\xfftOc\0\0\0\2":
        return None
    count = struct.unpack_from(">I", index, 8 + 255 * 4)[0]
    names = 8 + 256 * 4
    first = struct.unpack_from(">I", index, 8 + (name[0] - 1) * 4)[0] if name[0] else 0
    last = struct.unpack_from(">I", index, 8 + name[0] * 4)[0]
    for at in range(first, min(last, count)):
        if index[names + 20 * at : names + 20 * at + 20] == name:
            offset: int = struct.unpack_from(">I", index, names + 24 * count + 4 * at)[0]
            return offset if offset < 1 << 31 else None
    return None


def _whole(piece: bytes) -> bytes:
    """A commit that is no difference to another object: its kind and size, then its text, packed."""
    if piece[0] >> 4 & 7 != _COMMIT:
        return b""
    at = 0
    while piece[at] & 0x80:
        at += 1
    return zlib.decompressobj().decompress(piece[at + 1 :], _MOST)
