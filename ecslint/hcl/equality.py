"""Equality of values of which parts may be unknown."""

from __future__ import annotations

from ecslint.condition import Condition, Scalar, conjunction
from ecslint.hcl.conditions import equals, same_scalar
from ecslint.hcl.limits import decided
from ecslint.hcl.scalars import text_of
from ecslint.hcl.scope import Fresh, Input
from ecslint.hcl.types import ANY, Type, type_of
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


def configured(value: Value) -> Value:
    """What a reference is configured to be, or the value itself."""
    while isinstance(value, Reference) and value.value is not None:
        reference, value = value, value.value
        if not reference.attribute and isinstance(value, Mapping):
            return _with_computed(reference, value)
    return value


def _with_computed(resource: Reference, body: Mapping) -> Mapping:
    """A whole resource: what is not configured, or configured as null, may have a value all the same."""
    items: dict[str, Value] = {}
    for name, item in body.items.items():
        match item:
            case Known(value=None) | Absent() | Alternatives() | Failure():
                continue
        items[name] = Reference(resource.target, name, item.span, (), item)
    more = Unknown(
        f"{resource.target} has attributes that are known only after the deployment", resource.span
    )
    return Mapping(items, body.span, body.keys, resource.via, more)


def equal(left: Value, right: Value) -> Condition | None:
    """The condition under which two values are equal; None when that has no simple form."""
    left, right = configured(left), configured(right)
    for one, other in ((left, right), (right, left)):
        if isinstance(other, Known) and not isinstance(one, Known):
            return _equal_constant(one, other.value)
    match left, right:
        case Known(value=first), Known(value=second):
            return same_scalar(first, second)
        case (Unknown(), Unknown()) if left.identity and left.identity == right.identity:
            return True
        case Fresh(), Fresh():
            return False
        case Reference(), Reference():
            same = left.target == right.target and left.attribute == right.attribute
            return True if same else None
        case (Text() | Document(), Text() | Document()):
            first_text, second_text = text_of(left), text_of(right)
            return None if first_text is None or second_text is None else first_text == second_text
        case (Sequence() | Mapping(), Sequence() | Mapping()) if _differ_in_type(left, right):
            return False
        case Sequence(open=None), Sequence(open=None):
            return _if_same_type(left, right, _equal_sequences(left, right))
        case Mapping(open=None), Mapping(open=None):
            return _if_same_type(left, right, _equal_mappings(left, right))
        case (Sequence() | Mapping(), Text() | Document()) | (Text() | Document(), Sequence() | Mapping()):
            return False
    return None


def _if_same_type(left: Value, right: Value, same: Condition | None) -> Condition | None:
    """What is equal but for a type that only one of the two shows may differ all the same."""
    return None if same is True and type_of(left) != type_of(right) else same


def _differ_in_type(left: Value, right: Value) -> bool:
    mine, theirs = type_of(left), type_of(right)
    return mine is not None and theirs is not None and _never_same(mine, theirs)


def _never_same(mine: Type, theirs: Type) -> bool:
    """Whether types differ; what has no type of its own, an untyped null, conforms to any."""
    if "any" in (mine.kind, theirs.kind):
        return False
    if mine.kind != theirs.kind or len(mine.items) != len(theirs.items):
        return True
    if mine.kind == "object" and [name for name, _ in mine.attributes] != [
        name for name, _ in theirs.attributes
    ]:
        return True
    pairs = [(mine.element or ANY, theirs.element or ANY), *zip(mine.items, theirs.items, strict=True)]
    pairs += [(one, other) for (_, one), (_, other) in zip(mine.attributes, theirs.attributes, strict=True)]
    return any(_never_same(one, other) for one, other in pairs)


def _equal_constant(value: Value, constant: Scalar) -> Condition | None:
    match value:
        case Unknown(identity=identity, type=kind, domain=domain):
            if not identity or constant is not None and not _may_have_type(kind, constant):
                return False if identity else None
            if isinstance(value, Input) and _is_beyond(value, constant):
                return False
            return equals(identity, constant, domain)
        case Reference():
            if constant in (None, "") and value.attribute in ("", "id", "arn", "name"):
                return False
            name = f"{value.target}.{value.attribute}" if value.attribute else value.target
            return equals(name, constant) if value.attribute else False
        case Text() | Document():
            if not isinstance(constant, str):
                return False
            text = text_of(value)
            return None if text is None and _may_match(value, constant) else text == constant
        case Sequence() | Mapping():
            return False
    return None


def _is_beyond(value: Input, constant: Scalar) -> bool:
    """Whether what is certain of an input rules a constant out."""
    if any(same_scalar(constant, other) for other in value.excluded):
        return True
    if constant is None or isinstance(constant, str | bool):
        return False
    return decided(value.limits, "==", constant) is False


def _may_have_type(kind: str, constant: Scalar) -> bool:
    match constant:
        case bool():
            return kind in ("", "bool")
        case str():
            return kind in ("", "string")
    return kind in ("", "number")


def _may_match(value: Value, constant: str) -> bool:
    """Whether text with holes can equal a constant: what it begins and ends with decides."""
    if not isinstance(value, Text):
        return True
    first, last = text_of(value.parts[0]), text_of(value.parts[-1])
    return constant.startswith(first or "") and constant.endswith(last or "")


def _equal_sequences(left: Sequence, right: Sequence) -> Condition | None:
    if len(left.items) != len(right.items):
        return False
    if left.kind == right.kind == "set":
        return _equal_sets(left, right)
    if left.kind != right.kind:
        # A tuple may have become a list on a way that is not followed here.
        return False if "set" in (left.kind, right.kind) else None
    return _all_equal(list(zip(left.items, right.items, strict=True)))


def _equal_sets(left: Sequence, right: Sequence) -> Condition | None:
    total: Condition | None = True
    for item in left.items:
        same = [equal(item, other) for other in right.items]
        if True in same:
            continue
        if all(condition is False for condition in same):
            return False
        total = None
    return total


def _equal_mappings(left: Mapping, right: Mapping) -> Condition | None:
    if set(left.items) != set(right.items):
        return False
    if left.kind != right.kind:
        return None
    return _all_equal([(left.items[key], right.items[key]) for key in left.items])


def _all_equal(pairs: list[tuple[Value, Value]]) -> Condition | None:
    total: Condition | None = True
    for one, other in pairs:
        part = equal(one, other)
        if part is False:
            return False
        total = None if part is None or total is None else conjunction(total, part)
    return total
