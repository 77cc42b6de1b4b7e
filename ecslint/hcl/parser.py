"""Parser of HCL files: bodies of attributes and blocks, and what to do where a file has errors."""

from __future__ import annotations

import re

from ecslint.hcl.expressions import CONSTANTS, ExpressionParser
from ecslint.hcl.recovery import next_statement
from ecslint.hcl.structure import Attribute, Block, Body, File, SyntaxProblem
from ecslint.hcl.syntax import Expression, GetAttribute, Literal, Template, Variable
from ecslint.hcl.template import bare_template, quoted_template
from ecslint.hcl.tokens import END, IDENTIFIER, LINE_END, NAME, NEWLINE, QUOTE, STRING, Refused
from ecslint.source import Source

MAX_PROBLEMS = 20
"""Syntax errors after which the rest of a file is not read."""

_NESTED_TOO_DEEPLY = "nested too deeply"

# Most lines of a configuration are this simple, and one match reads them whole.
_simple_attribute_at = re.compile(
    rf"[ \t]*+({NAME})[ \t]*+=[ \t]*+(?:"
    r'"([^"\\$%\r\n]*+)"'
    rf"|({NAME}(?:\.{NAME})*+)"
    r"|([0-9]{1,18}+)"
    rf")[ \t]*+{LINE_END}"
).match
_SIMPLE_STRING, _SIMPLE_TRAVERSAL = 2, 3


def parse(source: Source) -> File:
    """The syntax tree of a source; what cannot be parsed is left out and among its problems."""
    file = File(source)
    parser = _Parser(file)
    try:
        parser.file_body()
    except _TooManyProblems:
        end = len(source.text)
        file.problems.append(SyntaxProblem(end, end, "too many errors; the rest of the file is not read"))
    if file.problems:
        file.problems.sort(key=lambda problem: problem.start)
        # Where a statement was given up, some of its tokens may have been read twice.
        file.comments[:] = sorted(set(file.comments))
    return file


def parse_template(source: Source) -> tuple[Template, list[SyntaxProblem]]:
    """A whole source as a template, as templatefile reads it; it is empty when there is a problem."""
    parser = ExpressionParser(source.text, [])
    try:
        return bare_template(parser), []
    except Refused as refused:
        problem = refused.problem
    except RecursionError:
        problem = SyntaxProblem(parser.start, parser.end, _NESTED_TOO_DEEPLY)
    return Template(0, len(source.text), []), [problem]


class _Parser(ExpressionParser):
    """A parser of bodies; `statement` is where the innermost statement starts, for recovery."""

    __slots__ = ("file", "statement", "top_statement", "ran_out")

    def __init__(self, file: File) -> None:
        super().__init__(file.source.text, file.comments)
        self.file = file
        self.statement = self.top_statement = self.end
        self.ran_out = False

    def file_body(self) -> None:
        """The whole file, a statement that nests too deeply being left out."""
        while True:
            try:
                return self.body(self.file.body, None)
            except RecursionError:
                self._report(SyntaxProblem(self.start, self.end, _NESTED_TOO_DEEPLY))
                self.resume(self.top_statement, self.start, False)

    def body(self, body: Body, block: tuple[int, int] | None) -> None:
        """Statements up to the end of the file or, in a block, its closing brace.

        `block` holds the offsets of the block's header.
        """
        text = self.text
        while True:
            while (simple := _simple_attribute_at(text, self.end)) is not None:
                self._simple_attribute(simple, body)
            self.statement = self.end
            if block is None:
                self.top_statement = self.end
            try:
                self.advance()
                if self.kind == IDENTIFIER:
                    self._attribute_or_block(body)
                elif self.kind == END:
                    if block is not None and not self.ran_out:
                        self._report(SyntaxProblem(*block, "this block is never closed; '}' is missing"))
                    return
                elif self.kind == "}":
                    if block is not None:
                        return
                    self.refuse("this '}' closes nothing")
                elif self.kind == STRING or self.kind == QUOTE:
                    self.refuse("the name of an argument is written without quotes")
                elif self.kind != NEWLINE:
                    self.refuse(f"expected an argument or a block, found {self.found()}")
            except Refused as refused:
                self._report(refused.problem)
                if not self.resume(self.statement, refused.problem.start, block is not None):
                    return

    def resume(self, statement: int, error: int, inside_block: bool) -> bool:
        """Move to where the statements go on after an error; false when the body ends there."""
        self.newlines = True
        self.end, body_ends = next_statement(self.text, statement, error, self.comments, inside_block)
        self.ran_out = self.end == len(self.text)
        return not body_ends

    def _report(self, problem: SyntaxProblem) -> None:
        self.file.problems.append(problem)
        if len(self.file.problems) == MAX_PROBLEMS:
            raise _TooManyProblems

    def _simple_attribute(self, found: re.Match[str], body: Body) -> None:
        name_end = found.end(1)
        group = found.lastindex or 0
        start, end = found.span(group)
        expression: Expression
        if group == _SIMPLE_STRING:
            end += 1
            expression = Literal(start - 1, end, found[group])
        elif group == _SIMPLE_TRAVERSAL:
            name, *attributes = found[group].split(".")
            at = start + len(name)
            if name in CONSTANTS:
                expression = Literal(start, at, CONSTANTS[name])
            else:
                expression = Variable(start, at, name)
            for attribute in attributes:
                at += 1 + len(attribute)
                expression = GetAttribute(start, at, expression, attribute)
        else:
            expression = Literal(start, end, int(found[group]))
        self._set(body, Attribute(found.start(1), end, found[1], name_end, expression))
        self.end = found.end()

    def _attribute_or_block(self, body: Body) -> None:
        """A statement, its first name being the current token."""
        start, end, name = self.start, self.end, self.value
        self.advance()
        if self.kind == "=":
            attribute = self._attribute(start, name, end)
            if self.kind == ",":
                self.refuse("a comma does not separate arguments; write each on a line of its own")
            if self.kind != NEWLINE and self.kind != END:
                self.refuse(f"expected a new line after the value of {name}, found {self.found()}")
            self._set(body, attribute)
        elif self.kind in (IDENTIFIER, STRING, QUOTE, "{"):
            self._block(body, start, name)
        else:
            self.refuse(f"expected '=' or '{{' after {name}, found {self.found()}")

    def _attribute(self, start: int, name: str, name_end: int) -> Attribute:
        """An attribute, its `=` being the current token."""
        self.advance()
        if self.kind == NEWLINE or self.kind == END:
            self.refuse(f"the value of {name} is missing")
        expression = self.expression()
        return Attribute(start, expression.end, name, name_end, expression)

    def _set(self, body: Body, attribute: Attribute) -> None:
        first = body.attributes.setdefault(attribute.name, attribute)
        if first is not attribute:
            message = f"{attribute.name} is set twice; it was first set on line {self.line(first.start)}"
            self._report(SyntaxProblem(attribute.start, attribute.name_end, message))

    def _block(self, body: Body, start: int, type: str) -> None:
        """A block, the current token being the one after its type."""
        labels: list[Literal] = []
        header_end = start + len(type)
        while self.kind != "{":
            labels.append(self._label())
            header_end = self.end
            self.advance()
        inner = Body()
        sound = len(self.file.problems)
        self.advance()
        if self.kind == NEWLINE or self.kind == END:
            self.body(inner, (start, header_end))
        elif self.kind != "}":
            self._only_argument(inner)
        damaged = len(self.file.problems) > sound
        body.blocks.append(Block(start, self.end, type, labels, header_end, inner, damaged))
        self.statement = self.end
        self.advance()
        if self.kind != NEWLINE and self.kind != END:
            self.refuse(f"expected a new line after the block {type}, found {self.found()}")

    def _label(self) -> Literal:
        if self.kind == IDENTIFIER:
            return Literal(self.start, self.end, self.value)
        if self.kind == STRING:
            return Literal(self.start, self.end, self.value[1:-1])
        if self.kind == QUOTE:
            label = quoted_template(self)
            if isinstance(label, Literal):
                return label
            self.refuse("the label of a block is plain text, without '${' and '%{'", label.start, label.end)
        self.refuse(f"expected a label or '{{' after the type of the block, found {self.found()}")

    def _only_argument(self, body: Body) -> None:
        """What a block on a single line may hold: one argument, its name being the current token."""
        start, end, name = self.start, self.end, self.value
        if self.kind != IDENTIFIER:
            self.refuse(f"expected an argument or '}}', found {self.found()}")
        self.advance()
        if self.kind != "=":
            self.refuse("a block on a single line holds one argument and no blocks; use several lines")
        attribute = self._attribute(start, name, end)
        if self.kind == NEWLINE:
            self.refuse("a block that starts with an argument on its first line must end on that line")
        if self.kind != "}":
            self.refuse("a block on a single line holds only one argument; use several lines")
        self._set(body, attribute)


class _TooManyProblems(Exception):
    """So many errors that the rest of the file is not worth reading."""
