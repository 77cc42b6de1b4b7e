"""`for` expressions, and iteration over values of which parts may be unknown."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ecslint.condition import Condition, conjunction, disjunction, negation
from ecslint.hcl.cases import TooManyCases, by_cases, may_be_absent, presence_condition
from ecslint.hcl.conditions import alternatives, condition_of, inherited
from ecslint.hcl.equality import configured
from ecslint.hcl.instances import SoleEntry
from ecslint.hcl.marks import unmarked
from ecslint.hcl.operators import reason_of
from ecslint.hcl.scalars import scalar_text, text_of
from ecslint.hcl.scope import Namespace, Scope
from ecslint.hcl.syntax import Expression, For
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

Evaluate = Callable[[Expression, Scope], Value]


class Entry(NamedTuple):
    """One thing to iterate over: its key, its value, and the condition under which it is there."""

    key: Value
    value: Value
    exists: Condition = True


class Entries(NamedTuple):
    """All that is known to iterate over; `more` says why there may be more."""

    known: list[Entry]
    more: Unknown | None


def entries(collection: Value, span: Span) -> Entries | Failure:
    """What a collection without alternatives holds, in the order in which Terraform visits it."""
    collection = configured(collection)
    match collection:
        case Sequence():
            return _sequence_entries(collection, span)
        case SoleEntry():
            return Entries([_entry(collection.key, inherited(collection, collection.value))], None)
        case Mapping():
            known = [
                _entry(
                    Known(key, collection.keys.get(key, span)), inherited(collection, collection.items[key])
                )
                for key in sorted(collection.items)
            ]
            return Entries(known, collection.open)
        case Failure():
            return collection
        case Known() if collection.value is None:
            return Failure("null cannot be iterated over", span)
        case Known() | Text() | Document() | Namespace() | Unknown(type="string" | "number" | "bool"):
            return Failure("only a list, set, map or object can be iterated over", span)
        case Unknown():
            return Entries([], collection)
        case Reference():
            name = f"{collection.target}.{collection.attribute}"
            return Entries(
                [], Unknown(reason_of([collection]), collection.span, collection.via, identity=name)
            )
    return Entries([], Unknown("the collection is not known", span))


def _sequence_entries(collection: Sequence, span: Span) -> Entries:
    known = []
    for place, item in enumerate(collection.items):
        item = inherited(collection, item)
        if collection.kind == "set":
            key = item
        elif collection.open is not None:
            key = Unknown(collection.open.reason, span)
        else:
            key = Known(place, span)
        known.append(_entry(key, item))
    return Entries(known, collection.open)


def _entry(key: Value, item: Value) -> Entry:
    exists = True if not may_be_absent(item) else _presence(item)
    return Entry(key, present(item), exists)


def _presence(item: Value) -> Condition:
    if isinstance(item, Absent):
        return False
    if not isinstance(item, Alternatives):
        return True
    return disjunction(
        conjunction(item.condition, _presence(item.then)),
        conjunction(negation(item.condition), _presence(item.otherwise)),
    )


def present(item: Value) -> Value:
    """An item without its branches in which it is not there."""
    if not isinstance(item, Alternatives):
        return item
    then, otherwise = present(item.then), present(item.otherwise)
    if isinstance(then, Absent):
        return inherited(item, otherwise)
    if isinstance(otherwise, Absent):
        return inherited(item, then)
    return Alternatives(item.condition, then, otherwise, item.span, item.via)


MOST_STEPS = 50_000
"""How many expressions one `for` may evaluate; no real one needs a tenth of it."""


def evaluate_for(node: For, scope: Scope, evaluate: Evaluate, text: str) -> Value:
    """The tuple or object that a `for` expression builds."""
    span = scope.span(node)
    collection = evaluate(node.collection, scope)
    if scope.host.budget.marks:
        collection = unmarked(collection)

    def build(values: list[Value]) -> Value:
        found = entries(values[0], span)
        if isinstance(found, Failure):
            return found
        return _build(node, scope, evaluate, found, text)

    try:
        if node.key is not None and isinstance(configured(collection), Sequence):
            return by_cases([collection], build, span, presence_condition)
        return by_cases([collection], build, span)
    except TooManyCases:
        return Unknown("it depends on too many conditions", span, identity=text)


def _build(node: For, scope: Scope, evaluate: Evaluate, found: Entries, text: str) -> Value:
    span = scope.span(node)
    more = found.more and Unknown(found.more.reason, span, found.more.via, identity=text)
    results: list[tuple[Value | None, Value]] = []
    budget = scope.host.budget
    least = budget.left - MOST_STEPS
    for entry in found.known:
        if budget.left < least:
            return Unknown("the expression has too many items to evaluate", span, identity=text)
        names = {node.value: entry.value}
        if node.key is not None:
            names[node.key] = entry.key
        inner = scope.child(names)
        exists = entry.exists
        if node.condition is not None:
            kept = condition_of(evaluate(node.condition, inner))
            if isinstance(kept, Failure) and exists is True:
                return kept
            if kept is None or isinstance(kept, Failure):
                more = more or Unknown("whether an item is kept is not known", span, identity=text)
                continue
            exists = conjunction(exists, kept)
        if exists is False:
            continue
        key = evaluate(node.result_key, inner) if node.result_key is not None else None
        result = evaluate(node.result, inner)
        results.append((key, alternatives(exists, result, Absent(span), span)))
    if node.result_key is None:
        return Sequence(tuple(result for _, result in results), span, open=more)
    return _object(results, more, node.group, span, text)


def _object(
    results: list[tuple[Value | None, Value]], more: Unknown | None, group: bool, span: Span, text: str
) -> Value:
    members: dict[str, Value] = {}
    keys: dict[str, Span] = {}
    groups: dict[str, list[Value]] = {}
    for key, result in results:
        if isinstance(key, Failure) and not may_be_absent(result):
            return key
        if isinstance(key, Sequence | Mapping) and not may_be_absent(result):
            return Failure("a key of the object is not a string", span)
        name = text_of(key) if key is not None else None
        if name is None and isinstance(key, Known) and key.value is not None:
            name = scalar_text(key.value)
        if name is None or key is None:
            if isinstance(key, Known):
                return Failure("a key of the object is null", span)
            why = Unknown(reason_of([key] if key else []), span, identity=text)
            if key is not None and len(results) == 1 and more is None and not group:
                return SoleEntry(key, result, span, why)
            more = more or why
            continue
        groups.setdefault(name, []).append(result)
        keys.setdefault(name, key.span)
    for name, values in groups.items():
        if group:
            members[name] = Sequence(tuple(values), span, open=more)
        elif len(values) > 1 and not any(may_be_absent(value) for value in values):
            return Failure(f'the key "{name}" is made twice', span)
        else:
            members[name] = _first_present(values)
    return Mapping({name: members[name] for name in sorted(members)}, span, keys, open=more)


def _first_present(values: list[Value]) -> Value:
    first, *rest = values
    if not rest or not isinstance(first, Alternatives):
        return first
    return Alternatives(first.condition, first.then, _first_present(rest), first.span, first.via)
