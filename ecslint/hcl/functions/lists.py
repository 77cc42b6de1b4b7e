"""Functions of lists: concat, element, join, slice, sort, range …"""

from __future__ import annotations

from decimal import Decimal

from ecslint.hcl.cases import leaves
from ecslint.hcl.conditions import alternatives, inherited
from ecslint.hcl.equality import configured, equal
from ecslint.hcl.functions.registry import Context, Refused, Undecided, function
from ecslint.hcl.rendering import as_text, joined
from ecslint.hcl.scalars import number
from ecslint.hcl.traversal import item_at
from ecslint.value import (
    Absent,
    Alternatives,
    Failure,
    Known,
    Reference,
    Sequence,
    Text,
    Unknown,
    Value,
)

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
    kind = (
        "list" if all(isinstance(value, Sequence) and value.kind == "list" for value in values) else "tuple"
    )
    return Sequence(tuple(items), context.span, open=more, kind=kind)


def _inherited_items(sequence: Sequence) -> list[Value]:
    return [inherited(sequence, item) for item in sequence.items]


@function("sequence", "number", split="items")
def element(context: Context, sequence: Sequence, place: int | Decimal) -> Value:
    if place < 0:
        raise Refused("the index is negative")
    if sequence.open is not None:
        raise Undecided
    if not sequence.items:
        raise Refused("the list is empty")
    if sequence.kind == "set":
        raise Undecided
    return item_at(sequence, int(place) % len(sequence.items), context.span)


@function("string", "sequence*", returns="string", split="items")
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
    return Sequence(tuple(reversed(sequence.items)), context.span, kind=kind)


@function("sequence", "number", "number", returns="list", split="items")
def slice_(context: Context, sequence: Sequence, start: int | Decimal, end: int | Decimal) -> Value:
    if sequence.open is not None:
        raise Undecided
    if not 0 <= start <= end <= len(sequence.items) or start != int(start) or end != int(end):
        raise Refused("the indices are not in the list")
    return Sequence(sequence.items[int(start) : int(end)], context.span, kind=sequence.kind)


@function("strings", returns="list")
def sort(context: Context, texts: list[str]) -> list[str]:
    return sorted(texts)


@function("number*", returns="list", names="range")
def range_(context: Context, *numbers: int | Decimal) -> list[int | Decimal]:
    if not 1 <= len(numbers) <= 3:
        raise Refused("one, two or three numbers are needed")
    start, end = (Decimal(0), Decimal(numbers[0])) if len(numbers) == 1 else map(Decimal, numbers[:2])
    step = Decimal(numbers[2]) if len(numbers) == 3 else Decimal(1 if end >= start else -1)
    if not step or (end > start) != (step > 0) and end != start:
        raise Refused("the step never reaches the end")
    made: list[int | Decimal] = []
    while (start < end) if step > 0 else (start > end):
        made.append(number(start))
        start += step
        if len(made) > MOST_ITEMS:
            raise Refused(f"more than {MOST_ITEMS} values would be made")
    return made


@function("sequence", "value", returns="number", split="deep")
def index(context: Context, sequence: Sequence, wanted: Value) -> int:
    if sequence.open is not None:
        raise Undecided
    for place, item in enumerate(sequence.items):
        same = equal(item, wanted)
        if same is True:
            return place
        if same is not False:
            raise Undecided
    raise Refused("the list has no such element")


@function("sequence", "number", returns="list", split="items")
def chunklist(context: Context, sequence: Sequence, size: int | Decimal) -> Value:
    if sequence.open is not None:
        raise Undecided
    if size < 0 or size != int(size):
        raise Refused("the size must be a positive whole number")
    step = int(size) or len(sequence.items) or 1
    starts = range(0, len(sequence.items), step)
    chunks = [Sequence(sequence.items[at : at + step], context.span, kind="list") for at in starts]
    return Sequence(tuple(chunks), context.span, kind="list")


@function("sequence", "sequence", "sequence", returns="list", split="deep")
def matchkeys(context: Context, values: Sequence, keys: Sequence, wanted: Sequence) -> Value:
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
    return Sequence(tuple(kept), context.span, kind="list")


@function("sequence*", returns="list", split="items")
def setproduct(context: Context, *sequences: Sequence) -> Value:
    if len(sequences) < 2:
        raise Refused("two sets are needed at least")
    if any(sequence.open is not None for sequence in sequences):
        raise Undecided
    rows: list[tuple[Value, ...]] = [()]
    for sequence in sequences:
        rows = [(*row, item) for row in rows for item in sequence.items]
        if len(rows) > MOST_ITEMS * 8:
            raise Undecided("the product of the sets is too large")
    tuples: list[Value] = [Sequence(row, context.span) for row in rows]
    if all(sequence.kind == "set" for sequence in sequences):
        return Sequence(tuple(tuples), context.span, kind="set")
    return Sequence(tuple(tuples), context.span, kind="list")
