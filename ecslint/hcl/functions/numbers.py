"""Functions of numbers."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from ecslint.hcl.functions.registry import Context, Refused, Undecided, function, prepare
from ecslint.hcl.scalars import number
from ecslint.value import Sequence

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
Number = int | Decimal


@function("number", returns="number")
def abs_(context: Context, value: Number) -> Number:
    return value if value >= 0 else -value


@function("number", returns="number")
def ceil(context: Context, value: Number) -> Number:
    return number(Decimal(value).to_integral_value(ROUND_CEILING))


@function("number", returns="number")
def floor(context: Context, value: Number) -> Number:
    return number(Decimal(value).to_integral_value(ROUND_FLOOR))


@function("number", returns="number")
def signum(context: Context, value: Number) -> Number:
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
    return sum((Decimal(prepare(item, "number")) for item in sequence.items), Decimal(0))


@function("number", "number", returns="number")
def log(context: Context, value: Number, base: Number) -> Number:
    import math

    if value <= 0 or base <= 0 or base == 1:
        raise Undecided("the logarithm is not a number")
    return Decimal(repr(math.log(value) / math.log(base)))


@function("number", "number", returns="number", names="pow")
def pow_(context: Context, base: Number, exponent: Number) -> Number:
    try:
        return Decimal(repr(float(base) ** float(exponent)))
    except (OverflowError, ZeroDivisionError, ValueError, ArithmeticError) as error:
        raise Undecided("the power is not a number that can be computed") from error
    except TypeError as error:
        raise Undecided("the power is not a real number") from error


@function("string", "number", returns="number")
def parseint(context: Context, text: str, base: Number) -> int:
    if base != int(base) or not 2 <= base <= 62:
        raise Refused("the base must be a whole number from 2 to 62")
    digits = text[1:] if text[:1] in "+-" else text
    folded = digits.lower() if base <= 36 else digits
    total = 0
    for char in folded:
        value = _DIGITS.find(char)
        if not 0 <= value < base:
            raise Refused(f'"{text}" is no whole number in base {base}')
        total = total * int(base) + value
    if not digits:
        raise Refused("the string is empty")
    return -total if text.startswith("-") else total
