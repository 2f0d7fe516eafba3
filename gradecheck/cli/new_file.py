"""Writing files that are not there yet, so that nothing that somebody made is ever lost."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..errors import MachineError, OperatorError


def write_new(path: Path, text: str) -> None:
    """Write ``text`` to a new file. Raises ``OperatorError`` where there is such a file."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise OperatorError(f"{path}: there is such a file already", remedy="choose another name") from None
    except OSError as error:
        raise MachineError(f"{path}: cannot be written: {error.strerror or error}") from error


def write_all(folder: Path, texts: Mapping[str, str], *, force: bool) -> None:
    """Write each text to its path below ``folder``; where one of them is there already, none, unless ``force``.

    Raises ``OperatorError`` for files that are there, ``MachineError`` for what cannot be written.
    """
    there = [path for path in texts if (folder / path).exists() or (folder / path).is_symlink()]
    if there and not force:
        more = f" and {len(there) - 1} more" if len(there) > 1 else ""
        fact = f"{folder / there[0]}{more}: there is such a file already, and nothing was written"
        raise OperatorError(fact, remedy="choose another folder, or write over it with --force")
    for path, text in texts.items():
        target = folder / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
        except OSError as error:
            raise MachineError(f"{target}: cannot be written: {error.strerror or error}") from error
        write_new(target, text)
