"""Operators: arithmetic, comparison and logic over values of which parts may be unknown."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from ecslint.condition import Atom, Condition, Not, Scalar, conjunction, disjunction, negation
from ecslint.hcl.binary import LARGEST, exact_of, least_precision, made, number, precision_of
from ecslint.hcl.canonical import canonical
from ecslint.hcl.cases import TooManyCases, by_cases, first_condition
from ecslint.hcl.conditions import alternatives, boolean, bounded, condition_of
from ecslint.hcl.conversion import make_input, refusal
from ecslint.hcl.equality import configured, equal
from ecslint.hcl.failures import failure_in
from ecslint.hcl.limits import MIRRORED, decided
from ecslint.hcl.scalars import as_number, text_of
from ecslint.hcl.scope import Input
from ecslint.hcl.types import BOOL, NUMBER, Type
from ecslint.source import Span
from ecslint.value import (
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

if TYPE_CHECKING:
    from fractions import Fraction

_ARITHMETIC = "+-*/%"


def unknown_result(text: str, values: list[Value], span: Span, kind: Type) -> Unknown:
    """The unknown result of an operation, named by the operation's canonical text."""
    return make_input(reason_of(values), span, (), text, kind, sure=False)


def reason_of(values: list[Value]) -> str:
    """Why values, taken together, are not known: the first reason in them."""
    for value in values:
        reason = _reason(value)
        if reason:
            return reason
    return "the value is not known"


def _reason(value: Value) -> str:
    match value:
        case Unknown():
            return value.reason
        case Reference(value=None):
            return f"{value.target}.{value.attribute} is known only after the deployment"
        case Reference(value=Value() as configured) if value.attribute:
            return _reason(configured)
        case Sequence():
            return _reason(value.open) if value.open else next(filter(None, map(_reason, value.items)), "")
        case Mapping() if value.kind != "block":
            return (
                _reason(value.open)
                if value.open
                else next(filter(None, map(_reason, value.items.values())), "")
            )
        case Text():
            return next(filter(None, map(_reason, value.parts)), "")
        case Document():
            return _reason(value.content)
        case Alternatives():
            return _reason(value.then) or _reason(value.otherwise)
    return ""


def unary(operator: str, operand: Value, span: Span) -> Value:
    if operator == "!":
        condition = condition_of(operand)
        if isinstance(condition, Failure):
            return condition
        if condition is None:
            return unknown_result(f"!({canonical(operand)})", [operand], span, BOOL)
        return boolean(negation(condition), span)
    inner = configured(operand)
    if isinstance(inner, Known) and inner.value == 0 and not isinstance(inner.value, bool):
        from ecslint.hcl.floats import negative_zero

        return Known(negative_zero(), span)
    return binary("-", Known(0, span), operand, span)


def binary(operator: str, left: Value, right: Value, span: Span) -> Value:
    """The result of an operator applied to two values."""
    if operator in ("&&", "||"):
        return _logic(operator, left, right, span)
    deep = operator in ("==", "!=")
    for operand in (left, right):
        failure = failure_in(operand, deep)
        if failure is not None:
            return failure
    apply = _equality if operator in ("==", "!=") else _numeric
    find = first_condition if operator in ("==", "!=") else None

    def once(values: list[Value]) -> Value:
        return apply(operator, configured(values[0]), configured(values[1]), span)

    try:
        return by_cases([left, right], once, span, find) if find else by_cases([left, right], once, span)
    except TooManyCases:
        kind = NUMBER if operator in _ARITHMETIC else BOOL
        text = f"{canonical(left)} {operator} {canonical(right)}"
        return make_input("it depends on too many conditions", span, (), text, kind, sure=False)


def _logic(operator: str, left: Value, right: Value, span: Span) -> Value:
    first, second = condition_of(left), condition_of(right)
    if isinstance(first, Failure):
        return first
    decisive = operator == "||"
    if first is decisive or second is decisive:
        return Known(decisive, span)
    if isinstance(second, Failure):
        # Since Terraform 1.12 the right side is not evaluated where the left one decides.
        if first is None:
            return unknown_result(f"{canonical(left)} {operator} …", [left], span, BOOL)
        decided = Known(decisive, span)
        then, otherwise = (decided, second) if decisive else (second, decided)
        return alternatives(first, then, otherwise, span)
    if first is None or second is None:
        return unknown_result(f"{canonical(left)} {operator} {canonical(right)}", [left, right], span, BOOL)
    joined = conjunction(first, second) if operator == "&&" else disjunction(first, second)
    return boolean(bounded(joined), span)


# -- equality -----------------------------------------------------------------------------------


def _equality(operator: str, left: Value, right: Value, span: Span) -> Value:
    condition = equal(left, right)
    if condition is None:
        text = f"{canonical(left)} == {canonical(right)}"
        condition = Atom(text, True, (True, False))
    return boolean(condition if operator == "==" else negation(condition), span)


# -- numbers ------------------------------------------------------------------------------------


def _numeric(operator: str, left: Value, right: Value, span: Span) -> Value:
    numbers: list[int | Decimal] = []
    for operand in (left, right):
        if isinstance(operand, Failure):
            return operand
        if isinstance(operand, Sequence | Mapping):
            return refusal(operand, "number")
        text = text_of(operand)
        plain: Scalar = text if text is not None else operand.value if isinstance(operand, Known) else None
        if text is None and not isinstance(operand, Known):
            return _unknown_numeric(operator, left, right, span)
        converted = as_number(plain)
        if converted is None:
            return refusal(operand, "number")
        numbers.append(converted)
    first, second = numbers
    if operator in _ARITHMETIC:
        return _arithmetic(operator, first, second, span)
    return Known(_COMPARISONS[operator](_comparable(first), _comparable(second)), span)


def _comparable(value: int | Decimal) -> int | Fraction:
    return value if type(value) is int else exact_of(value)


_COMPARISONS: dict[str, Callable[[int | Fraction, int | Fraction], bool]] = {
    "<": lambda first, second: first < second,
    "<=": lambda first, second: first <= second,
    ">": lambda first, second: first > second,
    ">=": lambda first, second: first >= second,
}


def _arithmetic(operator: str, first: int | Decimal, second: int | Decimal, span: Span) -> Value:
    if not second and operator == "/":
        # Terraform goes on with an infinity, for which nothing has a use.
        return (
            Failure("division by zero", span)
            if not first
            else Unknown("a division by zero is infinite", span, type="number")
        )
    if max(abs(Decimal(first).adjusted()), abs(Decimal(second).adjusted())) > LARGEST // 2:
        return Unknown("the number is too large to compute", span)
    return Known(computed(operator, first, second), span)


def computed(operator: str, first: int | Decimal, second: int | Decimal) -> int | Decimal:
    """The result of an operation as Terraform computes it: rounded to the bits that the numbers have."""
    if operator != "/" and type(first) is int and type(second) is int:
        whole = _WHOLE[operator](first, second)
        return number(whole) if whole or operator != "*" else _zero(first, second)
    left, right = exact_of(first), exact_of(second)
    precision = max(precision_of(first), precision_of(second))
    match operator:
        case "+":
            return made(left + right, precision)
        case "-":
            return made(left - right, precision)
        case "/":
            return made(left / right, precision) if left else _zero(first, second)
        case "*":
            if not left or not right:
                return _zero(first, second)
            exact = exact_of(made(left * right))
            return made(exact, max(precision, least_precision(exact)))
    if not right:
        return first
    whole = int(exact_of(made(left / right, precision)))
    precision = precision_of(first)
    product = exact_of(made(exact_of(made(exact_of(whole), precision)) * right, precision))
    return made(left - product, precision)


def _zero(first: int | Decimal, second: int | Decimal) -> int | Decimal:
    """The product of numbers of which one is zero: it has a sign."""
    if Decimal(first).is_signed() == Decimal(second).is_signed():
        return 0
    from ecslint.hcl.floats import negative_zero

    return negative_zero()


_WHOLE: dict[str, Callable[[int, int], int]] = {
    "+": lambda first, second: first + second,
    "-": lambda first, second: first - second,
    "*": lambda first, second: first * second,
    "%": lambda first, second: (abs(first) % abs(second)) * (-1 if first < 0 else 1) if second else first,
}


def _unknown_numeric(operator: str, left: Value, right: Value, span: Span) -> Value:
    if operator in _ARITHMETIC:
        return unknown_result(
            f"({canonical(left)} {operator} {canonical(right)})", [left, right], span, NUMBER
        )
    truth = _within_limits(operator, left, right)
    if truth is not None:
        return Known(truth, span)
    condition = _emptiness(operator, left, right)
    if condition is not None:
        return boolean(condition, span)
    return unknown_result(f"{canonical(left)} {operator} {canonical(right)}", [left, right], span, BOOL)


def _within_limits(operator: str, left: Value, right: Value) -> bool | None:
    """What the limits of an input say of a comparison with a constant."""
    match left, right:
        case Input(), Known(value=constant):
            number = as_number(constant)
            return None if number is None else decided(left.limits, operator, number)
        case Known(), Input():
            return _within_limits(MIRRORED[operator], right, left)
    return None


def _emptiness(operator: str, left: Value, right: Value) -> Condition | None:
    """`length(x) > 0` in the form of `length(x) != 0`, so that both are one condition."""
    match left, right:
        case Unknown(identity=identity), Known(value=int() as limit):
            pass
        case _:
            return None
    if not identity.startswith("length(") or not identity.endswith(")"):
        return None
    empty = Atom(identity, 0)
    if (operator, limit) in ((">", 0), (">=", 1)):
        return Not(empty)
    return empty if (operator, limit) in (("<", 1), ("<=", 0)) else None
