"""Failures in parts of values: Terraform refuses the whole, ecslint keeps what else is known."""

from __future__ import annotations

from ecslint.value import Document, Failure, Mapping, Sequence, Text, Value


def failure_in(value: Value, deep: bool = True) -> Failure | None:
    """The failure that a value certainly is, or has in a part."""
    match value:
        case Failure():
            return value
        case Sequence(items=parts) | Text(parts=parts) if deep:
            return _first(parts)
        case Mapping() if deep and value.kind != "block":
            return _first(tuple(value.items.values()))
        case Document(content=content) if deep:
            return failure_in(content)
    return None


def _first(parts: tuple[Value, ...]) -> Failure | None:
    return next((found for part in parts if (found := failure_in(part)) is not None), None)
