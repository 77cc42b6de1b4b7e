"""Functions of text."""

from __future__ import annotations

import unicodedata

from ecslint.hcl.conversion import refusal
from ecslint.hcl.equality import configured
from ecslint.hcl.functions.registry import Context, Refused, Undecided, function
from ecslint.hcl.scalars import scalar_text, text_of
from ecslint.hcl.weight import LONGEST_TEXT
from ecslint.source import Span
from ecslint.value import Document, Known, Mapping, Sequence, Text, Value

_SPACE = " \t\n\v\f\r\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_JOINER = "\u200d"


def clusters(text: str) -> list[str]:
    """The characters of a text as a person counts them."""
    if text.isascii() and "\r" not in text:
        return list(text)
    text = unicodedata.normalize("NFC", text)
    found: list[str] = []
    flags = 0
    for char in text:
        flag = 0x1F1E6 <= ord(char) <= 0x1F1FF
        flags = flags + 1 if flag else 0
        if flag and flags % 2 == 0:
            found[-1] += char
            continue
        combines = unicodedata.category(char) in ("Mn", "Me", "Mc") or char in (_JOINER, "\ufe0f")
        toned = 0x1F3FB <= ord(char) <= 0x1F3FF
        if found and (combines or toned or found[-1].endswith(_JOINER) or found[-1] == "\r" and char == "\n"):
            found[-1] += char
        else:
            found.append(char)
    return found


def _char_by_char(text: str, change: str) -> str:
    """Case changed one character at a time: Terraform never makes two of one."""
    changed = ["i" if char == "İ" and change == "lower" else getattr(char, change)() for char in text]
    return "".join(new if len(new) == 1 else old for new, old in zip(changed, text, strict=True))


@function("string", returns="string")
def upper(context: Context, text: str) -> str:
    return _char_by_char(text, "upper")


@function("string", returns="string")
def lower(context: Context, text: str) -> str:
    return _char_by_char(text, "lower")


@function("string", returns="string")
def title(context: Context, text: str) -> str:
    made, previous = [], " "
    for char in text:
        starts = not (previous.isalnum() or previous == "_") if previous.isascii() else previous.isspace()
        made.append(_char_by_char(char, "upper") if starts else char)
        previous = char
    return "".join(made)


@function("string", returns="string")
def strrev(context: Context, text: str) -> str:
    return "".join(reversed(clusters(text)))


@function("string", "integer", "integer", returns="string")
def substr(context: Context, text: str, offset: int, length: int) -> str:
    characters = clusters(text)
    start = offset if offset >= 0 else max(len(characters) + offset, 0)
    # Counted from the end, no length is the whole rest.
    end = len(characters) if length < 0 or offset < 0 == length else start + length
    return "".join(characters[start:end])


@function("string", "string", returns="strings")
def split(context: Context, separator: str, text: str) -> list[str]:
    return text.split(separator) if separator else list(text)


@function("value", returns="string")
def trimspace(context: Context, value: Value) -> Value | str:
    return _trimmed(value, _SPACE, _SPACE)


@function("value", returns="string")
def chomp(context: Context, value: Value) -> Value | str:
    return _trimmed(value, "", "\r\n")


def _trimmed(value: Value, left: str, right: str) -> Value | str:
    """Text without characters at its ends; its parts, and so their places, are kept."""
    value = configured(value)
    match value:
        case Known(value=None):
            raise Refused("the argument is null")
        case Known(value=plain):
            return scalar_text(plain).lstrip(left).rstrip(right) if left else scalar_text(plain).rstrip(right)
        case Document():
            return value
        case Text(parts=parts):
            remaining = list(parts)
            if left:
                _trim_end(remaining, left, first=True)
            _trim_end(remaining, right, first=False)
            return Text(tuple(remaining), value.span, value.via) if remaining else ""
        case Sequence() | Mapping():
            raise Refused(refusal(value, "string").message)
    raise Undecided


def _trim_end(parts: list[Value], characters: str, *, first: bool) -> None:
    while parts:
        part = parts[0 if first else -1]
        if isinstance(part, Document):
            return
        if not isinstance(part, Known) or not isinstance(part.value, str):
            raise Undecided
        text = part.value.lstrip(characters) if first else part.value.rstrip(characters)
        if text:
            parts[0 if first else -1] = _part_of(part, text, len(part.value) - len(text) if first else 0)
            return
        parts.pop(0 if first else -1)


def _part_of(part: Known, text: str, offset: int) -> Known:
    span = part.span
    if span.end - span.start == len(str(part.value)):
        span = Span(span.source, span.start + offset, span.start + offset + len(text))
    return Known(text, span, part.via)


@function("string", "string", returns="string")
def trim(context: Context, text: str, characters: str) -> str:
    return text.strip(characters) if characters else text


@function("string", "string", returns="string")
def trimprefix(context: Context, text: str, prefix: str) -> str:
    return text.removeprefix(prefix)


@function("string", "string", returns="string")
def trimsuffix(context: Context, text: str, suffix: str) -> str:
    return text.removesuffix(suffix)


@function("value", "string", returns="bool")
def startswith(context: Context, value: Value, prefix: str) -> bool:
    return _at_end(value, prefix, first=True)


@function("value", "string", returns="bool")
def endswith(context: Context, value: Value, suffix: str) -> bool:
    return _at_end(value, suffix, first=False)


def _at_end(value: Value, wanted: str, *, first: bool) -> bool:
    """Whether text begins or ends with another; the known part at that end can be enough."""
    value = configured(value)
    whole = text_of(value)
    if isinstance(value, Known):
        if value.value is None:
            raise Refused("the argument is null")
        whole = scalar_text(value.value)
    if whole is not None:
        return whole.startswith(wanted) if first else whole.endswith(wanted)
    if isinstance(value, Text):
        known = text_of(value.parts[0 if first else -1]) or ""
        length = min(len(known), len(wanted))
        mine = known[:length] if first else known[len(known) - length :]
        theirs = wanted[:length] if first else wanted[len(wanted) - length :]
        if mine != theirs:
            return False
        if length == len(wanted):
            return True
    if isinstance(value, Sequence | Mapping):
        raise Refused(refusal(value, "string").message)
    raise Undecided


@function("value", "string", returns="bool")
def strcontains(context: Context, value: Value, wanted: str) -> bool:
    value = configured(value)
    whole = text_of(value)
    if isinstance(value, Known) and value.value is not None:
        whole = scalar_text(value.value)
    if whole is not None:
        return wanted in whole
    if isinstance(value, Text) and any(wanted in (text_of(part) or "") for part in value.parts):
        return True
    if isinstance(value, Sequence | Mapping) or isinstance(value, Known) and value.value is None:
        raise Refused(refusal(value, "string").message)
    raise Undecided


@function("integer", "string", returns="string")
def indent(context: Context, spaces: int, text: str) -> str:
    if not 0 <= spaces <= LONGEST_TEXT or len(text) * spaces > LONGEST_TEXT:
        raise Refused("there are no such many spaces")
    return text.replace("\n", "\n" + " " * spaces)
