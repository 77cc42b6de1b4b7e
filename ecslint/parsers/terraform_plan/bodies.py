"""The body of a resource as a plan has it, with references where the configuration gives them."""

from __future__ import annotations

import re
from typing import TypeGuard

from ecslint.json_scalars import unescaped
from ecslint.parsers.terraform_plan.document import (
    Document,
    Instance,
    ModuleInstance,
    elements,
    is_true,
    mapping,
    member,
)
from ecslint.parsers.terraform_plan.references import Target, is_expression, target
from ecslint.source import Span
from ecslint.value import Known, Mapping, Reference, Sequence, Text, Unknown, Value

_names_one_thing = re.compile(r"arn:[\w-]+:.+|[a-z]+-[0-9a-f]{8,17}").fullmatch
_IDENTITIES = ("arn", "arn_without_revision", "id")


class Identities:
    """Which resource an ARN or a generated id belongs to."""

    def __init__(self, document: Document) -> None:
        self._targets: dict[str, tuple[str, str]] = {}
        twice: set[str] = set()
        for _, instance in document.root.everything():
            for name in _IDENTITIES:
                value = instance.values.items.get(name)
                if instance.mode == "managed" and isinstance(value, Known) and isinstance(value.value, str):
                    known = self._targets.setdefault(value.value, (instance.address, name))
                    if known[0] != instance.address:
                        twice.add(value.value)
        for value_of_many in twice:
            del self._targets[value_of_many]

    def reference(self, value: Known, own: str) -> Reference | None:
        """A text that names a resource other than that of the address."""
        if not isinstance(value.value, str) or not _names_one_thing(value.value):
            return None
        found = self._targets.get(value.value)
        if found is None or found[0] == own:
            return None
        return Reference(*found, value.span, (), value)


class Bodies:
    """Makes the bodies of the resources of one document."""

    def __init__(self, document: Document) -> None:
        self._identities = Identities(document)
        self._values = {instance.address: instance.values for _, instance in document.root.everything()}

    def body(self, module: ModuleInstance, instance: Instance) -> Mapping:
        return _Body(self, module, instance).whole()

    def reference(self, value: Known, own: str) -> Reference | None:
        """A text that names a resource other than that of the address."""
        return self._identities.reference(value, own)

    def has(self, found: Target, value: Known) -> bool:
        """Whether an attribute has a value."""
        known = member(self._values.get(found.address), found.attribute)
        return known is not None and _same(known, value)


class _Body:
    def __init__(self, shared: Bodies, module: ModuleInstance, instance: Instance) -> None:
        self.shared = shared
        self.module = module
        self.instance = instance

    def whole(self) -> Mapping:
        """Without what nobody has set: the defaults of the provider are not all sent to AWS.

        What is deployed already, and stays as it is, is kept.
        """
        instance, values = self.instance, self.instance.values
        configured = mapping(instance.block, "expressions") if instance.mode == "managed" else None
        body = self.block(values, instance.unknown, configured, "")
        if configured is None:
            return Mapping(body.items, instance.span, body.keys, kind="block")
        before = instance.before.items if instance.before is not None else {}
        for name, value in values.items.items():
            if name not in body.items and name in before and _same(before[name], value):
                stays = Mapping({name: value}, values.span, values.keys)
                body.items.update(self.block(stays, None, None, "").items)
        for name, hidden in instance.unknown.items.items() if isinstance(instance.unknown, Mapping) else ():
            if name not in configured.items and is_true(hidden) and name in instance.collections:
                # Either the provider gives these, or a dynamic block of which the number is not known.
                body.items[name] = self.value(None, hidden, None, name)
        keys = _keys(body.items, values, instance.unknown)
        return Mapping(body.items, instance.span, keys, kind="block")

    def block(self, values: Mapping, unknown: Value | None, configured: Mapping | None, path: str) -> Mapping:
        """The attributes of a block; `configured` are their expressions, None where they are not shown."""
        items: dict[str, Value] = {}
        expressions = configured.items if configured is not None else {}
        for name, value in values.items.items():
            if isinstance(value, Known) and value.value is None:
                continue
            hidden, inner, expression = member(unknown, name), f"{path}{name}", expressions.get(name)
            if _is_blocks(value) and not is_expression(expression):
                items[name] = self.blocks(value, hidden, expression, inner)
            elif configured is not None:
                if name in expressions:
                    items[name] = self.value(value, hidden, expression, inner)
            elif path and _is_zero(value):
                items[name] = Unknown("0 may stand for nothing given", value.span)
            elif not _is_empty(value):
                items[name] = self.value(value, hidden, None, inner)
        for name, hidden in unknown.items.items() if isinstance(unknown, Mapping) else ():
            nothing_said = configured is not None and not path and name not in expressions
            if name not in items and is_true(hidden) and not nothing_said:
                items[name] = self.value(None, hidden, expressions.get(name), f"{path}{name}")
        keys = _keys(items, values, unknown)
        return Mapping(items, values.span, keys, kind="block")

    def blocks(self, values: Sequence, unknown: Value | None, configured: Value | None, path: str) -> Value:
        """The blocks of one type. Sets have no order, so each is found by what it says."""
        shown = configured.items if isinstance(configured, Sequence) else ()
        complete = len(shown) == len(values.items)
        hidden = elements(unknown)
        items: list[Value] = []
        for number, item in enumerate(values.items):
            if not isinstance(item, Mapping):
                continue
            fitting = [block for block in shown if complete and fits(block, item)]
            block = fitting[0] if len(fitting) == 1 and isinstance(fitting[0], Mapping) else None
            below = hidden[number] if number < len(hidden) else None
            items.append(self.block(item, below, block, f"{path}[{number}]."))
        return Sequence(tuple(items), values.span)

    def value(self, value: Value | None, unknown: Value | None, expression: Value | None, path: str) -> Value:
        """The value of one attribute."""
        if is_true(unknown):
            place = (value or unknown or self.instance).span
            found = target(self.module, self.instance.key, expression)
            if found is not None:
                return Reference(*found, place)
            name = f"{self.instance.address}.{path}"
            return Unknown(f"{name} is known only after the deployment", place, identity=name)
        match value:
            case Known(value=str()):
                return self.configured_reference(value, expression) or json_text(value)
            case Sequence(items=items):
                below = elements(unknown)
                return Sequence(
                    tuple(
                        self.value(
                            item, below[number] if number < len(below) else None, None, f"{path}[{number}]"
                        )
                        for number, item in enumerate(items)
                    ),
                    value.span,
                )
            case Mapping():
                return self.members(value, unknown, path)
        return value if value is not None else Unknown("nothing is said of it", self.instance.span)

    def configured_reference(self, value: Known, expression: Value | None) -> Reference | None:
        """A known text as the attribute that it is, by its expression or because it names one thing."""
        found = target(self.module, self.instance.key, expression)
        if found is not None and self.shared.has(found, value):
            return Reference(*found, value.span, (), value)
        return self.shared.reference(value, self.instance.address)

    def members(self, value: Mapping, unknown: Value | None, path: str) -> Mapping:
        items = {
            name: self.value(item, member(unknown, name), None, f"{path}.{name}")
            for name, item in value.items.items()
            if not (isinstance(item, Known) and item.value is None)
        }
        for name, hidden in unknown.items.items() if isinstance(unknown, Mapping) else ():
            if name not in items and is_true(hidden):
                items[name] = self.value(None, hidden, None, f"{path}.{name}")
        return Mapping(items, value.span, value.keys)


def _is_blocks(value: Value) -> TypeGuard[Sequence]:
    """Whether a value has the shape of blocks: a list of objects."""
    return isinstance(value, Sequence) and all(isinstance(item, Mapping) for item in value.items)


def _keys(items: dict[str, Value], values: Mapping, unknown: Value | None) -> dict[str, Span]:
    """The places of the names of items: among the values, or among what is unknown."""
    places = {**(unknown.keys if isinstance(unknown, Mapping) else {}), **values.keys}
    return {name: places[name] for name in items if name in places}


def _is_empty(value: Value) -> bool:
    """Whether a value is the text that the provider has in the place of nothing."""
    return isinstance(value, Known) and value.value == ""


def _is_zero(value: Value) -> bool:
    """Whether a value may stand for one that is not given, as it does in blocks that are a set."""
    return isinstance(value, Known) and type(value.value) is int and value.value == 0


def fits(block: Value, planned: Mapping) -> bool:
    """Whether a block of the configuration may be the planned one: no constant of it says otherwise."""
    if not isinstance(block, Mapping):
        return False
    for name, expression in block.items.items():
        constant = member(expression, "constant_value")
        value = planned.items.get(name)
        if isinstance(constant, Known) and isinstance(value, Known) and not _same(constant, value):
            return False
    return True


def _same(left: Value, right: Value) -> bool:
    """Whether two values of JSON are the same, but for how scalars are written."""
    match left, right:
        case Known(value=first), Known(value=second):
            return first == second or str(first).lower() == str(second).lower()
        case Sequence(items=one), Sequence(items=other):
            return len(one) == len(other) and all(map(_same, one, other))
        case Mapping(items=one_side), Mapping(items=other_side):
            return one_side.keys() == other_side.keys() and all(
                _same(one_side[name], other_side[name]) for name in one_side
            )
    return False


def json_text(value: Known) -> Value:
    """Text that looks like JSON, cut at its escapes so that each part of it keeps its place."""
    text, span = str(value.value), value.span
    if not text.lstrip().startswith(("[", "{")) or len(text) + 2 == span.end - span.start:
        return value
    source, parts = span.source, []
    at, end = span.start + 1, span.end - 1
    while at < end:
        escape = source.text.find("\\", at, end)
        stop = end if escape < 0 else escape
        if stop > at:
            parts.append(Known(source.text[at:stop], Span(source, at, stop)))
        at = stop
        if at < end:
            character, at = unescaped(source, at)
            parts.append(Known(character, Span(source, stop, at)))
    return Text(tuple(parts), span)
