"""The register of functions, and how their arguments are prepared."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from ecslint.condition import Condition, Scalar
from ecslint.hcl.binary import number
from ecslint.hcl.canonical import canonical
from ecslint.hcl.cases import TooManyCases, by_cases, first_condition, presence_condition, top_condition
from ecslint.hcl.conversion import convert, refusal
from ecslint.hcl.equality import configured
from ecslint.hcl.failures import failure_in
from ecslint.hcl.operators import unknown_result
from ecslint.hcl.scalars import as_bool, as_number, composed, scalar_text, text_of
from ecslint.hcl.scope import Scope
from ecslint.hcl.types import ANY, BOOL, NUMBER, STRING, Type, with_element
from ecslint.source import Span
from ecslint.value import (
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


class Refused(Exception):
    """Terraform is certain to refuse the call: it becomes a Failure with the message."""


class Undecided(Exception):
    """What the call gives cannot be known; the message says why, or is empty when an argument does."""


class Context(NamedTuple):
    """The call that a function is evaluated for."""

    name: str
    span: Span
    scope: Scope
    values: list[Value]

    def unknown(self, returns: Type = ANY, reason: str = "") -> Unknown:
        """The unknown result of this call."""
        text = f"{self.name}({', '.join(canonical(value) for value in self.values)})"
        result = unknown_result(text, self.values, self.span, returns)
        if reason:
            result.reason = reason
        return result


class Function(NamedTuple):
    """A function: what its parameters take, and what it gives.

    A parameter takes "string", "number", "bool" or "strings" (a list), wholly known and as plain
    Python; "integer", a number that must be whole and of 64 bits, or "whole", of any size; "known", a
    value of which every part is known; "list", "set", "list(string)" and the like, converted as Terraform
    does it; "sequence" or "mapping", with parts of any kind; or "value", whatever it is. A question mark
    marks a parameter that may be left out; a star one that takes all arguments that are left.
    """

    parameters: tuple[str, ...]
    returns: Type
    apply: Callable[..., Any]
    split: Callable[[Value], Condition | None]


FUNCTIONS: dict[str, Function] = {}
_RETURNS = {
    "string": STRING,
    "number": NUMBER,
    "bool": BOOL,
    "list": Type("list", ANY),
    "map": Type("map", ANY),
    "strings": Type("list", STRING),
    "numbers": Type("list", NUMBER),
}
_COLLECTIONS = {
    "list": Type("list", ANY),
    "set": Type("set", ANY),
    "list(string)": Type("list", STRING),
    "list(bool)": Type("list", BOOL),
    "map(list(string))": Type("map", Type("list", STRING)),
}
_SPLITS = {
    "top": top_condition,
    "items": presence_condition,
    "deep": first_condition,
    "never": lambda value: None,
}
_PLAIN = {"string", "number", "integer", "whole", "bool", "strings", "known"}


def function(
    *parameters: str, returns: str = "", names: str = "", split: str = ""
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function under its own name (less a final underscore), or under `names`.

    `split` says which conditions the call is split on: those of whole arguments ("top"), those on
    which the number of items depends ("items"), all ("deep", when all parameters are plain), or none.
    """
    deep = all(parameter.rstrip("?*") in _PLAIN for parameter in parameters)
    chosen = _SPLITS[split or ("deep" if deep else "top")]

    def register(apply: Callable[..., Any]) -> Callable[..., Any]:
        for name in names.split() or [apply.__name__.rstrip("_")]:
            FUNCTIONS[name] = Function(parameters, _RETURNS.get(returns, ANY), apply, chosen)
        return apply

    return register


def invoke(function: Function, name: str, values: list[Value], span: Span, scope: Scope) -> Value:
    """The result of a function for arguments that have been evaluated."""

    def once(settled: list[Value]) -> Value:
        context = Context(name, span, scope, settled)
        deep = function.split is first_condition or name in ("contains", "issensitive")
        failure = next((found for value in settled if (found := failure_in(value, deep)) is not None), None)
        if failure is not None:
            return failure
        try:
            result = to_value(function.apply(context, *_prepared(function, settled)), span)
            return with_element(result, function.returns.element)
        except Refused as refused:
            return Failure(
                f"{name}: {refused}", span, next((value.via for value in settled if value.via), ())
            )
        except Undecided as undecided:
            return context.unknown(function.returns, str(undecided))

    try:
        return by_cases(values, once, span, function.split)
    except TooManyCases:
        return Context(name, span, scope, values).unknown(
            function.returns, "it depends on too many conditions"
        )


def to_value(result: object, span: Span) -> Value:
    """A function's plain result as a value."""
    match result:
        case Value():
            return result
        case list():
            return Sequence(tuple(to_value(item, span) for item in result), span, kind="list")
        case tuple():
            return Sequence(tuple(to_value(item, span) for item in result), span)
        case dict():
            return Mapping({key: to_value(item, span) for key, item in result.items()}, span)
        case Decimal():
            return Known(number(result), span)
        case str():
            return Known(composed(result), span)
        case int() | None:
            return Known(result, span)
    raise TypeError(f"a function cannot give {result!r}")


def _prepared(function: Function, values: list[Value]) -> list[Any]:
    parameters = list(function.parameters)
    if parameters and parameters[-1].endswith("*"):
        rest = parameters.pop().rstrip("*")
        parameters += [rest] * (len(values) - len(parameters))
    needed = sum(not parameter.endswith("?") for parameter in parameters)
    if not needed <= len(values) <= len(parameters):
        raise Refused(f"{len(values)} arguments are given, {needed} are needed")
    return [prepare(value, kind.rstrip("?")) for value, kind in zip(values, parameters, strict=False)]


def prepare(value: Value, kind: str) -> Any:
    """An argument as a parameter takes it. Raises Refused or Undecided."""
    if kind == "value":
        return value
    value = configured(value)
    if isinstance(value, Known) and value.value is None and kind != "known":
        raise Refused("an argument is null")
    match kind:
        case "list" | "set" | "list(string)" | "list(bool)" | "map(list(string))":
            return _converted(value, _COLLECTIONS[kind])
        case "integer" | "whole":
            return _whole(_plain(value, "number"), 64 if kind == "integer" else 512)
        case "sequence":
            return _container(value, Sequence, "list")
        case "mapping":
            return _container(value, Mapping, "map")
        case "strings":
            sequence = _converted(value, _COLLECTIONS["list(string)"])
            assert isinstance(sequence, Sequence)
            if sequence.open is not None:
                raise Undecided
            return [prepare(item, "string") for item in sequence.items]
        case "known":
            if not wholly_known(value):
                raise Undecided
            return value
    return _plain(value, kind)


def _converted(value: Value, kind: Type) -> Value:
    """A collection of a type; what it holds may still depend on conditions or be unknown."""
    converted = convert(value, kind, lambda expression: value)
    if isinstance(converted, Failure):
        raise Refused(converted.message)
    if not isinstance(converted, Sequence | Mapping):
        raise Undecided
    return converted


def _whole(number: Any, bits: int) -> int:
    if number != int(number) or not -(1 << (bits - 1)) <= number < 1 << (bits - 1):
        raise Refused(f"{scalar_text(number)} is no whole number")
    return int(number)


def _container(value: Value, wanted: type[Any], name: str) -> Any:
    if isinstance(value, wanted):
        return value
    if isinstance(value, Known | Text | Document | Sequence | Mapping):
        raise Refused(refusal(value, name).message)
    raise Undecided


def _plain(value: Value, kind: str) -> Scalar:
    if isinstance(value, Sequence | Mapping):
        raise Refused(refusal(value, kind).message)
    text = text_of(value)
    if text is None and not isinstance(value, Known):
        raise Undecided
    plain: Scalar = text if text is not None else value.value if isinstance(value, Known) else None
    if kind == "string":
        return scalar_text(plain)
    converted = as_number(plain) if kind == "number" else as_bool(plain)
    if converted is None:
        raise Refused(refusal(value, kind).message)
    return converted


def wholly_known(value: Value) -> bool:
    """Whether every part of a value is known."""
    match value:
        case Known():
            return True
        case Sequence():
            return value.open is None and all(wholly_known(item) for item in value.items)
        case Mapping():
            return (
                value.kind != "block" and value.open is None and all(map(wholly_known, value.items.values()))
            )
        case Alternatives() | Unknown():
            return False
        case Reference(value=Value() as inner):
            return wholly_known(inner)
    return text_of(value) is not None
