"""`Fn::ForEach`: the members that its loops give, and everything else that fills an object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ecslint.parsers.cloudformation.document import elements, text
from ecslint.source import Span
from ecslint.value import Known, Mapping, Sequence, Unknown, Value

if TYPE_CHECKING:
    from ecslint.parsers.cloudformation.evaluator import Evaluator

_LOOP = "Fn::ForEach::"
_MOST_TURNS = 1000


class Entry(NamedTuple):
    """A member of an object, not yet evaluated, and the loop variables to evaluate it with."""

    name: str
    span: Span
    value: Value
    locals: dict[str, Value]


def entries(evaluator: Evaluator, mapping: Mapping) -> Iterator[Entry | Unknown]:
    """The members of an object with its loops unrolled; an Unknown says that there may be more."""
    for name, value in mapping.items.items():
        span = mapping.keys.get(name, value.span)
        if name.startswith(_LOOP):
            yield from _unrolled(evaluator, value, span)
        elif name == "Fn::Transform":
            included = evaluator.template.macros.included(value)
            if isinstance(included, Mapping):
                yield from entries(evaluator, included)
            else:
                yield Unknown("a macro adds to this at the deployment", span)
        else:
            yield Entry(_with_values(name, evaluator.locals), span, value, evaluator.locals)


def members_of(evaluator: Evaluator, section: Value | None) -> Iterator[Entry]:
    """The members of a section that are known."""
    if isinstance(section, Mapping):
        yield from (entry for entry in entries(evaluator, section) if isinstance(entry, Entry))


def _unrolled(evaluator: Evaluator, loop: Value, span: Span) -> Iterator[Entry | Unknown]:
    variable, collection, body = (*elements(loop), None, None, None)[:3]
    name = text(variable)
    values = evaluator.evaluate(collection) if collection is not None else None
    outer = evaluator.locals
    if (
        name is None
        or not isinstance(body, Mapping)
        or not isinstance(values, Sequence)
        or values.open is not None
        or not all(isinstance(value, Known) for value in values.items)
        or len(values.items) > _MOST_TURNS
    ):
        yield Unknown("a Fn::ForEach goes over values that are not known", span)
        return
    for value in values.items:
        evaluator.locals = {**outer, name: value}
        try:
            yield from list(entries(evaluator, body))
        finally:
            evaluator.locals = outer


def filled(value: Known, variables: dict[str, Value]) -> Known:
    """A scalar with the loop variables in its text replaced; it stands where it stood."""
    plain = value.value
    if not variables or not isinstance(plain, str) or "{" not in plain:
        return value
    replaced = _with_values(plain, variables)
    return value if replaced == plain else Known(replaced, value.span, value.via)


def _with_values(name: str, variables: dict[str, Value]) -> str:
    for variable, value in variables.items():
        plain = text(value) or ""
        name = name.replace(f"${{{variable}}}", plain).replace(f"&{{{variable}}}", plain)
    return name
