"""Functions that choose between values: try, can, coalesce, and the type conversions."""

from __future__ import annotations

from collections.abc import Callable

from ecslint.condition import disjunction
from ecslint.hcl import syntax
from ecslint.hcl.canonical import canonical
from ecslint.hcl.cases import TooManyCases, by_cases, first_condition
from ecslint.hcl.conditions import MissingInstance, alternatives, boolean, condition_of, equals, inherited
from ecslint.hcl.conversion import convert, make_input
from ecslint.hcl.equality import configured
from ecslint.hcl.failures import failure_in
from ecslint.hcl.functions.registry import Context, Refused, Undecided, function
from ecslint.hcl.operators import reason_of
from ecslint.hcl.scalars import text_of
from ecslint.hcl.scope import Input, Scope
from ecslint.hcl.types import ANY, BOOL, Type, null_of, type_of
from ecslint.hcl.unification import unify
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


def _evaluate(node: syntax.Expression, scope: Scope) -> Value:
    from ecslint.hcl.evaluator import evaluate

    return evaluate(node, scope)


def try_(node: syntax.Call, scope: Scope) -> Value:
    """The first argument that can be evaluated."""
    return _first_sound(list(node.arguments), scope, scope.span(node))


def _first_sound(arguments: list[syntax.Expression], scope: Scope, span: Span) -> Value:
    if not arguments:
        return Failure("no argument of try can be evaluated", span)
    value = _evaluate(arguments[0], scope)
    return _sound_or(value, lambda: _first_sound(arguments[1:], scope, span), span, len(arguments) == 1)


def _sound_or(value: Value, rest: Callable[[], Value], span: Span, last: bool) -> Value:
    """A value; what `rest` gives where evaluating it fails."""
    match value:
        case Failure():
            return value if last else rest()
        case Alternatives():
            then = _sound_or(inherited(value, value.then), rest, span, last)
            otherwise = _sound_or(inherited(value, value.otherwise), rest, span, last)
            return alternatives(value.condition, then, otherwise, span)
    if not last and _fragile(value):
        text = f"try({canonical(value)}, {canonical(rest())})"
        return make_input(reason_of([value]), value.span, value.via, text, ANY, sure=True)
    if last or not may_fail(value):
        return value
    try:
        return by_cases(
            [value], lambda cases: rest() if failing(cases[0]) else cases[0], span, first_condition
        )
    except TooManyCases:
        return Unknown("it depends on too many conditions", span, identity=f"try({canonical(value)})")


def _fragile(value: Value) -> bool:
    """Whether evaluating a value may fail, for something in it that is not known."""
    match value:
        case Input():
            return not value.sure
        case Unknown():
            return "." in value.identity.split("(")[0]
        case Sequence():
            return value.open is not None or any(_fragile(item) for item in value.items)
        case Mapping() if value.kind != "block":
            return value.open is not None or any(_fragile(item) for item in value.items.values())
        case Text():
            return any(isinstance(part, Unknown) for part in value.parts)
        case Document():
            return _fragile(value.content)
    return False


def failing(value: Value) -> bool:
    """Whether evaluating a part of a value certainly fails, and the whole with it."""
    return failure_in(value) is not None


def may_fail(value: Value) -> bool:
    """Whether evaluating a part of a value fails in some branch."""
    match value:
        case Alternatives():
            return may_fail(value.then) or may_fail(value.otherwise)
        case Sequence():
            return any(may_fail(item) for item in value.items)
        case Mapping() if value.kind != "block":
            return any(may_fail(item) for item in value.items.values())
        case Text():
            return any(may_fail(part) for part in value.parts)
        case Document():
            return may_fail(value.content)
    return isinstance(value, Failure)


def can(node: syntax.Call, scope: Scope) -> Value:
    """Whether the argument can be evaluated."""
    span = scope.span(node)
    if len(node.arguments) != 1:
        return Failure("can takes one argument", span)
    return _can(_evaluate(node.arguments[0], scope), span)


def _can(value: Value, span: Span) -> Value:
    match value:
        case Failure():
            return Known(False, span)
        case Alternatives():
            then, otherwise = _can(value.then, span), _can(value.otherwise, span)
            condition = condition_of(alternatives(value.condition, then, otherwise, span))
            return (
                Failure("can", span) if isinstance(condition, Failure) else boolean(condition or False, span)
            )
    if failing(value):
        return Known(False, span)
    if _fragile(value):
        return make_input(reason_of([value]), span, value.via, f"can({canonical(value)})", BOOL, sure=True)
    return Known(True, span)


LAZY: dict[str, Callable[[syntax.Call, Scope], Value]] = {"try": try_, "can": can}


# -- coalesce -----------------------------------------------------------------------------------


@function("value*")
def coalesce(context: Context, *values: Value) -> Value:
    if not values:
        raise Refused("no arguments are given")
    types = [type_of(value) for value in values]
    sure = [kind for kind in types if kind is not None]
    if len(sure) == len(types) and unify(sure) is None:
        raise Refused("the arguments have no type in common")
    return _coalesce(context, list(values), is_blank)


@function("value*")
def coalescelist(context: Context, *values: Value) -> Value:
    for value in values:
        match configured(value):
            case Sequence(kind="set") | Known() | Text() | Document() | Mapping():
                raise Refused("a list is needed")
            case Unknown():
                break
    for value in values:
        match configured(value):
            case Sequence(items=items, open=None):
                if items:
                    return value
            case _:
                raise Undecided
    raise Refused("all the lists are empty")


def is_blank(value: Value) -> bool | None:
    """Whether a value is null or an empty string; None when that is not known."""
    match configured(value):
        case Known(value=None | ""):
            return True
        case Known() | Sequence() | Mapping() | Document():
            return False
        case Text() as text:
            whole = text_of(text)
            if whole is not None:
                return not whole
            return False if any(isinstance(part, Known) and part.value for part in text.parts) else None
        case Reference(attribute="arn" | "id" | "name" | ""):
            return False
    return None


def _coalesce(context: Context, values: list[Value], blank: Callable[[Value], bool | None]) -> Value:
    for place, value in enumerate(values):
        is_blank = blank(value)
        if is_blank:
            continue
        if is_blank is False:
            chosen = _in_common(value, values)
            if isinstance(chosen, Failure):
                # Terraform passes over what does not convert to the type of all.
                continue
            return chosen
        if not isinstance(value, Unknown) or not value.identity or not values[place + 1 :]:
            break
        try:
            rest = _coalesce(context, values[place + 1 :], blank)
        except Refused:
            return value
        null = equals(value.identity, None)
        missing = null if value.type not in ("", "string") else disjunction(null, equals(value.identity, ""))
        return alternatives(missing, rest, value, context.span)
    else:
        raise Refused("all arguments are null or empty")
    raise Undecided


def _in_common(value: Value, values: list[Value]) -> Value:
    """The chosen argument, converted to the type that all arguments have in common."""
    types = [type_of(other) for other in values]
    sure = [kind for kind in types if kind is not None]
    common = unify(sure) if len(sure) == len(types) else None
    if common is None or common.kind == "any":
        return value
    converted = convert(value, common, lambda expression: value)
    return converted


@function("value")
def one(context: Context, value: Value) -> Value:
    """Null for no element, the element for one."""
    match configured(value):
        case Sequence(open=None) as sequence:
            return _one(context, sequence)
        case Known(value=None) | Mapping() | Known() | Text():
            raise Refused("a list, set or tuple with one element or none is needed")
    raise Undecided


def _one(context: Context, sequence: Sequence) -> Value:
    if not sequence.items:
        return null_of(element_of_empty(sequence), context.span)
    if len(sequence.items) > 1:
        surely = [item for item in sequence.items if not isinstance(item, Alternatives)]
        if len(surely) > 1:
            raise Refused("the list has more than one element")
        raise Undecided
    return _or_null(inherited(sequence, sequence.items[0]), context.span)


def element_of_empty(sequence: Sequence) -> Type:
    """The type that the elements of an empty list would have."""
    kind = type_of(sequence)
    return ANY if kind is None else kind.element or ANY


def _or_null(item: Value, span: Span) -> Value:
    match item:
        case Absent() | MissingInstance():
            return Known(None, span)
        case Alternatives():
            then, otherwise = _or_null(item.then, span), _or_null(item.otherwise, span)
            return Alternatives(item.condition, then, otherwise, item.span, item.via)
    return item
