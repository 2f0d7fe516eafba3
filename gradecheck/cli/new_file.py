"""Writing a file that is not there yet, so that nothing that somebody made is ever lost."""

from __future__ import annotations

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
