"""Functions of maps and objects: merge, lookup, keys, values, zipmap …"""

from __future__ import annotations

from ecslint.condition import BOOLEAN, Condition
from ecslint.hcl.canonical import canonical
from ecslint.hcl.cases import by_cases, leaves, may_be_absent
from ecslint.hcl.conditions import alternatives, equals, inherited
from ecslint.hcl.conversion import convert, make_input
from ecslint.hcl.equality import configured, equal
from ecslint.hcl.functions.registry import Context, Refused, Undecided, function, prepare
from ecslint.hcl.instances import SoleEntry
from ecslint.hcl.operators import reason_of
from ecslint.hcl.scalars import scalar_text, text_of
from ecslint.hcl.traversal import MOST_KEYS
from ecslint.hcl.types import ANY, STRING, Null, Type, type_of, with_element
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
)


@function("value*", returns="map", split="never")
def merge(context: Context, *values: Value) -> Value:
    """All members; those of a map that depends on a condition depend on it one by one."""
    branches = [leaves(value) for value in values]
    if all(_closed(leaf) for found in branches if len(found) > 1 for _, leaf in found):
        return _merged(context, [_by_member(found) if len(found) > 1 else found[0][1] for found in branches])
    return by_cases(list(values), lambda settled: _merged(context, settled), context.span)


def _closed(value: Value) -> bool:
    return isinstance(value, Mapping) and value.open is None and value.kind != "block"


def _by_member(branches: list[tuple[Condition, Value]]) -> Value:
    """One map for several of which one counts: each member under the condition of its own."""
    members: dict[str, Value] = {}
    keys: dict[str, Span] = {}
    for condition, branch in branches:
        assert isinstance(branch, Mapping)
        keys.update(branch.keys)
        for name, item in branch.items.items():
            earlier = members.get(name) or Absent(item.span)
            members[name] = alternatives(condition, inherited(branch, item), earlier, item.span)
    return Mapping(members, branches[0][1].span, keys)


def _merged(context: Context, values: list[Value]) -> Value:
    full = [
        value for value in values if not (isinstance(value, Mapping) and not value.items and _closed(value))
    ]
    if len(full) == 1 and isinstance(full[0], SoleEntry):
        return full[0]
    members: dict[str, Value] = {}
    keys: dict[str, Span] = {}
    more: Unknown | None = None
    for value in values:
        match configured(value):
            case Mapping() as mapping:
                for name, item in mapping.items.items():
                    members[name] = _over(members.get(name), inherited(mapping, item))
                keys.update(mapping.keys)
                if mapping.open is not None:
                    _hide(members, mapping.open, set(mapping.items))
                    more = more or mapping.open
            case Null(type=kind) if kind.kind not in ("map", "object"):
                raise Refused("all arguments must be maps or objects")
            case Known(value=None):
                continue
            case Failure():
                return value
            case Unknown() | Reference() as unknown:
                reason = reason_of([unknown])
                opening = Unknown(reason, unknown.span, unknown.via, identity=canonical(unknown))
                _hide(members, opening, set())
                more = more or opening
            case _:
                raise Refused("all arguments must be maps or objects")
    merged = Mapping(members, context.span, keys, open=more, kind="object")
    kinds = {value.kind for value in values if isinstance(value, Mapping)}
    if kinds != {"map"}:
        return merged
    types = [type_of(value) for value in values]
    if any(kind is not None and kind != types[0] for kind in types) and None not in types:
        return merged
    merged.kind = "map"
    return with_element(merged, types[0] and types[0].element)


def _over(earlier: Value | None, item: Value) -> Value:
    """An item where it is there, else the earlier one of the same key."""
    if earlier is None or not may_be_absent(item):
        return item
    if isinstance(item, Alternatives):
        then, otherwise = _over(earlier, item.then), _over(earlier, item.otherwise)
        return Alternatives(item.condition, then, otherwise, item.span, item.via)
    return earlier


def _hide(members: dict[str, Value], unknown: Unknown, kept: set[str]) -> None:
    """Note that an unknown map may override the members so far."""
    for name, item in members.items():
        if name in kept:
            continue
        overrides = equals(f'contains(keys({unknown.identity}), "{name}")', True, BOOLEAN)
        other = make_input(
            unknown.reason, unknown.span, unknown.via, f"{unknown.identity}.{name}", ANY, sure=True
        )
        members[name] = alternatives(overrides, other, item, item.span)


@function("value", "value", "value?")
def lookup(context: Context, collection: Value, key: Value, default: Value | None = None) -> Value:
    collection, wanted = configured(collection), configured(key)
    if isinstance(collection, Mapping) and collection.kind == "map" and default is not None:
        default = _as_element(collection, default)
    name = scalar_text(wanted.value) if isinstance(wanted, Known) else text_of(wanted)
    match collection:
        case Mapping() if name is not None:
            return inherited(collection, _found(context, collection, name, default))
        case Mapping(open=None) if isinstance(wanted, Unknown) and default is not None:
            return _for_each_key(context, collection, wanted, default)
        case Known(value=None):
            raise Refused("the map is null")
        case Known() | Sequence() | Text() | Document():
            raise Refused("the first argument is no map")
        case Unknown() if name is not None and name.isidentifier() and default is None:
            return make_input(
                collection.reason,
                context.span,
                collection.via,
                f"{collection.identity}.{name}",
                ANY,
                sure=False,
            )
    raise Undecided


def _as_element(collection: Mapping, default: Value) -> Value:
    """A default as an element of the map; it must convert to what the elements are."""
    kind = type_of(collection)
    if kind is None or kind.element is None:
        return default
    converted = convert(default, kind.element, lambda expression: default)
    if isinstance(converted, Failure):
        raise Refused(converted.message)
    return converted


def _found(context: Context, collection: Mapping, name: str, default: Value | None) -> Value:
    item = collection.items.get(name)
    if item is None:
        if collection.open is not None:
            raise Undecided
        if default is None:
            raise Refused(f'the map has no element "{name}"')
        return default
    return _or_default(item, default or Failure(f'the map has no element "{name}"', context.span))


def _or_default(item: Value, default: Value) -> Value:
    if not may_be_absent(item):
        return item
    if isinstance(item, Alternatives):
        then, otherwise = _or_default(item.then, default), _or_default(item.otherwise, default)
        return Alternatives(item.condition, then, otherwise, item.span, item.via)
    return default


def _for_each_key(context: Context, collection: Mapping, key: Unknown, default: Value) -> Value:
    if len(collection.items) > MOST_KEYS:
        raise Undecided
    result = default
    for name, item in reversed(collection.items.items()):
        condition = equal(key, Known(name, context.span))
        if condition is None or may_be_absent(item):
            raise Undecided
        result = alternatives(condition, inherited(collection, item), result, context.span)
    return result


@function("mapping", returns="list")
def keys(context: Context, mapping: Mapping) -> Value:
    names: list[Value] = []
    for name in sorted(mapping.items):
        key: Value = Known(name, mapping.keys.get(name, context.span))
        names.append(_where_present(mapping.items[name], key))
    kind = "list" if mapping.kind == "map" else "tuple"
    return with_element(Sequence(tuple(names), context.span, open=mapping.open, kind=kind), STRING)


def _where_present(item: Value, key: Value) -> Value:
    if isinstance(item, Absent) or not may_be_absent(item):
        return item if isinstance(item, Absent) else key
    assert isinstance(item, Alternatives)
    then, otherwise = _where_present(item.then, key), _where_present(item.otherwise, key)
    return Alternatives(item.condition, then, otherwise, key.span, key.via)


@function("mapping", returns="list")
def values(context: Context, mapping: Mapping) -> Value:
    items = tuple(inherited(mapping, mapping.items[name]) for name in sorted(mapping.items))
    kind = "list" if mapping.kind == "map" else "tuple"
    made = Sequence(items, context.span, open=mapping.open, kind=kind)
    type_ = type_of(mapping)
    return with_element(made, type_ and type_.element)


@function("list(string)", "sequence", split="items")
def zipmap(context: Context, names: Sequence, items: Sequence) -> Value:
    if items.kind == "set":
        raise Refused("a set has no order")
    if names.open is not None or items.open is not None:
        raise Undecided
    if len(names.items) != len(items.items):
        raise Refused("the lists of keys and of values differ in length")
    members: dict[str, Value] = {}
    for name, item in zip(names.items, items.items, strict=True):
        members[prepare(name, "string")] = item
    if items.kind == "tuple":
        return Mapping(members, context.span)
    kind = type_of(items)
    return with_element(Mapping(members, context.span, kind="map"), kind and kind.element)


@function("map(list(string))", split="deep")
def transpose(context: Context, mapping: Mapping) -> Value:
    if mapping.open is not None:
        raise Undecided
    turned: dict[str, list[str]] = {}
    for name in sorted(mapping.items):
        for text in prepare(mapping.items[name], "strings"):
            turned.setdefault(text, []).append(name)
    members: dict[str, Value] = {}
    for text in sorted(turned):
        found = tuple(Known(name, context.span) for name in sorted(turned[text]))
        members[text] = Sequence(found, context.span, kind="list")
    return with_element(Mapping(members, context.span, kind="map"), Type("list", STRING))
