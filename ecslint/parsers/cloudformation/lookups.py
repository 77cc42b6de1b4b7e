"""`Fn::FindInMap` and `Fn::Select`: one value out of many."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ecslint.condition import Atom, Scalar
from ecslint.parsers.cloudformation.document import members, text
from ecslint.parsers.cloudformation.texts import may_be_absent
from ecslint.source import Span
from ecslint.value import Alternatives, Known, Sequence, Unknown, Value

_MOST_CASES = 40


def find_in_map(
    mappings: Value | None,
    name: Value,
    first: Value,
    second: Value,
    span: Span,
    finish: Callable[[Value], Value],
) -> Value | None:
    """The value under two keys of a map; None when it is certain that there is none."""
    table = text(name)
    if table is None:
        return Unknown("the name of the map is not known", span)
    rows = members(mappings).get(table)
    if rows is None:
        return None
    return by_key(
        first,
        members(rows),
        span,
        lambda row: by_key(second, members(row), span, finish),
    )


def by_key(
    key: Value, table: dict[str, Value], span: Span, found: Callable[[Value], Value | None]
) -> Value | None:
    """What is found under a key; one case for each value that the key can have."""
    plain = text(key)
    if plain is not None:
        return found(table[plain]) if plain in table else None
    match key:
        case Alternatives(condition=condition, then=then, otherwise=otherwise):
            branches = [by_key(branch, table, span, found) for branch in (then, otherwise)]
            one, other = (branch or _nothing(span) for branch in branches)
            return Alternatives(condition, one, other, span)
        case Unknown(identity=identity) if identity and len(key.domain) <= _MOST_CASES:
            return _cases(key, table, span, found)
    reason = key.reason if isinstance(key, Unknown) else "the key is not known"
    return _agreed([found(value) for value in table.values()], Unknown(reason, span))


def _cases(
    key: Unknown, table: dict[str, Value], span: Span, found: Callable[[Value], Value | None]
) -> Value | None:
    constants: list[Scalar] = list(key.domain)
    if not constants and isinstance(key.default, Known):
        constants = [key.default.value]
    texts = [(constant, text(Known(constant, span)) or "") for constant in constants]
    values = [(constant, found(table[plain]) if plain in table else None) for constant, plain in texts]
    if key.domain:
        rest = values.pop()[1] or _nothing(span)
    else:
        rest = _agreed([found(value) for value in table.values()], Unknown(key.reason, span))
    for constant, value in reversed(values):
        condition = Atom(key.identity, constant, key.domain)
        rest = Alternatives(condition, value or _nothing(span), rest, span)
    return rest


def _agreed(values: Iterable[Value | None], otherwise: Unknown) -> Value:
    """The one value that all rows give, else unknown."""
    rows = list(values)
    first = rows[0] if rows else None
    if isinstance(first, Known) and all(isinstance(row, Known) and row.value == first.value for row in rows):
        return first
    return otherwise


def _nothing(span: Span) -> Unknown:
    return Unknown("the map has no such key", span)


def missing(name: Value, first: Value, second: Value, span: Span) -> Unknown:
    """Why a lookup gives nothing."""
    keys = ", ".join(text(part) or "…" for part in (name, first, second))
    return Unknown(f"the mappings have nothing under {keys}", span)


def select(index: Value, items: Sequence, span: Span) -> Value:
    """The item of a list at an index."""
    plain = text(index) or ""
    if not plain.isdecimal():
        return Unknown("the index is not known", span)
    wanted = int(plain[:9])
    before = items.items[: wanted + 1]
    if len(before) > wanted and items.open is None and not any(map(may_be_absent, before)):
        return before[wanted]
    return Unknown(items.open.reason if items.open is not None else f"the list has no item {plain}", span)
