"""Patterns in the syntax of RE2, which Terraform uses, as patterns of Python that match the same.

Classes and boundaries are those of ASCII, flags hold from where they stand, and what RE2 refuses is refused.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ecslint.hcl.character_classes import (
    CLASSES,
    LAST,
    SHORT,
    BadPattern,
    ForeignPattern,
    Ranges,
    category,
    complement,
    written,
)

_CHARACTERS = {"a": 7, "f": 12, "t": 9, "n": 10, "r": 13, "v": 11}
_BOUNDARY = "(?:(?<=[0-9A-Za-z_])(?![0-9A-Za-z_])|(?<![0-9A-Za-z_])(?=[0-9A-Za-z_]))"
_INSIDE = "(?:(?<=[0-9A-Za-z_])(?=[0-9A-Za-z_])|(?<![0-9A-Za-z_])(?![0-9A-Za-z_]))"
_MOST_REPEATED = 1000


class Pattern:
    """A compiled pattern: the names of its groups, and what it may cost to match.

    `nested` says that something is repeated which varies itself, `hollow` that this can be empty.
    """

    __slots__ = ("compiled", "names", "loops", "nested", "hollow")

    def __init__(
        self, compiled: re.Pattern[str], names: list[str | None], loops: int, nested: bool, hollow: bool
    ) -> None:
        self.compiled = compiled
        self.names = names
        self.loops = loops
        self.nested = nested
        self.hollow = hollow


@lru_cache(maxsize=256)
def translated(pattern: str) -> Pattern:
    """The pattern for Python. Raises BadPattern and ForeignPattern."""
    parser = _Parser(pattern)
    text, _ = parser.alternatives(0)
    if parser.at < len(pattern):
        raise BadPattern("a parenthesis is closed that was not opened")
    try:
        return Pattern(re.compile(text), parser.names, parser.loops, parser.nested, parser.hollow)
    except (re.error, OverflowError, RecursionError) as error:
        raise ForeignPattern from error


class _Parser:
    """Translates from left to right; `flags` are those that hold at the current place."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.flags: frozenset[str] = frozenset()
        self.names: list[str | None] = []
        self.loops = 0
        self.nested = self.hollow = False

    def alternatives(self, depth: int) -> tuple[str, bool]:
        """Everything up to a closing parenthesis, and whether something varies in it."""
        if depth > 100:
            raise ForeignPattern
        pieces: list[str] = []
        repeatable = varies = varies_inside = False
        while self.at < len(self.pattern) and self.pattern[self.at] != ")":
            char = self.pattern[self.at]
            if char == "|":
                self.at += 1
                pieces.append("|")
                repeatable, varies = False, True
                continue
            quantifier = self._quantifier()
            if quantifier is not None:
                if not repeatable:
                    raise BadPattern("there is nothing to repeat")
                self.hollow = (
                    self.hollow or varies_inside and re.compile(pieces[-1]).fullmatch("") is not None
                )
                pieces[-1] += self._repeated(quantifier, varies_inside)
                repeatable, varies = False, True
                if self._quantifier() is not None:
                    raise BadPattern("a repetition cannot be repeated")
                continue
            atom, varies_inside = self._atom(depth)
            pieces.append(atom)
            repeatable = bool(atom)
            varies = varies or varies_inside
        return "".join(pieces), varies

    def _quantifier(self) -> str | None:
        found = re.compile(r"[*+?]|\{(\d+)(,(\d*))?\}").match(self.pattern, self.at)
        if found is None:
            return None
        least, most = int(found[1] or 0), int(found[3] or 0)
        if least > _MOST_REPEATED or most > _MOST_REPEATED or found[3] and least > most:
            raise BadPattern("the number of repetitions is invalid")
        return found[0]

    def _repeated(self, quantifier: str, inner_varies: bool) -> str:
        self.at += len(quantifier)
        lazy = self.pattern.startswith("?", self.at)
        self.at += lazy
        if quantifier in "*+" or quantifier.endswith(",}"):
            self.loops += 1
            self.nested = self.nested or inner_varies
        elif quantifier != "?":
            self.nested = self.nested or inner_varies
        return quantifier + ("?" if lazy is not ("U" in self.flags) else "")

    def _atom(self, depth: int) -> tuple[str, bool]:
        char = self.pattern[self.at]
        if char == "(":
            return self._group(depth)
        if char == "[":
            return self._folded(self._class()), False
        self.at += 1
        match char:
            case ".":
                return ("(?s:.)" if "s" in self.flags else "[^\\n]"), False
            case "^":
                return ("(?m:^)" if "m" in self.flags else "(?:\\A)"), False
            case "$":
                return ("(?m:$)" if "m" in self.flags else "(?:\\Z)"), False
            case "\\":
                return self._escape(), False
        return self._literal(char), False

    def _literal(self, text: str) -> str:
        return "".join(self._folded(re.escape(char)) for char in text)

    def _folded(self, text: str) -> str:
        return f"(?i:{text})" if "i" in self.flags else text

    def _group(self, depth: int) -> tuple[str, bool]:
        opened = re.compile(r"\((?:\?(?:P?<(\w+)>|([a-zA-Z]*(?:-[a-zA-Z]+)?)([:)])))?").match(
            self.pattern, self.at
        )
        assert opened is not None
        if opened[0] == "(" and self.pattern.startswith("(?", self.at):
            raise BadPattern("the group is invalid")
        self.at = opened.end()
        outer = self.flags
        if opened[3] is not None:
            self.flags = self._changed(opened[2])
            if opened[3] == ")":
                return "", False
            opening = "(?:"
        else:
            self.names.append(opened[1])
            opening = "("
        inner, varies = self.alternatives(depth + 1)
        if self.at >= len(self.pattern):
            raise BadPattern("a parenthesis is not closed")
        self.at += 1
        self.flags = outer
        return f"{opening}{inner})", varies

    def _changed(self, text: str) -> frozenset[str]:
        added, _, removed = text.partition("-")
        if not set(added + removed) <= set("imsU"):
            raise BadPattern("the flags are invalid")
        return (self.flags | set(added)) - set(removed)

    def _escape(self) -> str:
        char = self._next()
        if char == "Q":
            end = self.pattern.find("\\E", self.at)
            text = self.pattern[self.at :] if end < 0 else self.pattern[self.at : end]
            self.at = len(self.pattern) if end < 0 else end + 2
            return f"(?:{self._literal(text)})" if len(text) > 1 else self._literal(text)
        simple = {"A": "(?:\\A)", "z": "(?:\\Z)", "b": _BOUNDARY, "B": _INSIDE}.get(char)
        if simple is not None:
            return simple
        ranges = self._escaped_class(char)
        if ranges is not None:
            return self._folded(written(ranges))
        return self._literal(chr(self._escaped_character(char)))

    def _next(self) -> str:
        if self.at >= len(self.pattern):
            raise BadPattern("the pattern ends in a backslash")
        self.at += 1
        return self.pattern[self.at - 1]

    def _escaped_class(self, char: str) -> Ranges | None:
        if char.lower() in SHORT:
            ranges = SHORT[char.lower()]
            return ranges if char.islower() else complement(ranges)
        if char not in "pP":
            return None
        found = re.compile(r"\{(\^?)(\w+)\}|([A-Z])").match(self.pattern, self.at)
        if found is None:
            raise BadPattern("the class of characters is invalid")
        self.at = found.end()
        ranges = category(found[2] or found[3])
        return ranges if (char == "p") is not bool(found[1]) else complement(ranges)

    def _escaped_character(self, char: str) -> int:
        if char in _CHARACTERS:
            return _CHARACTERS[char]
        if char == "x":
            found = re.compile(r"\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{2})").match(self.pattern, self.at)
            code = int(found[1] or found[2], 16) if found else LAST + 1
            if found is None or code > LAST:
                raise BadPattern("the escape is invalid")
            self.at = found.end()
            return code
        if char in "01234567":
            found = re.compile("[0-7]{1,3}" if char == "0" else "[0-7]{2,3}").match(self.pattern, self.at - 1)
            if found is not None:
                self.at = found.end()
                return int(found[0], 8)
        if char.isalnum() and char.isascii() or ord(char) > 127:
            raise BadPattern("the escape is invalid")
        return ord(char)

    def _class(self) -> str:
        self.at += 1
        negated = self.pattern.startswith("^", self.at)
        self.at += negated
        ranges: Ranges = []
        first = True
        while first or not self.pattern.startswith("]", self.at):
            if self.at >= len(self.pattern):
                raise BadPattern("a bracket is not closed")
            first = False
            named = re.compile(r"\[:(\^?)(\w*):\]").match(self.pattern, self.at)
            if named is not None:
                if named[2] not in CLASSES:
                    raise BadPattern("there is no such class of characters")
                self.at = named.end()
                ranges += complement(CLASSES[named[2]]) if named[1] else CLASSES[named[2]]
                continue
            ranges += self._range()
        self.at += 1
        return written(ranges, negated)

    def _range(self) -> Ranges:
        low = self._class_member()
        if isinstance(low, list):
            return low
        following = self.pattern[self.at + 1 : self.at + 2]
        if not self.pattern.startswith("-", self.at) or following in ("]", ""):
            return [(low, low)]
        self.at += 1
        high = self._class_member()
        if isinstance(high, list) or high < low:
            raise BadPattern("the range of characters is invalid")
        return [(low, high)]

    def _class_member(self) -> int | Ranges:
        char = self._next()
        if char != "\\":
            return ord(char)
        char = self._next()
        ranges = self._escaped_class(char)
        return self._escaped_character(char) if ranges is None else ranges
