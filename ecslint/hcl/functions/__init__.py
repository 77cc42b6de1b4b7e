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
    tables,
    times,
    yaml_reading,
    yaml_writing,
)
from ecslint.hcl.functions.registry import FUNCTIONS, Context, invoke
from ecslint.hcl.marks import arguments
from ecslint.hcl.scope import Fresh, Scope
from ecslint.hcl.syntax import Call, GetAttribute, Index, Variable
from ecslint.hcl.types import STRING
from ecslint.value import Document, Failure, Known, Mapping, Sequence, Text, Unknown, Value

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
    "tables",
    "times",
    "yaml_reading",
    "yaml_writing",
]

IMPURE = {
    "timestamp": "the time of the deployment",
    "plantimestamp": "the time of the plan",
    "uuid": "made anew in each run",
    "bcrypt": "made anew in each run",
    "base64gzip": "compressed as Terraform does it, which differs from version to version",
    "rsadecrypt": "decrypted with a private key",
}
_ANEW = {"timestamp", "uuid", "bcrypt"}
"""Each call has a result of its own."""
REMOVED = {"list": "0.15", "map": "0.15"}
"""Functions of old versions of Terraform, which a configuration may still be made for."""
_ARGUMENTS = {"bcrypt": (1, 2), "base64gzip": (1, 1), "rsadecrypt": (2, 2)}


def call(node: Call, scope: Scope) -> Value:
    """The value of a function call."""
    name = node.name.removeprefix("core::")
    lazy = control.LAZY.get(name)
    if lazy is not None and not node.expand:
        return lazy(node, scope)
    from ecslint.hcl.evaluator import evaluate

    span = scope.span(node)
    if name == "templatestring" and not _is_reference(node):
        return Failure("templatestring: the template must be named directly, not be made here", span)
    values = [evaluate(argument, scope) for argument in node.arguments]
    if node.expand and values:
        last = configured(values.pop())
        items = _expanded(last)
        if isinstance(last, Mapping | Text | Document) or isinstance(last, Known) and last.value is not None:
            return Failure(f"{name}: only a list, tuple or set can be given as arguments", span)
        if items is None:
            context = Context(name, span, scope, [*values, last])
            return context.unknown() if not isinstance(last, Failure) else last
        values += items
    failure = next((value for value in values if isinstance(value, Failure)), None)
    if failure is not None:
        return failure
    function = FUNCTIONS.get(name) or getattr(scope.host, "function", FUNCTIONS.get)(name)
    if function is None:
        return _unevaluated(Context(name, span, scope, values))
    if scope.host.budget.marks:
        values = arguments(name, values)
    return invoke(function, name, values, span, scope)


def _unevaluated(context: Context) -> Value:
    """The result of a function that cannot be evaluated here, or that there is not."""
    name, given, host = context.name, len(context.values), context.scope.host
    if name in IMPURE:
        least, most = _ARGUMENTS.get(name, (0, 0))
        if not least <= given <= most:
            return Failure(f"{name}: {given} arguments are given, {least} are needed", context.span)
        result = context.unknown(STRING, f"{name}() is {IMPURE[name]}")
        if name not in _ANEW:
            return result
        place = f"{host.address}{context.scope.source.name}:{context.span.start}"
        identity = f"{result.identity} at {place}, call {host.budget.left}"
        kind = Unknown if name == "timestamp" else Fresh
        return kind(result.reason, result.span, identity=identity, type="string")
    if name in REMOVED:
        return context.unknown(reason=f"{name}() is gone since Terraform {REMOVED[name]}")
    match name.split("::"):
        case ["provider", provider, *_]:
            if host.requires(provider):
                return context.unknown(reason=f"{name} is a function of a provider")
            return Failure(f"{name}: {provider} is not in required_providers", context.span)
    return Failure(f"there is no function {name}", context.span)


def _is_reference(node: Call) -> bool:
    """Whether the first argument names something, as templatestring demands it."""
    place = node.arguments[0] if node.arguments else None
    while isinstance(place, GetAttribute | Index):
        place = place.object
    return isinstance(place, Variable)


def _expanded(last: Value) -> list[Value] | None:
    """The arguments that `last...` stands for, or None when their number is not known."""
    if isinstance(last, Sequence) and last.open is None and presence_condition(last) is None:
        found = entries(last, last.span)
        return None if isinstance(found, Failure) else [entry.value for entry in found.known]
    return [] if isinstance(last, Known) and last.value is None else None
