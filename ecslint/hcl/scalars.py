"""Scalars: conversions between text, numbers and bools, and JSON text of values."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from ecslint.condition import Scalar
from ecslint.hcl.binary import number
from ecslint.value import Document, Known, Mapping, Reference, Sequence, Text, Value, literal

_LONGEST_NUMBER = 4000
_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
    "\b": "\\b",
    "\f": "\\f",
}


def number_text(value: int | Decimal) -> str:
    """A number as Terraform prints it: no exponent, no zeros at the end."""
    if isinstance(value, int):
        return int.__repr__(value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def scalar_text(value: Scalar) -> str:
    """A scalar other than null as a string."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else number_text(value) if value is not None else "null"


def parse_number(text: str) -> int | Decimal | None:
    """The number that a string denotes when Terraform converts it; None when it is refused."""
    digits = text[1:] if text[:1] in "+-" else text
    if not digits[:1].isdigit() or "_" in text or not text.isascii() or len(text) > _LONGEST_NUMBER:
        return None
    try:
        parsed = Decimal(text)
    except InvalidOperation:
        return None
    return number(parsed) if parsed.is_finite() else None


def composed(text: str) -> str:
    """Text in the one form that Terraform keeps it in."""
    if text.isascii():
        return text
    from unicodedata import normalize

    return normalize("NFC", text)


def as_number(value: Scalar) -> int | Decimal | None:
    """A scalar converted to a number; None when that is refused."""
    if isinstance(value, bool) or value is None:
        return None
    return parse_number(value) if isinstance(value, str) else value


def as_bool(value: Scalar) -> bool | None:
    """A scalar converted to a bool; None when that is refused."""
    if isinstance(value, bool):
        return value
    return (
        {"true": True, "1": True, "false": False, "0": False}.get(value) if isinstance(value, str) else None
    )


def quoted(text: str) -> str:
    """A string as jsonencode writes it."""
    pieces = [_ESCAPES.get(char) or (f"\\u{ord(char):04x}" if char < " " else char) for char in text]
    return '"' + "".join(pieces) + '"'


_GO_ESCAPES = {"\\": "\\\\", '"': '\\"', "\a": "\\a", "\b": "\\b", "\f": "\\f"}
_GO_ESCAPES |= {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}


def go_quoted(text: str) -> str:
    """A string as Go quotes it: what cannot be seen is escaped."""
    return '"' + "".join(_GO_ESCAPES.get(char) or _visible(char) for char in text) + '"'


def _visible(char: str) -> str:
    if char.isprintable():
        return char
    code = ord(char)
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def json_text(value: Value) -> str | None:
    """The JSON text of a value, as jsonencode writes it; None when a part of it is not known."""
    match value:
        case Known(value=str() as text):
            return quoted(text)
        case Known(value=plain):
            return scalar_text(plain)
        case Sequence(items=items, open=None):
            inner = [part for item in items if (part := json_text(item)) is not None]
            return "[" + ",".join(inner) + "]" if len(inner) == len(items) else None
        case Mapping(items=members, open=None):
            pairs = {key: json_text(members[key]) for key in sorted(members)}
            if None in pairs.values():
                return None
            return "{" + ",".join(f"{quoted(key)}:{pair}" for key, pair in pairs.items()) + "}"
        case Reference(value=Value() as configured):
            return json_text(configured)
    whole = text_of(value)
    return None if whole is None else quoted(whole)


def text_of(value: Value) -> str | None:
    """The text of a string value of any form, when all of it is known."""
    match value:
        case Document(content=content):
            return json_text(content)
        case Reference(value=Value() as configured):
            return text_of(configured)
    plain = literal(value)
    if plain is not None:
        return plain
    if isinstance(value, Text):
        texts = [text_of(part) for part in value.parts]
        return "".join(part for part in texts if part is not None) if None not in texts else None
    return None
