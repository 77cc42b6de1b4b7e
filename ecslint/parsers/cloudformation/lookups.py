"""`Fn::FindInMap`, `Fn::Select` and `Fn::Cidr`: one value out of many, and many out of one."""

from __future__ import annotations

from collections.abc import Callable

from ecslint.condition import Atom, Scalar
from ecslint.parsers.cloudformation.document import members, text
from ecslint.parsers.cloudformation.texts import may_be_absent
from ecslint.source import Span
from ecslint.value import Alternatives, Failure, Known, Mapping, Sequence, Unknown, Value

_MOST_CASES = 40
_MOST_BLOCKS = 256


def find_in_map(
    mappings: Value | None,
    keys: tuple[Value, Value, Value],
    span: Span,
    finish: Callable[[Value], Value],
    default: Value | None,
) -> Value:
    """The value under two keys of a map; where there is none the default, or else it fails."""
    name, first, second = keys
    table = text(name)
    if table is None:
        return Unknown("the name of the map is not known", span)
    if isinstance(mappings, Mapping) and mappings.open is not None:
        return Unknown(mappings.open.reason, span)
    shown = ", ".join(text(key) or "…" for key in keys)
    via = tuple(step for key in keys for step in key.via)
    nothing = default or Failure(f"the mappings have nothing under {shown}", span, via)
    rows = members(mappings).get(table)
    if rows is None:
        return default or Failure(f"there is no mapping {table}", span, name.via)
    return _by_key(
        first,
        rows,
        nothing,
        span,
        lambda row: _by_key(second, row, nothing, span, finish),
    )


def _by_key(key: Value, rows: Value, nothing: Value, span: Span, found: Callable[[Value], Value]) -> Value:
    """What is found under a key; one case for each value that the key can have."""
    if isinstance(rows, Mapping) and rows.open is not None:
        return Unknown(rows.open.reason, span)
    table = members(rows)
    plain = text(key)
    if plain is not None:
        return found(table[plain]) if plain in table else nothing
    match key:
        case Alternatives(condition=condition, then=then, otherwise=otherwise):
            one, other = (_by_key(branch, rows, nothing, span, found) for branch in (then, otherwise))
            return Alternatives(condition, one, other, span)
        case Unknown(identity=identity) if identity and len(key.domain) <= _MOST_CASES:
            return _cases(key, table, nothing, span, found)
    reason = key.reason if isinstance(key, Unknown) else "the key is not known"
    return _agreed(_rows(table, nothing, found), Unknown(reason, span))


def _rows(table: dict[str, Value], nothing: Value, found: Callable[[Value], Value]) -> list[Value]:
    """All that can be found in a table when what fails is left out."""
    return [*map(found, table.values()), *([] if isinstance(nothing, Failure) else [nothing])]


def _cases(
    key: Unknown, table: dict[str, Value], nothing: Value, span: Span, found: Callable[[Value], Value]
) -> Value:
    constants: list[Scalar] = list(key.domain)
    if not constants and isinstance(key.default, Known):
        constants = [key.default.value]
    texts = [(constant, text(Known(constant, span)) or "") for constant in constants]
    values = [(constant, found(table[plain]) if plain in table else nothing) for constant, plain in texts]
    if key.domain:
        rest = values.pop()[1]
    else:
        rest = _agreed(_rows(table, nothing, found), Unknown(key.reason, span))
    for constant, value in reversed(values):
        condition = Atom(key.identity, constant, key.domain)
        rest = Alternatives(condition, value, rest, span)
    return rest


def _agreed(rows: list[Value], otherwise: Unknown) -> Value:
    """The one value that all rows give, else unknown."""
    first = rows[0] if rows else None
    if isinstance(first, Known) and all(isinstance(row, Known) and row.value == first.value for row in rows):
        return first
    return otherwise


def select(index: Value, items: Sequence, span: Span) -> Value:
    """The item of a list at an index."""
    plain = text(index)
    if plain is None:
        return Unknown("the index is not known", span)
    via = (*index.via, *items.via)
    if not plain.isdecimal():
        return Failure(f"the index of Fn::Select is a number from 0, not {plain}", span, via)
    wanted = int(plain[:9])
    before = items.items[: wanted + 1]
    if any(map(may_be_absent, before)):
        return Unknown(f"which item has the index {plain} depends on conditions", span)
    if len(before) > wanted:
        return before[wanted]
    if items.open is not None:
        return Unknown(items.open.reason, span)
    return Failure(f"the list has no item {plain}, since it has only {len(items.items)}", span, via)


def blocks(block: str | None, count: str | None, bits: str | None, span: Span) -> Value:
    """The address blocks that `Fn::Cidr` cuts out of one, as many as are wanted."""
    if count is None or not count.isdecimal() or not 1 <= int(count[:9]) <= _MOST_BLOCKS:
        return Unknown("how many address blocks Fn::Cidr gives is not known", span)
    number, found = int(count), list[Value]()
    if block is not None and bits is not None and bits.isdecimal():
        from ipaddress import ip_network
        from itertools import islice

        try:
            network = ip_network(block)
            parts = network.subnets(new_prefix=network.max_prefixlen - int(bits[:3]))
            found = [Known(str(part), span) for part in islice(parts, number)]
        except ValueError:
            return Unknown("the address block that Fn::Cidr cuts is not valid", span)
    if len(found) < number:
        found = [Unknown("the address block that Fn::Cidr cuts is not known", span)] * number
    return Sequence(tuple(found), span)
