"""Terraform's numbers: binary floating point of 512 bits, shown in as few digits as tell them apart.

A whole number that fits is a plain int. Any other is a Decimal or int of the digits that Terraform
prints, which knows the binary number that it stands for. Some functions give numbers of fewer bits.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

PRECISION = 512
LARGEST = 4000
"""How many digits a number may have on either side of the point before it is not computed."""
_PRINTED = Context(prec=154, rounding=ROUND_HALF_EVEN, Emax=999_999, Emin=-999_999)


class Binary(Decimal):
    """A number that is shown as a decimal, and is a fraction of two."""

    exact: Fraction
    precision: int


class Whole(int):
    """A whole number of fewer bits than the rest, or one that is shown in fewer digits than it has."""

    exact: Fraction
    precision: int


def exact_of(value: int | Decimal) -> Fraction:
    """The number that Terraform computes with."""
    if isinstance(value, Binary | Whole):
        return value.exact
    from fractions import Fraction

    exact = Fraction(value)
    return exact if isinstance(value, int) else exact_of(made(exact))


def precision_of(value: int | Decimal) -> int:
    return value.precision if isinstance(value, Binary | Whole) else PRECISION


def counted(value: int) -> int:
    """A whole number as a function counts it: with the bits of a machine word."""
    whole = Whole(value)
    whole.exact, whole.precision = exact_of(value), 64
    return whole


def number(value: int | Decimal) -> int | Decimal:
    """A number in its one form."""
    if isinstance(value, Binary | Whole) or isinstance(value, int) and value.bit_length() <= PRECISION:
        return value
    if isinstance(value, Decimal) and value and abs(value.adjusted()) > LARGEST:
        return _PRINTED.plus(value)
    from fractions import Fraction

    return made(Fraction(value))


def made(exact: Fraction, precision: int = PRECISION) -> int | Decimal:
    """The number of so many bits that is nearest to a fraction."""
    from fractions import Fraction

    mantissa, exponent = _rounded(exact, precision)
    exact = Fraction(mantissa) * Fraction(2) ** exponent
    if exact.denominator == 1 and exact.numerator.bit_length() <= precision == PRECISION:
        return exact.numerator
    digits, point = _shortest(abs(mantissa), exponent, precision)
    sign = "-" if mantissa < 0 else ""
    if exact.denominator == 1:
        whole = Whole(sign + digits + "0" * (point - len(digits)))
        whole.exact, whole.precision = exact, precision
        return whole
    shown = Binary(f"{sign}{digits}E{point - len(digits)}")
    shown.exact, shown.precision = exact, precision
    return shown


def least_precision(exact: Fraction) -> int:
    """How many bits a fraction of two has."""
    value = abs(exact.numerator)
    return (value >> ((value & -value).bit_length() - 1)).bit_length() if value else 0


def _rounded(exact: Fraction, precision: int) -> tuple[int, int]:
    """The nearest mantissa of so many bits, the even one of two that are as near, and its exponent."""
    if not exact:
        return 0, 0
    top, bottom = abs(exact.numerator), exact.denominator
    exponent = top.bit_length() - bottom.bit_length() - precision
    while True:
        scaled_top, scaled_bottom = top << max(-exponent, 0), bottom << max(exponent, 0)
        mantissa, rest = divmod(scaled_top, scaled_bottom)
        if mantissa.bit_length() > precision:
            exponent += 1
            continue
        if mantissa.bit_length() < precision:
            exponent -= 1
            continue
        break
    if 2 * rest > scaled_bottom or 2 * rest == scaled_bottom and mantissa & 1:
        mantissa += 1
    return (-mantissa if exact < 0 else mantissa), exponent


def _digits(mantissa: int, exponent: int) -> tuple[str, int]:
    """The decimal digits of a binary number, and how many of them stand before the point."""
    if exponent >= 0:
        digits = str(mantissa << exponent)
        return digits.rstrip("0"), len(digits)
    digits = str(mantissa * 5**-exponent)
    return digits.rstrip("0"), len(digits) + exponent


def _shortest(mantissa: int, exponent: int, precision: int) -> tuple[str, int]:
    """As few digits as round to the number and to no other."""
    if not mantissa:
        return "0", 1
    # Half of the last bit becomes the last bit, so that the bounds are whole numbers.
    shift = precision + 1 - mantissa.bit_length()
    mantissa, exponent = (mantissa << shift, exponent - shift) if shift >= 0 else (mantissa, exponent)
    digits, point = _digits(mantissa, exponent)
    lower, _ = _digits(mantissa - 1, exponent)
    upper, _ = _digits(mantissa + 1, exponent)
    inclusive = mantissa & 2 == 0
    for place, digit in enumerate(digits):
        low = lower[place] if place < len(lower) else "0"
        high = upper[place] if place < len(upper) else "0"
        down = low != digit or inclusive and place + 1 == len(lower)
        up = digit != high and (inclusive or int(digit) + 1 < int(high) or place + 1 < len(upper))
        if down or up:
            kept = digits[: place + 1]
            rest = digits[place + 1 :]
            if up and (not down or _rounds_up(kept, rest)):
                return _increased(kept, point)
            return kept.rstrip("0") or "0", point
    return digits, point


def _rounds_up(kept: str, rest: str) -> bool:
    if rest == "5":
        return int(kept[-1]) % 2 == 1
    return rest[:1] >= "5"


def _increased(digits: str, point: int) -> tuple[str, int]:
    increased = str(int(digits) + 1).rjust(len(digits), "0")
    return increased.rstrip("0"), point + len(increased) - len(digits)
