"""What is wrong in a problem file, in its author's words: the place, the way there, the fact, the remedy."""

from __future__ import annotations

import difflib
import types
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ..errors import AuthorError, AuthorErrors
from .schema import File
from .typed import shown
from .yaml_reader import Document, Path

Result = TypeVar("Result")
Other = TypeVar("Other")
Form = TypeVar("Form", bound=BaseModel)


def check(document: Document) -> File:
    """The contents of a problem file. Raises as ``check_as`` does."""
    return check_as(document, File)


def check_as(document: Document, form: type[Form], elsewhere: Mapping[str, str] | None = None) -> Form:
    """The file's contents, once every key and every value has the form that ``form`` lays down.

    ``elsewhere`` says of keys that people write at the top of it in which other file they stand. Raises
    ``AuthorError``, or ``AuthorErrors`` with all of them in the order of the file.
    """
    errors = list(document.repeated)
    try:
        found = form.model_validate(document.data)
        if not errors:
            return found
    except ValidationError as problem:
        errors += (
            _author_error(document, form, details, elsewhere or {})
            for details in problem.errors(include_url=False)
        )
    raise together(errors)


def complaint(
    document: Document, path: Path, fact: str, remedy: str = "", *, offset: int = 0, at_key: bool = False
) -> AuthorError:
    """An author error about the value at ``path``, with the way there in front.

    ``offset`` counts characters of the value's text; ``at_key`` points at the key instead.
    """
    way = trail(document, path)
    place = document.key_place(path) if at_key else document.place(path, offset)
    return AuthorError(f"{way}: {fact}" if way else fact, remedy=remedy, place=place)


class Faults:
    """Author errors that are collected while the work goes on, to be told together."""

    def __init__(self, errors: Iterable[AuthorError] = ()) -> None:
        self.errors = list(errors)

    def attempt(self, step: Callable[[], Result], instead: Other) -> Result | Other:
        """What ``step`` gives; ``instead`` where it fails, whose errors are kept."""
        try:
            return step()
        except AuthorErrors as several:
            self.errors.extend(several.errors)
        except AuthorError as error:
            self.errors.append(error)
        return instead

    def tell(self) -> None:
        """Raise all that was collected, if there is anything."""
        if self.errors:
            raise together(self.errors)


def gather(steps: Iterable[Callable[[], Result]]) -> tuple[Result, ...]:
    """The results of all steps; the author errors of all that fail are raised together."""
    faults = Faults()
    results = [faults.attempt(step, None) for step in steps]
    faults.tell()
    return cast(tuple[Result, ...], tuple(results))


def together(errors: list[AuthorError]) -> AuthorError:
    """One error as it is, several as one, in the order of the file; what is said twice is said once."""
    different = list({str(error): error for error in errors}.values())
    if len(different) == 1:
        return different[0]
    return AuthorErrors(tuple(sorted(different, key=_position)))


def trail(document: Document, path: Path) -> str:
    """The way to a value: ``item '1.1' → numeric → decimals``."""
    names = {"items": "item", "problems": "problem", "tests": "test", "sizes": "size", "notes": "note"}
    steps: list[str] = []
    for depth, step in enumerate(path):
        above = path[depth - 1] if depth else ""
        if isinstance(step, str):
            steps.append(step.removesuffix(":"))
            continue
        key = {"items": "id", "problems": "problem"}.get(str(above))
        own_id = document.at((*path[: depth + 1], key)) if key else None
        name = f"'{own_id}'" if isinstance(own_id, str) else str(step + 1)
        steps[-1] = f"{names.get(str(above), str(above))} {name}"
    return " → ".join(steps)


def near(name: str, known: Iterable[str], listed: str = "declared") -> str:
    """A remedy for a name that is not there: the nearest one, or all there are.

    >>> near("wiegth", ["weight", "bias"]), near("v", ["x", "y"]), near("v", [])
    ("did you mean 'weight'?", 'declared: x, y', '')
    """
    names = list(known)
    found = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if found:
        return f"did you mean '{found[0]}'?"
    return f"{listed}: {', '.join(names)}" if names else ""


def _position(error: AuthorError) -> tuple[str, int, int]:
    return (error.place.path, error.place.line, error.place.column) if error.place else ("", 0, 0)


def _author_error(
    document: Document, form: type[BaseModel], details: ErrorDetails, elsewhere: Mapping[str, str]
) -> AuthorError:
    path: Path = details["loc"]
    kind, context, value = details["type"], details.get("ctx", {}), details["input"]
    if kind == "extra_forbidden":
        key = str(path[-1])
        fact, remedy = f"unknown key '{key}'", near(key, _keys_at(form, path[:-1]), "keys here")
        if len(path) == 1 and key in elsewhere:
            remedy = f"it stands in {elsewhere[key]}"
        way = trail(document, path[:-1])
        return AuthorError(f"{way}: {fact}" if way else fact, remedy=remedy, place=document.key_place(path))
    if kind == "missing":
        return _missing(document, path)
    fact, remedy = _fact(kind, context, value, path)
    return complaint(document, path, fact, remedy)


def _missing(document: Document, path: Path) -> AuthorError:
    key, holder = str(path[-1]), path[:-1]
    in_mapping = bool(holder) and isinstance(holder[-1], str)
    value = "1" if path == ("gradecheck",) else "…"
    return complaint(
        document, holder, f"the key '{key}' is missing", f"add `{key}: {value}`", at_key=in_mapping
    )


def _fact(kind: str, context: dict[str, Any], value: object, path: Path) -> tuple[str, str]:
    """What is wrong with one value, and what to write instead."""
    match kind:
        case "gradecheck":
            return context["fact"], context["remedy"]
        case "literal_error":
            choices = str(context["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
            return f"{shown(value)} is not a choice here", near(str(value), choices, "one of")
        case "string_type":
            return f"a text is needed here, not {shown(value)}", ""
        case "model_type" | "dict_type":
            fact = f"`key: value` lines are needed here, not {shown(value) if value else 'nothing'}"
            return fact, "write {a: 1, b: 2}, or `a: 1` lines" if isinstance(value, list) else ""
        case "list_type":
            fact = f"a list is needed here, not {shown(value) if value else 'nothing'}"
            return fact, "write [a, b], or `- a` lines"
        case "bool_parsing" | "bool_type":
            return f"{shown(value)} is neither true nor false", "write true or false"
        case "int_parsing" | "int_type" | "int_from_float" | "int_parsing_size":
            return f"{shown(value)} is not a whole number", "write it like 2"
        case "greater_than_equal":
            return f"{value} is too small", f"{context['ge']} or more is needed"
        case "less_than_equal":
            return f"{value} is too large", f"at most {context['le']} is possible"
        case "too_short" | "string_too_short" if isinstance(value, str):
            return "this is empty", "write a text, or leave the key out"
        case "too_short":
            return "this is empty", "at least one is needed"
        case "string_pattern_mismatch" if path[-1] in ("function", "student_forward") or "forbid" in path:
            return f"{shown(value)} is not a Python name", "write it like backward"
        case "string_pattern_mismatch":
            return f"{shown(value)} cannot be an id", "an id has no blanks and none of : = #"
    return f"{shown(value)} cannot be read here", ""


def _keys_at(form: type[BaseModel], path: Path) -> list[str]:
    """The keys that the format has at ``path``."""
    kind: Any = form
    for step in path:
        model = _model(kind)
        kind = _fields(model)[str(step)] if model else _entry(kind)
    model = _model(kind)
    return list(_fields(model)) if model else []


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    """The keys of a mapping as they are typed, with what each takes."""
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _model(kind: Any) -> type[BaseModel] | None:
    """The model that an annotation stands for, bare, optional or annotated."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind
    if get_origin(kind) in (Union, types.UnionType, Annotated):
        return next((found for arg in get_args(kind) if (found := _model(arg))), None)
    return None


def _entry(kind: Any) -> Any:
    """The annotation of a container's entries."""
    if get_origin(kind) in (Union, types.UnionType, Annotated):
        return _entry(get_args(kind)[0])
    return get_args(kind)[-1]
