"""Splats: a traversal of every element of a list."""

from __future__ import annotations

from collections.abc import Callable

from ecslint.hcl.canonical import canonical
from ecslint.hcl.comprehension import entries
from ecslint.hcl.conditions import alternatives
from ecslint.hcl.conversion import make_input
from ecslint.hcl.instances import Instances
from ecslint.hcl.operators import reason_of
from ecslint.hcl.traversal import alternatives_of
from ecslint.hcl.types import ANY, Null, Type, type_of, with_element
from ecslint.source import Span
from ecslint.value import Absent, Alternatives, Failure, Known, Reference, Sequence, Unknown, Value


def splat(value: Value, each: Callable[[Value], Value], span: Span) -> Value:
    """`value[*].…`: the traversal of every element; of the value itself when it is no list."""
    match value:
        case Failure():
            return value
        case Alternatives():
            return alternatives_of(value, lambda branch: splat(branch, each, span), span)
        case Null(type=kind) if kind.simple == "list":
            return Failure("null cannot be iterated over", span, value.via)
        case Known(value=None):
            return Sequence((), span, value.via)
        case Instances():
            more = make_input(value.reason, span, value.via, canonical(value) + "[*]", ANY, sure=True)
            return Sequence((), span, value.via, more)
        case Reference(value=Sequence() as items) if value.attribute:
            return splat(items, each, span)
        case Unknown():
            result = each(Unknown(value.reason, value.span, value.via, identity=f"{value.identity}[*]"))
            identity = result.identity if isinstance(result, Unknown) else f"{value.identity}[*]"
            return make_input(value.reason, span, value.via, identity, Type("list", ANY), sure=False)
        case Reference(value=None) if value.attribute:
            reference = each(Reference(value.target, f"{value.attribute}.*", span, value.via))
            return make_input(reason_of([value]), span, value.via, canonical(reference), ANY, sure=True)
        case Sequence():
            return _splat_sequence(value, each, span)
    item = each(value)
    return item if isinstance(item, Failure) else Sequence((item,), span)


def _splat_sequence(value: Sequence, each: Callable[[Value], Value], span: Span) -> Value:
    found = entries(value, span)
    if isinstance(found, Failure):
        return found
    items = []
    for entry in found.known:
        item = each(entry.value)
        if isinstance(item, Failure) and entry.exists is True:
            return item
        items.append(alternatives(entry.exists, item, Absent(span), span))
    more = found.more and Unknown(
        found.more.reason,
        span,
        found.more.via,
        identity=canonical(Sequence(tuple(items), span, open=found.more)) + "[*]",
    )
    if value.kind == "tuple":
        return Sequence(tuple(items), span, value.via, more)
    result = Sequence(tuple(items), span, value.via, more, "list")
    kind = type_of(value) if not items else None
    if kind is None or kind.element is None:
        return result
    return with_element(result, type_of(each(make_input("", span, (), "", kind.element, sure=True))))
