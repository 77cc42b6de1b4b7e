"""Logarithms and powers of floats to the last bit as Go computes them, which is not as C does."""

from __future__ import annotations

import math
from fractions import Fraction

from ecslint.hcl.binary import Binary, made

_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_ODD = 6.666666666666735130e-01, 2.857142874366239149e-01, 1.818357216161805012e-01, 1.479819860511658591e-01
_EVEN = 3.999999999940941908e-01, 2.222219843214978396e-01, 1.531383769920937332e-01


def from_float(value: float) -> int | Binary:
    """A float as a number, with the 53 bits that it has."""
    if not value and math.copysign(1, value) < 0:
        return negative_zero()
    return made(Fraction(value), 53)  # type: ignore[return-value]


def negative_zero() -> Binary:
    """Zero with a sign, which Terraform prints."""
    zero = Binary("-0")
    zero.exact, zero.precision = Fraction(0), 512
    return zero


def logarithm(value: float) -> float:
    """The natural logarithm, by the polynomial of FreeBSD's e_log.c."""
    fraction, exponent = math.frexp(value)
    if fraction < math.sqrt(2) / 2:
        fraction, exponent = fraction * 2, exponent - 1
    f = fraction - 1
    s = f / (2 + f)
    square = s * s
    fourth = square * square
    odd = square * (_ODD[0] + fourth * (_ODD[1] + fourth * (_ODD[2] + fourth * _ODD[3])))
    even = fourth * (_EVEN[0] + fourth * (_EVEN[1] + fourth * _EVEN[2]))
    half = 0.5 * f * f
    rest = s * (half + (odd + even)) + exponent * _LN2_LOW
    return exponent * _LN2_HIGH - ((half - rest) - f)


def power(base: float, exponent: float) -> float:
    """A power by repeated squaring, the fraction of the exponent apart."""
    if exponent == 0 or base == 1:
        return 1.0
    if exponent == 1:
        return base
    if base == 0:
        return math.pow(base, exponent)
    if abs(exponent) == 0.5:
        return math.sqrt(base) if exponent > 0 else 1 / math.sqrt(base)
    rest, whole = math.modf(abs(exponent))
    if whole >= 1 << 63:
        return math.pow(base, exponent)
    result, scale = 1.0, 0
    if rest:
        if rest > 0.5:
            rest, whole = rest - 1, whole + 1
        result = math.exp(rest * logarithm(base))
    factor, step = math.frexp(base)
    left = int(whole)
    while left:
        if not -(1 << 12) <= step <= 1 << 12:
            scale += step
            break
        if left & 1:
            result, scale = result * factor, scale + step
        factor, step = factor * factor, step * 2
        if factor < 0.5:
            factor, step = factor + factor, step - 1
        left >>= 1
    if exponent < 0:
        result, scale = 1 / result, -scale
    return math.ldexp(result, scale)
