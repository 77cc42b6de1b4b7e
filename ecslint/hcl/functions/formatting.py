"""format and formatlist."""

from __future__ import annotations

import re
from decimal import Decimal

from ecslint.hcl.equality import configured
from ecslint.hcl.formats import general, padded, written
from ecslint.hcl.functions.registry import Context, Refused, Undecided, function, prepare, wholly_known
from ecslint.hcl.functions.strings import clusters
from ecslint.hcl.rendering import as_text, joined
from ecslint.hcl.scalars import json_text, quoted, text_of
from ecslint.hcl.types import STRING, Null
from ecslint.value import Document, Failure, Known, Mapping, Sequence, Text, Value

_VERB = re.compile(r"%(?:%|([ +#0-]*)(\d+)?(\.\d*)?(?:\[(\d+)\])?(.))", re.DOTALL)
_LONGEST = 10_000


@function("string", "value*", returns="string")
def format_(context: Context, template: str, *values: Value) -> Value:
    return _formatted(context, template, list(values))


def _formatted(context: Context, template: str, values: list[Value]) -> Value:
    parts: list[Value] = []
    at = following = 0
    highest = 0
    for verb in _VERB.finditer(template):
        if verb.start() > at:
            parts.append(Known(template[at : verb.start()], context.span))
        at = verb.end()
        if verb[0] == "%%":
            parts.append(Known("%", context.span))
            continue
        if verb[4]:
            following = int(verb[4]) - 1
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
    if highest < len(values):
        raise Refused(f"there are {len(values)} arguments, of which {highest} are used")
    return joined(parts, context.span)


def _argument(context: Context, verb: re.Match[str], value: Value) -> Value:
    inner = configured(value)
    flags, width, precision, letter = verb[1], int(verb[2] or 0), verb[3] and int(verb[3][1:] or 0), verb[5]
    if isinstance(inner, Failure):
        raise Refused(inner.message)
    if letter not in "vtbdoxXeEfgGsq":
        raise Refused(f"there is no verb %{letter}")
    if width > _LONGEST or int(precision or 0) > _LONGEST:
        raise Undecided("the format is too wide")
    plain = letter in "sv" and not flags and not width and not verb[3]
    if plain and isinstance(inner, Document):
        return as_text(value, context.span)  # its parts keep their places
    if not wholly_known(inner):
        if plain and not isinstance(inner, Sequence | Mapping):
            return as_text(value, context.span)
        raise Undecided
    if isinstance(inner, Known) and inner.value is None and not isinstance(inner, Null):
        raise Undecided("format of null is known only after the deployment")
    text = _rendered(inner, flags, width, int(precision) if verb[3] else None, letter)
    return Known(text, value.span, value.via)


def _rendered(value: Value, flags: str, width: int, precision: int | None, letter: str) -> str:
    if letter == "v":
        return _filled(_as_is(value, "#" in flags), width, flags)
    if isinstance(value, Known) and value.value is None:
        raise Refused("null cannot be formatted")
    match letter:
        case "s" | "q":
            text = prepare(value, "string")
            if precision:
                text = "".join(clusters(text)[:precision])
            return _filled(quoted(text) if letter == "q" else text, width, flags)
        case "t":
            return "true" if prepare(value, "bool") else "false"
    number = prepare(value, "number")
    if letter in "dboxX" and number != int(number):
        raise Refused(f"%{letter} needs a whole number")
    text = written(number, letter, flags, precision)
    return padded(
        text, width, flags.replace("0", "") if letter in "dboxX" and precision is not None else flags
    )


def _as_is(value: Value, as_json: bool) -> str:
    text = text_of(value)
    if not as_json and text is not None:
        return text
    match value:
        case Known(value=bool()):
            pass
        case Known(value=int() | Decimal() as number) if not as_json:
            return general(number)
    return json_text(value) or ""


def _filled(text: str, width: int, flags: str) -> str:
    """Text filled up to a width, counted in characters as a person counts them."""
    filling = ("0" if "0" in flags else " ") * (width - len(clusters(text)))
    return text + filling if "-" in flags else filling + text


@function("string", "value*", returns="strings", split="items")
def formatlist(context: Context, template: str, *values: Value) -> Value:
    arguments = [configured(value) for value in values]
    if any(
        isinstance(value, Known) and not isinstance(value, Null) and value.value is None
        for value in arguments
    ):
        raise Undecided("format of null is known only after the deployment")
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
            _listed(argument.items[place]) if isinstance(argument, Sequence) else argument
            for argument in arguments
        ]
        made.append(_formatted(context, template, row))
    return Sequence(tuple(made), context.span, kind="list")


def _listed(item: Value) -> Value:
    """An item of a list: a null in it is one, and not a value that is known later."""
    inner = configured(item)
    return Null(STRING, item.span) if isinstance(inner, Known) and inner.value is None else item
