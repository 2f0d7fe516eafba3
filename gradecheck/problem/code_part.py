"""Code parts: the gradient of a node of the graph, or of a forward that the author writes in Python."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping

from ..differences.declaring import WORDS, input_spec, option
from ..errors import AuthorError, OperatorError
from ..notation.expr import SCALAR
from ..notation.scope import Declared
from . import schema
from .code_inputs import configurations_of, declaration
from .derive import Draft
from .explain import near
from .parts import CodePart, GraphForward, Part, PythonForward, StudentForward, Target
from .yaml_reader import Path

CACHE = "cache"
FORWARD = "forward"
GRAPH_ONLY = ("output", "inputs", "flat")
PYTHON_ONLY = ("takes", "gradients", "batch", "options", "least")


def code_part(
    draft: Draft, item: schema.Item, wanted: Target | None, path: Path
) -> tuple[Part, tuple[str, ...]]:
    """The part, and no remarks."""
    row = item.code
    assert row is not None
    _one_form(draft, path, row)
    upstream = tuple(row.upstream) or tuple(name for name in row.arguments if name == "dout")
    python = row.forward is not None
    forward, gradients = _python(draft, path, row) if python else _graph(draft, path, row, upstream)
    for n, name in enumerate(upstream):
        if name not in row.arguments:
            raise draft.fail(
                _entry(draft, (*path, "upstream"), n),
                f"'{name}' is not an argument",
                "list it under `arguments`",
            )
    _known_names(draft, path, row, forward, upstream)
    part = CodePart(
        function=row.function,
        arguments=tuple(row.arguments),
        gradients=gradients,
        forward=forward,
        upstream=upstream,
        bundles=tuple((name, tuple(names)) for name, names in row.bundles.items()),
        with_value=row.with_value,
        own=_own(row, forward, _options(row)),
        forbid=tuple(row.forbid),
        seconds=row.seconds,
    )
    _sizes_fit(draft, path, part)
    return part, ()


def _one_form(draft: Draft, path: Path, row: schema.Code) -> None:
    """Either a node of the graph or a forward in Python."""
    python = row.forward is not None
    for key in GRAPH_ONLY if python else PYTHON_ONLY:
        if key in row.model_fields_set:
            fact = f"`{key}` belongs to the form {'with a node of the graph' if python else 'with `forward`'}"
            remedy = "leave it out" if python else "leave it out, or write the `forward` in Python"
            raise draft.fail((*path, key), fact, remedy, at_key=True)
    if not python and not row.inputs:
        remedy = "write the `forward` in Python, or name the `inputs` of the graph whose gradients are returned"
        raise draft.fail(path, "nothing says whose gradient this is", remedy)
    if python and not row.takes:
        raise draft.fail((*path, "forward"), "nothing says what it takes", "add `takes:`")
    for key in ("forward_arguments", "forward_share", "own_forward"):
        if key in row.model_fields_set and row.student_forward is None:
            raise draft.fail(
                (*path, key), "there is no forward of the student's", "add `student_forward:`", at_key=True
            )


def _graph(
    draft: Draft, path: Path, row: schema.Code, upstream: tuple[str, ...]
) -> tuple[GraphForward, tuple[str, ...]]:
    variables = {each.name: each for each in draft.declared.forward.names if each.definition is None}
    bundled = [name for names in row.bundles.values() for name in names]
    named = [name for name in (*row.arguments, *row.forward_arguments) if name not in (*row.bundles, CACHE)]
    inputs = tuple(dict.fromkeys(name for name in (*named, *bundled) if name not in upstream))
    for key, names in (("arguments", row.arguments), ("inputs", row.inputs), ("upstream", row.upstream)):
        for n, name in enumerate(names):
            if name not in variables and not (key == "arguments" and name in (*row.bundles, CACHE)):
                step = _entry(draft, (*path, key), n)
                raise draft.fail(step, f"'{name}' is not a variable", near(name, variables, "variables"))
    for n, name in enumerate(row.inputs):
        if name not in inputs:
            step = _entry(draft, (*path, "inputs"), n)
            raise draft.fail(step, f"'{name}' is not an argument", "list it under `arguments`")
    output = row.output or draft.declared.output
    nodes = {node.name: node for node in draft.declared.nodes}
    if output not in nodes:
        raise draft.fail((*path, "output"), f"'{output}' is not a node", near(output, nodes, "nodes"))
    _upstream_fits(draft, path, upstream, variables, nodes[output])
    dims = [size for name in inputs for size in variables[name].shape if isinstance(size, str)]
    _sizes(draft, path, row, [dim for dim in draft.scope.dims if dim in dims], draft.scope.dims)
    sizes = tuple(tuple(size.items()) for size in row.sizes)
    return GraphForward(output, inputs, sizes, row.flat), tuple(row.inputs)


def _upstream_fits(
    draft: Draft, path: Path, upstream: tuple[str, ...], variables: Mapping[str, Declared], output: Declared
) -> None:
    if not upstream and output.shape != SCALAR:
        fact = f"there is no upstream gradient, and '{output.name}' is not a number"
        raise draft.fail(path, fact, "name the argument that holds the `upstream` gradient")
    for name in upstream:
        given, needed = variables[name].shape, output.shape
        if given != needed:
            fact = f"the upstream gradient '{name}' has shape {given[0]} × {given[1]}"
            remedy = f"the output '{output.name}' has {needed[0]} × {needed[1]}"
            raise draft.fail((*path, "upstream"), fact, remedy)


def _python(draft: Draft, path: Path, row: schema.Code) -> tuple[PythonForward, tuple[str, ...]]:
    assert row.forward is not None
    takes = tuple(_declared(draft, (*path, "takes", name), name, text) for name, text in row.takes.items())
    specs = [input_spec(text) for text in takes]
    options = _options(row)
    for text, name in zip(options, row.options, strict=True):
        try:
            option(text)
        except OperatorError:
            raise draft.fail(
                (*path, "options", name), "an option is a number", "write it like 1, 0.5 or true"
            ) from None
    _is_python(draft, (*path, "forward"), row.forward, [*row.takes, *row.options])
    gradients = tuple(row.gradients) or tuple(spec.name for spec in specs if spec.has_gradient)
    if not gradients:
        raise draft.fail((*path, "takes"), "none of these has a gradient", "declare one of them real")
    for n, name in enumerate(row.gradients):
        if name not in row.takes:
            step = _entry(draft, (*path, "gradients"), n)
            raise draft.fail(step, f"'{name}' is not an input", near(name, row.takes, "inputs"))
    named = [size for spec in specs for size in (*spec.shape, spec.below) if isinstance(size, str)]
    dims = list(dict.fromkeys(named))
    for key, names in (("batch", [row.batch] if row.batch else []), ("least", list(row.least))):
        for name in names:
            if name not in dims:
                step = (*path, key) if key == "batch" else (*path, key, name)
                raise draft.fail(step, f"unknown dimension '{name}'", near(name, dims, "dimensions"))
    _sizes(draft, path, row, dims, dims)
    block = draft.document.styles.get((*path, "forward")) == "|"
    return PythonForward(
        source=row.forward,
        takes=takes,
        options=options,
        batch=row.batch or "",
        least=tuple(row.least.items()),
        sizes=tuple(tuple(size.items()) for size in row.sizes),
        line=draft.document.place((*path, "forward")).line + block,
    ), gradients


def _declared(draft: Draft, path: Path, name: str, text: str) -> str:
    """An input as ``--input`` takes it: ``(N,) label < C`` becomes ``y:(N,):label<C``."""
    shape, bracket, words = text.partition(")")
    joined = ":".join(re.sub(r"\s*<\s*", "<", words).replace(":", " ").split())
    written = f"{name}:{shape}{bracket}" + (f":{joined}" if joined else "")
    try:
        input_spec(written)
    except OperatorError as error:
        remedy = f"write a shape, then words such as label<C: (N, D), (N,) label<C (words: {', '.join(WORDS)})"
        raise draft.fail(
            path, f"'{text}' declares no input: {error.fact.rpartition(': ')[2]}", remedy
        ) from None
    return written


def _options(row: schema.Code) -> tuple[str, ...]:
    return tuple(f"{name}={','.join(values)}" for name, values in row.options.items())


def _is_python(draft: Draft, path: Path, source: str, takes: list[str]) -> None:
    """The forward can be read, and takes as many arguments as are declared."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        lines = source.splitlines(keepends=True)
        offset = sum(map(len, lines[: (error.lineno or 1) - 1])) + max(0, (error.offset or 1) - 1)
        place = draft.document.place(path, min(offset, len(source) - 1))
        whole = draft.fail(path, f"this is not Python: {error.msg}")
        raise AuthorError(whole.fact, place=place) from None
    except (ValueError, RecursionError) as error:
        raise draft.fail(path, f"this is not Python: {error}") from None
    found = next((n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == FORWARD), None)
    if found is None:
        raise draft.fail(path, "it has no function `forward`", f"write def forward({', '.join(takes)}):")
    most = len(found.args.posonlyargs) + len(found.args.args)
    least = most - len(found.args.defaults)
    if (not least <= len(takes) and not found.args.vararg) or (len(takes) > most and not found.args.vararg):
        fact = f"`forward` takes {most} arguments, and {len(takes)} are declared"
        raise draft.fail(path, fact, f"write def forward({', '.join(takes)}):")


def _sizes(draft: Draft, path: Path, row: schema.Code, needed: list[str], known: Iterable[str]) -> None:
    """Each size gives every dimension that the arguments have, and no other."""
    for n, size in enumerate(row.sizes):
        for dim in size:
            if dim not in known:
                raise draft.fail((*path, "sizes", n, dim), f"unknown dimension '{dim}'", near(dim, known))
        missing = sorted(set(needed) - set(size))
        if missing:
            example = ", ".join(f"{dim}: 3" for dim in missing)
            raise draft.fail((*path, "sizes", n), f"no size for {', '.join(missing)}", f"add {{{example}}}")


def _known_names(
    draft: Draft,
    path: Path,
    row: schema.Code,
    forward: GraphForward | PythonForward,
    upstream: tuple[str, ...],
) -> None:
    """Every argument is something that there is to give."""
    own = [*forward.inputs, *row.options]
    for bundle, names in row.bundles.items():
        for n, name in enumerate(names):
            if name not in own:
                step = _entry(draft, (*path, "bundles", bundle), n)
                raise draft.fail(step, f"'{name}' is neither an input nor an option", near(name, own, "known"))
    known = [*own, *row.bundles]
    cache = [CACHE] if row.student_forward else []
    for key, given, allowed in (
        ("arguments", row.arguments, [*known, *upstream, *cache]),
        ("forward_arguments", row.forward_arguments, known),
    ):
        for n, name in enumerate(given):
            if name in allowed:
                continue
            step = _entry(draft, (*path, key), n)
            if name == CACHE and key == "arguments":
                raise draft.fail(
                    step, "only a forward of the student's makes a cache", "add `student_forward:`"
                )
            raise draft.fail(step, f"nothing is called '{name}'", near(name, allowed, "known"))


def _own(
    row: schema.Code, forward: GraphForward | PythonForward, options: tuple[str, ...]
) -> StudentForward | None:
    if row.student_forward is None:
        return None
    every = (*forward.inputs, *(text.partition("=")[0] for text in options))
    return StudentForward(
        row.student_forward, tuple(row.forward_arguments) or every, row.forward_share, row.own_forward
    )


def _sizes_fit(draft: Draft, path: Path, part: CodePart) -> None:
    try:
        declaration(part, draft.scope)
        configurations_of(part, draft.scope, 0)
    except (AuthorError, OperatorError) as error:
        raise draft.fail(path, error.fact, error.remedy) from None


def _entry(draft: Draft, path: Path, n: int) -> Path:
    """Entry ``n`` of a list, or the value itself where a bare text stands for a list of one."""
    return (*path, n) if isinstance(draft.document.at(path), list) else path
