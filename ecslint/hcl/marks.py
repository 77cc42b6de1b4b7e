"""What is sensitive: a step on the way of a value, which what is computed from it takes as well.

Where Terraform marks what ecslint does not know, or a provider may, the value is perhaps sensitive: the
note of its step is empty, as it says nothing to a reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ecslint.hcl import syntax
from ecslint.hcl.scope import Operands, Scope
from ecslint.source import Span
from ecslint.value import (
    Alternatives,
    Document,
    Failure,
    Mapping,
    Reference,
    Sequence,
    Step,
    Text,
    Unknown,
    Value,
    passed,
)

_SURE, _PERHAPS = "sensitive()", ""
_NOTES = {_SURE, _PERHAPS}
_SHALLOW = frozenset(
    """concat merge keys values lookup element length slice reverse zipmap setproduct chunklist flatten
    tolist tomap ephemeralasnull""".split()
)
"""Functions of which the result is sensitive where an argument is as a whole; of the others, a part of it."""
_NEVER = frozenset({"nonsensitive", "issensitive", "sensitive", "try", "can"})


def sensitivity(value: Value) -> bool | None:
    """Whether a value as a whole is sensitive; None where that is not known."""
    notes = {step.note for step in value.via}
    if _SURE in notes:
        return True
    match value:
        case Reference():
            return True if value.value is not None and sensitivity(value.value) else None
        case Alternatives():
            return _of_all((value.then, value.otherwise))
        case Unknown():
            return None
    return None if _PERHAPS in notes else False


def _of_all(values: Iterable[Value]) -> bool | None:
    found = {sensitivity(value) for value in values}
    return found.pop() if len(found) == 1 else None


def _of_any(values: Iterable[Value]) -> bool | None:
    """Whether one of several values is sensitive."""
    found = {sensitivity(value) for value in values}
    return True if True in found else None if None in found else False


def is_marked(value: Value) -> bool:
    """Whether a value as a whole is certain to be sensitive."""
    return sensitivity(value) is True


def marked(value: Value, span: Span, *, sure: bool = True) -> Value:
    """The value, sensitive or perhaps so."""
    known = sensitivity(value)
    if known or known is None and not sure:
        return value
    return passed(value, Step(span, _SURE if sure else _PERHAPS))


def unmarked(value: Value) -> Value:
    """The value, no longer sensitive as a whole."""
    if isinstance(value, Reference) and value.value is not None:
        inner = unmarked(value.value)
        if inner is not value.value:
            value = Reference(value.target, value.attribute, value.span, value.via, inner)
    if not any(step.note in _NOTES for step in value.via):
        return value
    copy = passed(value, value.via[0])
    copy.via = tuple(step for step in value.via if step.note not in _NOTES)
    return copy


def _unmarked_within(value: Value, lists: bool = False) -> Value:
    """The value of which no part is sensitive, or none that is a list."""
    if lists and not isinstance(value, Sequence):
        return value
    value = unmarked(value)
    match value:
        case Sequence() if value.items:
            items = tuple(_unmarked_within(item, lists) for item in value.items)
            return type(value)(items, value.span, value.via, value.open, value.kind)
        case Mapping() if value.items and value.kind != "block":
            members = {key: _unmarked_within(item) for key, item in value.items.items()}
            return Mapping(members, value.span, value.keys, value.via, value.open, value.kind)
        case Document():
            return Document(_unmarked_within(value.content), value.span, value.via)
    return value


def arguments(name: str, values: list[Value]) -> list[Value]:
    """The arguments of a function as it takes them: that they are sensitive is said of its result."""
    if name in _NEVER:
        return values
    if name == "flatten":
        return [_unmarked_within(value, lists=True) for value in values]
    if name not in _SHALLOW:
        return [_unmarked_within(value) for value in values]
    kept = values[2:] if name == "lookup" else []
    return [unmarked(value) for value in values[: len(values) - len(kept)]] + kept


def _parts(value: Value) -> Iterator[Value]:
    """A value and all that it is made of."""
    yield value
    match value:
        case Sequence(items=parts) | Text(parts=parts):
            pass
        case Mapping() if value.kind != "block":
            parts = tuple(value.items.values())
        case Document():
            parts = (value.content,)
        case Alternatives():
            parts = (value.then, value.otherwise)
        case Reference(value=Value() as inner):
            parts = (inner,)
        case _:
            parts = ()
    for part in parts:
        yield from _parts(part)
    if isinstance(value, Sequence | Mapping) and value.open is not None:
        yield value.open


def tracked(evaluator: Callable[[Any, Scope], Value], node: syntax.Node, scope: Scope) -> Value:
    """The value of an expression, sensitive where what it was computed from is."""
    budget = scope.host.budget
    outer, budget.operands = budget.operands, (own := Operands(node, scope.source))
    try:
        result = evaluator(node, scope)
    finally:
        budget.operands = outer
    decisive = [*_decisive(node, own.found)]
    if isinstance(result, Sequence) and result.kind == "set":
        decisive += _parts(result)  # a set holds what is sensitive as a whole alone
        if isinstance(node, syntax.Call) and node.name == "setproduct":
            decisive += [part for _, value in own.found for part in _parts(value)]
        result = _unmarked_within(result)
    state = False if isinstance(result, Failure) else _of_any(decisive)
    if state is not False:
        result = marked(result, scope.span(node), sure=state is True)
    if outer is not None and outer.holds(node, scope.source):
        outer.found.append((node, result))
    return result


def _decisive(node: syntax.Node, operands: list[tuple[syntax.Node, Value]]) -> Iterable[Value]:
    """What makes an expression sensitive where it is, of what its parts gave."""
    values = [value for _, value in operands]
    match node:
        case syntax.Binary(operator="==" | "!="):
            return [part for value in values for part in _parts(value)]
        case syntax.Binary() | syntax.Unary() | syntax.Template() | syntax.Index() | syntax.GetAttribute():
            return values
        case syntax.Conditional():
            return values
        case syntax.Splat():
            whole: tuple[object, ...] = (node.object,)
        case syntax.For():
            whole = (node.collection, node.condition, node.result_key)
        case syntax.Object():
            whole = tuple(key for key, _ in node.items)
        case syntax.Call():
            return _of_call(node, operands)
        case _:
            return ()
    return [value for part, value in operands if any(part is each for each in whole)]


def _of_call(node: syntax.Call, operands: list[tuple[syntax.Node, Value]]) -> Iterator[Value]:
    """What makes the result of a function sensitive."""
    name = node.name.removeprefix("core::")
    for part, value in operands if name not in _NEVER else ():
        place = next((place for place, each in enumerate(node.arguments) if each is part), 0)
        match name:
            case "lookup" if place == 2:
                continue  # the default is what it is, where it is the result
            case "flatten":
                yield from (inner for inner in _parts(value) if isinstance(inner, Sequence | Unknown))
            case "zipmap" if place == 0:
                yield from _parts(value)
            case _ if name in _SHALLOW:
                yield value
                if node.expand and isinstance(value, Sequence):
                    yield from value.items
            case _:
                yield from _parts(value)
