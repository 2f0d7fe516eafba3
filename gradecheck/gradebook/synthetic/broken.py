"""Files that nobody can grade, as every class hands in a few."""

from __future__ import annotations

from random import Random

from .sheets import File

KINDS = ("empty", "binary", "pdf", "huge", "invalid notebook", "latin-1", "word document", "utf-16")


def spoiled(files: tuple[File, ...], random: Random) -> tuple[str, tuple[File, ...]]:
    """What happened to a submission, and the one file that is left of it.

    ``utf-16`` is the one kind that can be read, if the sheet is text.
    """
    kind = random.choice(KINDS)
    name, content = files[0]
    stem = name.partition(".")[0]
    match kind:
        case "empty":
            return kind, ((name, b""),)
        case "binary":
            return kind, ((name, b"\x00\x01" + random.randbytes(2000)),)
        case "pdf":
            return kind, ((f"{stem}.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + random.randbytes(3000)),)
        case "huge":
            return kind, ((name, content + b"\n" + b"lorem ipsum " * 100_000),)
        case "invalid notebook":
            return kind, ((f"{stem}.ipynb", b'{"cells": [{"cell_type": "markdown", "source": ["1.1: z'),)
        case "latin-1":
            return kind, ((f"{stem}.md", "Réponses à moitié lisibles: été, où, ça\n".encode("latin-1")),)
        case "word document":
            return kind, ((f"{stem}.docx", b"PK\x03\x04\x14\x00" + random.randbytes(3000)),)
    return kind, ((f"{stem}.txt", "1.1: I lost my file, sorry\n".encode("utf-16")),)
