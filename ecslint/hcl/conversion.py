"""Conversion of values to types, as Terraform converts arguments, variables and branches."""

from __future__ import annotations

from collections.abc import Callable

from ecslint.condition import BOOLEAN, Scalar
from ecslint.hcl.conditions import MissingInstance, inherited
from ecslint.hcl.instances import SoleEntry
from ecslint.hcl.lazy import LazyMapping
from ecslint.hcl.limits import Limits
from ecslint.hcl.scalars import as_bool, as_number, scalar_text, text_of
from ecslint.hcl.scope import Input
from ecslint.hcl.sets import make_set
from ecslint.hcl.syntax import Expression
from ecslint.hcl.types import ANY, Null, Type, null_of, type_of, with_element
from ecslint.hcl.unification import convertible, element_of, parts_of, unify
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
    Via,
)

Default = Callable[[Expression], Value]
"""Evaluates the default of an optional attribute."""


def convert(value: Value, target: Type, default: Default) -> Value:
    """The value converted to a type; a Failure when Terraform is certain to refuse it."""
    if target.kind == "any":
        return value
    match value:
        case Failure() | Absent():
            return value
        case Null() if not convertible(value.type, target):
            return refusal(value, target.kind)
        case Known(value=None):
            return null_of(target, value.span, value.via)
        case Unknown():
            return _declared(value, target)
        case Alternatives():
            then, otherwise = convert(value.then, target, default), convert(value.otherwise, target, default)
            if then is value.then and otherwise is value.otherwise:
                return value
            return Alternatives(value.condition, then, otherwise, value.span, value.via)
        case Reference(value=None | LazyMapping()):
            return value
        case Reference(value=Value() as configured):
            converted = convert(configured, target, default)
            if converted is configured:
                return value
            if isinstance(converted, Failure):
                return converted
            return Reference(value.target, value.attribute, value.span, value.via, converted)
    match target.kind:
        case "string" | "number" | "bool":
            return _scalar(value, target.kind)
        case "list" | "set" | "tuple":
            return _sequence(value, target, default)
        case "map" | "object":
            return _mapping(value, target, default)
    return value


def _declared(value: Unknown, target: Type) -> Unknown:
    if value.type in (target.simple, "") and isinstance(value, Input) and value.declared != ANY:
        return value
    identity, domain = value.identity, value.domain
    if value.type not in (target.simple, "") and target.simple in ("string", "number", "bool"):
        identity, domain = identity and f"to{target.simple}({identity})", ()
    elif value.type not in (target.simple, ""):
        return value
    sure = value.sure if isinstance(value, Input) else True
    made = make_input(value.reason, value.span, value.via, identity, target, sure=sure, domain=domain)
    if isinstance(value, Input) and identity == value.identity:
        made.limits, made.excluded = value.limits, value.excluded
    return made


def make_input(
    reason: str,
    span: Span,
    via: Via,
    identity: str,
    declared: Type,
    *,
    sure: bool,
    domain: tuple[Scalar, ...] = (),
    default: Value | None = None,
    limits: Limits = (),
    excluded: tuple[Scalar, ...] = (),
) -> Input:
    """An unknown of a declared type; a bool has its domain."""
    if declared.kind == "bool" and not domain:
        domain = BOOLEAN
    made = Input(reason, span, via, identity=identity, domain=domain, default=default, type=declared.simple)
    made.declared = declared
    made.sure = sure
    made.limits = limits
    made.excluded = excluded
    return made


def refusal(value: Value, wanted: str) -> Failure:
    """That a value cannot be converted."""
    article = "an" if wanted[0] in "aeio" else "a"
    return Failure(f"{_described(value)} cannot be used as {article} {wanted}", value.span, value.via)


def _described(value: Value) -> str:
    match value:
        case Known(value=bool() as truth):
            return "true" if truth else "false"
        case Known(value=str() as text):
            return f'"{text}"' if len(text) < 40 else "the string"
        case Known(value=None):
            return "null"
        case Known(value=plain):
            return scalar_text(plain)
        case Sequence():
            return "the list" if value.kind == "list" else f"the {value.kind}"
        case Mapping():
            return "the map" if value.kind == "map" else "the object"
        case Text() | Document():
            return "the string"
    return "the value"


def _scalar(value: Value, kind: str) -> Value:
    if isinstance(value, Sequence | Mapping):
        return refusal(value, kind)
    if kind == "string":
        if isinstance(value, Known) and not isinstance(value.value, str):
            return Known(scalar_text(value.value), value.span, value.via)
        return value
    if isinstance(value, Text | Document):
        text = text_of(value)
        if text is None:
            return Unknown(_hole_reason(value), value.span, value.via, type=kind)
        value = Known(text, value.span, value.via)
    if not isinstance(value, Known):
        return value
    plain = as_number(value.value) if kind == "number" else as_bool(value.value)
    if plain is None:
        return refusal(value, kind)
    return value if plain is value.value else Known(plain, value.span, value.via)


def _hole_reason(value: Value) -> str:
    parts = value.parts if isinstance(value, Text) else ()
    return next((part.reason for part in parts if isinstance(part, Unknown)), "the text is not known")


def _sequence(value: Value, target: Type, default: Default) -> Value:
    if not isinstance(value, Sequence):
        return refusal(value, "list" if target.kind == "tuple" else target.kind)
    if target.kind == "tuple":
        return _tuple(value, target, default)
    if target.element == ANY and value.kind == target.kind:
        return value
    element = _element(value, target, value.items)
    if isinstance(element, Failure):
        return element
    items = [convert(item, element, default) for item in value.items]
    failure = next((item for item in items if isinstance(item, Failure)), None)
    if failure is not None and not isinstance(failure, MissingInstance):
        return failure
    alike = _alike(items, default)
    if alike is None:
        return refusal(value, target.kind)
    if target.kind == "set":
        return with_element(make_set(alike, value), element)
    return with_element(Sequence(tuple(alike), value.span, value.via, value.open, "list"), element)


def _alike(items: list[Value], default: Default) -> list[Value] | None:
    """Items of one type; None when the conversion of each has left them with different ones."""
    types = [type_of(item) for item in items]
    sure = [kind for kind in types if kind is not None]
    if len(sure) < len(types) or all(kind == sure[0] for kind in sure):
        return items
    common = unify(sure)
    if common is None or common.kind == "any":
        return None
    items = [convert(item, common, default) for item in items]
    return items if len({type_of(item) for item in items}) == 1 else None


def _tuple(value: Sequence, target: Type, default: Default) -> Value:
    if value.open is not None:
        return value
    if value.kind != "tuple" or len(value.items) != len(target.items):
        return refusal(value, "tuple")
    pairs = zip(value.items, target.items, strict=True)
    items = [convert(item, kind, default) for item, kind in pairs]
    failure = next((item for item in items if isinstance(item, Failure)), None)
    return failure or Sequence(tuple(items), value.span, value.via)


def _element(value: Sequence | Mapping, target: Type, items: tuple[Value, ...]) -> Type | Failure:
    """The element type; for list(any) what the items have in common, when that is certain."""
    element = target.element or ANY
    whole = type_of(value)
    if whole is None:
        return element
    if whole.element is not None:
        if not convertible(whole.element, element):
            return refusal(value, target.kind)
        return whole.element if element.kind == "any" else element
    found = element_of(element, parts_of(whole)) if items else element
    return refusal(value, target.kind) if found is None else found


def _mapping(value: Value, target: Type, default: Default) -> Value:
    if not isinstance(value, Mapping):
        return refusal(value, target.kind)
    if target.kind == "object":
        return _object(value, target, default)
    if target.element == ANY and value.kind == "map":
        return value
    element = ANY if value.kind == "block" else _element(value, target, tuple(value.items.values()))
    if isinstance(element, Failure):
        return element
    if isinstance(value, SoleEntry) and value.open is not None:
        item = convert(value.value, element, default)
        if isinstance(item, Failure):
            return item
        return with_element(SoleEntry(value.key, item, value.span, value.open, "map"), element)
    members = {key: convert(item, element, default) for key, item in value.items.items()}
    failure = next((item for item in members.values() if isinstance(item, Failure)), None)
    if failure is not None and not isinstance(failure, MissingInstance):
        return failure
    return with_element(Mapping(members, value.span, value.keys, value.via, value.open, "map"), element)


def _object(value: Mapping, target: Type, default: Default) -> Value:
    optional = dict(target.optional)
    members: dict[str, Value] = {}
    for name, kind in target.attributes:
        item = value.get(name) if isinstance(value, LazyMapping) else value.items.get(name)
        if item is None and value.open is not None:
            members[name] = make_input(
                value.open.reason, value.span, value.via, f"{value.open.identity}.{name}", kind, sure=True
            )
            continue
        if item is None and name not in optional:
            return Failure(f'the attribute "{name}" is required and missing', value.span, value.via)
        item = item or Known(None, value.span, value.via)
        expression = optional.get(name)
        if expression is not None:
            item = _or_default(item, expression, default)
        members[name] = convert(item, kind, default)
    failure = next((item for item in members.values() if isinstance(item, Failure)), None)
    if failure is not None and not isinstance(failure, MissingInstance):
        return failure
    return Mapping(members, value.span, value.keys, value.via)


def _or_default(item: Value, expression: Expression, default: Default) -> Value:
    """An optional attribute's value, where null stands for its default."""
    match item:
        case Known(value=None):
            return default(expression)
        case Alternatives():
            then, otherwise = (
                _or_default(branch, expression, default) for branch in (item.then, item.otherwise)
            )
            return Alternatives(
                item.condition, inherited(item, then), inherited(item, otherwise), item.span, item.via
            )
        case Absent():
            return default(expression)
    return item
