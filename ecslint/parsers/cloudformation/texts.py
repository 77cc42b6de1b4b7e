"""Texts put together from parts: `Fn::Sub`, `Fn::Join`, dynamic references, placeholders."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Sequence as Parts
from decimal import Decimal

from ecslint.parsers.cloudformation.document import text
from ecslint.source import Span
from ecslint.value import (
    Absent,
    Alternatives,
    Document,
    Failure,
    Known,
    Mapping,
    Reference,
    Sequence,
    Text,
    Unknown,
    Value,
)

_variable = re.compile(r"\$\{(!?+)([^{}]*+)\}")
_filled_in_later = re.compile(r"\{\{(resolve:)?[^{}]*+\}\}|[$#]\{Token\[[^\]{}]*+\]\}")
_MOST_OPTIONAL_ITEMS = 5
_NUMBER_TOKEN = Decimal("-1E288")
"""The CDK writes a number that it does not know yet as one below this."""


def content_span(value: Known) -> Span:
    """The span of the text of a scalar, without its quotes where that is certain."""
    span, plain = value.span, value.value
    source = span.source.text
    if isinstance(plain, str) and span.end - span.start == len(plain) + 2 and source[span.start] in "\"'":
        return Span(span.source, span.start + 1, span.end - 1)
    return span


def dynamic(value: Known) -> Value:
    """A scalar whose text may hold `{{resolve:…}}`, a placeholder of a template engine, or a CDK token."""
    if isinstance(value.value, int | Decimal) and value.value < _NUMBER_TOKEN:
        return Unknown("a token of the CDK that was never resolved", value.span, type="number")
    if not isinstance(value.value, str) or ("{{" not in value.value and "{Token[" not in value.value):
        return value
    parts = list(cut(value, _filled_in_later, _later))
    return joined(parts, value.span) if len(parts) > 1 or not isinstance(parts[0], Known) else value


def _later(found: re.Match[str], span: Span) -> Value:
    if found[1]:
        reason = f"the dynamic reference {found[0]} is resolved at the deployment"
        return Unknown(reason, span, identity=found[0], type="string")
    if found[0].startswith(("$", "#")):
        return Unknown(f"the token {found[0]} of the CDK was never resolved", span)
    return Unknown(f"the placeholder {found[0]} is filled in before the deployment", span)


def substituted(value: Known, read: Callable[[str, Span], Value]) -> Value:
    """The text of an `Fn::Sub`, with `read` giving the value of each name in it."""

    def variable(found: re.Match[str], span: Span) -> Value:
        if found[1]:
            return Known(f"${{{found[2]}}}", span)
        return read(found[2].strip(), span)

    return joined(list(cut(value, _variable, variable)), value.span)


def cut(
    value: Known, pattern: re.Pattern[str], hole: Callable[[re.Match[str], Span], Value]
) -> Iterator[Value]:
    """The text of a scalar cut where a pattern matches, each part at its place where that is certain."""
    plain = str(value.value)
    inner = content_span(value)
    exact = inner.end - inner.start == len(plain)

    def place(start: int, end: int) -> Span:
        return Span(inner.source, inner.start + start, inner.start + end) if exact else inner

    at = 0
    for found in pattern.finditer(plain):
        if found.start() > at:
            yield Known(plain[at : found.start()], place(at, found.start()))
        yield hole(found, place(*found.span()))
        at = found.end()
    if at < len(plain) or not at:
        yield Known(plain[at:], place(at, len(plain)))


def joined(parts: Parts[Value], span: Span) -> Value:
    """One text from parts; what cannot be part of a text is unknown."""
    pieces = [piece for part in parts for piece in _pieces(part)]
    texts = [text(piece) for piece in pieces]
    known = [each for each in texts if each is not None]
    if len(known) == len(pieces):
        # What gave all of the text is where it was written.
        if len(pieces) == 1 and len(parts) == 1 and pieces[0].via:
            return Known(known[0], pieces[0].span, pieces[0].via)
        return Known("".join(known), span, tuple(step for piece in pieces for step in piece.via))
    pieces = [piece for piece, plain in zip(pieces, texts, strict=True) if plain != ""]
    if len(pieces) == 1:
        return pieces[0]
    return Text(tuple(pieces), span)


def _pieces(part: Value) -> Iterator[Value]:
    match part:
        case Text(parts=parts):
            yield from parts
        case Known():
            yield Known(text(part) or "", part.span, part.via) if not isinstance(part.value, str) else part
        case Unknown() | Reference() | Alternatives() | Document():
            yield part
        case Sequence() | Mapping() | Absent() | Failure() | _:
            yield Unknown("something that is no text stands in a text", part.span, part.via)


def join(delimiter: str, items: Sequence, span: Span) -> Value:
    """The items of a list in one text."""
    if items.open is not None:
        return Unknown(items.open.reason, span)
    return _join(delimiter, list(items.items), span, _MOST_OPTIONAL_ITEMS)


def _join(delimiter: str, items: list[Value], span: Span, optional: int) -> Value:
    items = [item for item in items if not isinstance(item, Absent)]
    for index, item in enumerate(items):
        if isinstance(item, Alternatives) and may_be_absent(item):
            if not optional:
                return Unknown("the list has too many items that depend on conditions", span)
            then, otherwise = (
                _join(delimiter, [*items[:index], branch, *items[index + 1 :]], span, optional - 1)
                for branch in (item.then, item.otherwise)
            )
            return Alternatives(item.condition, then, otherwise, span)
    parts: list[Value] = []
    for item in items:
        if parts and delimiter:
            parts.append(Known(delimiter, span))
        parts.append(item)
    return joined(parts, span) if parts else Known("", span)


def may_be_absent(value: Value) -> bool:
    """Whether an item of a list is only there under a condition."""
    match value:
        case Absent():
            return True
        case Alternatives(then=then, otherwise=otherwise):
            return may_be_absent(then) or may_be_absent(otherwise)
    return False
