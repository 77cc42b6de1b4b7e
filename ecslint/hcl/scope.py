"""Scope: what names mean where an expression stands, and what evaluation may use."""

from __future__ import annotations

from typing import Protocol

from ecslint.condition import Scalar
from ecslint.hcl.limits import Limits
from ecslint.hcl.syntax import Node
from ecslint.source import Source, Span
from ecslint.value import Failure, Unknown, Value

MOST_STEPS = 500_000
"""How many expressions are evaluated for one root module before the rest is unknown."""


class Operands:
    """What the parts of an expression gave, where it is followed what is sensitive."""

    __slots__ = ("found", "node", "source")

    def __init__(self, node: Node, source: Source) -> None:
        self.node = node
        self.source = source
        self.found: list[tuple[Node, Value]] = []

    def holds(self, node: Node, source: Source) -> bool:
        """Whether an expression is a part of this one, and was not evaluated for a name in it alone."""
        return source is self.source and self.node.start <= node.start and node.end <= self.node.end


class Budget:
    """Steps left to evaluate with, shared by all scopes of one root module.

    `marks` when it is followed what is sensitive; `operands` are those of what is being evaluated.
    """

    __slots__ = ("left", "marks", "operands")

    def __init__(self, left: int = MOST_STEPS, *, marks: bool = False) -> None:
        self.left = left
        self.marks = marks
        self.operands: Operands | None = None


class Namespace(Value):
    """A name that is no value by itself, only what is below it is: `var`, `data`, `aws_lb`."""

    __slots__ = ("name",)

    def __init__(self, name: str, span: Span) -> None:
        self.name = name
        self.span = span
        self.via = ()

    def attribute(self, name: str, span: Span) -> Value:
        raise NotImplementedError


class Input(Unknown):
    """An unknown of which the declared structure may be known: its parts have names of their own.

    `sure` says that reading it cannot fail; `limits` hold for a number: `(">=", 1)`; it is none of
    what is `excluded`.
    """

    __slots__ = ("declared", "excluded", "limits", "sure")

    declared: object
    excluded: tuple[Scalar, ...]
    limits: Limits
    sure: bool


class Fresh(Unknown):
    """What a call makes anew: no two calls make the same."""

    __slots__ = ()


class Host(Protocol):
    """What an expression's surroundings provide: names, files, and where it is."""

    budget: Budget
    address: str

    def root(self, name: str, span: Span) -> Value | None:
        """What a name means, or None when nothing of the name can exist."""

    def read(self, path: str) -> Source:
        """The file at a path that an expression names. Raises Unreadable."""

    def has_file(self, path: str) -> bool:
        """Whether a file exists inside the repository."""

    def names(self, directory: str) -> list[str] | None:
        """The files below a directory, relative to it; None when that cannot be said."""

    def requires(self, provider: str) -> bool:
        """Whether the functions of a provider may be called, because it is required by its name."""


class Scope:
    """The names that an expression in a source can use: the host's, and those given to it here."""

    __slots__ = ("source", "host", "local")

    def __init__(self, source: Source, host: Host, local: dict[str, Value] | None = None) -> None:
        self.source = source
        self.host = host
        self.local = local or {}

    def child(self, local: dict[str, Value]) -> Scope:
        """The same scope with more names."""
        return Scope(self.source, self.host, {**self.local, **local})

    def span(self, node: Node) -> Span:
        return Span(self.source, node.start, node.end)

    def lookup(self, name: str, span: Span) -> Value:
        found = self.local.get(name)
        if found is None:
            found = self.host.root(name, span)
        if found is None:
            return Failure(f'there is nothing named "{name}" here', span)
        return found
