"""The smallest parts of JSON: numbers, escaped characters, and how a fault is told."""

from __future__ import annotations

import re
from decimal import Decimal

from ecslint.source import Source, Span

_LARGEST_EXPONENT = 308
_escape = re.compile(r'\\(?:(["\\/bfnrt])|u([0-9a-fA-F]{4}))').match
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class JsonError(Exception):
    """Text that is not JSON, and the place where it stops being JSON."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.message = message
        self.span = span


class RepeatedKey(JsonError):
    """A key that one object gives twice. Most readers take this for JSON, and keep either value."""


def number(text: str, span: Span) -> int | Decimal:
    """A number as it was written, within the range of the numbers that other programs read."""
    if len(text) <= _LARGEST_EXPONENT and text.lstrip("-").isdigit():
        return int(text)
    value = Decimal(text)
    if value and abs(value.adjusted()) > _LARGEST_EXPONENT:
        raise JsonError("the number is out of range", span)
    return value


def unescaped(source: Source, at: int) -> tuple[str, int]:
    """The character that an escape stands for, and the offset after it."""
    found = _escape(source.text, at)
    if found is None:
        escape = source.text[at : at + 2]
        raise JsonError(f"{escape} is no escape that JSON knows", Span(source, at, at + len(escape)))
    if found[1]:
        return _ESCAPES.get(found[1], found[1]), found.end()
    code = int(found[2], 16)
    low = _escape(source.text, found.end()) if 0xD800 <= code < 0xDC00 else None
    if low is not None and low[2] and 0xDC00 <= int(low[2], 16) < 0xE000:
        return chr(0x10000 + ((code - 0xD800) << 10) + int(low[2], 16) - 0xDC00), low.end()
    # Half of a surrogate pair is no character, and could not be printed.
    return chr(0xFFFD if 0xD800 <= code < 0xE000 else code), found.end()
