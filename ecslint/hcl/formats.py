"""Numbers as Go writes them: `%d`, `%e`, `%f` and `%g` of numbers of any size."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext

from ecslint.hcl.binary import exact_of

_WIDE = Context(prec=12_000, rounding=ROUND_HALF_EVEN, Emax=999_999, Emin=-999_999)
_SHORTEST = 6
"""From which exponent on a number is written with one, when its shortest form is wanted."""


def _exactly(value: int | Decimal) -> Decimal:
    """The whole decimal expansion of a number."""
    exact = exact_of(value)
    return _WIDE.divide(Decimal(exact.numerator), Decimal(exact.denominator))


def _digits(value: Decimal) -> int:
    return len(_WIDE.normalize(value).as_tuple().digits)


def fixed(value: int | Decimal, places: int) -> str:
    """`%.*f`."""
    return format(_WIDE.quantize(_exactly(value), Decimal(1).scaleb(-places)), "f")


def scientific(value: Decimal, places: int) -> str:
    """`%.*e`, with two digits of the exponent at least."""
    if not value:
        return ("-" if value.is_signed() else "") + "0" + "." * (places > 0) + "0" * places + "e+00"
    with localcontext(_WIDE):
        digits, _, exponent = format(value, f".{places}e").partition("e")
    return f"{digits}e{exponent[0]}{exponent[1:].rjust(2, '0')}"


def general(value: int | Decimal, digits: int = -1) -> str:
    """`%.*g`: the shorter form, of so many digits; as many as tell it apart for -1."""
    number = Decimal(value) if digits < 0 else _exactly(value)
    if not number:
        return "-0" if number.is_signed() else "0"
    if digits >= 0:
        rounding = Context(prec=max(digits, 1), rounding=ROUND_HALF_EVEN, Emax=999_999, Emin=-999_999)
        number = rounding.plus(number)
    number = _WIDE.normalize(number)
    if -4 <= number.adjusted() < (max(digits, 1) if digits >= 0 else _SHORTEST):
        return format(number, "f")
    return scientific(number, _digits(number) - 1)


def written(value: int | Decimal, letter: str, flags: str, precision: int | None) -> str:
    """A number by a verb, with its sign, without padding."""
    if letter in "dboxX":
        text = _whole(int(value), letter, "#" in flags, precision or 0)
    elif letter == "f":
        text = fixed(value, 6 if precision is None else precision)
    elif letter in "eE":
        text = scientific(_exactly(value), 6 if precision is None else precision)
    else:
        text = general(value, -1 if precision is None else precision)
    if letter in "EG":
        text = text.upper()
    if text.startswith("-"):
        return text
    return ("+" if "+" in flags else " " if " " in flags else "") + text


def _whole(value: int, letter: str, prefixed: bool, digits: int) -> str:
    text = format(abs(value), letter).rjust(digits, "0")
    prefix = {"b": "0b", "o": "0", "x": "0x", "X": "0X"}.get(letter, "") if prefixed else ""
    return ("-" if value < 0 else "") + prefix + text


def padded(text: str, width: int, flags: str) -> str:
    """A number filled up to a width, with zeros between its sign and its digits if they are wanted."""
    if "-" in flags:
        return text.ljust(width)
    if "0" not in flags:
        return text.rjust(width)
    sign = text[:1] if text[:1] in ("+", "-", " ") else ""
    return sign + text[len(sign) :].rjust(width - len(sign), "0")
