"""The JSON parser: values with exact spans from one text, in which some characters may be holes."""

from __future__ import annotations

import re
from typing import NoReturn

from ecslint.json_scalars import JsonError, RepeatedKey, number, unescaped
from ecslint.source import Source, Span
from ecslint.value import Alternatives, Known, Mapping, Reference, Sequence, Text, Unknown, Value

HOLE = "\0"
"""Stands for a hole in the text that is parsed; JSON never contains the character itself."""

_BLANK = " \t\r\n"
_DEEPEST = 200
_CONSTANTS = {"true": True, "false": False, "null": None}
_token = re.compile(
    r"""[ \t\r\n]*+(?:
        "([^"\\\x00-\x1f]*+)"                                                         # 1 plain string
      | (")                                                                           # 2 other string
      | ([{}\[\],:])                                                                  # 3 punctuation
      | (-?+(?>0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?+[0-9]++)?+)(?![-+.\w\x00])  # 4 number
      | (true|false|null)(?![-+.\w\x00])                                              # 5 constant
      | ([-+.\w\x00]++)                                                               # 6 hole, or wrong
    )""",
    re.VERBOSE,
).match
_characters = re.compile(r'[^"\\\x00-\x1f]*+').match


class Split(Exception):
    """The text between two items depends on a condition: it is parsed once for each branch."""

    def __init__(self, hole: Alternatives) -> None:
        self.hole = hole


class Undecidable(Exception):
    """What the text around a hole means depends on what the hole brings."""

    def __init__(self, hole: Value) -> None:
        self.hole = hole


class Parser:
    """A recursive descent over one text, giving values whose spans lie in its source."""

    __slots__ = ("source", "text", "holes", "duplicates", "splitting", "loose", "at", "depth")

    def __init__(
        self,
        source: Source,
        holes: dict[int, Value],
        duplicates: list[JsonError] | None,
        splitting: bool = False,
    ) -> None:
        self.source = source
        self.text = source.text
        self.holes = holes
        self.duplicates = duplicates
        self.splitting = splitting
        self.loose: Value | None = None
        self.at = 0
        self.depth = 0

    def document(self) -> Value:
        try:
            return self.whole()
        except RecursionError:
            self.fail("values are nested too deep", self.at)
        except JsonError:
            # The reason may lie in what a hole brings.
            if self.loose is not None:
                raise Undecidable(self.loose) from None
            raise

    def whole(self) -> Value:
        if not self.text.strip(_BLANK):
            self.fail("the JSON text is empty", 0, len(self.text))
        value = self.value(_token(self.text))
        rest = self.text[self.at :].strip(_BLANK)
        if rest and isinstance(value, (Mapping, Sequence)) and not rest.strip(_BLANK + HOLE):
            return value  # JSON text ends here, so the holes that follow can only be blank
        if rest and value in self.holes.values():
            raise Undecidable(value)
        if rest:
            self.fail("there is text after the end of the JSON value", self.at)
        return value

    def fail(self, message: str, start: int, end: int = -1) -> NoReturn:
        if end < 0:
            while start < len(self.text) and self.text[start] in _BLANK:
                start += 1
            end = min(start + 1, len(self.text))
        raise JsonError(message, Span(self.source, start, end))

    def expected(self, what: str, token: re.Match[str] | None) -> NoReturn:
        if token is not None and token.lastindex == 6 and (hole := self.hole(token)) is not None:
            raise Undecidable(hole)
        self.fail(f"{what} is expected here", self.at)

    # -- values --------------------------------------------------------------------------------

    def value(self, token: re.Match[str] | None) -> Value:
        """The value that begins with a token; `at` is left after it."""
        if token is None:
            self.fail("a value is expected here", self.at)
        kind = token.lastindex
        if kind == 1:
            self.at = end = token.end()
            return Known(token[1], Span(self.source, token.start(1) - 1, end))
        if kind == 3:
            if token[3] == "{":
                return self.mapping(token.start(3))
            if token[3] == "[":
                return self.sequence(token.start(3))
            self.fail(f"a value is expected before this {token[3]!r}", token.start(3))
        if kind == 2:
            return self.string(token.start(2))
        if kind == 6:
            return self.bare(token)
        start, self.at = token.span(kind or 0)
        span = Span(self.source, start, self.at)
        return Known(number(token[4], span) if kind == 4 else _CONSTANTS[token[5]], span)

    def bare(self, token: re.Match[str]) -> Value:
        """A hole in the place of a value, alone or glued to other text; else the text is wrong."""
        hole = self.hole(token)
        start, self.at = token.span(6)
        if hole is None:
            self.fail(f"{token[6]!r} is no JSON value; a text needs double quotes", start, self.at)
        if token[6] == HOLE:
            return hole
        return Unknown(reason_of(hole), Span(self.source, start, self.at))

    def hole(self, token: re.Match[str]) -> Value | None:
        """The first hole in a token."""
        offsets = range(token.start(6), token.end())
        return next((self.holes[offset] for offset in offsets if offset in self.holes), None)

    def string(self, start: int) -> Value:
        """A string with escapes or holes in it."""
        text, at = self.text, start + 1
        parts: list[Value] = []
        begin, pieces = at, []
        while True:
            end = _characters(text, at).end()  # type: ignore[union-attr]  # it matches anywhere
            pieces.append(text[at:end])
            at = end
            if text.startswith("\\", at):
                character, at = unescaped(self.source, at)
                pieces.append(character)
                continue
            if at > begin:
                parts.append(Known("".join(pieces), Span(self.source, begin, at)))
            if at not in self.holes:
                break
            parts.append(self.holes[at])
            at += 1
            begin, pieces = at, []
        if not text.startswith('"', at):
            ended = at == len(text) or text[at] in "\r\n"
            what = "the closing double quote is missing" if ended else "a control character needs an escape"
            self.fail(what, start if ended else at, at if ended else at + 1)
        self.at = at + 1
        span = Span(self.source, start, self.at)
        if any(not isinstance(part, Known) for part in parts):
            return Text(tuple(parts), span)
        return Known("".join(pieces), span)

    # -- containers ----------------------------------------------------------------------------

    def enter(self, start: int) -> re.Match[str] | None:
        self.at = start + 1
        self.depth += 1
        if self.depth > _DEEPEST:
            self.fail(f"values are nested more than {_DEEPEST} deep", start)
        return _token(self.text, self.at)

    def following(self) -> tuple[re.Match[str] | None, bool]:
        """The next token that is no comma, and whether there was one."""
        token = _token(self.text, self.at)
        if token is None or token[3] != ",":
            return token, False
        self.at = token.end()
        return _token(self.text, self.at), True

    def leave(self, start: int, token: re.Match[str]) -> Span:
        self.depth -= 1
        self.at = token.end()
        return Span(self.source, start, self.at)

    def sequence(self, start: int) -> Sequence:
        token = self.enter(start)
        items: list[Value] = []
        more: Unknown | None = None
        begin = close = True
        while not close or token is None or token[3] != "]":
            if token is not None and token.lastindex == 6 and self.spreads(token, begin):
                hole = self.spread(token)
                more = more or hole
                token, comma = self.following()
                begin, close = True, not comma
                continue
            if not begin:
                self.expected("a comma or ]", token)
            items.append(self.value(token))
            token, begin = self.following()
            close = not begin
        return Sequence(tuple(items), self.leave(start, token), (), more)

    def mapping(self, start: int) -> Mapping:
        token = self.enter(start)
        items: dict[str, Value] = {}
        keys: dict[str, Span] = {}
        more: Unknown | None = None
        begin = close = True
        while not close or token is None or token[3] != "}":
            if token is not None and token.lastindex == 6 and self.hole(token) is not None:
                hole = self.spread(token)
                more = more or hole
                token, comma = self.following()
                begin, close = True, not comma
                continue
            if not begin:
                self.expected("a comma or }", token)
            if token is None or token.lastindex not in (1, 2):
                self.expected("a key in double quotes", token)
            key = self.value(token)
            colon = _token(self.text, self.at)
            if colon is None or colon[3] != ":":
                self.expected("a colon", colon)
            self.at = colon.end()
            value = self.value(_token(self.text, self.at))
            token, begin = self.following()
            close = not begin
            if isinstance(key, Known) and isinstance(key.value, str):
                if key.value in items:
                    self.duplicate(key.value, key.span)
                items[key.value] = value
                keys[key.value] = key.span
            else:
                more = more or Unknown("the key is put together from values that are not known", key.span)
        return Mapping(items, self.leave(start, token), keys, (), more)

    def duplicate(self, key: str, span: Span) -> None:
        error = RepeatedKey(f"the key {key!r} is given twice, and the last one counts", span)
        if self.duplicates is None:
            raise error
        self.duplicates.append(error)

    def spreads(self, token: re.Match[str], begin: bool) -> bool:
        """Whether a hole between brackets may bring any number of items, and not exactly one."""
        hole = self.hole(token)
        if hole is None:
            return False
        if not begin or token[6] != HOLE:
            return True
        single = isinstance(hole, Unknown) and hole.type in ("number", "bool")
        if not single and isinstance(hole, (Unknown, Alternatives, Reference)):
            return True
        rest = _token(self.text, token.end())
        return rest is None or rest[3] not in (",", "]")

    def spread(self, token: re.Match[str]) -> Unknown:
        """Take in a hole that may bring items or members."""
        hole = self.hole(token)
        assert hole is not None
        if isinstance(hole, Alternatives) and self.splitting:
            raise Split(hole)
        self.loose = hole
        start, self.at = token.span(6)
        return Unknown(reason_of(hole), Span(self.source, start, self.at))


def reason_of(hole: Value) -> str:
    match hole:
        case Unknown(reason=reason):
            return reason
        case Reference(target=target, attribute=attribute):
            return f"{target}.{attribute} is known only after the deployment"
    return "the JSON text is put together from values that are not known"
