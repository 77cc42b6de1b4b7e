"""Expressions: precedence climbing over the tokens of the scanner."""

from __future__ import annotations

import re
from typing import NoReturn

from ecslint.hcl.constructors import object_constructor, tuple_constructor
from ecslint.hcl.syntax import (
    Binary,
    Call,
    Conditional,
    Expression,
    GetAttribute,
    Index,
    Literal,
    Parentheses,
    Splat,
    SplatItem,
    Unary,
    Variable,
)
from ecslint.hcl.template import heredoc, quoted_template
from ecslint.hcl.tokens import END, HEREDOC, IDENTIFIER, NAME, NEWLINE, NUMBER, QUOTE, STRING, Scanner

PRECEDENCE = {
    "||": 1,
    "&&": 2,
    "==": 3,
    "!=": 3,
    "<": 4,
    ">": 4,
    "<=": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
    "%": 6,
}
CONSTANTS = {"true": True, "false": False, "null": None}
_attributes_at = re.compile(rf"(?:\.{NAME})*+").match
_DECIMAL = re.compile(r"[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?")


class ExpressionParser(Scanner):
    """A scanner that reads expressions; each method leaves the token after its own as the current one."""

    __slots__ = ()

    def expression(self) -> Expression:
        start = self.start
        condition = self._operation(1)
        if self.kind != "?":
            return condition
        self.advance()
        then = self.expression()
        if self.kind != ":":
            self.refuse(f"expected ':' and the value for when the condition is false, found {self.found()}")
        self.advance()
        otherwise = self.expression()
        return Conditional(start, otherwise.end, condition, then, otherwise)

    def _operation(self, minimum: int) -> Expression:
        """An operand, and the binary operators after it that bind at least as strongly as `minimum`."""
        left = self._operand()
        while (precedence := PRECEDENCE.get(self.kind, 0)) >= minimum:
            operator = self.kind
            self.advance()
            right = self._operation(precedence + 1)
            left = Binary(left.start, right.end, operator, left, right)
        return left

    def _operand(self) -> Expression:
        kind, start = self.kind, self.start
        if kind == IDENTIFIER:
            operand = self._named()
        elif kind == STRING:
            operand = Literal(start, self.end, self.value[1:-1])
            self.advance()
        elif kind == QUOTE:
            operand = quoted_template(self)
            self.advance()
        elif kind == "{":
            operand = object_constructor(self)
        elif kind == "[":
            operand = tuple_constructor(self)
        elif kind == NUMBER:
            operand = Literal(start, self.end, self._number())
            self.advance()
        elif kind == "(":
            operand = self._parentheses()
        elif kind == "-" or kind == "!":
            self.advance()
            inner = self._operand()
            return Unary(start, inner.end, kind, inner)
        elif kind == HEREDOC:
            operand = heredoc(self)
            self.advance()
        else:
            self.refuse(f"expected a value, found {self.found()}")
        if self.kind == "." or self.kind == "[":
            return self._traversal(operand)
        return operand

    def _named(self) -> Expression:
        """A call, a constant, or a variable with the attributes written directly after it."""
        start, end, name = self.start, self.end, self.value
        found = _attributes_at(self.text, end)
        if found is not None and found.end() > end and name not in CONSTANTS:
            variable: Expression = Variable(start, end, name)
            self.end = found.end()
            for attribute in found[0][1:].split("."):
                end += 1 + len(attribute)
                variable = GetAttribute(start, end, variable, attribute)
            self.advance()
            return variable
        self.advance()
        if self.kind == "(" or self.kind == "::":
            return self._call(start, name)
        if name in CONSTANTS:
            return Literal(start, end, CONSTANTS[name])
        return Variable(start, end, name)

    def _number(self) -> object:
        text = self.value
        if text.isdigit() and len(text) <= 4000:
            return int(text)
        if not _DECIMAL.fullmatch(text):
            self.refuse(f"'{text}' is not a number")
        # Few configurations have fractions, and importing decimal takes time.
        from decimal import Decimal

        return Decimal(text)

    def _parentheses(self) -> Expression:
        start, newlines = self.start, self.newlines
        self.newlines = False
        self.advance()
        inner = self.expression()
        if self.kind != ")":
            self.refuse_unclosed(start, "expected ')'")
        end = self.leave(newlines)
        return Parentheses(start, end, inner)

    def leave(self, newlines: bool) -> int:
        """Pass a closing bracket, newlines meaning again what they meant outside; its end."""
        end = self.end
        self.newlines = newlines
        self.advance()
        return end

    def refuse_unclosed(self, opened: int, expected: str) -> NoReturn:
        """Refuse the current token, or, at the end of the file, the bracket that stays open."""
        bracket = self.text[opened]
        if self.kind == END:
            self.refuse(f"this '{bracket}' is never closed", opened, opened + 1)
        line = self.line(opened)
        if line != self.line(self.start):
            expected += f" (the '{bracket}' was opened on line {line})"
        self.refuse(f"{expected}, found {self.found()}")

    # -- traversals -------------------------------------------------------------------------------

    def _traversal(self, operand: Expression) -> Expression:
        """An operand with the attributes, indexes and splats after it."""
        start = operand.start
        while True:
            if self.kind == ".":
                dot = self.start
                self.advance()
                if self.kind == IDENTIFIER:
                    operand = GetAttribute(start, self.end, operand, self.value)
                    self.advance()
                elif self.kind == NUMBER:
                    operand = self._legacy_index(operand)
                elif self.kind == "*":
                    operand = self._attribute_splat(operand, dot)
                else:
                    self.refuse(f"expected the name of an attribute after '.', found {self.found()}")
            elif self.kind == "[":
                operand = self._index(operand)
            else:
                return operand

    def _legacy_index(self, operand: Expression) -> Expression:
        """`object.0`, the current token being the number."""
        if "." in self.value:
            brackets = "".join(f"[{part}]" for part in self.value.split("."))
            self.refuse(f"'.{self.value}' reads as a fraction; write {brackets}")
        key = Literal(self.start, self.end, self._number())
        self.advance()
        return Index(operand.start, key.end, operand, key)

    def _attribute_splat(self, operand: Expression, dot: int) -> Expression:
        """`object.*` and the attributes after it, the current token being the star."""
        each: Expression = SplatItem(dot, self.end)
        self.advance()
        while self.kind == ".":
            self.advance()
            if self.kind == IDENTIFIER:
                each = GetAttribute(dot, self.end, each, self.value)
                self.advance()
            elif self.kind == NUMBER:
                each = self._legacy_index(each)
            elif self.kind == "*":
                self.refuse("a splat '.*' cannot follow another; use [*] for both")
            else:
                self.refuse(f"expected the name of an attribute after '.', found {self.found()}")
        return Splat(operand.start, each.end, operand, each)

    def _index(self, operand: Expression) -> Expression:
        """`object[key]`, or `object[*]` and all that follows it, the current token being the `[`."""
        opened, newlines = self.start, self.newlines
        self.advance()
        if self.kind == "*":
            self.advance()
            if self.kind != "]":
                self.refuse(f"expected ']' directly after the '*' of a splat, found {self.found()}")
            item = SplatItem(opened, self.end)
            self.advance()
            each = self._traversal(item)
            return Splat(operand.start, each.end, operand, each)
        self.newlines = False
        if self.kind == NEWLINE:
            self.advance()
        key = self.expression()
        if self.kind != "]":
            self.refuse_unclosed(opened, "expected ']' after the index")
        end = self.leave(newlines)
        return Index(operand.start, end, operand, key)

    def _call(self, start: int, name: str) -> Expression:
        """The arguments of a call, the current token being the `(` or the `::` after its name."""
        while self.kind == "::":
            self.advance()
            if self.kind != IDENTIFIER:
                self.refuse(f"expected the name of a function after '::', found {self.found()}")
            name += "::" + self.value
            self.advance()
        if self.kind != "(":
            self.refuse(f"expected '(' after the function name {name}, found {self.found()}")
        opened, newlines = self.start, self.newlines
        self.newlines = False
        self.advance()
        arguments: list[Expression] = []
        expand = False
        while self.kind != ")":
            arguments.append(self.expression())
            if self.kind == ",":
                self.advance()
            elif self.kind == "...":
                expand = True
                self.advance()
                if self.kind != ")":
                    self.refuse_unclosed(opened, "expected ')' directly after '...'")
            elif self.kind != ")":
                self.refuse_unclosed(opened, "expected ',' or ')' after the argument")
        end = self.leave(newlines)
        return Call(start, end, name, arguments, expand)
