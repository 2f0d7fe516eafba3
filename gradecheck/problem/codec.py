"""A ``Problem`` as JSON and back.

Frozen dataclasses become objects with their class's name under ``""`` and the fields that differ from their
defaults; tuples become lists, fractions ``{"": "Q", "q": "1/3"}``. Only the classes listed here can come out of
a file. Spans are left out: the text that they point into is not kept.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from fractions import Fraction
from typing import Any

from ..notation import expr, scope
from . import model, parts

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]

CLASSES: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        *(expr.Number, expr.Name, expr.Apply, expr.Reduction),
        *(scope.Declared, scope.Index, scope.Scope),
        *(parts.Accepted, parts.Criterion, parts.Target),
        *(parts.SymbolicPart, parts.NumericPart, parts.ShapePart),
        *(parts.Blank, parts.Line, parts.GraphPart, parts.Use, parts.Way, parts.Follows),
        *(parts.CodePart, parts.GraphForward, parts.PythonForward, parts.StudentForward),
        *(model.Hint, model.Item, model.ProblemTest, model.GraphNode, model.Problem),
        *(model.Parameter, model.Family),
    )
}


def _default(entry: Field[Any]) -> object:
    return entry.default_factory() if entry.default_factory is not MISSING else entry.default


_FIELDS: dict[str, tuple[tuple[str, object], ...]] = {
    name: tuple((entry.name, _default(entry)) for entry in fields(kind) if entry.init and entry.name != "span")
    for name, kind in CLASSES.items()
}


def encode(value: object) -> Json:
    """``value`` as data that ``json.dumps`` takes. Raises ``TypeError`` for what is not part of a problem.

    >>> encode(expr.Name("x")), encode((Fraction(1, 3), 2))
    ({'': 'Name', 'name': 'x'}, [{'': 'Q', 'q': '1/3'}, 2])
    """
    match value:
        case None | bool() | int() | str():
            return value
        case tuple():
            return [encode(entry) for entry in value]
        case Fraction():
            return {"": "Q", "q": str(value)}
    name = type(value).__name__
    if CLASSES.get(name) is not type(value):
        raise TypeError(f"{type(value).__name__} is not part of a problem")
    found: dict[str, Json] = {"": name}
    for key, default in _FIELDS[name]:
        entry = getattr(value, key)
        if entry != default or type(entry) is not type(default):
            found[key] = encode(entry)
    return found


def decode(data: Json) -> Any:
    """The value that ``encode`` made ``data`` of.

    Raises ``ValueError``, ``KeyError`` or ``TypeError`` for other data.

    >>> decode(encode((expr.ONE, "x"))) == (expr.ONE, "x")
    True
    """
    match data:
        case list():
            return tuple([decode(entry) for entry in data])
        case dict():
            name = data[""]
            if name == "Q":
                return Fraction(str(data["q"]))
            kind = CLASSES[str(name)]
            return kind(**{key: decode(entry) for key, entry in data.items() if key})
    return data
