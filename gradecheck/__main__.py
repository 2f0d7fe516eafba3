"""``python -m gradecheck``."""

from .cli import main

main()
