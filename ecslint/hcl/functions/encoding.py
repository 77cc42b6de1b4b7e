"""Functions that encode, decode and hash."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ecslint.hcl.conditions import inherited
from ecslint.hcl.equality import configured
from ecslint.hcl.functions.registry import Context, Refused, Undecided, function, to_value
from ecslint.hcl.scalars import json_text, text_of
from ecslint.value import (
    Alternatives,
    Document,
    Known,
    Mapping,
    Sequence,
    Text,
    Unknown,
    Value,
)


@function("value", returns="string")
def jsonencode(context: Context, value: Value) -> Value:
    return Document(value, context.span)


@function("value")
def jsondecode(context: Context, value: Value) -> Value:
    value = configured(value)
    match value:
        case Document(content=content):
            return inherited(value, as_json(content))
        case Known(value=None):
            raise Refused("the argument is null")
        case Known(value=str()):
            return inherited(value, _parsed(context, value, (value,)))
        case Text(parts=parts):
            return inherited(value, _parsed(context, value, parts))
        case Known() | Sequence() | Mapping():
            raise Refused("a string is needed")
    raise Undecided


def _parsed(context: Context, value: Value, parts: tuple[Value, ...]) -> Value:
    from ecslint.json_text import JsonError, parse_json

    try:
        return parse_json(parts, value.span)
    except JsonError as error:
        if text_of(value) is None:
            raise Undecided(f"the JSON text is not understood: {error.message}") from error
        return _read_plainly(text_of(value) or "", error, value)


def _read_plainly(text: str, error: Exception, value: Value) -> Value:
    """Text that is refused where its places matter, and may still be JSON: a key given twice is."""
    import json

    try:
        plain = json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except RecursionError:
        raise Undecided("the JSON text is nested too deeply") from error
    except ValueError:
        raise Refused(f"the text is not JSON: {error}") from error
    return as_json(to_value(plain, value.span))


def _refuse_constant(name: str) -> object:
    raise ValueError(name)


def as_json(value: Value) -> Value:
    """A value after a way through JSON: sets and lists are tuples there, maps objects."""
    match value:
        case Sequence():
            items = tuple(as_json(item) for item in value.items)
            return Sequence(items, value.span, value.via, value.open)
        case Mapping() if value.kind != "block":
            members = {key: as_json(item) for key, item in value.items.items()}
            return Mapping(members, value.span, value.keys, value.via, value.open)
        case Alternatives():
            then, otherwise = as_json(value.then), as_json(value.otherwise)
            return Alternatives(value.condition, then, otherwise, value.span, value.via)
        case Unknown(type="list"):
            return Unknown(value.reason, value.span, value.via, identity=value.identity, type="list")
    return value


@function("known", returns="string")
def yamlencode(context: Context, value: Value) -> str:
    return "\n".join(_yaml(value)) + "\n"


def _yaml(value: Value) -> list[str]:
    value = configured(value)
    match value:
        case Sequence(items=items) if items:
            return [line for item in items for line in _marked("- ", _yaml(item))]
        case Mapping(items=members) if members:
            lines: list[str] = []
            for key in sorted(members):
                inner = configured(members[key])
                nested = isinstance(inner, Sequence | Mapping) and bool(inner.items)
                below = _yaml(inner)
                head = f"{_yaml_string(key)}:"
                if nested:
                    indent = "  " if isinstance(inner, Mapping) else ""
                    lines += [head, *(indent + line for line in below)]
                else:
                    lines += [f"{head} {below[0]}", *below[1:]]
            return lines
        case Sequence():
            return ["[]"]
        case Mapping():
            return ["{}"]
    text = text_of(value)
    if text is not None:
        return [_yaml_string(text)]
    return [json_text(value) or ""]


def _marked(mark: str, lines: list[str]) -> list[str]:
    return [(mark if place == 0 else " " * len(mark)) + line for place, line in enumerate(lines)]


def _yaml_string(text: str) -> str:
    if "\n" in text or not text.isprintable():
        raise Undecided("yamlencode of such text is not evaluated")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@function("string")
def yamldecode(context: Context, text: str) -> Any:
    import yaml

    try:
        node = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, RecursionError) as error:
        raise Undecided("the YAML text is not understood") from error
    return _from_yaml(node, 0)


def _from_yaml(node: Any, depth: int) -> Any:
    if node is None:
        return None
    if depth > 50:
        raise Undecided("the YAML text is nested too deeply")
    if node.id == "mapping":
        if any(key.id != "scalar" or key.value == "<<" for key, _ in node.value):
            raise Undecided("the YAML text is not understood")
        return {str(key.value): _from_yaml(item, depth + 1) for key, item in node.value}
    if node.id == "sequence":
        return tuple(_from_yaml(item, depth + 1) for item in node.value)
    return _yaml_scalar(node)


def _yaml_scalar(node: Any) -> Any:
    import re

    text = node.value
    if node.style in ("'", '"', "|", ">"):
        return text
    folded = text.lower()
    if folded in ("", "~", "null"):
        return None
    if folded in ("true", "yes", "on"):
        return True
    if folded in ("false", "no", "off"):
        return False
    if re.fullmatch(r"[-+]?\d+", text):
        return int(text)
    if re.fullmatch(r"0(x[0-9a-fA-F]+|o[0-7]+)", text):
        return int(text, 0)
    if re.fullmatch(r"[-+]?\d+\.\d+", text):
        return Decimal(text)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return f"{text}T00:00:00Z"
    if re.match(r"[-+.]?\d|[-+]?\.(inf|nan)", folded) and not re.search(r"_|[A-Za-z/:].*[A-Za-z]", text):
        raise Undecided("the YAML text is not understood")
    return text


@function("string", returns="list")
def csvdecode(context: Context, text: str) -> Any:
    import csv
    import io

    rows = [row for row in csv.reader(io.StringIO(text), strict=True) if row]
    if not rows:
        raise Refused("the header line is missing")
    header, *lines = rows
    if any(len(line) != len(header) for line in lines):
        raise Refused("a line has not as many fields as the header")
    return [dict(zip(header, line, strict=True)) for line in lines]


# -- base64, URLs, hashes -------------------------------------------------------------------------


@function("string", returns="string")
def base64encode(context: Context, text: str) -> str:
    from base64 import b64encode

    return b64encode(text.encode()).decode()


@function("string", returns="string")
def base64decode(context: Context, text: str) -> str:
    return _decoded(text, "utf-8")


@function("string", "string", returns="string")
def textdecodebase64(context: Context, text: str, encoding: str) -> str:
    return _decoded(text, encoding)


@function("string", "string", returns="string")
def textencodebase64(context: Context, text: str, encoding: str) -> str:
    from base64 import b64encode

    try:
        return b64encode(text.encode(encoding)).decode()
    except (LookupError, UnicodeError) as error:
        raise Undecided(f"the encoding {encoding} is not evaluated") from error


def _decoded(text: str, encoding: str) -> str:
    from base64 import b64decode

    try:
        data = b64decode(text, validate=True)
    except ValueError as error:
        raise Refused("the string is not base64") from error
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeError) as error:
        raise Undecided("what is decoded is no text") from error


@function("string", returns="string")
def urlencode(context: Context, text: str) -> str:
    from urllib.parse import quote_plus

    return quote_plus(text, safe="~").replace("*", "%2A")


@function("string", returns="string", names="md5 sha1 sha256 sha512")
def hexadecimal(context: Context, text: str) -> str:
    import hashlib

    return hashlib.new(context.name, text.encode(), usedforsecurity=False).hexdigest()


@function("string", returns="string", names="base64sha256 base64sha512")
def base64_hash(context: Context, text: str) -> str:
    import hashlib
    from base64 import b64encode

    return b64encode(hashlib.new(context.name.removeprefix("base64"), text.encode()).digest()).decode()


@function("string", "string", returns="string")
def uuidv5(context: Context, namespace: str, name: str) -> str:
    import uuid

    spaces = {
        "dns": uuid.NAMESPACE_DNS,
        "url": uuid.NAMESPACE_URL,
        "oid": uuid.NAMESPACE_OID,
        "x500": uuid.NAMESPACE_X500,
    }
    try:
        return str(uuid.uuid5(spaces.get(namespace) or uuid.UUID(namespace), name))
    except ValueError as error:
        raise Refused(f'"{namespace}" is no UUID') from error
