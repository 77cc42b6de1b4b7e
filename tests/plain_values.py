"""Values written down as plain Python, so that a test can compare a whole result at once.

What is not known shows as text in angle brackets: `<reason>`, `<-> target.attribute>`.
"""

from __future__ import annotations

from ecslint.condition import And, Atom, Condition, Not, Or
from ecslint.source import Span
from ecslint.value import (
    Absent,
    Alternatives,
    Document,
    Failure,
    Known,
    Mapping,
    Reference,
    Sequence,
    Text,
    Unknown,
    Value,
)

MORE = "<more>"


def plain(value: Value) -> object:
    """The value as lists, dicts and scalars; MORE ends what is open."""
    match value:
        case Known(value=scalar):
            return scalar
        case Sequence(items=items):
            return [*map(plain, items), *([MORE] if value.open else [])]
        case Mapping(items=members):
            return {
                **{key: plain(item) for key, item in members.items()},
                **({MORE: 1} if value.open else {}),
            }
        case Text(parts=parts):
            return tuple(map(plain, parts))
        case Document(content=content):
            return {"<json>": plain(content)}
        case Alternatives(condition=condition, then=then, otherwise=otherwise):
            return {"<if>": shown(condition), "<then>": plain(then), "<else>": plain(otherwise)}
        case Reference(target=target, attribute=attribute):
            return f"<-> {target}.{attribute}>" if attribute else f"<-> {target}>"
        case Unknown(reason=reason):
            return f"<{reason}>"
        case Failure(message=message):
            return f"<fails: {message}>"
        case Absent():
            return "<absent>"
    raise AssertionError(value)


def shown(condition: Condition) -> str:
    """A condition as a person would write it."""
    match condition:
        case bool():
            return str(condition).lower()
        case Atom(input=name, constant=True):
            return name
        case Atom(input=name, constant=constant):
            return f"{name} == {constant!r}"
        case Not(operand):
            return f"!({shown(operand)})"
        case And(left, right):
            return f"({shown(left)} && {shown(right)})"
        case Or(left, right):
            return f"({shown(left)} || {shown(right)})"


def written(span: Span) -> str:
    """The text that a span covers."""
    return span.source.text[span.start : span.end]


def spans(value: Value) -> object:
    """As plain, with the text that each scalar's span covers in the place of the scalar."""
    match value:
        case Sequence(items=items):
            return [spans(item) for item in items]
        case Mapping(items=members):
            return {written(value.keys[key]): spans(item) for key, item in members.items()}
        case Text(parts=parts):
            return tuple(written(part.span) for part in parts)
    return written(value.span)
