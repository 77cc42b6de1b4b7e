"""Patterns that only few texts match: `^(dev|prod)$` is matched by two."""

from __future__ import annotations

import re

_MOST = 64
_GROUP = re.compile(r"\((?:\?:|\?P?<\w+>)?")
_PLAIN = re.compile(r"[^\\.*+?()\[\]{}|^$]")
_ESCAPED = re.compile(r"\\([^\w\s])")
_CLASS = re.compile(r"\[((?:\w-\w|[\w./:@ -])+)\]")


class _Endless(Exception):
    """The pattern matches more texts than are listed, or is not understood."""


def words(pattern: str) -> list[str]:
    """All texts that a pattern matches as a whole; none where they are many, or a part is enough."""
    try:
        reader = _Reader(pattern)
        found = reader.anchored()
        return list(dict.fromkeys(found)) if reader.at == len(pattern) else []
    except _Endless:
        return []


class _Reader:
    """A position in a pattern."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def anchored(self) -> list[str]:
        """The texts of alternatives of which each begins with `^` and ends with `$`."""
        found: list[str] = []
        while True:
            if not self._take("^", r"\A"):
                raise _Endless
            found += self._sequence()
            if not self._take("$", r"\z"):
                raise _Endless
            if not self._take("|"):
                return found

    def _take(self, *tokens: str) -> bool:
        for token in tokens:
            if self.pattern.startswith(token, self.at):
                self.at += len(token)
                return True
        return False

    def _alternatives(self) -> list[str]:
        found = self._sequence()
        while self._take("|"):
            found += self._sequence()
        return found

    def _sequence(self) -> list[str]:
        found = [""]
        while (part := self._part()) is not None:
            if self._take("?"):
                part = [*part, ""]
            if self.pattern.startswith(("*", "+", "?", "{"), self.at) or len(found) * len(part) > _MOST:
                raise _Endless
            found = [before + after for before in found for after in part]
        return found

    def _part(self) -> list[str] | None:
        """The texts of one character, class or group; None where the sequence ends."""
        if plain := self._match(_PLAIN):
            return [plain[0]]
        if escaped := self._match(_ESCAPED):
            return [escaped[1]]
        if listed := self._match(_CLASS):
            return _members(listed[1])
        if self._match(_GROUP):
            found = self._alternatives()
            if not self._take(")"):
                raise _Endless
            return found
        return None

    def _match(self, wanted: re.Pattern[str]) -> re.Match[str] | None:
        found = wanted.match(self.pattern, self.at)
        if found is not None:
            self.at = found.end()
        return found


def _members(text: str) -> list[str]:
    """The characters of a class."""
    found: list[str] = []
    for part in re.findall(r"\w-\w|.", text):
        if len(part) == 3:
            if ord(part[2]) - ord(part[0]) > _MOST:
                raise _Endless
            found += map(chr, range(ord(part[0]), ord(part[2]) + 1))
        else:
            found.append(part)
    return found
