"""The pieces of a template, and how they are put together: `%{ if }` and `%{ for }` matched up."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ecslint.hcl.syntax import ForDirective, IfDirective, Interpolation, Literal, Node

if TYPE_CHECKING:
    from ecslint.hcl.tokens import Scanner


class Text(Node):
    """A stretch of literal text; where no escape changed it, its offsets are exactly those of `text`."""

    __slots__ = ("text",)

    def __init__(self, start: int, end: int, text: str) -> None:
        self.start = start
        self.end = end
        self.text = text

    @property
    def exact(self) -> bool:
        return self.end - self.start == len(self.text)

    def remove_left(self, count: int) -> None:
        """Take characters from the beginning."""
        if self.exact:
            self.start += count
        self.text = self.text[count:]

    def remove_right(self, count: int) -> None:
        """Take characters from the end."""
        if self.exact:
            self.end -= count
        self.text = self.text[: len(self.text) - count]


class Directive(Node):
    """A `%{ … }` on its own; `node` is what an if or a for opens."""

    __slots__ = ("keyword", "node")

    def __init__(self, start: int, end: int, keyword: str, node: IfDirective | ForDirective | None) -> None:
        self.start = start
        self.end = end
        self.keyword = keyword
        self.node = node


Piece: TypeAlias = Text | Interpolation | Directive


def nested(scanner: Scanner, pieces: list[Piece]) -> list[Node]:
    """The parts of a template, with those between a directive and its end inside its node."""
    parts: list[Node] = []
    current = parts
    open_directives: list[tuple[Directive, list[Node]]] = []
    for piece in pieces:
        if isinstance(piece, Text):
            current.append(Literal(piece.start, piece.end, piece.text))
        elif isinstance(piece, Interpolation):
            current.append(piece)
        elif piece.node is not None:
            current.append(piece.node)
            open_directives.append((piece, current))
            current = piece.node.then if isinstance(piece.node, IfDirective) else piece.node.body
        elif piece.keyword == "else":
            node = open_directives[-1][0].node if open_directives else None
            if not isinstance(node, IfDirective):
                scanner.refuse("this else belongs to no if", piece.start, piece.end)
            if current is node.otherwise:
                scanner.refuse("this if has an else already", piece.start, piece.end)
            current = node.otherwise
        else:
            opener = piece.keyword.removeprefix("end")
            if not open_directives or open_directives[-1][0].keyword != opener:
                scanner.refuse(f"this {piece.keyword} closes no {opener}", piece.start, piece.end)
            directive, current = open_directives.pop()
            current[-1].end = piece.end
    if open_directives:
        directive = open_directives[-1][0]
        scanner.refuse(
            f"this {directive.keyword} is never closed; '%{{ end{directive.keyword} }}' is missing",
            directive.start,
            directive.end,
        )
    return parts
