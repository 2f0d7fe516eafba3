"""Grades as other programs take them: one module a platform, listed in one table.

Each goes through the standings once, a student at a time.
"""

from __future__ import annotations

from . import canvas, dump, github, gradescope, junit, moodle, nbgrader, prairielearn, spreadsheet
from .request import Folder, OneFile

KINDS: dict[str, OneFile | Folder] = {
    "csv": OneFile(spreadsheet.pieces),
    "json": OneFile(dump.pieces),
    "canvas": OneFile(canvas.pieces, fills=True),
    "moodle": OneFile(moodle.pieces, fills=True),
    "nbgrader": OneFile(nbgrader.pieces),
    "junit": OneFile(junit.pieces),
    "gradescope": Folder(gradescope.files),
    "prairielearn": Folder(prairielearn.files),
    "github": Folder(github.files),
}
"""Every export, by its name on the command line."""
