"""Functions of lists: concat, element, join, slice, sort, range …"""

from __future__ import annotations

from decimal import Decimal

from ecslint.hcl.binary import counted, number
from ecslint.hcl.cases import leaves
from ecslint.hcl.conditions import alternatives, inherited
from ecslint.hcl.conversion import convert
from ecslint.hcl.equality import configured, equal
from ecslint.hcl.functions.registry import Context, Refused, Undecided, function
from ecslint.hcl.operators import computed
from ecslint.hcl.rendering import as_text, joined
from ecslint.hcl.sets import make_set
from ecslint.hcl.traversal import item_at
from ecslint.hcl.types import ANY, Type, type_of, with_element
from ecslint.hcl.unification import unify
from ecslint.value import Absent, Alternatives, Failure, Known, Reference, Sequence, Text, Unknown, Value

MOST_ITEMS = 1024
"""How many items range and setproduct make here, as in Terraform's own range."""


@function("value*", returns="list", split="never")
def concat(context: Context, *values: Value) -> Sequence:
    """All items; those of a list that depends on a condition depend on it one by one."""
    if not values:
        raise Refused("no arguments are given")
    items: list[Value] = []
    more: Unknown | None = None
    for value in values:
        value = configured(value)
        if isinstance(value, Alternatives):
            for condition, leaf in leaves(value):
                inner = concat(context, leaf)
                more = more or inner.open
                items += [alternatives(condition, item, Absent(item.span), item.span) for item in inner.items]
            continue
        match value:
            case Sequence(kind="set"):
                raise Refused("a set has no order")
            case Sequence() as sequence:
                items += _inherited_items(sequence)
                more = more or sequence.open
            case Unknown() as unknown:
                more = more or unknown
            case Reference() as reference:
                name = f"{reference.target}.{reference.attribute}"
                reason = f"{name} is known only after the deployment"
                more = more or Unknown(reason, reference.span, reference.via, identity=name)
            case Failure():
                items.append(value)
            case _:
                raise Refused("all arguments must be lists or tuples")
    lists = all(isinstance(value, Sequence) and value.kind == "list" for value in values)
    joined = Sequence(tuple(items), context.span, open=more, kind="list" if lists else "tuple")
    return _of_one_type(joined, values) if lists else joined


def _of_one_type(joined: Sequence, values: tuple[Value, ...]) -> Sequence:
    """Lists joined: a list when their elements have a type in common, otherwise a tuple."""
    types = [type_of(value) for value in values]
    sure = [kind for kind in types if kind is not None]
    if len(sure) < len(types):
        return joined
    common = unify(sure)
    if common is None:
        return Sequence(joined.items, joined.span, joined.via, joined.open)
    converted = convert(joined, common, lambda expression: joined)
    if isinstance(converted, Failure):
        raise Refused(converted.message)
    assert isinstance(converted, Sequence)
    made = with_element(converted, common.element)
    assert isinstance(made, Sequence)
    return made


def _inherited_items(sequence: Sequence) -> list[Value]:
    return [inherited(sequence, item) for item in sequence.items]


@function("sequence", "integer", split="items")
def element(context: Context, sequence: Sequence, place: int) -> Value:
    if sequence.kind == "set":
        raise Refused("a set has no order")
    if sequence.open is not None:
        raise Undecided
    if not sequence.items:
        raise Refused("the list is empty")
    if place < 0 and place % len(sequence.items) and sequence.kind == "tuple":
        raise Refused("the index is negative")
    return item_at(sequence, place % len(sequence.items), context.span)


@function("string", "list(string)", "list(string)*", returns="string", split="items")
def join(context: Context, separator: str, *sequences: Sequence) -> Value:
    parts: list[Value] = []
    for sequence in sequences:
        if sequence.open is not None:
            raise Undecided
        for item in sequence.items:
            text = as_text(item, context.span)
            if isinstance(text, Failure):
                raise Refused(text.message)
            if parts and separator:
                parts.append(Known(separator, context.span))
            parts += text.parts if isinstance(text, Text) else [text]
    return joined(parts, context.span)


@function("sequence", returns="list", split="items")
def reverse(context: Context, sequence: Sequence) -> Value:
    if sequence.open is not None:
        raise Undecided
    kind = "list" if sequence.kind == "set" else sequence.kind
    made = Sequence(tuple(reversed(sequence.items)), context.span, kind=kind)
    return with_element(made, element_type(sequence))


@function("sequence", "integer", "integer", returns="list", split="items")
def slice_(context: Context, sequence: Sequence, start: int, end: int) -> Value:
    if sequence.kind == "set":
        raise Refused("a set has no order")
    if sequence.open is not None:
        raise Undecided
    if not 0 <= start <= end <= len(sequence.items):
        raise Refused("the indices are not in the list")
    made = Sequence(sequence.items[start:end], context.span, kind=sequence.kind)
    return with_element(made, element_type(sequence))


@function("strings", returns="strings")
def sort(context: Context, texts: list[str]) -> list[str]:
    return sorted(texts)


@function("number*", returns="numbers", names="range")
def range_(context: Context, *numbers: int | Decimal) -> list[int | Decimal]:
    if not 1 <= len(numbers) <= 3:
        raise Refused("one, two or three numbers are needed")
    start, end = (0, numbers[0]) if len(numbers) == 1 else numbers[:2]
    step = numbers[2] if len(numbers) == 3 else -1 if end < start else 1
    if end < start if step >= 0 else end > start:
        raise Refused("the step never reaches the end")
    made: list[int | Decimal] = []
    while (start < end) if step >= 0 else (start > end):
        made.append(number(start))
        start = computed("+", start, step)
        if len(made) > MOST_ITEMS:
            raise Refused(f"more than {MOST_ITEMS} values would be made")
    return made


@function("sequence", "value", returns="number", split="deep")
def index(context: Context, sequence: Sequence, wanted: Value) -> int:
    if sequence.kind == "set":
        raise Refused("a set has no order")
    if isinstance(wanted, Known) and wanted.value is None:
        raise Refused("the value is null")
    if sequence.open is not None:
        raise Undecided
    for place, item in enumerate(sequence.items):
        same = equal(item, wanted)
        if same is True:
            return counted(place)
        if same is not False:
            raise Undecided
    raise Refused("the list has no such element")


@function("list", "integer", returns="list", split="items")
def chunklist(context: Context, sequence: Sequence, size: int) -> Value:
    if sequence.open is not None:
        raise Undecided
    if size < 0:
        raise Refused("the size must be a positive whole number")
    step = size or len(sequence.items) or 1
    starts = range(0, len(sequence.items), step)
    chunks = [Sequence(sequence.items[at : at + step], context.span, kind="list") for at in starts]
    return with_element(Sequence(tuple(chunks), context.span, kind="list"), type_of(sequence))


@function("list", "list", "list", returns="list", split="deep")
def matchkeys(context: Context, values: Sequence, keys: Sequence, wanted: Sequence) -> Value:
    types = [type_of(keys), type_of(wanted)]
    sure = [kind for kind in types if kind is not None]
    common = unify(sure) if len(sure) == 2 else ANY
    if common is None:
        raise Refused("the keys and those to search for have no type in common")
    keys, wanted = as_type(keys, common), as_type(wanted, common)
    if any(sequence.open is not None for sequence in (values, keys, wanted)):
        raise Undecided
    if len(values.items) != len(keys.items):
        raise Refused("the lists of values and of keys differ in length")
    kept = []
    for value, key in zip(values.items, keys.items, strict=True):
        same = [equal(key, other) for other in wanted.items]
        if True in same:
            kept.append(value)
        elif any(condition is not False for condition in same):
            raise Undecided
    return with_element(Sequence(tuple(kept), context.span, kind="list"), element_type(values))


@function("sequence*", split="items")
def setproduct(context: Context, *sequences: Sequence) -> Value:
    if len(sequences) < 2:
        raise Refused("two sets are needed at least")
    if any(sequence.open is not None for sequence in sequences):
        raise Undecided
    types = [_common(sequence) for sequence in sequences]
    rows: list[tuple[Value, ...]] = [()]
    if not all(sequence.items for sequence in sequences):
        rows = []
    for sequence, kind in zip(sequences, types, strict=True):
        items = in_common(sequence, kind) if rows else []
        rows = [(*row, item) for row in rows for item in items]
        if len(rows) > MOST_ITEMS * 8:
            raise Undecided("the product of the sets is too large")
    tuples: list[Value] = [Sequence(row, context.span) for row in rows]
    product = Sequence(tuple(tuples), context.span, kind="list")
    if not any(sequence.kind == "set" for sequence in sequences):
        return product
    return make_set(tuples, product)


def _common(sequence: Sequence) -> Type:
    """The type that the items of a list have in common, "any" where it is not certain. Raises Refused."""
    kind = type_of(sequence)
    if kind is None or kind.kind != "tuple" or not kind.items:
        return ANY
    common = unify(list(kind.items))
    if common is None:
        raise Refused("the items have no type in common")
    return common


def in_common(sequence: Sequence, common: Type) -> list[Value]:
    """The items of a list, converted to the type that they have in common. Raises Refused."""
    if sequence.kind != "tuple":
        return list(sequence.items)
    converted = [convert(item, common, lambda expression: sequence) for item in sequence.items]
    failure = next((item for item in converted if isinstance(item, Failure)), None)
    if failure is not None:
        raise Refused(failure.message)
    types = {type_of(item) for item in converted}
    if None not in types and len(types) > 1:
        raise Refused("the items have no type in common")
    return converted


def as_type(sequence: Sequence, kind: Type) -> Sequence:
    """A list converted to a type. Raises Refused."""
    converted = convert(sequence, kind, lambda expression: sequence)
    if isinstance(converted, Failure):
        raise Refused(converted.message)
    return converted if isinstance(converted, Sequence) else sequence


def element_type(sequence: Sequence) -> Type | None:
    """The type of the elements of a list or set, where that is certain."""
    kind = type_of(sequence)
    return kind and kind.element
