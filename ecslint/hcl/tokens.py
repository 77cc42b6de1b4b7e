"""The tokens of HCL: a scanner that moves through a text one token at a time, on demand."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NoReturn

from ecslint.hcl.structure import SyntaxProblem

# A token's kind is one of these, or, for punctuation, its text.
IDENTIFIER = "name"
STRING = "string"
NUMBER = "number"
NEWLINE = "end of the line"
QUOTE = '"'
HEREDOC = "<<"
END = "end of the file"

# Quantifiers are possessive: where two patterns could share text, neither gives any back, so that
# no text takes more than linear time. Names with letters beyond ASCII are read by `_wide_name`.
NAME = r"[A-Za-z_][A-Za-z0-9_\-]*+(?![^\x00-\x7f])"
LINE_END = r"\r?\n[ \t\n]*+(?:\r\n[ \t\n]*+)*+"
_TOKEN = (
    r"[ \t]*+(?:"
    rf"({NAME})"
    r'|("[^"\\$%\r\n]*+")'
    r"|(\.\.\.|==|!=|<=|>=|=>|&&|\|\||::|~\}|[.=(){}\[\],]|(?!//|/\*|<<-?[^\W\d])[-+*/%!<>?:])"
    rf"|({LINE_END})"
    r"|([0-9](?:\.*+(?:[0-9]|[eE][+-]?[0-9]))*+)"
    r"|((?:\#|//)[^\n]*+)"
    r'|(")'
    r"|(<<-?[^\W\d][\w\-]*+(?=\r?\n))"
    r"|(/\*)"
    r"|(\Z)"
    r"|([\s\S])"
    r")"
)
_PLAIN_KINDS = ("", IDENTIFIER, STRING)
PUNCTUATION_GROUP, NEWLINE_GROUP, NUMBER_GROUP, COMMENT_GROUP = 3, 4, 5, 6
QUOTE_GROUP, HEREDOC_GROUP, BLOCK_COMMENT_GROUP, END_GROUP = 7, 8, 9, 10

# The last alternative takes any character, so there always is a match.
token_at: Callable[[str, int], re.Match[str]] = re.compile(_TOKEN).match  # type: ignore[assignment]

_REMEDIES = {
    "'": "single quotes do not make a string; use double quotes",
    "`": "backquotes do not make a string; use double quotes, or a heredoc for several lines",
    "“": "curly quotes do not make a string; use straight double quotes",
    "”": "curly quotes do not make a string; use straight double quotes",
    ";": "a semicolon separates nothing here; write each argument on a line of its own",
    "&": "there is no operator '&'; a logical and is '&&'",
    "|": "there is no operator '|'; a logical or is '||'",
    "^": "there is no operator '^'",
    "~": "there is no operator '~'; a logical not is '!'",
    "<": "a heredoc starts with '<<' and a name, and its text on the next line",
    "\r": "a carriage return without a line feed does not end a line",
}


class Refused(Exception):
    """A text that is not HCL; the statement in which it stands is given up."""

    def __init__(self, problem: SyntaxProblem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Scanner:
    """A text and the current token: its kind, its offsets, and the text of a name or literal.

    Newlines are tokens where `newlines` is true, and blank space elsewhere.
    """

    __slots__ = ("text", "comments", "newlines", "kind", "start", "end", "value")

    def __init__(self, text: str, comments: list[tuple[int, int]]) -> None:
        self.text = text
        self.comments = comments
        self.newlines = True
        self.kind = END
        self.start = self.end = 1 if text.startswith("\ufeff") else 0
        self.value = ""

    def advance(self) -> None:
        """Move to the next token; comments, and newlines where they mean nothing, are passed over."""
        while True:
            found = token_at(self.text, self.end)
            group = found.lastindex or 0
            self.start, self.end = found.span(group)
            if group < PUNCTUATION_GROUP:
                self.kind = _PLAIN_KINDS[group]
                self.value = found[group]
                return
            if group == PUNCTUATION_GROUP:
                self.kind = found[group]
                return
            if group == NEWLINE_GROUP:
                if self.newlines:
                    self.kind = NEWLINE
                    return
            elif group == COMMENT_GROUP:
                self.comments.append((self.start, self.start + len(found[group].rstrip("\r"))))
            elif group == BLOCK_COMMENT_GROUP:
                self._pass_block_comment()
            else:
                self._take(group, found)
                return

    def _take(self, group: int, found: re.Match[str]) -> None:
        """Make one of the rarer tokens the current one."""
        self.value = found[group]
        if group == NUMBER_GROUP:
            self.kind = NUMBER
        elif group == QUOTE_GROUP:
            self.kind = QUOTE
        elif group == HEREDOC_GROUP:
            self.kind = HEREDOC
        elif group == END_GROUP:
            self.kind = END
        else:
            self.end = _wide_name(self.text, self.start)
            if self.end == self.start:
                self._refuse_character(self.value)
            self.kind = IDENTIFIER
            self.value = self.text[self.start : self.end]

    def _pass_block_comment(self) -> None:
        closing = self.text.find("*/", self.end)
        if closing < 0:
            self.refuse("this comment is never closed; '*/' is missing")
        self.end = closing + 2
        self.comments.append((self.start, self.end))

    def _refuse_character(self, character: str) -> NoReturn:
        shown = repr(character) if character.isprintable() else f"U+{ord(character):04X}"
        self.end = self.start + 1
        self.refuse(_REMEDIES.get(character, f"the character {shown} has no meaning here"))

    def refuse(self, message: str, start: int | None = None, end: int | None = None) -> NoReturn:
        """Give up the statement; the place is that of the current token unless another is given."""
        if start is None:
            start = self.start
            end = start if self.kind == NEWLINE else self.end
        raise Refused(SyntaxProblem(start, start if end is None else end, message))

    def line(self, offset: int) -> int:
        """The line of an offset, for use in a message."""
        return self.text.count("\n", 0, offset) + 1

    def found(self) -> str:
        """The current token, as a message names it."""
        if self.kind in (NEWLINE, END):
            return f"the {self.kind}"
        if self.kind == STRING or self.kind == QUOTE:
            return "a string"
        if self.kind == HEREDOC:
            return "a heredoc"
        return f"'{self.text[self.start : self.end]}'"


def _wide_name(text: str, start: int) -> int:
    """The end of the name at an offset, of any letters; the offset itself when there is none."""
    end = start
    if text[end : end + 1].isidentifier():
        end += 1
        while end < len(text) and (text[end] == "-" or ("a" + text[end]).isidentifier()):
            end += 1
    return end
