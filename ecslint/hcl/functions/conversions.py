"""Functions that convert a value to a type."""

from __future__ import annotations

from ecslint.hcl.conditions import inherited
from ecslint.hcl.conversion import convert
from ecslint.hcl.equality import configured
from ecslint.hcl.functions.registry import Context, Undecided, function
from ecslint.hcl.marks import marked, sensitivity, unmarked
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
    return marked(value, context.span) if context.scope.host.budget.marks else value


@function("value")
def nonsensitive(context: Context, value: Value) -> Value:
    return unmarked(value)


@function("value", returns="bool")
def issensitive(context: Context, value: Value) -> Value:
    """Whether the value as a whole is sensitive, where that is followed."""
    if not context.scope.host.budget.marks:
        raise Undecided("it is not followed what is sensitive")
    found = sensitivity(value)
    if isinstance(value, Reference) and found is None:
        name = f"{value.target}.{value.attribute}"
        raise Undecided(f"only its provider says whether {name} is sensitive")
    if found is None:
        raise Undecided("" if isinstance(value, Unknown) else "whether the value is sensitive is not known")
    return Known(found, context.span)


@function("value")
def ephemeralasnull(context: Context, value: Value) -> Value:
    """The value: nothing that is ephemeral is known here."""
    return value
