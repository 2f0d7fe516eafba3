"""Self-contained HTML pages: one style sheet, no script, nothing fetched, and a policy that says so."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from .words import SIGNS, WORDS

TEMPLATES = Path(__file__).parent / "templates"


@cache
def _environment() -> Environment:
    """Every value is escaped unless it is ``Markup`` of our own; a name that is not there is an error."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    style = (TEMPLATES / "page.css").read_text(encoding="utf-8")
    environment.globals |= {"style": Markup(style), "policy": policy(style), "signs": SIGNS, "words": WORDS}
    return environment


def policy(style: str) -> str:
    """The Content-Security-Policy of a page: nothing may be loaded or run, and only this style applies.

    >>> policy("")[:60]
    "default-src 'none'; base-uri 'none'; form-action 'none'; sty"
    """
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-{digest}'"


def page(template: str, **values: object) -> str:
    """A page of ``templates/`` with these values."""
    return _environment().get_template(template).render(values)
