"""Values written as plain Python, so that tests can state whole results."""

from __future__ import annotations

from typing import Any

from ecslint.hcl.canonical import canonical, condition_text
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
    literal,
)


def plain(value: Value) -> Any:
    """A value as Python; what is not plain becomes a tuple that begins with its kind."""
    match value:
        case Known():
            return value.value
        case Sequence():
            items = [plain(item) for item in value.items]
            return ("open", items, value.open.identity) if value.open else items
        case Mapping():
            members = {key: plain(item) for key, item in value.items.items()}
            return ("open", members, value.open.identity) if value.open else members
        case Text() if literal(value) is not None:
            return literal(value)
        case Text():
            return ("text", *(plain(part) for part in _joined(value)))
        case Document():
            return ("json", plain(value.content))
        case Alternatives():
            return ("if", condition_text(value.condition), plain(value.then), plain(value.otherwise))
        case Reference():
            return ("ref", canonical(Reference(value.target, value.attribute, value.span)))
        case Unknown():
            return ("unknown", value.identity)
        case Failure():
            return ("failure", value.message)
        case Absent():
            return ("absent",)
    raise AssertionError(value)


def _joined(text: Text) -> list[Value]:
    parts: list[Value] = []
    for part in text.parts:
        if parts and isinstance(part, Known) and isinstance(parts[-1], Known):
            parts[-1] = Known(f"{parts[-1].value}{part.value}", part.span)
        else:
            parts.append(part)
    return parts
