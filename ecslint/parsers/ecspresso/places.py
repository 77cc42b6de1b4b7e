"""Where the values of a Jsonnet document were written, as far as that can be told: it has no source map.

A key that stands once in all files that were read was written there. One that stands more often is
told apart by the text that it has as its value; else the value is placed where the object around it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ecslint.source import Source, Span

_END = r"""(?=\s*+(?:\+?:{1,3})(?!:))"""


class Places:
    """The place of one value, and the way to those inside it."""

    __slots__ = ("is_exact", "sources", "span")

    def __init__(self, sources: Sequence[Source], span: Span | None = None, is_exact: bool = False) -> None:
        self.sources = sources
        self.span = span or Span(sources[0], 0, 0)
        self.is_exact = is_exact

    def root(self, start: Span) -> Places:
        """The place of the whole document."""
        return Places(self.sources, start)

    def below(self, key: str, value: object) -> Places:
        """The place of a member of an object."""
        written = rf"""(?<![\w'"$.])(?:{re.escape(key)}|'{re.escape(key)}'|"{re.escape(key)}")"""
        found = self.search(written + _END)
        if len(found) > 1 and isinstance(value, str | int | bool):
            shown = re.escape(value) if isinstance(value, str) else re.escape(str(value).lower())
            quoted = rf"""['"]{shown}['"]""" if isinstance(value, str) else rf"{shown}\b"
            found = self.search(rf"{written}\s*+\+?:{{1,3}}\s*+{quoted}")
        if len(found) == 1:
            return Places(self.sources, found[0], True)
        return Places(self.sources, self.span)

    def search(self, pattern: str) -> list[Span]:
        """Up to two of the places at which a pattern matches."""
        found: list[Span] = []
        for source in self.sources:
            for match in re.finditer(pattern, source.text):
                found.append(Span(source, *match.span()))
                if len(found) > 1:
                    return found
        return found
