"""Values of inputs as conditions compare them: a list is one text, its items with commas between them."""

from __future__ import annotations

from ecslint.condition import Scalar
from ecslint.value import Known, Sequence, Unknown, Value


def written_out(default: Value) -> Known | None:
    """A default as conditions compare it: a list is its items with commas between them."""
    if isinstance(default, Sequence):
        items = [item.value for item in default.items if isinstance(item, Known)]
        whole = default.open is None and len(items) == len(default.items)
        return Known(",".join(map(str, items)), default.span) if whole else None
    return default if isinstance(default, Known) else None


def taken_apart(constant: Scalar, unknown: Unknown) -> Value:
    """The value of an input that is assumed to equal a constant: of a list the text of it."""
    if unknown.type != "list" or not isinstance(constant, str):
        return Known(constant, unknown.span, unknown.via)
    default = unknown.default
    usual = None if default is None else written_out(default)
    if default is not None and usual is not None and usual.value == constant:
        return default
    items = [Known(item.strip(), unknown.span, unknown.via) for item in constant.split(",") if item.strip()]
    return Sequence(tuple(items), unknown.span, unknown.via)
