"""Canonical text: the name of what cannot be known, so that one unknown read twice is one thing."""

from __future__ import annotations

from zlib import crc32

from ecslint.condition import And, Atom, Condition, Not, Or, Scalar
from ecslint.hcl.scalars import quoted, scalar_text
from ecslint.value import (
    Absent,
    Alternatives,
    Document,
    Known,
    Mapping,
    Reference,
    Sequence,
    Text,
    Unknown,
    Value,
)

_LONGEST = 240


def canonical(value: Value) -> str:
    """The text of an expression that gives this value, in terms of inputs and attributes."""
    return _shortened(_canonical(value))


def condition_name(condition: Condition) -> str:
    """A condition as the name of an input of its own."""
    return _shortened(condition_text(condition))


def _shortened(text: str) -> str:
    """Text that stays distinct when it is cut."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…{crc32(text.encode()):08x}"


def _canonical(value: Value) -> str:
    match value:
        case Known(value=plain):
            return constant_text(plain)
        case Unknown():
            return value.identity or f"an unknown value ({value.reason}) at {_place(value)}"
        case Reference():
            if value.value is not None and value.attribute:
                return canonical(value.value)
            return f"{value.target}.{value.attribute}" if value.attribute else value.target
        case Alternatives(then=Known(value=True), otherwise=Known(value=False)):
            return condition_text(value.condition)
        case Alternatives():
            condition = condition_text(value.condition)
            return f"({condition} ? {canonical(value.then)} : {canonical(value.otherwise)})"
        case Text():
            return '"' + "".join(_part(part) for part in value.parts) + '"'
        case Document():
            return f"jsonencode({canonical(value.content)})"
        case Sequence():
            items = [canonical(item) for item in value.items]
            if value.open is not None:
                items.append(f"{canonical(value.open)}...")
            return f"[{', '.join(items)}]"
        case Mapping() if value.kind != "block":
            items = [f"{key} = {canonical(item)}" for key, item in value.items.items()]
            if value.open is not None:
                items.append(f"{canonical(value.open)}...")
            return "{" + ", ".join(items) + "}"
        case Absent():
            return "nothing"
    return f"the value at {_place(value)}"


def _part(part: Value) -> str:
    if isinstance(part, Known) and isinstance(part.value, str):
        return quoted(part.value)[1:-1]
    return "${" + canonical(part) + "}"


def _place(value: Value) -> str:
    return f"{value.span.source.name}:{value.span.start}"


def constant_text(value: Scalar) -> str:
    return quoted(value) if isinstance(value, str) else scalar_text(value)


def condition_text(condition: Condition) -> str:
    """A condition as Terraform would write it; long parts of it are cut, but stay distinct."""
    return _condition_text(condition, {})


def _condition_text(condition: Condition, written: dict[Condition, str]) -> str:
    """The text of a condition; `written` are the parts of which the text is known, as they share many."""
    match condition:
        case bool():
            return "true" if condition else "false"
        case Atom(constant=True):
            return condition.input
        case Atom():
            return f"{condition.input} == {constant_text(condition.constant)}"
        case Not(Atom(constant=True) as atom):
            return f"!{atom.input}" if " " not in atom.input else f"!({atom.input})"
        case Not(Atom() as atom):
            return f"{atom.input} != {constant_text(atom.constant)}"
    text = written.get(condition)
    if text is None:
        match condition:
            case Not(operand):
                text = f"!({_part_text(operand, written)})"
            case And(left, right):
                text = f"({_part_text(left, written)} && {_part_text(right, written)})"
            case Or(left, right):
                text = f"({_part_text(left, written)} || {_part_text(right, written)})"
        written[condition] = text
    return text


def _part_text(condition: Condition, written: dict[Condition, str]) -> str:
    return _shortened(_condition_text(condition, written))
