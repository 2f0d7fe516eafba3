"""The layouts of a class, one module each; the first that detects its own reads."""

from ..layout import Layout
from . import canvas, classroom, folders, gradescope, moodle, nbgrader

LAYOUTS: tuple[Layout, ...] = (
    gradescope.LAYOUT,
    moodle.LAYOUT,
    canvas.LAYOUT,
    nbgrader.INBOUND,
    nbgrader.LAYOUT,
    classroom.LAYOUT,
)
"""What platforms hand out. Each is told by marks that no folder made by hand has."""

BY_HAND: tuple[Layout, ...] = (folders.A_FOLDER_A_STUDENT, folders.FILES)
"""What is left: more folders than files at the top, or not."""

__all__ = ["BY_HAND", "LAYOUTS", "Layout"]
