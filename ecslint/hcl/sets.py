"""Sets: each item once, in the order in which Terraform visits them."""

from __future__ import annotations

from decimal import Decimal

from ecslint.hcl.binary import exact_of
from ecslint.hcl.equality import configured, equal
from ecslint.hcl.scalars import go_quoted, text_of
from ecslint.value import Known, Mapping, Reference, Sequence, Value


def make_set(items: list[Value], value: Sequence) -> Sequence:
    """A set of the items; those that are not known stay where they are."""
    distinct: list[Value] = []
    seen: set[object] = set()
    for item in items:
        key = _scalar_key(item)
        if key is not None:
            if key not in seen:
                seen.add(key)
                distinct.append(item)
        elif not any(equal(item, other) is True for other in distinct):
            distinct.append(item)
    return Sequence(tuple(in_order(distinct)), value.span, value.via, value.open, "set")


def _scalar_key(item: Value) -> object:
    inner = configured(item)
    text = text_of(inner)
    if text is not None:
        return ("string", text)
    if isinstance(inner, Known) and inner.value is not None:
        return (isinstance(inner.value, bool), inner.value)
    return None


def in_order(items: list[Value]) -> list[Value]:
    """Items in the order of a set, when all are known; otherwise as they are."""
    keys = [_order(item) for item in items]
    sure = [key for key in keys if key is not None]
    if len(sure) < len(keys):
        return items
    places = sorted(range(len(items)), key=lambda place: sure[place])
    return [items[place] for place in places]


def _order(item: Value) -> tuple[int, object] | None:
    """What places an item: nulls come last, numbers by size, and structures by their text."""
    item = configured(item)
    match item:
        case Known(value=None):
            return (5, 0)
        case Known(value=bool() as truth):
            return (1, truth)
        case Known(value=int() | Decimal() as number):
            return (2, number if type(number) is int else exact_of(number))
    text = text_of(item)
    if text is not None:
        return (3, text.encode("utf-8", "surrogatepass"))
    hashed = _hashed(item)
    return None if hashed is None else (4, hashed.encode("utf-8", "surrogatepass"))


def _hashed(item: Value) -> str | None:
    """The text by which Terraform's sets tell structures apart."""
    item = configured(item)
    match item:
        case Known(value=None):
            return "~"
        case Known(value=bool() as truth):
            return "T" if truth else "F"
        case Known(value=int() | Decimal() as number):
            from ecslint.hcl.formats import general

            return general(number, 10)
        case Sequence(open=None):
            parts = [_hashed(part) for part in item.items]
            opening, closing = "<>" if item.kind == "tuple" else "[]"
        case Mapping(open=None):
            names = sorted(item.items)
            parts = [_hashed(item.items[name]) for name in names]
            opening, closing = "<>"
            if item.kind == "map":
                opening, closing = "{}"
                parts = [
                    part and f"{go_quoted(name)}:{part}" for name, part in zip(names, parts, strict=True)
                ]
        case Reference():
            return None
        case _:
            text = text_of(item)
            return None if text is None else go_quoted(text)
    sure = [part for part in parts if part is not None]
    return None if len(sure) < len(parts) else opening + "".join(f"{part};" for part in sure) + closing
