"""Functions of lists, sets and maps alike: length, contains, flatten, distinct …"""

from __future__ import annotations

from ecslint.condition import Condition, conjunction, disjunction, negation
from ecslint.hcl.binary import counted
from ecslint.hcl.cases import may_be_absent
from ecslint.hcl.conditions import boolean, condition_of
from ecslint.hcl.conversion import convert
from ecslint.hcl.equality import configured, equal
from ecslint.hcl.functions.control import is_blank
from ecslint.hcl.functions.lists import element_type
from ecslint.hcl.functions.registry import Context, Refused, Undecided, function
from ecslint.hcl.functions.strings import clusters
from ecslint.hcl.operators import reason_of
from ecslint.hcl.scalars import text_of
from ecslint.hcl.sets import make_set
from ecslint.hcl.types import ANY, STRING, Type, with_element
from ecslint.hcl.unification import unify
from ecslint.value import (
    Absent,
    Alternatives,
    Document,
    Failure,
    Known,
    Mapping,
    Sequence,
    Text,
    Unknown,
    Value,
)


@function("value", returns="number", split="items")
def length(context: Context, value: Value) -> Value | int:
    match configured(value):
        case Sequence(open=None) as sequence:
            if sequence.kind == "set" and len(sequence.items) > 1 and not _distinguishable(sequence):
                raise Undecided
            return counted(len(sequence.items))
        case Mapping(open=None) as mapping if mapping.kind != "block":
            return counted(len(mapping.items))
        case Known(value=None):
            raise Refused("the argument is null")
        case Known(value=bool()):
            raise Refused("a bool has no length")
        case Known() | Text() | Document() as text:
            whole = text_of(text)
            if whole is not None:
                return counted(len(clusters(whole)))
            if isinstance(text, Known):
                raise Refused("a number has no length")
    raise Undecided


def _distinguishable(sequence: Sequence) -> bool:
    return all(isinstance(item, Known) or text_of(item) is not None for item in sequence.items)


@function("sequence", "value", returns="bool", split="items")
def contains(context: Context, sequence: Sequence, wanted: Value) -> Value:
    if isinstance(wanted, Known) and wanted.value is None:
        raise Refused("the value is null")
    condition: Condition = False
    certain = sequence.open is None
    for item in sequence.items:
        same = equal(item, wanted)
        if same is None:
            certain = False
        else:
            condition = disjunction(condition, same)
        if condition is True:
            return boolean(True, context.span)
    if not certain:
        raise Undecided
    return boolean(condition, context.span)


@function("sequence", returns="list")
def flatten(context: Context, sequence: Sequence) -> Value:
    items: list[Value] = []
    more = _flatten(sequence, items)
    return Sequence(tuple(items), context.span, open=more)


def _flatten(sequence: Sequence, items: list[Value]) -> Unknown | None:
    more = sequence.open
    for item in sequence.items:
        inner = configured(item)
        match inner:
            case Sequence():
                more = _flatten(inner, items) or more
            case Unknown(type="" | "list"):
                more = more or inner
            case Alternatives() if _has_lists(inner):
                more = _flatten_alternatives(inner, items) or more
            case _:
                items.append(item)
    return more


def _has_lists(value: Value) -> bool:
    match configured(value):
        case Alternatives() as choice:
            return _has_lists(choice.then) or _has_lists(choice.otherwise)
        case Sequence():
            return True
    return False


def _flatten_alternatives(choice: Alternatives, items: list[Value]) -> Unknown | None:
    more: Unknown | None = None
    for condition, branch in (
        (choice.condition, choice.then),
        (negation(choice.condition), choice.otherwise),
    ):
        inner: list[Value] = []
        more = _flatten(Sequence((branch,), choice.span), inner) or more
        absent = Absent(choice.span)
        items += [
            Alternatives(condition, item, absent, item.span, item.via)
            for item in inner
            if not isinstance(item, Absent)
        ]
    return more


@function("list", returns="list", split="deep")
def distinct(context: Context, sequence: Sequence) -> Value:
    if sequence.open is not None:
        raise Undecided
    kept: list[Value] = []
    for item in sequence.items:
        same = [equal(item, other) for other in kept]
        if any(condition not in (True, False) for condition in same):
            raise Undecided
        if True not in same:
            kept.append(item)
    return with_element(Sequence(tuple(kept), context.span, kind="list"), element_type(sequence))


@function("list(string)", returns="strings")
def compact(context: Context, sequence: Sequence) -> Value:
    """The strings that are neither null nor empty; those of which that is not known stay possible."""
    items: list[Value] = []
    more = sequence.open
    for item in sequence.items:
        match configured(item):
            case Absent():
                continue
            case Alternatives() as choice:
                items.append(_compacted(choice))
                continue
        blank = is_blank(item)
        if blank is None:
            more = more or Unknown(reason_of([item]), item.span, identity=context.unknown().identity)
        elif not blank:
            items.append(_as_string(item))
    return Sequence(tuple(items), context.span, open=more, kind="list")


def _compacted(item: Value) -> Value:
    if isinstance(item, Absent):
        return item
    if isinstance(item, Alternatives):
        return Alternatives(
            item.condition, _compacted(item.then), _compacted(item.otherwise), item.span, item.via
        )
    blank = is_blank(item)
    if blank is None:
        raise Undecided
    return Absent(item.span) if blank else _as_string(item)


def _as_string(item: Value) -> Value:
    inner = configured(item)
    return convert(inner, STRING, lambda expression: inner) if isinstance(inner, Known) else item


@function("list(bool)", returns="bool", names="alltrue anytrue", split="items")
def alltrue(context: Context, sequence: Sequence) -> Value:
    every = context.name == "alltrue"
    total: Condition = every
    certain = sequence.open is None
    for item in sequence.items:
        if isinstance(item, Known) and item.value is None:
            condition: Condition | Failure | None = False
        else:
            condition = condition_of(item)
        if isinstance(condition, Failure):
            raise Refused(condition.message)
        if condition is None:
            certain = False
            continue
        total = conjunction(total, condition) if every else disjunction(total, condition)
    if not certain and total is every:
        raise Undecided
    if not certain and total is not (not every):
        raise Undecided
    return boolean(total, context.span)


@function("set", "set*", names="setunion setintersection setsubtract", returns="list", split="deep")
def set_operation(context: Context, *sequences: Sequence) -> Value:
    if context.name == "setsubtract" and len(sequences) != 2:
        raise Refused("two sets are needed")
    if any(sequence.open is not None for sequence in sequences) or any(
        may_be_absent(item) for sequence in sequences for item in sequence.items
    ):
        raise Undecided
    common = _element_in_common(sequences)
    first, *rest = [_converted(sequence, common) for sequence in sequences]
    kept = list(first)
    for other in rest:
        if context.name == "setunion":
            kept += other
        else:
            wanted = context.name == "setintersection"
            kept = [item for item in kept if _among(item, other) is wanted]
    return with_element(make_set(kept, Sequence((), context.span)), common)


def _element_in_common(sequences: tuple[Sequence, ...]) -> Type:
    """The type that the elements of sets have in common, "any" where it is not certain."""
    types = [
        element_type(sequence) for sequence in sequences if sequence.items or element_type(sequence) != ANY
    ]
    sure = [kind for kind in types if kind is not None]
    if len(sure) < len(types) or not types:
        return ANY
    common = unify(sure)
    if common is None or common.kind == "any" and any(kind != ANY for kind in sure):
        raise Refused("the elements of the sets have no type in common")
    return common


def _converted(sequence: Sequence, element: Type) -> list[Value]:
    converted = convert(sequence, Type("set", element), lambda expression: sequence)
    if isinstance(converted, Failure):
        raise Refused(converted.message)
    return list(converted.items) if isinstance(converted, Sequence) else []


def _among(item: Value, others: list[Value]) -> bool:
    conditions = [equal(item, other) for other in others]
    if True in conditions:
        return True
    if any(condition is not False for condition in conditions):
        raise Undecided
    return False
