"""JSON with the exact place of every key and value, from a whole file or from text with holes in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from collections.abc import Sequence as Parts
from decimal import Decimal

from ecslint.condition import Atom
from ecslint.json_scalars import JsonError, RepeatedKey
from ecslint.json_syntax import HOLE, Parser, Split, Undecidable, reason_of
from ecslint.source import Source, Span
from ecslint.value import Alternatives, Document, Known, Mapping, Sequence, Step, Text, Unknown, Value, Via

__all__ = ["JsonError", "RepeatedKey", "load_json", "parse_json"]

_MOST_SPLITS = 4


def load_json(source: Source, duplicates: list[JsonError] | None = None) -> Value:
    """The value of a whole file.

    Raises JsonError. Duplicate keys are added to `duplicates` when it is given, and the last of
    them is the value.
    """
    return Parser(source, {}, duplicates).document()


def parse_json(
    parts: Parts[Value], span: Span, via: Via = (), duplicates: list[JsonError] | None = None
) -> Value:
    """The value of JSON text given in parts: literal text (Known strings) and holes (other values).

    A hole inside a string is a part of a Text. One in the place of a value is that value; where it
    may bring any number of items or members, the Sequence or Mapping is open, and where even the
    structure depends on it, the whole is Unknown. `span` is the place of the text. Raises JsonError.

    Duplicate keys are added to `duplicates` when it is given, and the last of them is the value.
    """
    return _parse(list(_flatten(parts)), span, via, _MOST_SPLITS, duplicates)


def _flatten(parts: Parts[Value]) -> Iterator[Value]:
    for part in parts:
        match part:
            case Text(parts=inner):
                yield from _flatten(inner)
            case Known(value=bool() as truth):
                yield Known(str(truth).lower(), part.span, part.via)
            case Known(value=int() | Decimal() as number):
                yield Known(str(number), part.span, part.via)
            case _:
                yield part


def _parse(
    parts: list[Value], span: Span, via: Via, splits: int, duplicates: list[JsonError] | None
) -> Value:
    layout = _Layout(parts, span, via)
    found: list[JsonError] | None = None if duplicates is None else []
    try:
        value = layout.placed(Parser(layout.scratch, layout.holes, found, splits > 0).document())
        if duplicates is not None and found:
            duplicates += [RepeatedKey(each.message, layout.place(each.span)) for each in found]
        return value
    except JsonError as error:
        raise type(error)(error.message, layout.place(error.span)) from error
    except Undecidable as cause:
        return Unknown(reason_of(cause.hole), span, via)
    except Split as split:
        hole = split.hole
    at = parts.index(hole)
    then, otherwise = (
        _parse([*parts[:at], *_flatten([branch]), *parts[at + 1 :]], span, via, splits - 1, duplicates)
        for branch in (hole.then, hole.otherwise)
    )
    return Alternatives(hole.condition, then, otherwise, span, via)


def _decoded(hole: Value) -> Value:
    """What a hole that stands for a whole JSON value is, given that it brings text."""
    match hole:
        case Document(content=content):
            return content
        case Alternatives(condition=condition, then=then, otherwise=otherwise):
            return Alternatives(condition, _attempt(then), _attempt(otherwise), hole.span, hole.via)
        case Unknown(type="number" | "bool"):
            return hole
        case Unknown(identity=identity, domain=(*constants, last) as domain) if identity:
            value = _attempt(Known(last, hole.span, hole.via))
            for constant in reversed(constants):
                chosen = _attempt(Known(constant, hole.span, hole.via))
                value = Alternatives(Atom(identity, constant, domain), chosen, value, hole.span, hole.via)
            return value
        case Unknown(default=default):
            usual = _attempt(default) if default is not None else None
            return Unknown(hole.reason, hole.span, hole.via, identity=hole.identity, default=usual)
    return hole


def _attempt(value: Value) -> Value:
    try:
        return parse_json([value], value.span, value.via)
    except JsonError as error:
        return Unknown(f"in JSON text, {error.message}", value.span, value.via)


class _Layout:
    """Parts of a text laid out one after the other, and the way back from offsets to their places."""

    __slots__ = ("parts", "starts", "scratch", "holes", "via")

    def __init__(self, parts: list[Value], span: Span, via: Via) -> None:
        self.parts = parts or [Known("", span)]
        self.via = via
        self.starts: list[int] = []
        self.holes: dict[int, Value] = {}
        texts: list[str] = []
        length = 0
        for part in self.parts:
            text = part.value if isinstance(part, Known) and isinstance(part.value, str) else HOLE
            if text is HOLE:
                self.holes[length] = part
            self.starts.append(length)
            texts.append(text)
            length += len(text)
        self.scratch = Source("", "".join(texts))

    def placed(self, value: Value) -> Value:
        """A value of the parser's own making, with its spans put where the text was written."""
        if value.span.source is not self.scratch:
            return _decoded(value)
        if isinstance(value, Mapping):
            value.items = {key: self.placed(item) for key, item in value.items.items()}
            value.keys = {key: self.place(span) for key, span in value.keys.items()}
        elif isinstance(value, Sequence):
            value.items = tuple(self.placed(item) for item in value.items)
        elif isinstance(value, Text):
            value.parts = tuple(
                self.placed(part) if part.span.source is self.scratch else part for part in value.parts
            )
        elif isinstance(value, Known) and self.scratch.text.startswith('"', value.span.start):
            return self.placed_string(value)
        if isinstance(value, (Mapping, Sequence)) and value.open is not None:
            value.open = Unknown(value.open.reason, self.place(value.open.span), self.via)
        value.via = (*self.via, *self.parts[self.part(value.span.start)].via)
        value.span = self.place(value.span)
        return value

    def placed_string(self, value: Known) -> Known:
        """A string; when an interpolation gave all of it, it was written where that came from."""
        start, end = value.span.start, value.span.end
        span = self.place(value.span)
        part = self.parts[self.part(start + 1)]
        whole = self.part(start) < self.part(start + 1) == self.part(end - 2) < self.part(end - 1)
        here = part.span.source is span.source and span.start <= part.span.start <= span.end
        if whole and not here:
            return Known(value.value, part.span, (*self.via, Step(span, "in this JSON text"), *part.via))
        return Known(value.value, span, (*self.via, *self.parts[self.part(start)].via))

    def part(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1

    def place(self, span: Span) -> Span:
        first = self.part(span.start)
        last = max(first, self.part(span.end - 1))
        start, end = self.parts[first].span, self.parts[last].span
        begin, finish = start.start, end.end
        if self.exact(first):
            begin += span.start - self.starts[first]
        if self.exact(last):
            finish = end.start + span.end - self.starts[last]
        if start.source is end.source and begin <= finish:
            return Span(start.source, begin, finish)
        return Span(start.source, begin, start.end)

    def exact(self, number: int) -> bool:
        """Whether a literal part maps to its source character by character."""
        part = self.parts[number]
        text = part.value if isinstance(part, Known) else None
        return isinstance(text, str) and len(text) == part.span.end - part.span.start
