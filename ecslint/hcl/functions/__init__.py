"""Terraform's functions. Each is exact for what is known, and keeps what it can of the rest."""

from __future__ import annotations

from ecslint.hcl.cases import presence_condition
from ecslint.hcl.comprehension import entries
from ecslint.hcl.equality import configured
from ecslint.hcl.functions import (
    collections,
    control,
    conversions,
    encoding,
    files,
    formatting,
    lists,
    maps,
    network,
    numbers,
    patterns,
    strings,
    times,
)
from ecslint.hcl.functions.registry import FUNCTIONS, Context, invoke
from ecslint.hcl.scope import Scope
from ecslint.hcl.syntax import Call
from ecslint.value import Failure, Known, Sequence, Value

__all__ = [
    "call",
    "collections",
    "control",
    "conversions",
    "encoding",
    "files",
    "formatting",
    "lists",
    "maps",
    "network",
    "numbers",
    "patterns",
    "strings",
    "times",
]

IMPURE = {
    "timestamp": "the time of the deployment",
    "plantimestamp": "the time of the plan",
    "uuid": "made anew in each run",
    "bcrypt": "made anew in each run",
}


def call(node: Call, scope: Scope) -> Value:
    """The value of a function call."""
    name = node.name.removeprefix("core::")
    lazy = control.LAZY.get(name)
    if lazy is not None and not node.expand:
        return lazy(node, scope)
    from ecslint.hcl.evaluator import evaluate

    span = scope.span(node)
    values = [evaluate(argument, scope) for argument in node.arguments]
    if node.expand and values:
        last = configured(values.pop())
        items = _expanded(last)
        if items is None:
            context = Context(name, span, scope, [*values, last])
            return context.unknown() if not isinstance(last, Failure) else last
        values += items
    failure = next((value for value in values if isinstance(value, Failure)), None)
    if failure is not None:
        return failure
    function = FUNCTIONS.get(name)
    if function is None:
        context = Context(name, span, scope, values)
        if name in IMPURE:
            result = context.unknown(reason=f"{name}() is {IMPURE[name]}")
            result.identity += f" at {scope.host.address}{scope.source.path}:{node.start}"
            return result
        return context.unknown(reason=f"the function {name} is not evaluated")
    return invoke(function, name, values, span, scope)


def _expanded(last: Value) -> list[Value] | None:
    """The arguments that `last...` stands for, or None when their number is not known."""
    if isinstance(last, Sequence) and last.open is None and presence_condition(last) is None:
        found = entries(last, last.span)
        return None if isinstance(found, Failure) else [entry.value for entry in found.known]
    return [] if isinstance(last, Known) and last.value is None else None
