"""Functions that convert a value to a type."""

from __future__ import annotations

from ecslint.hcl.conditions import inherited
from ecslint.hcl.conversion import convert
from ecslint.hcl.equality import configured
from ecslint.hcl.functions.registry import Context, Undecided, function
from ecslint.hcl.marks import is_marked, marked, unmarked
from ecslint.hcl.types import ANY, BOOL, NUMBER, STRING, Type
from ecslint.value import Known, Reference, Unknown, Value


def _converted(context: Context, value: Value, target: Type) -> Value:
    inner = configured(value)
    if isinstance(inner, Reference):
        return inner if target.kind == "string" else context.unknown(target)
    if isinstance(inner, Unknown) and target.simple and inner.type not in ("", target.simple):
        raise Undecided
    return inherited(value, convert(inner, target, lambda expression: inner))


@function("value")
def tostring(context: Context, value: Value) -> Value:
    return _converted(context, value, STRING)


@function("value")
def tonumber(context: Context, value: Value) -> Value:
    return _converted(context, value, NUMBER)


@function("value")
def tobool(context: Context, value: Value) -> Value:
    return _converted(context, value, BOOL)


@function("value")
def tolist(context: Context, value: Value) -> Value:
    return _converted(context, value, Type("list", ANY))


@function("value", split="items")
def toset(context: Context, value: Value) -> Value:
    return _converted(context, value, Type("set", ANY))


@function("value")
def tomap(context: Context, value: Value) -> Value:
    return _converted(context, value, Type("map", ANY))


@function("value")
def sensitive(context: Context, value: Value) -> Value:
    return value if context.scope.host.budget.marks is None else marked(value, context.span)


@function("value")
def nonsensitive(context: Context, value: Value) -> Value:
    return unmarked(value)


@function("value", returns="bool")
def issensitive(context: Context, value: Value) -> Value:
    """Whether the value is sensitive, where that is followed."""
    if context.scope.host.budget.marks is None or isinstance(configured(value), Unknown | Reference):
        raise Undecided("it is not followed what is sensitive")
    return Known(is_marked(value), context.span)


@function("value")
def ephemeralasnull(context: Context, value: Value) -> Value:
    """The value: nothing that is ephemeral is known here."""
    return value
