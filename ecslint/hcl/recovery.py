"""Recovery after a syntax error: where the statements go on."""

from __future__ import annotations

import re

from ecslint.hcl.tokens import (
    BLOCK_COMMENT_GROUP,
    COMMENT_GROUP,
    END_GROUP,
    HEREDOC_GROUP,
    NEWLINE_GROUP,
    PUNCTUATION_GROUP,
    QUOTE_GROUP,
    token_at,
)

# What the line of an attribute, of a block, or of the end of a block begins with.
_statement_at = re.compile(r'[^\W\d][\w\-]*+(?:[ \t]*+(?:=(?!=)|\{)|[ \t]++")|\}').match
_string_at = re.compile(
    r'"(?:[^"\\$%\r\n]++|\\[^\r\n]|[$%]\{(?:[^"{}\r\n]++|"[^"\r\n]*+"|\{[^"{}\r\n]*+\})*+\}|[$%])*+"'
).match
_blank_at = re.compile(r"[ \t\r\n]*+").match
_OPENING = {"}": "{", "]": "[", ")": "("}


def next_statement(
    text: str, statement: int, error: int, comments: list[tuple[int, int]], inside_block: bool
) -> tuple[int, bool]:
    """Where to go on after an error in a statement, and whether its block ends there.

    Statements go on with the first line that looks like one after all brackets are closed. Where
    one stays open, it is the first that is indented no deeper than the statement with the error;
    this may be the line of the error itself.
    """
    blank = _blank_at(text, statement)
    position = blank.end() if blank else statement
    line_start = text.rfind("\n", 0, position) + 1
    indentation = 0 if text[line_start:position].strip() else position - line_start
    error_line = text.rfind("\n", 0, error) + 1
    last_comment_end = text.rfind("*/")
    brackets = _Brackets()
    while True:
        token = token_at(text, position)
        group = token.lastindex or 0
        start, position = token.span(group)
        if group == END_GROUP:
            return position, inside_block
        if group == NEWLINE_GROUP:
            line_start = text.rfind("\n", 0, position) + 1
            beginning = _statement_at(text, position)
            if line_start < error_line or beginning is None:
                continue
            if line_start == error_line and error > beginning.end():
                continue
            column = position - line_start
            if brackets.open:
                closes = text[position] == "}" and brackets.closes("}")
                if column > indentation or (closes and column == indentation):
                    continue
            if brackets.open or position > error:
                return position, False
        elif group == PUNCTUATION_GROUP:
            if not brackets.pass_over(token[group]) and inside_block and position > error:
                return position, True
        elif group == COMMENT_GROUP:
            comments.append((start, start + len(token[group].rstrip("\r"))))
        elif group == BLOCK_COMMENT_GROUP:
            if position <= last_comment_end:
                position = text.index("*/", position) + 2
                comments.append((start, position))
            else:
                brackets.leave_open("/*")
        elif group == QUOTE_GROUP:
            string = _string_at(text, start)
            if string is None:
                brackets.leave_open('"')
                position = end_of_line(text, position)
            else:
                position = string.end()
        elif group == HEREDOC_GROUP:
            closing = closing_marker(text, token[group], position)
            if closing is None:
                brackets.leave_open("<<")
            else:
                position = closing


def end_of_line(text: str, position: int) -> int:
    """The offset of the next newline, or of the end of the text."""
    newline = text.find("\n", position)
    return len(text) if newline < 0 else newline


def closing_marker(text: str, opener: str, position: int) -> int | None:
    """The end of the marker that closes a heredoc, or seems to be meant to: more may follow it."""
    marker = re.escape(opener.lstrip("<-"))
    found = re.compile(rf"^[ \t]*+{marker}(?![\w\-])", re.MULTILINE).search(text, position)
    return found.end() if found else None


class _Brackets:
    """The brackets that are open."""

    __slots__ = ("open", "_counts")

    def __init__(self) -> None:
        self.open: list[str] = []
        self._counts = dict.fromkeys(("{", "[", "(", '"', "<<", "/*"), 0)

    def leave_open(self, opening: str) -> None:
        """Note something that nothing closes, unless a bracket around it is closed."""
        self.open.append(opening)
        self._counts[opening] += 1

    def closes(self, closing: str) -> bool:
        """Whether a closing bracket has an opening one."""
        return self._counts[_OPENING[closing]] > 0

    def pass_over(self, punctuation: str) -> bool:
        """Note a bracket; false when it is a closing brace that none of these brackets opened."""
        if punctuation in self._counts:
            self.leave_open(punctuation)
            return True
        opening = _OPENING.get(punctuation)
        if opening is None:
            return True
        if not self.closes(punctuation):
            return punctuation != "}"
        # An unclosed bracket inside a closed one ends with it.
        while (last := self.open.pop()) != opening:
            self._counts[last] -= 1
        self._counts[opening] -= 1
        return True
