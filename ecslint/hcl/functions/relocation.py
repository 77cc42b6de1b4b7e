"""Places of text that was put together first and read as a template afterwards."""

from __future__ import annotations

from typing import NamedTuple

from ecslint.hcl.scalars import text_of
from ecslint.source import Source, Span
from ecslint.value import Alternatives, Known, Text, Unknown, Value


class Piece(NamedTuple):
    """A stretch of the put-together text, and where it was written."""

    start: int
    end: int
    span: Span

    @property
    def exact(self) -> bool:
        """Whether it was written character by character as it is."""
        return self.span.end - self.span.start == self.end - self.start


def pieces_of(value: Value) -> list[Piece]:
    """The stretches of a text of which every part is known."""
    parts = value.parts if isinstance(value, Text) else (value,)
    pieces: list[Piece] = []
    at = 0
    for part in parts:
        length = len(text_of(part) or "")
        pieces.append(Piece(at, at + length, part.span))
        at += length
    return pieces


def relocated(value: Value, scratch: Source, pieces: list[Piece], whole: Span) -> Value:
    """A value whose places in the scratch source are moved to where the text was written."""

    def place(span: Span) -> Span:
        if span.source is not scratch:
            return span
        for piece in pieces:
            if piece.start <= span.start and span.end <= piece.end:
                if not piece.exact:
                    return piece.span
                offset = piece.span.start - piece.start
                return Span(piece.span.source, span.start + offset, span.end + offset)
        return whole

    def move(inner: Value) -> Value:
        match inner:
            case Known():
                return Known(inner.value, place(inner.span), inner.via)
            case Text():
                return Text(tuple(move(part) for part in inner.parts), place(inner.span), inner.via)
            case Alternatives():
                then, otherwise = move(inner.then), move(inner.otherwise)
                return Alternatives(inner.condition, then, otherwise, place(inner.span), inner.via)
            case Unknown() if inner.span.source is scratch:
                return Unknown(
                    inner.reason, place(inner.span), inner.via, identity=inner.identity, domain=inner.domain
                )
        return inner

    return move(value)
