"""What the columns of rosters and responses are called, on the platforms and by people."""

from __future__ import annotations

from collections.abc import Sequence

from .table import plain

_SPELLINGS: dict[str, tuple[str, ...]] = {
    "sid": (
        "student id", "studentid", "sid", "student number", "student no", "matriculation number",
        "matrikelnummer", "matrikel nr", "id number", "idnumber", "sis user id", "orgdefinedid",
    ),
    "login": (
        "sis login id", "username", "user name", "user id", "userid", "login", "login id", "net id", "netid",
        "uni", "user", "account", "nutzername", "benutzername", "anmeldename",
    ),
    "plain_id": ("id", "student", "kennung", "identifier"),
    "email": ("email address", "email", "e mail", "e mail address", "mail", "e mail adresse"),
    "github": ("github username", "github user", "github", "github login", "github handle"),
    "moodle": ("identifier",),
    "name": (
        "full name", "name", "student name", "display name", "student", "vollständiger name", "your name",
    ),
    "first": ("first name", "given name", "firstname", "forename", "vorname"),
    "last": ("last name", "surname", "family name", "lastname", "nachname"),
    "section": ("section", "sections", "section name", "group", "groups", "tutorial", "lab", "class", "gruppe"),
    "at": (
        "timestamp", "submitted at", "submission time", "submitted", "completed", "completion time",
        "completed on", "finished", "time submitted", "date", "zeitstempel", "abgegeben",
    ),
}  # fmt: skip


def column(header: Sequence[str], field: str) -> int | None:
    """The place of the column that is ``field``, by the first spelling that stands there; None without one.

    >>> column(["Zeitstempel", "E-Mail Address", "SID"], "email")
    1
    """
    names = [plain(name) for name in header]
    return next((names.index(spelling) for spelling in _SPELLINGS[field] if spelling in names), None)


def is_moodle(header: Sequence[str]) -> bool:
    """Whether these are the columns of Moodle's grading worksheet: ``Identifier`` is ``Participant 123``."""
    names = {plain(name) for name in header}
    return {"identifier", "grade"} <= names or {"identifier", "status"} <= names


def is_canvas(header: Sequence[str]) -> bool:
    """Whether these are the columns of a Canvas gradebook, in which ``ID`` is Canvas's number of a person."""
    names = {plain(name) for name in header}
    return {"student", "id", "section"} <= names and bool(names & {"sis login id", "sis user id"})
