"""Self-contained HTML pages: one style sheet, nothing fetched, and a policy that says so."""

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
    style = template_text("page.css")
    environment.globals |= {"style": Markup(style), "policy": policy(style), "signs": SIGNS, "words": WORDS}
    return environment


def policy(*styles: str, script: str = "", asks: bool = False) -> str:
    """The Content-Security-Policy of a page: nothing may be loaded or run but these styles and this script.

    A page that ``asks`` may talk to the server that it came from.

    >>> policy("")[:60]
    "default-src 'none'; base-uri 'none'; form-action 'none'; sty"
    """
    rules = ["default-src 'none'", "base-uri 'none'", "form-action 'none'"]
    rules.append("style-src " + " ".join(map(_digest, styles)))
    rules += [f"script-src {_digest(script)}"] if script else []
    rules += ["connect-src 'self'"] if asks else []
    return "; ".join(rules)


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def template_text(name: str) -> str:
    """A style sheet or a script of ``templates/``."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def page(template: str, **values: object) -> str:
    """A page of ``templates/`` with these values."""
    return _environment().get_template(template).render(values)
