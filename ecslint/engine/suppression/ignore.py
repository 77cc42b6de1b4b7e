"""Ignore: one suppression as it is written, what it is about, and what has come of its codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from ecslint.engine.finding import Suppression
from ecslint.source import Span

if TYPE_CHECKING:
    from ecslint.engine.suppression.suppressions import Touched


Path = tuple[str | int, ...]


class Scope(Protocol):
    """What a suppression is about."""

    path: str
    """The one file that it is about, or the directory in which its files lie."""

    def covers(self, touched: Touched) -> bool:
        """Whether something that takes part in a finding lies in it."""

    def holds(self, span: Span) -> bool:
        """Whether a place lies in it, as far as the place alone can tell."""

    def concerns(self, path: str) -> bool:
        """Whether it is about a file, or a part of it."""


class Stretch:
    """A part of a file, in which a place has to begin."""

    __slots__ = ("end", "path", "start")

    def __init__(self, path: str, start: int, end: int) -> None:
        self.path = path
        self.start = start
        self.end = end

    def covers(self, touched: Touched) -> bool:
        return any(map(self.holds, touched.spans))

    def holds(self, span: Span) -> bool:
        return self.concerns(span.source.path) and self.start <= span.start < self.end

    def concerns(self, path: str) -> bool:
        return path == self.path


class Word:
    """A code, a prefix of codes or a name, where it is written, and the rules that it means.

    `codes` are empty for a word that means none; `nearest` is then what may have been meant.
    `used` says that it has silenced something. `path` are the keys and numbers that lead to it, in a
    document or configuration file.
    """

    __slots__ = ("codes", "nearest", "path", "span", "text", "used")

    def __init__(self, text: str, span: Span, path: Path = ()) -> None:
        self.text = text
        self.span = span
        self.path = path
        self.codes: frozenset[str] = frozenset()
        self.nearest = ""
        self.used = False


class Ignore:
    """A suppression, the words that say which rules it is about, and what it is about.

    `fault` says why it cannot count. `foreign` when it belongs to another linter, whose words are
    not all ours and which has no room for a reason. `path` leads to it where it is no comment: in a
    document, or in the array of a configuration file.
    """

    __slots__ = ("fault", "foreign", "path", "scope", "suppression", "words")

    def __init__(
        self,
        suppression: Suppression,
        words: Sequence[Word],
        scope: Scope,
        fault: str = "",
        foreign: bool = False,
        path: Path = (),
    ) -> None:
        self.suppression = suppression
        self.words = tuple(words)
        self.scope = scope
        self.fault = fault
        self.foreign = foreign
        self.path = path
