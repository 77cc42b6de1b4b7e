"""What brackets construct: tuples, objects, and both from a for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.hcl.syntax import Expression, For, Literal, Object, Tuple, Variable
from ecslint.hcl.tokens import END, IDENTIFIER, NEWLINE

if TYPE_CHECKING:
    from ecslint.hcl.expressions import ExpressionParser


def tuple_constructor(parser: ExpressionParser) -> Expression:
    """`[ … ]`, the current token being the `[`."""
    opened, newlines = parser.start, parser.newlines
    parser.newlines = False
    parser.advance()
    if parser.kind == IDENTIFIER and parser.value == "for":
        return _for(parser, opened, "]", newlines)
    items: list[Expression] = []
    while parser.kind != "]":
        if parser.kind == END:
            parser.refuse_unclosed(opened, "")
        items.append(parser.expression())
        if parser.kind == ",":
            parser.advance()
        elif parser.kind != "]":
            parser.refuse_unclosed(opened, "expected ',' or ']' after the item")
    end = parser.leave(newlines)
    return Tuple(opened, end, items)


def object_constructor(parser: ExpressionParser) -> Expression:
    """`{ … }`, the current token being the `{`."""
    opened, newlines = parser.start, parser.newlines
    # A for may stand on the next line; only between items are newlines tokens.
    parser.newlines = False
    parser.advance()
    if parser.kind == IDENTIFIER and parser.value == "for":
        return _for(parser, opened, "}", newlines)
    parser.newlines = True
    items: list[tuple[Expression, Expression]] = []
    while parser.kind != "}":
        if parser.kind == NEWLINE:
            parser.advance()
            continue
        if parser.kind == END:
            parser.refuse_unclosed(opened, "")
        key = _key(parser)
        if parser.kind != "=" and parser.kind != ":":
            parser.refuse_unclosed(opened, "expected '=' or ':' after the key")
        parser.advance()
        items.append((key, parser.expression()))
        if parser.kind == "," or parser.kind == NEWLINE:
            parser.advance()
        elif parser.kind != "}":
            parser.refuse_unclosed(opened, "expected ',', '}' or a new line after the value")
    end = parser.leave(newlines)
    return Object(opened, end, items)


def _key(parser: ExpressionParser) -> Expression:
    """The key of an object's item; a bare name is itself the key, be it a keyword."""
    name = parser.value if parser.kind == IDENTIFIER else None
    key = parser.expression()
    if name is not None and isinstance(key, Variable | Literal):
        return Literal(key.start, key.end, name)
    return key


def _for(parser: ExpressionParser, opened: int, closing: str, newlines: bool) -> Expression:
    """A for expression, the current token being its `for`."""
    parser.newlines = False
    parser.advance()
    key, value = for_variables(parser)
    collection = parser.expression()
    if parser.kind != ":":
        parser.refuse_unclosed(opened, "expected ':' after the collection of the for")
    parser.advance()
    result = parser.expression()
    result_key: Expression | None = None
    if parser.kind == "=>":
        if closing == "]":
            parser.refuse("a for in [ ] makes a list, which has no keys; write it in { }")
        parser.advance()
        result_key, result = result, parser.expression()
    elif closing == "}":
        parser.refuse_unclosed(opened, "expected '=>' and a value: a for in { } makes an object")
    group = parser.kind == "..."
    if group:
        if closing == "]":
            parser.refuse("'...' groups the values of an object; a for in [ ] makes a list")
        parser.advance()
    condition: Expression | None = None
    if parser.kind == IDENTIFIER and parser.value == "if":
        parser.advance()
        condition = parser.expression()
    if parser.kind != closing:
        parser.refuse_unclosed(opened, f"expected '{closing}' at the end of the for")
    end = parser.leave(newlines)
    return For(opened, end, key, value, collection, result_key, result, condition, group)


def for_variables(parser: ExpressionParser) -> tuple[str | None, str]:
    """The names between a `for` and its `in`, which is passed as well."""
    key, value = None, _for_variable(parser)
    if parser.kind == ",":
        parser.advance()
        key, value = value, _for_variable(parser)
    if parser.kind != IDENTIFIER or parser.value != "in":
        parser.refuse(f"expected 'in' after the variables of the for, found {parser.found()}")
    parser.advance()
    return key, value


def _for_variable(parser: ExpressionParser) -> str:
    if parser.kind != IDENTIFIER:
        parser.refuse(f"expected the name of a variable for the for, found {parser.found()}")
    name = parser.value
    parser.advance()
    return name
