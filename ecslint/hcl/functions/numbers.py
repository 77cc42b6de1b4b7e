"""Functions of numbers."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from ecslint.hcl.binary import exact_of, number
from ecslint.hcl.equality import configured
from ecslint.hcl.functions.registry import Context, Refused, Undecided, function, prepare
from ecslint.hcl.operators import computed
from ecslint.value import Known, Sequence, Value

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
Number = int | Decimal


@function("number", returns="number")
def abs_(context: Context, value: Number) -> Number:
    return value if value >= 0 else computed("-", 0, value)


@function("number", returns="number")
def ceil(context: Context, value: Number) -> Number:
    return number(Decimal(value).to_integral_value(ROUND_CEILING))


@function("number", returns="number")
def floor(context: Context, value: Number) -> Number:
    return number(Decimal(value).to_integral_value(ROUND_FLOOR))


@function("number", returns="number")
def signum(context: Context, value: Number) -> Number:
    if value != int(value) or not -(1 << 63) <= value < 1 << 63:
        raise Refused("a whole number of 64 bits is needed")
    return (value > 0) - (value < 0)


@function("number*", returns="number")
def max_(context: Context, *values: Number) -> Number:
    if not values:
        raise Refused("no numbers are given")
    return max(values)


@function("number*", returns="number")
def min_(context: Context, *values: Number) -> Number:
    if not values:
        raise Refused("no numbers are given")
    return min(values)


@function("sequence", returns="number", names="sum", split="deep")
def sum_(context: Context, sequence: Sequence) -> Number:
    if sequence.open is not None:
        raise Undecided
    if not sequence.items:
        raise Refused("the list is empty")
    total: Number | None = None
    for item in sequence.items:
        value = prepare(item, "number")
        total = value if total is None else computed("+", total, value)
    return total or 0


@function("number", "number", returns="number")
def log(context: Context, value: Number, base: Number) -> Number:
    from ecslint.hcl.floats import from_float, logarithm

    if value < 0 or base < 0 or base == 1 == value:
        raise Refused("there is no such logarithm")
    if not value or not base or base == 1:
        raise Undecided("the logarithm is infinite")
    return from_float(logarithm(_float(value)) / logarithm(_float(base)))


@function("number", "number", returns="number", names="pow")
def pow_(context: Context, base: Number, exponent: Number) -> Number:
    from ecslint.hcl.floats import from_float, power

    if base < 0 and exponent != int(exponent):
        raise Refused("the power is no real number")
    try:
        return from_float(power(_float(base), _float(exponent)))
    except (OverflowError, ZeroDivisionError, ValueError) as error:
        raise Undecided("the power is infinite") from error


def _float(value: Number) -> float:
    try:
        return float(exact_of(value))
    except OverflowError as error:
        raise Undecided("the number is too large to compute") from error


@function("value", "integer", returns="number")
def parseint(context: Context, value: Value, base: int) -> int:
    inner = configured(value)
    if isinstance(inner, Known) and not isinstance(inner.value, str):
        raise Refused("a string is needed")
    text = prepare(value, "string")
    if not 2 <= base <= 62:
        raise Refused("the base must be a whole number from 2 to 62")
    digits = text[1:] if text[:1] in "+-" else text
    folded = digits.lower() if base <= 36 else digits
    total = 0
    for char in folded:
        digit = _DIGITS.find(char)
        if not 0 <= digit < base:
            raise Refused(f'"{text}" is no whole number in base {base}')
        total = total * base + digit
    if not digits:
        raise Refused("the string is empty")
    return -total if text.startswith("-") else total
