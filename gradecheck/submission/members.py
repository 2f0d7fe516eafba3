"""The members of zip and tar archives, one after another; what is in them is read on demand."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, Literal, Protocol, cast

from ..errors import StudentError
from .shown import shown
from .tree import suffix_of

Kind = Literal["file", "folder", "a link", "a device or pipe"]

BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RuntimeError,
)
"""What the libraries raise where an archive is broken, or packed in a way that they do not know."""

_MOST_EXTENDED = 1_000_000
_A_MEMBER_SAYS = 200
_ENDING = 66_000
_OPENERS: dict[str, Callable[..., object]] = {
    ".tar.gz": lambda file: gzip.GzipFile(fileobj=file, mode="rb"),
    ".tar.bz2": bz2.BZ2File,
    ".tar.xz": lzma.LZMAFile,
}
_SAME = {".tgz": ".tar.gz", ".tbz2": ".tar.bz2", ".txz": ".tar.xz"}


class _Limits(Protocol):
    @property
    def members(self) -> int: ...
    @property
    def total(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Member:
    """One member. Sizes are what the archive claims, ``packed`` 0 where it does not; ``read`` takes a limit."""

    name: str
    kind: Kind
    size: int
    packed: int
    read: Callable[[int], bytes]


def members_of(file: BinaryIO, name: str, limits: _Limits) -> Iterator[Member]:
    """All members. Each must be read before the next one is asked for.

    Raises:
        StudentError: There are too many of them.
    """
    suffix = suffix_of(name)
    if suffix == ".zip":
        yield from _zip_members(file, name, limits)
    else:
        yield from _tar_members(file, name, _SAME.get(suffix, suffix), limits)


def _too_many(name: str, most: int) -> StudentError:
    return StudentError(f"{shown(name)}: more than {most:,} files", remedy="pack the answers only")


def _zip_members(file: BinaryIO, name: str, limits: _Limits) -> Iterator[Member]:
    if _directory_size(file) > _A_MEMBER_SAYS * limits.members:
        raise _too_many(name, limits.members)
    with zipfile.ZipFile(file) as archive:
        infos = archive.infolist()
        if len(infos) > limits.members:
            raise _too_many(name, limits.members)
        for info in infos:
            yield Member(
                info.filename,
                _zip_kind(info),
                info.file_size,
                info.compress_size,
                partial(_unzip, archive, info),
            )


def _directory_size(file: BinaryIO) -> int:
    """How large a zip's list of members says that it is, before the library takes it into memory."""
    end = file.seek(0, io.SEEK_END)
    file.seek(max(0, end - _ENDING))
    ending = file.read(_ENDING)
    file.seek(0)
    at = ending.rfind(b"PK\5\6")
    if at < 0 or len(ending) < at + 22:
        return 0
    size: int = struct.unpack_from("<L", ending, at + 12)[0]
    wide = ending.rfind(b"PK\6\6")
    if wide >= 0 and len(ending) >= wide + 56:
        size = max(size if size != 0xFFFFFFFF else 0, struct.unpack_from("<Q", ending, wide + 40)[0])
    return min(size, end)


def _zip_kind(info: zipfile.ZipInfo) -> Kind:
    mode = stat.S_IFMT(info.external_attr >> 16) if info.create_system == 3 else 0
    if mode == stat.S_IFLNK:
        return "a link"
    if info.is_dir() or mode == stat.S_IFDIR:
        return "folder"
    return "file" if mode in (0, stat.S_IFREG) else "a device or pipe"


def _unzip(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    with archive.open(info) as member:
        return member.read(most)


class _Counted(io.RawIOBase):
    """A stream of which only so much is read."""

    def __init__(self, stream: BinaryIO, most: int) -> None:
        self.stream, self.left = stream, most

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        self.left -= len(data)
        if self.left < 0:
            raise tarfile.ReadError("more is packed in it than is read")
        return data


class _Info(tarfile.TarInfo):
    """A header; names that take megabytes are refused before they are read."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _Info:
        info = super().frombuf(buf, encoding, errors)
        if info.size > _MOST_EXTENDED and info.type not in (*tarfile.REGULAR_TYPES, tarfile.DIRTYPE):
            raise tarfile.ReadError("a header is too long")
        if info.size < 0:
            raise tarfile.ReadError("a size is negative")
        if info.type == tarfile.GNUTYPE_SPARSE:
            raise tarfile.ReadError("sparse files are not read")
        return info

    def _proc_gnusparse_10(self, *_: object) -> None:
        """A map of holes, as long as it likes, which the library would take into memory."""
        raise tarfile.ReadError("sparse files are not read")


def _tar_members(file: BinaryIO, name: str, suffix: str, limits: _Limits) -> Iterator[Member]:
    opener = _OPENERS.get(suffix)
    stream = _Counted(cast(BinaryIO, opener(file)) if opener else file, 2 * limits.total)
    with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Info) as archive:
        count = 0
        while (info := archive.next()) is not None:
            archive.members = []  # type: ignore[attr-defined]  # else it remembers all of them
            count += 1
            if count > limits.members:
                raise _too_many(name, limits.members)
            yield Member(info.name, _tar_kind(info), info.size, 0, partial(_untar, archive, info))


def _tar_kind(info: tarfile.TarInfo) -> Kind:
    if info.isdir():
        return "folder"
    if info.issym() or info.islnk():
        return "a link"
    return "file" if info.isfile() else "a device or pipe"


def _untar(archive: tarfile.TarFile, info: tarfile.TarInfo, most: int) -> bytes:
    member = archive.extractfile(info)
    return member.read(most) if member is not None else b""
