"""format and formatlist."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

from ecslint.hcl.equality import configured
from ecslint.hcl.functions.registry import Context, Refused, Undecided, function, prepare, wholly_known
from ecslint.hcl.rendering import as_text, joined
from ecslint.hcl.scalars import json_text, quoted, text_of
from ecslint.value import Failure, Known, Mapping, Sequence, Text, Value

_VERB = re.compile(r"%([ +#0-]*)(\d+)?(?:\.(\d*))?(?:\[(\d+)\])?(.)", re.DOTALL)
_LONGEST = 10_000


@function("string", "value*", returns="string")
def format_(context: Context, template: str, *values: Value) -> Value:
    return _formatted(context, template, list(values))


def _formatted(context: Context, template: str, values: list[Value]) -> Value:
    parts: list[Value] = []
    at = following = 0
    highest, numbered = 0, False
    for verb in _VERB.finditer(template):
        if verb.start() > at:
            parts.append(Known(template[at : verb.start()], context.span))
        at = verb.end()
        if verb[5] == "%":
            parts.append(Known("%", context.span))
            continue
        if verb[4]:
            following, numbered = int(verb[4]) - 1, True
        if not 0 <= following < len(values):
            raise Refused(f"there is no argument for {verb[0]}")
        part = _argument(context, verb, values[following])
        parts += part.parts if isinstance(part, Text) else [part]
        following += 1
        highest = max(highest, following)
    rest = template[at:]
    if "%" in rest:
        raise Refused("the format ends in the middle of a verb")
    if rest:
        parts.append(Known(rest, context.span))
    if highest < len(values) and not numbered:
        raise Refused(f"there are {len(values)} arguments, of which {highest} are used")
    return joined(parts, context.span)


def _argument(context: Context, verb: re.Match[str], value: Value) -> Value:
    inner = configured(value)
    flags, width, precision, letter = verb[1], verb[2], verb[3], verb[5]
    if isinstance(inner, Failure):
        raise Refused(inner.message)
    if int(width or 0) > _LONGEST or int(precision or 0) > _LONGEST:
        raise Undecided("the format is too wide")
    if not wholly_known(inner):
        plain = letter in "sv" and not flags and width is None and precision is None
        if plain and not isinstance(inner, Sequence | Mapping):
            return as_text(value, context.span)
        raise Undecided
    text = _rendered(inner, flags, precision, letter)
    if width is not None:
        zero = "0" in flags and "-" not in flags and letter in "dbxXofeEgG"
        fill = (
            text.ljust(int(width))
            if "-" in flags
            else text.zfill(int(width))
            if zero
            else text.rjust(int(width))
        )
        text = fill
    return Known(text, value.span, value.via)


def _rendered(value: Value, flags: str, precision: str | None, letter: str) -> str:
    if letter == "v":
        text = text_of(value)
        if "#" in flags or text is None:
            return json_text(value) or ""
        return text
    if isinstance(value, Known) and value.value is None:
        raise Undecided("format of null is known only after the deployment")
    match letter:
        case "s" | "q":
            text = prepare(value, "string")
            if precision:
                text = text[: int(precision)]
            return quoted(text) if letter == "q" else text
        case "t":
            return "true" if prepare(value, "bool") else "false"
        case "d" | "b" | "o" | "x" | "X":
            return _integer(value, flags, letter)
        case "f":
            return _fixed(Decimal(prepare(value, "number")), flags, precision)
    raise Undecided(f"the verb %{letter} is not evaluated")


def _integer(value: Value, flags: str, letter: str) -> str:
    if letter in "xX" and text_of(value) is not None:
        raise Undecided("the verb %x of text is not evaluated")
    number = prepare(value, "number")
    if not isinstance(number, int):
        raise Refused(f"%{letter} needs a whole number")
    sign = "-" if number < 0 else "+" if "+" in flags else " " if " " in flags else ""
    return sign + format(abs(number), letter)


def _fixed(number: Decimal, flags: str, precision: str | None) -> str:
    places = 6 if precision is None else int(precision or 0)
    text = format(number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN), "f")
    sign = "+" if "+" in flags and number >= 0 else " " if " " in flags and number >= 0 else ""
    return sign + text


@function("string", "value*", returns="list", split="items")
def formatlist(context: Context, template: str, *values: Value) -> Value:
    arguments = [configured(value) for value in values]
    lists = [argument for argument in arguments if isinstance(argument, Sequence)]
    if any(sequence.open is not None for sequence in lists):
        raise Undecided
    if not lists:
        if not all(wholly_known(argument) for argument in arguments):
            raise Undecided
        return Sequence((_formatted(context, template, list(values)),), context.span, kind="list")
    if len({len(sequence.items) for sequence in lists}) > 1:
        raise Refused("the lists differ in length")
    made = []
    for place in range(len(lists[0].items)):
        row = [
            argument.items[place] if isinstance(argument, Sequence) else argument for argument in arguments
        ]
        made.append(_formatted(context, template, row))
    return Sequence(tuple(made), context.span, kind="list")
