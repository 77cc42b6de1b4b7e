"""The lines of files that findings are about: all that a report needs of a file that is not at hand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

from ecslint.report.excerpt import Mark, within_reach
from ecslint.source import MAX_BYTES, Source

_WIDE = "\t"
"""Stands for what is left out of a line: as wide as any character, so that what is long stays so."""


class Lines:
    """Gathers lines of a source: where each begins that a place needs, and the text of what is shown."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._starts: dict[int, int] = {}
        self._parts: dict[int, set[tuple[int, int]]] = {}

    def need(self, offset: int) -> None:
        """Know line and column of an offset."""
        line, column = self.source.position(offset)
        self._starts[line] = offset - column + 1

    def show(self, number: int, marks: list[Mark]) -> None:
        """Know what an excerpt shows of a line with some marks."""
        text = self.source.line(number)
        self._parts.setdefault(number, set()).update(within_reach(text, marks))
        if number not in self._starts:
            start = self.source.offset(number, 1)
            assert start is not None
            self._starts[number] = start

    def record(self) -> list[Any]:
        """Path, whether there is nothing in it, and of each line number, start and what is shown of it."""
        lines = [[number, start, *self._text(number)] for number, start in sorted(self._starts.items())]
        return [self.source.path, self.source.is_empty, lines]

    def _text(self, number: int) -> list[Any]:
        """The text of a line; of a long one the parts, each with its column, and how long it is."""
        if number not in self._parts:
            return []
        text, parts = self.source.line(number), sorted(self._parts[number])
        if parts[0] == (0, len(text)):
            return [text]
        is_blank = not text[max(end for _, end in parts) :].strip()
        return [[[start, text[start:end]] for start, end in parts], len(text), is_blank]


class PartialSource(Source):
    """A source of which only some lines are known."""

    __slots__ = ("_is_empty", "_known", "_numbers", "_texts")

    def __init__(self, path: str, is_empty: bool, lines: Iterable[list[Any]]) -> None:
        super().__init__(path, "")
        self._is_empty = is_empty
        self._numbers: list[int] = []
        self._known: list[int] = []
        self._texts: dict[int, str] = {}
        for number, start, *text in lines:
            self._numbers.append(number)
            self._known.append(start)
            if text:
                self._texts[number] = text[0] if isinstance(text[0], str) else _filled(*text)

    @property
    def is_empty(self) -> bool:
        return self._is_empty

    def position(self, offset: int) -> tuple[int, int]:
        at = bisect_right(self._known, offset) - 1
        return self._numbers[at], offset - self._known[at] + 1

    def line(self, number: int) -> str:
        return self._texts.get(number, "")


def _filled(parts: list[Any], length: int, is_blank: bool) -> str:
    """A line of which only parts are known, as long as it is."""
    if length > MAX_BYTES:
        raise ValueError(length)
    text = ""
    for start, part in parts:
        text = text.ljust(start, _WIDE) + part[max(len(text) - start, 0) :]
    rest = length - len(text)
    return text if not rest else text + _WIDE * (rest - 1) + (_WIDE if is_blank else "x")
