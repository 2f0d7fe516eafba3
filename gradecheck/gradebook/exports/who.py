"""By what people are found in a platform's table, and how they are named in a message."""

from __future__ import annotations

import re
import unicodedata

from ...submission.handed import Person


def folded(text: str) -> str:
    """A text for comparing: case, width and outer blanks do not matter."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name in an order of their own: ``Lovelace, Ada`` is ``Ada Lovelace``."""
    return tuple(sorted(folded(name).replace(",", " ").split()))


def told(person: Person) -> str:
    """A person in a message."""
    return f"{person.id} ({person.name})" if person.name and person.name != person.id else person.id


def labelled(person: Person, *labels: str) -> list[str]:
    """What a person's ids say under labels that contain one of ``labels``, however these are written."""
    return [value for label, value in person.ids if any(each in _plain(label) for each in labels)]


def own_or_labelled(person: Person, *labels: str) -> list[str]:
    """What ``labelled`` gives; a person's own id where nothing else is known of them.

    A number that one platform gave may be another person's on the next.
    """
    return labelled(person, *labels) if person.ids else [person.id]


def unlabelled(person: Person, *others: str) -> list[str]:
    """A person's id and all that their ids say, but for those under labels that contain one of ``others``."""
    kept = [value for label, value in person.ids if not any(each in _plain(label) for each in others)]
    return [person.id, *kept]


def _plain(label: str) -> str:
    return re.sub(r"[\W_]+", "_", label.casefold()).strip("_")
