"""Functions that encode, decode and hash."""

from __future__ import annotations

from decimal import Decimal

from ecslint.hcl.conditions import inherited
from ecslint.hcl.equality import configured
from ecslint.hcl.functions.registry import Context, Refused, Undecided, function, to_value
from ecslint.hcl.scalars import text_of
from ecslint.value import Alternatives, Document, Known, Mapping, Sequence, Text, Unknown, Value


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
        case Known(value=None):
            return Known(None, value.span, value.via)
        case Unknown(type="list"):
            return Unknown(value.reason, value.span, value.via, identity=value.identity, type="list")
    return value


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
    return _decoded(text, _codec(encoding))


@function("string", "string", returns="string")
def textencodebase64(context: Context, text: str, encoding: str) -> str:
    from base64 import b64encode

    codec = _codec(encoding)
    try:
        data = text.encode("utf-16-be" if codec == "utf-16" else codec)
    except UnicodeError as error:
        raise Refused(f"the text cannot be written in {encoding}") from error
    return b64encode(b"\xfe\xff" * (codec == "utf-16") + data).decode()


_ENCODINGS = """utf-8 utf-16 utf-16be utf-16le us-ascii=ascii ascii latin1 l1 shift_jis
euc-jp iso-2022-jp gbk gb18030 big5 euc-kr koi8-r koi8-u
macintosh=mac-roman ibm037=cp037 ibm437=cp437 ibm850=cp850 ibm852=cp852 ibm855=cp855
ibm862=cp862 ibm865=cp865 ibm866=cp866""".split()
_ENCODINGS += [f"iso-8859-{number}" for number in (*range(1, 11), 13, 14, 15, 16)]
_ENCODINGS += [f"windows-{number}" for number in (874, *range(1250, 1259))]
_CODECS = {name.partition("=")[0]: name.partition("=")[2] or name for name in _ENCODINGS}


def _codec(encoding: str) -> str:
    """Python's codec of an encoding that Terraform knows, by its name at IANA."""
    codec = _CODECS.get(encoding.casefold())
    if codec is not None:
        return codec.replace("windows-", "cp")
    import codecs

    try:
        codecs.lookup(encoding)
    except LookupError as error:
        raise Refused(f"there is no encoding {encoding}") from error
    raise Undecided(f"the encoding {encoding} is not evaluated")


def _decoded(text: str, codec: str) -> str:
    from base64 import b64decode

    try:
        data = b64decode(text.replace("\r", "").replace("\n", ""), validate=True)
    except ValueError as error:
        raise Refused("the string is not base64") from error
    if codec == "utf-16" and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        codec = "utf-16-be"
    try:
        return data.decode(codec)
    except UnicodeError as error:
        if codec == "utf-8" or codec.startswith("utf-16") and len(data) % 2:
            raise Refused("what is decoded is no text") from error
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
