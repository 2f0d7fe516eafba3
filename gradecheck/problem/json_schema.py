"""The JSON schema of a kind of file, from its pydantic models: what editors complete and check by.

Draft 07, which is what editors read. The loader takes every scalar as text, while an editor sees YAML's own
numbers and booleans: a text is a string, a number or a boolean here, and ``null`` where it may be empty.
"""

from __future__ import annotations

import inspect
import json
import types
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, BeforeValidator, PlainValidator
from pydantic.fields import FieldInfo

from . import assignment_schema, course_schema, schema, typed
from .schema_words import WORDS

Schema = dict[str, Any]
DRAFT = "http://json-schema.org/draft-07/schema#"
KINDS: Mapping[str, tuple[type[BaseModel], str]] = {
    "problem": (schema.File, "A problem of gradecheck"),
    "assignment": (assignment_schema.AssignmentFile, "An assignment.yaml of gradecheck"),
    "course": (course_schema.CourseFile, "A course.yaml of gradecheck"),
}

_TEXT: Schema = {"type": ["string", "number", "boolean", "null"]}
_LINE: Schema = {"type": ["string", "number", "boolean"], "minLength": 1}
_DIGITS = r"(\d{1,40}(\.\d{0,40})?|\.\d{1,40})([eE][+-]?\d{1,3})?|\d{1,40}\s*/\s*\d{1,40}"
_NAMES: Schema = {"type": "array", "items": {"type": ["string", "number", "boolean"]}, "uniqueItems": True}
_YES_OR_NO = (
    r"^([Tt]([Rr][Uu][Ee])?|[Ff]([Aa][Ll][Ss][Ee])?|[Yy]([Ee][Ss])?|[Nn][Oo]?|[Oo][Nn]|[Oo][Ff][Ff]|[01])$"
)


def json_schema(kind: str = "problem") -> Schema:
    """The schema of a ``problem``, an ``assignment`` or a ``course`` file.

    >>> json_schema()["required"]
    ['gradecheck', 'items']
    """
    form, title = KINDS[kind]
    maker = _Maker()
    whole = maker.model(form)
    if form is schema.File:
        whole |= {"if": {"required": ["parameters"]}, "else": {"properties": {"variables": _VALUES}}}
    named = {name: maker.definitions[name] for name in sorted(maker.definitions)}
    return {"$schema": DRAFT, **whole, "title": title, "definitions": named}


def schema_text(kind: str = "problem") -> str:
    """The schema as it is printed and shipped."""
    return json.dumps(json_schema(kind), ensure_ascii=False, indent=2) + "\n"


def _number(sign: str, **limits: int) -> Schema:
    return {
        "anyOf": [{"type": "number", **limits}, {"type": "string", "pattern": rf"^\s*{sign}({_DIGITS})\s*$"}]
    }


def _or(*choices: Schema) -> Schema:
    return {"anyOf": list(choices)}


_NUMBER = _number("[-+−]?")
_IN_PARAMETERS: Schema = {"type": "string", "pattern": r"(^|[^\w.])[^\W\d_]"}
"""An expression that is a number once parameters have theirs."""
_VALUES: Schema = {
    "additionalProperties": _or(
        _NUMBER, {"type": "null"}, {"type": "object", "properties": {"value": _or(_NUMBER, {"type": "null"})}}
    )
}
_COUNT: Schema = _or(
    {"type": "integer", "minimum": 0, "maximum": 9999}, {"type": "string", "pattern": r"^\s*\d{1,4}\s*$"}
)
_SHARE: Schema = _or(
    *_number("[+]?", minimum=0, maximum=1)["anyOf"], {"type": "string", "pattern": r"^\s*\+?[\d.]+\s*%$"}
)
_VERSION: Schema = {"enum": [1, "1"]}

_PLAIN: Mapping[object, Schema] = {
    typed.rational: _NUMBER,
    get_args(typed.Amount)[1].func: _number(r"\+?", minimum=0),
    get_args(typed.Credit)[1].func: _number(r"\+?", minimum=0, maximum=1),
    schema._version: _VERSION,
    course_schema._version: _VERSION,
    course_schema._duration: {"type": "string", "minLength": 1},
    course_schema._or_none: {"type": "string", "minLength": 1},
    course_schema._percentage: _SHARE,
    course_schema._count: _COUNT,
    course_schema._positive: _or({"type": "integer", "minimum": 1, "maximum": 9999}, _COUNT["anyOf"][1]),
}
"""What a value may be that one function reads."""

_FLAT = _or(
    _TEXT,
    {"type": "object", "additionalProperties": _or(_TEXT, {"type": "object", "additionalProperties": _TEXT})},
)


NUMBERS = frozenset({"Variable.value", "Tolerance.absolute", "Tolerance.relative"})
"""Keys whose number may be an expression in parameters."""


class _Maker:
    """Gathers the definitions of all models on the way."""

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {}

    def model(self, form: type[BaseModel]) -> Schema:
        """A mapping with the keys of ``form`` and no others."""
        hints = get_type_hints(form, include_extras=True)
        keys = {
            field.alias or name: self.key(form, name, hints[name]) for name, field in form.model_fields.items()
        }
        needed = [field.alias or name for name, field in form.model_fields.items() if field.is_required()]
        made: Schema = {"type": "object", "title": form.__name__, "description": _said(form)}
        made |= {"properties": keys, "additionalProperties": False}
        made |= {"required": needed} if needed else {}
        if form is schema.Item:
            made["anyOf"] = [{"required": [kind]} for kind in ("symbolic", "numeric", "shape", "graph", "code")]
        return made

    def key(self, form: type[BaseModel], name: str, hint: Any) -> Schema:
        """What one key takes, with its title, description and examples."""
        owner = next(base.__name__ for base in form.__mro__ if name in inspect.get_annotations(base))
        words = WORDS[f"{owner}.{name}"]
        made: Schema = {"title": name.replace("_", " "), "description": words.text}
        made |= {"examples": list(words.examples)} if words.examples else {}
        return made | self.value(f"{owner}.{name}", hint)

    def value(self, key: str, hint: Any) -> Schema:
        """What one key takes, where it may be an expression in parameters that too."""
        made = self.of(hint)
        return _or(*made["anyOf"], _IN_PARAMETERS) if key in NUMBERS else made

    def of(self, kind: Any) -> Schema:
        """What a value of this annotation may be as it is typed."""
        origin, inner = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return self.annotated(inner[0], inner[1:])
        if origin in (Union, types.UnionType):
            return self.of(next(each for each in inner if each is not type(None)))
        if origin is Literal:
            return {
                "enum": [
                    choice for each in inner for choice in ([int(each)] if each.isdigit() else []) + [each]
                ]
            }
        if origin is list:
            return {"type": "array", "items": self.of(inner[0])}
        if origin is dict:
            return {"type": "object", "additionalProperties": self.of(inner[1])}
        if kind is bool:
            return _or({"type": "boolean"}, {"enum": [0, 1]}, {"type": "string", "pattern": _YES_OR_NO})
        if kind is int:
            return _or({"type": "integer"}, {"type": "string", "pattern": r"^\s*[+-]?\d+\s*$"})
        if kind is str:
            return dict(_TEXT)
        if kind.__name__ not in self.definitions:
            self.definitions[kind.__name__] = {}
            self.definitions[kind.__name__] = self.model(kind)
        return {"$ref": f"#/definitions/{kind.__name__}"}

    def annotated(self, base: Any, notes: tuple[Any, ...]) -> Schema:
        """A value with what is said of it: the validators that read it, and its limits."""
        plain = next((note for note in notes if isinstance(note, PlainValidator)), None)
        if plain is not None:
            return dict(_PLAIN[plain.func])
        made = self.of(base)
        for note in notes:
            if isinstance(note, FieldInfo):
                for limit in note.metadata:
                    made = _limited(made, limit)
            elif isinstance(note, BeforeValidator):
                made = self.read_before(base, note.func, made)
        return made

    def read_before(self, base: Any, read: Any, made: Schema) -> Schema:
        """The short forms that a reading function writes out."""
        if isinstance(read, partial):
            return self.short(base, read.args[0], made)
        match read:
            case typed.listed:
                return _or(_TEXT, made)
            case schema._named_blanks:
                return _or(_NAMES | {"minItems": 1}, made)
            case schema._unnamed:
                named = made | {"minProperties": 1}
                return _or({"type": "array", "items": _or(_TEXT, named), "minItems": 1}, named)
            case schema._choices:
                return _or(self.field(base, "from_"), made)
            case schema._flat:
                return _FLAT
            case course_schema._attempts:
                return _or(self.field(base, "count"), self.field(base, "use"), made)
            case course_schema._late:
                return _or({"enum": ["none"]}, self.field(base, "penalty"), made)
            case course_schema._feedback:
                return _or(self.field(base, "level"), made)
            case course_schema._for_all:
                return _or({"type": "string", "minLength": 1}, made)
        return made

    def short(self, form: type[BaseModel], key: str, made: Schema) -> Schema:
        """A bare value that stands for one key; nothing at all where no key is needed."""
        needs = any(field.is_required() for field in form.model_fields.values())
        return _or(self.field(form, key), made, *([] if needs else [{"type": "null"}]))

    def field(self, form: type[BaseModel], key: str) -> Schema:
        return self.value(f"{form.__name__}.{key}", get_type_hints(form, include_extras=True)[key])


def _limited(made: Schema, limit: Any) -> Schema:
    """A schema with a limit: of a number, or of how long a text, a list or a mapping is."""
    if "anyOf" in made:
        return {"anyOf": [_limited(each, limit) for each in made["anyOf"]]}
    kind = made.get("type")
    if kind == "integer" and hasattr(limit, "ge"):
        return made | {"minimum": limit.ge}
    if kind == "integer" and hasattr(limit, "le"):
        return made | {"maximum": limit.le}
    if getattr(limit, "pattern", None):
        return made | {"pattern": limit.pattern}
    if not hasattr(limit, "min_length"):
        return made
    if isinstance(kind, list):
        return made | {"type": [each for each in kind if each != "null"], "minLength": limit.min_length}
    return made | {
        {"array": "minItems", "object": "minProperties"}.get(str(kind), "minLength"): limit.min_length
    }


def _said(form: type[BaseModel]) -> str:
    return " ".join((form.__doc__ or "").replace("``", "`").split())
