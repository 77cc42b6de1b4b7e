"""TOML with the exact place of what Python's reader has accepted: statements, and values in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ecslint.source import Source, Span
from ecslint.value import Known, Mapping, Sequence, Value

_STRING = r'"""(?:\\.|[^\\])*?"{3,5}|' + r"'''.*?'{3,5}|" + r'"(?:\\.|[^"\\\n])*"|' + r"'[^'\n]*'"
_scan = re.compile(_STRING + r"|#[^\n]*|[\[{]|[\]}]|\n", re.DOTALL).finditer
_token = re.compile(_STRING + r"|#[^\n]*|[\[\]{},=]|[^\s\[\]{},=#\"']+", re.DOTALL).finditer
_header = re.compile(r"[ \t]*(\[\[?)([^\]\n]*)\]")
_assignment = re.compile(r"""[ \t]*((?:[\w-]+|"[^"\n]*"|'[^'\n]*'|[ \t]*\.[ \t]*)+)[ \t]*=[ \t]*""")
_word = re.compile(r"""[\w-]+|"[^"\n]*"|'[^'\n]*'""")

Keys = tuple[str, ...]
TABLE, ITEM, VALUE = "[", "[[", "="


class Statement(NamedTuple):
    """The header of a table, or of a table in an array, or a key that is given a value.

    `path` are all its keys, those of the table included; `at` is the offset of the header or of the
    value. Lines are counted from 1.
    """

    kind: str
    path: Keys
    start: int
    at: int
    end: int
    line: int


def statements(text: str) -> Iterator[Statement]:
    """The statements of a file, in their order."""
    table: Keys = ()
    for line, start, end in _stretches(text):
        header = _header.match(text, start, end)
        assignment = None if header else _assignment.match(text, start, end)
        if header is not None:
            table = _words(header[2])
            yield Statement(header[1], table, start, header.start(1), end, line)
        elif assignment is not None:
            path = (*table, *_words(assignment[1]))
            yield Statement(VALUE, path, start, assignment.end(), end, line)


def _stretches(text: str) -> Iterator[tuple[int, int, int]]:
    """The stretch of each statement and its line: lines, those joined that brackets or long strings join."""
    start, depth, line, begun = 0, 0, 1, 1
    for token in _scan(text):
        if token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
        elif token[0] == "\n" and depth <= 0:
            yield begun, start, token.start()
            start, depth, begun = token.end(), 0, line + 1
        line += token[0].count("\n")
    yield begun, start, len(text)


def _words(path: str) -> Keys:
    return tuple(word.strip("\"'") for word in _word.findall(path))


def value(source: Source, statement: Statement) -> Value:
    """The value of a statement, and the places of what is in its brackets; scalars are as written."""
    tokens = [token.span() for token in _token(source.text, statement.at, statement.end)]
    written = [span for span in tokens if source.text[span[0]] != "#"]
    return _Values(source, written).value()


class _Values:
    """Reads values from tokens."""

    def __init__(self, source: Source, tokens: list[tuple[int, int]]) -> None:
        self.source = source
        self.tokens = tokens[::-1]

    def value(self) -> Value:
        start, end = self.tokens.pop()
        match self.source.text[start]:
            case "[":
                items = []
                while self.next() != "]":
                    items.append(self.value())
                    self.skip_comma()
                return Sequence(tuple(items), Span(self.source, start, self.tokens.pop()[1]))
            case "{":
                return self.table(start)
        while self.tokens and self.next() not in ",]}":
            _, end = self.tokens.pop()
        return Known(self.source.text[start:end], Span(self.source, start, end))

    def table(self, start: int) -> Value:
        members: dict[str, Value] = {}
        keys: dict[str, Span] = {}
        while self.next() != "}":
            first, end = self.tokens.pop()
            while self.next() != "=":
                _, end = self.tokens.pop()
            self.tokens.pop()
            key = ".".join(_words(self.source.text[first:end]))
            keys[key], members[key] = Span(self.source, first, end), self.value()
            self.skip_comma()
        return Mapping(members, Span(self.source, start, self.tokens.pop()[1]), keys)

    def next(self) -> str:
        return self.source.text[self.tokens[-1][0]]

    def skip_comma(self) -> None:
        if self.next() == ",":
            self.tokens.pop()
