"""Traversals: attributes, indices and splats on values of which parts may be unknown."""

from __future__ import annotations

from collections.abc import Callable

from ecslint.hcl.canonical import canonical, constant_text
from ecslint.hcl.cases import TooManyCases, by_cases, may_be_absent, presence_condition
from ecslint.hcl.conditions import MissingInstance, alternatives, inherited
from ecslint.hcl.conversion import make_input
from ecslint.hcl.equality import configured, equal
from ecslint.hcl.instances import InstanceList, Instances
from ecslint.hcl.lazy import LazyMapping
from ecslint.hcl.operators import unknown_result
from ecslint.hcl.scalars import as_bool, as_number, scalar_text, text_of
from ecslint.hcl.scope import Input, Namespace
from ecslint.hcl.types import ANY, Type
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
    Step,
    Text,
    Unknown,
    Value,
    passed,
)

MOST_KEYS = 6
"""How many keys a map may have for a lookup with an unknown key to give alternatives."""


def attribute(value: Value, name: str, span: Span) -> Value:
    """`value.name`."""
    match value:
        case Namespace():
            return value.attribute(name, span)
        case Failure():
            return value
        case Reference():
            return _of_reference(value, name, span)
        case Mapping():
            return _member(value, name, span)
        case Alternatives():
            return alternatives_of(value, lambda branch: attribute(branch, name, span), span)
        case Instances():
            return attribute(value.each, name, span)
        case Unknown():
            return _of_unknown(value, f".{name}", name)
        case Known(value=None):
            return Failure(f'null has no attribute "{name}"', span, value.via)
        case InstanceList():
            return _of_instances(value, name, span)
        case Known() | Text() | Document() | Sequence():
            return Failure(f'the value has no attribute "{name}"', span, value.via)
    return Unknown("the attribute is not known", span)


def _of_instances(value: InstanceList, name: str, span: Span) -> Value:
    """An attribute without the key that is needed since Terraform 0.12: earlier, it was the first's."""
    if len(value.items) == 1:
        return attribute(item_at(value, 0, span), name, span)
    return unknown_result(f"{canonical(value)}.{name}", [], span, ANY)


def alternatives_of(value: Alternatives, apply: Callable[[Value], Value], span: Span) -> Value:
    """An operation applied to each branch."""
    then, otherwise = apply(inherited(value, value.then)), apply(inherited(value, value.otherwise))
    return alternatives(value.condition, then, otherwise, span)


def _member(value: Mapping, name: str, span: Span) -> Value:
    item = value.get(name) if isinstance(value, LazyMapping) else value.items.get(name)
    if item is None or isinstance(item, Absent):
        if isinstance(value.open, Instances):
            return value.open.each
        if value.open is not None:
            return _of_unknown(value.open, f".{name}", name)
        return Failure(f'the object has no attribute "{name}"', span, value.via)
    return inherited(value, _or_missing(item, f'the object has no attribute "{name}"', span))


def _or_missing(item: Value, message: str, span: Span) -> Value:
    """An item that is there; where it is not, reading it fails."""
    if not may_be_absent(item):
        return item
    if isinstance(item, Absent):
        return MissingInstance(message, span)
    if isinstance(item, Alternatives):
        then, otherwise = _or_missing(item.then, message, span), _or_missing(item.otherwise, message, span)
        return Alternatives(item.condition, then, otherwise, item.span, item.via)
    return item


def _of_unknown(value: Unknown, suffix: str, name: str | None) -> Value:
    if value.type in ("string", "number", "bool"):
        subject = value.identity or "the value"
        return Failure(f"{subject} is a {value.type}, which has no parts", value.span, value.via)
    identity = f"{value.identity}{suffix}" if value.identity else ""
    declared = value.declared if isinstance(value, Input) and isinstance(value.declared, Type) else ANY
    if name is not None and declared.kind == "object":
        kind = dict(declared.attributes).get(name)
        if kind is None:
            return Failure(
                f'{value.identity or "the object"} has no attribute "{name}"', value.span, value.via
            )
        return make_input(value.reason, value.span, value.via, identity, kind, sure=True)
    return make_input(value.reason, value.span, value.via, identity, declared.element or ANY, sure=False)


def _of_reference(value: Reference, name: str, span: Span) -> Value:
    path = f"{value.attribute}.{name}" if value.attribute else name
    inner = value.value
    if isinstance(inner, Mapping):
        item = inner.get(name) if isinstance(inner, LazyMapping) else inner.items.get(name)
        return _reference(value, path, item, span)
    if isinstance(inner, Alternatives):
        return alternatives_of(
            inner,
            lambda branch: _of_reference(
                Reference(value.target, value.attribute, span, (), branch), name, span
            ),
            span,
        )
    return Reference(value.target, path, span, value.via)


def _reference(whole: Reference, path: str, item: Value | None, span: Span) -> Value:
    """A reference to a part of a resource, with what the configuration says of it.

    What is null there, or not there, only the provider knows.
    """
    match item:
        case None | Known(value=None) | Absent() | Failure():
            return Reference(whole.target, path, span, whole.via)
        case Alternatives():
            return alternatives(
                item.condition,
                _reference(whole, path, inherited(item, item.then), span),
                _reference(whole, path, inherited(item, item.otherwise), span),
                span,
            )
    step = Step(span, f"{whole.target}.{path}")
    return Reference(whole.target, path, span, whole.via, passed(item, step))


def index(container: Value, key: Value, span: Span) -> Value:
    """`container[key]`."""
    for value in (container, key):
        if isinstance(value, Failure):
            return value

    def once(values: list[Value]) -> Value:
        return _index(values[0], configured(values[1]), span)

    try:
        return by_cases([container, key], once, span)
    except TooManyCases:
        text = f"{canonical(container)}[{canonical(key)}]"
        return unknown_result(text, [container, key], span, ANY)


def _index(container: Value, key: Value, span: Span) -> Value:
    if isinstance(container, Failure):
        return container
    if isinstance(key, Failure):
        return key
    if isinstance(container, Instances):
        return container.each
    if isinstance(container, Reference):
        return _index_reference(container, key, span)
    text = text_of(key)
    if not isinstance(key, Known) and text is None:
        if isinstance(container, Unknown):
            return unknown_result(f"{canonical(container)}[{canonical(key)}]", [container, key], span, ANY)
        return _index_unknown(container, key, span)
    if isinstance(key, Known) and key.value is None:
        return Failure("the index is null", span)
    plain = text if text is not None else scalar_text(key.value) if isinstance(key, Known) else ""
    match container:
        case Unknown():
            constant = key.value if isinstance(key, Known) else plain
            if isinstance(constant, str) and constant.isidentifier():
                return _of_unknown(container, f".{constant}", constant)
            return _of_unknown(container, f"[{constant_text(constant)}]", None)
        case Mapping():
            return _member_by_key(container, plain, span)
        case Sequence():
            return _item(container, plain, span)
        case Namespace():
            return container.attribute(plain, span)
        case Known(value=None):
            return Failure("null has no elements", span, container.via)
        case Known() | Text() | Document():
            return Failure("the value has no elements", span, container.via)
    return Unknown("the element is not known", span)


def _member_by_key(container: Mapping, name: str, span: Span) -> Value:
    found = _member(container, name, span)
    if isinstance(found, Failure) and name not in container.items:
        return MissingInstance(f'there is no element "{name}"', span)
    return found


def _index_reference(container: Reference, key: Value, span: Span) -> Value:
    text = text_of(key)
    plain = text if text is not None else scalar_text(key.value) if isinstance(key, Known) else "*"
    path = f"{container.attribute}.{plain}" if container.attribute else plain
    inner = container.value
    if not container.attribute and isinstance(inner, Mapping):
        if text is None:
            return Failure(
                f"{container.target} has neither count nor for_each, so it has no instance {plain}", span
            )
        return attribute(container, text, span)
    if inner is None:
        return Reference(container.target, path, span, container.via)
    item = _index(inner, key, span)
    if isinstance(item, Failure | Unknown):
        return Reference(container.target, path, span, container.via)
    if isinstance(item, Reference):
        return item
    return Reference(container.target, path, span, container.via, item)


def _index_unknown(container: Value, key: Value, span: Span) -> Value:
    """An element of which the key is not known: one of those that there are, each for its key."""
    if isinstance(container, Mapping) and container.open is None and 0 < len(container.items) <= MOST_KEYS:
        names = list(container.items)
        conditions = [equal(key, Known(name, span)) for name in names[:-1]]
        convertible = any(as_number(name) is not None or as_bool(name) is not None for name in names)
        if None not in conditions and not convertible:
            result = _member(container, names[-1], span)
            for name, condition in reversed(list(zip(names, conditions, strict=False))):
                result = alternatives(condition or False, _member(container, name, span), result, span)
            return result
    text = f"{canonical(container)}[{canonical(key)}]"
    return unknown_result(text, [key, container], span, ANY)


def _item(container: Sequence, plain: str, span: Span) -> Value:
    if container.kind == "set":
        return Failure("a set has no order, so its elements have no index", span, container.via)
    place = as_number(plain)
    if place is None or place != int(place):
        return Failure("the index of a list must be a whole number", span, container.via)
    return item_at(container, int(place), span)


def item_at(container: Sequence, place: int, span: Span) -> Value:
    """The element at a place counted from zero."""
    if container.open is not None:
        return unknown_result(f"{canonical(container)}[{place}]", [container.open], span, ANY)

    def once(values: list[Value]) -> Value:
        (settled,) = values
        assert isinstance(settled, Sequence)
        if not 0 <= place < len(settled.items):
            counted = isinstance(container, InstanceList) or len(settled.items) != len(container.items)
            failure = MissingInstance if counted else Failure
            return failure(f"there is no element {place}: the list has {_counted(len(settled.items))}", span)
        return inherited(container, settled.items[place])

    if not any(may_be_absent(item) for item in container.items):
        return once([container])
    if (
        container.items
        and all(may_be_absent(item) for item in container.items)
        and place < len(container.items)
    ):
        conditions = {str(item.condition) for item in container.items if isinstance(item, Alternatives)}
        if len(conditions) == 1 or place == 0 == len(container.items) - 1:
            message = f"there is no element {place} where the condition does not hold"
            return inherited(container, _or_missing(container.items[place], message, span))
    try:
        return by_cases([container], once, span, presence_condition)
    except TooManyCases:
        return unknown_result(f"{canonical(container)}[{place}]", [container], span, ANY)


def _counted(count: int) -> str:
    return "1 element" if count == 1 else f"{count} elements"
