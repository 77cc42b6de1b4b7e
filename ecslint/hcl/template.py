"""Templates: text with `${ }` and `%{ }` in it, in quotes, in a heredoc, or as a whole file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn

from ecslint.hcl.constructors import for_variables
from ecslint.hcl.directives import Directive, Piece, Text, nested
from ecslint.hcl.recovery import closing_marker, end_of_line
from ecslint.hcl.syntax import Expression, ForDirective, IfDirective, Interpolation, Literal, Template
from ecslint.hcl.tokens import IDENTIFIER

if TYPE_CHECKING:
    from ecslint.hcl.expressions import ExpressionParser

# What Go calls white space, which is not quite what Python does.
WHITE_SPACE = (
    " \t\n\v\f\r\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
# A dollar or percent sign is text, unless it begins a sequence or the escape of one.
_SIGN = r"\$(?!\$?\{)|%(?!%?\{)"
_SEQUENCE = r"|([$%]\{~?)|(\$\$\{|%%\{)"
_QUOTED = re.compile(rf'((?:[^"\\$%\r\n]++|\\[^\r\n]|{_SIGN})++)' + _SEQUENCE + r'|(")')
_LINES = re.compile(rf"((?:[^$%\r\n]++|{_SIGN})*+\r?\n|(?:[^$%\r\n]++|{_SIGN})++)" + _SEQUENCE + r"|(\r)")
_TEXT, _ESCAPED_OPENER, _OTHER = 1, 3, 4
_ESCAPE = re.compile(r"\\(?:([nrt\"\\])|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))")
_CHARACTERS = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


def quoted_template(parser: ExpressionParser) -> Expression:
    """The string whose opening quote is the current token, up to its closing quote."""
    start = parser.start
    reader = _Reader(parser)
    while True:
        found = _QUOTED.match(parser.text, parser.end)
        if found is None:
            parser.refuse("this string is not closed on its line", start, parser.end)
        if found.lastindex == _TEXT:
            reader.text(found, _unescaped(parser, found))
        elif found.lastindex == _OTHER:
            break
        else:
            reader.sequence(found)
    end = parser.end = found.end()
    texts = [piece.text for piece in reader.pieces if isinstance(piece, Text)]
    if len(texts) == len(reader.pieces):
        return Literal(start, end, "".join(texts))
    return Template(start, end, nested(parser, reader.pieces))


def heredoc(parser: ExpressionParser) -> Template:
    """The heredoc whose `<<MARKER` is the current token, up to the line of its closing marker."""
    start, opened, opener = parser.start, parser.end, parser.value
    marker = opener.lstrip("<-")
    reader = _Reader(parser)
    parser.end = parser.text.index("\n", opened) + 1
    at_line_start = True
    while True:
        found = _LINES.match(parser.text, parser.end)
        if found is None:
            _refuse_unclosed(parser, opener, start, opened)
        if found.lastindex == _OTHER:
            parser.refuse("a carriage return without a line feed does not end a line", *found.span())
        if found.lastindex == _TEXT:
            line = found[_TEXT]
            whole = line.endswith("\n")
            if at_line_start and whole and line.strip(WHITE_SPACE) == marker:
                break
            reader.text(found, line)
            at_line_start = whole
        else:
            reader.sequence(found)
            at_line_start = False
    end = parser.end + len(line.rstrip(WHITE_SPACE))
    # The newline after the closing marker is left: it ends the statement as well.
    parser.end += len(line.rstrip("\r\n"))
    indented = opener.startswith("<<-")
    if indented:
        _remove_indentation(reader.pieces)
    return Template(start, end, nested(parser, reader.pieces), "<<-" if indented else "<<")


def _refuse_unclosed(parser: ExpressionParser, opener: str, start: int, opened: int) -> NoReturn:
    """Refuse a heredoc that does not end, at what seems to be meant as its end or else at its start."""
    marker = opener.lstrip("<-")
    end = closing_marker(parser.text, opener, opened)
    if end is None:
        parser.refuse(f"this heredoc is never closed: no line consists of {marker}", start, opened)
    after = end_of_line(parser.text, end)
    message = f"the closing marker {marker} must stand alone on its line, and a new line must follow"
    parser.refuse(message, end, after)


def bare_template(parser: ExpressionParser) -> Template:
    """The whole text as a template: without quotes, and without backslash escapes."""
    start = parser.end
    reader = _Reader(parser)
    while (found := _LINES.match(parser.text, parser.end)) is not None:
        if found.lastindex == _TEXT or found.lastindex == _OTHER:
            reader.text(found, found[0])
        else:
            reader.sequence(found)
    return Template(start, parser.end, nested(parser, reader.pieces))


class _Reader:
    """Collects the pieces of a template in the order of the text, and applies strip markers."""

    __slots__ = ("parser", "pieces", "strip")

    def __init__(self, parser: ExpressionParser) -> None:
        self.parser = parser
        self.pieces: list[Piece] = []
        self.strip = False

    def text(self, found: re.Match[str], value: str) -> None:
        """Take a stretch of literal text, `value` being what it stands for."""
        piece = Text(found.start(), found.end(), value)
        if self.strip:
            piece.remove_left(len(value) - len(value.lstrip(WHITE_SPACE)))
            self.strip = False
        self.pieces.append(piece)
        self.parser.end = found.end()

    def sequence(self, found: re.Match[str]) -> None:
        """Take a whole `${ }` or `%{ }`, its opening having been found, or the escape of an opening."""
        sequence = found[0]
        if found.lastindex == _ESCAPED_OPENER:
            self.text(found, sequence[1:])
            return
        if sequence.endswith("~") and self.pieces:
            before = self.pieces[-1]
            if isinstance(before, Text):
                before.remove_right(len(before.text) - len(before.text.rstrip(WHITE_SPACE)))
        parser = self.parser
        start, newlines = found.start(), parser.newlines
        parser.newlines = False
        parser.end = found.end()
        parser.advance()
        piece = self._interpolation(start) if sequence[0] == "$" else self._directive(start)
        if parser.kind != "}" and parser.kind != "~}":
            parser.refuse(
                f"expected '}}' to close the '{sequence}', found {parser.found()}; "
                f"for a literal '{sequence[:2]}' write '{sequence[0]}{sequence[:2]}'"
            )
        parser.newlines = newlines
        piece.end = parser.end
        self.pieces.append(piece)
        self.strip = parser.kind == "~}"

    def _interpolation(self, start: int) -> Piece:
        return Interpolation(start, start, self.parser.expression())

    def _directive(self, start: int) -> Piece:
        parser = self.parser
        keyword = parser.value if parser.kind == IDENTIFIER else ""
        node: IfDirective | ForDirective | None = None
        if keyword not in ("if", "else", "endif", "for", "endfor"):
            parser.refuse(f"expected if, else, endif, for or endfor, found {parser.found()}")
        parser.advance()
        if keyword == "if":
            node = IfDirective(start, start, parser.expression(), [], [])
        elif keyword == "for":
            key, value = for_variables(parser)
            node = ForDirective(start, start, key, value, parser.expression(), [])
        return Directive(start, start, keyword, node)


def _unescaped(parser: ExpressionParser, found: re.Match[str]) -> str:
    """The text of a quoted stretch with its backslash escapes resolved."""

    def resolved(escape: re.Match[str]) -> str:
        if escape[1]:
            return _CHARACTERS[escape[1]]
        code = int(escape[2] or escape[3] or "-1", 16)
        if 0 <= code < 0xD800 or 0xDFFF < code <= 0x10FFFF:
            return chr(code)
        place = found.start() + escape.start(), found.start() + escape.end()
        if escape[4]:
            parser.refuse(f"'{escape[0]}' is not an escape sequence; a backslash is written '\\\\'", *place)
        parser.refuse(f"'{escape[0]}' is not a character of Unicode", *place)

    text = found[_TEXT]
    return _ESCAPE.sub(resolved, text) if "\\" in text else text


def _remove_indentation(pieces: list[Piece]) -> None:
    """Take from each line of a `<<-` heredoc the indentation that all lines share.

    Lines of white space alone do not count and are left as they are.
    """
    beginnings: list[tuple[Text, int]] = []
    shared: int | None = None
    line_start = True
    for piece in pieces:
        if not isinstance(piece, Text):
            if line_start:
                shared = 0
            line_start = False
            continue
        unindented = piece.text.lstrip(WHITE_SPACE)
        if line_start and (unindented or not piece.text.endswith("\n")):
            width = len(piece.text) - len(unindented)
            beginnings.append((piece, width))
            shared = width if shared is None else min(shared, width)
        line_start = piece.text.endswith("\n")
    for piece, _ in beginnings:
        piece.remove_left(shared or 0)
