"""What an HCL file consists of around its expressions: attributes and blocks in bodies, and what is wrong."""

from __future__ import annotations

from ecslint.hcl.syntax import Expression, Literal, Node
from ecslint.source import Source


class Attribute(Node):
    """`name = expression` in a body; `name_end` is the offset after the name."""

    __slots__ = ("name", "name_end", "expression")

    def __init__(self, start: int, end: int, name: str, name_end: int, expression: Expression) -> None:
        self.start = start
        self.end = end
        self.name = name
        self.name_end = name_end
        self.expression = expression


class Block(Node):
    """`type "label" { … }`; `header_end` is the offset after the opening line's last label.

    `damaged` when something in it could not be read: what it seems to lack may have been there.
    """

    __slots__ = ("type", "labels", "header_end", "body", "damaged")

    def __init__(
        self,
        start: int,
        end: int,
        type: str,
        labels: list[Literal],
        header_end: int,
        body: Body,
        damaged: bool = False,
    ) -> None:
        self.start = start
        self.end = end
        self.type = type
        self.labels = labels
        self.header_end = header_end
        self.body = body
        self.damaged = damaged


class Body:
    """The attributes and blocks between two braces, or of a whole file, in order."""

    __slots__ = ("attributes", "blocks")

    def __init__(self) -> None:
        self.attributes: dict[str, Attribute] = {}
        self.blocks: list[Block] = []


class SyntaxProblem:
    """A syntax error: what is wrong, in a sentence, and the offsets of the place."""

    __slots__ = ("start", "end", "message")

    def __init__(self, start: int, end: int, message: str) -> None:
        self.start = start
        self.end = end
        self.message = message


class File:
    """A parsed file: its body, its syntax errors (the sound blocks are kept), its comments' offsets."""

    __slots__ = ("source", "body", "problems", "comments")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.body = Body()
        self.problems: list[SyntaxProblem] = []
        self.comments: list[tuple[int, int]] = []
