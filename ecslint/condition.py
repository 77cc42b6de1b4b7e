"""Conditions under which a value is one thing or another: formulas over what may be assumed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple, TypeAlias

Scalar: TypeAlias = str | int | Decimal | bool | None


class Atom(NamedTuple):
    """The smallest thing to assume: an input equals a constant.

    `input` names the input as a person writes it (`var.launch_type`, `module.web.var.create`,
    `UseFargate`); equal names are one input. `domain` lists all values the input can have, or is
    empty. An opaque condition is an input of its own with the constant True and a boolean domain.
    """

    input: str
    constant: Scalar
    domain: tuple[Scalar, ...] = ()


class Not:
    """A condition that holds where another does not."""

    __match_args__ = ("operand",)
    __slots__ = ("operand",)

    def __init__(self, operand: Condition) -> None:
        self.operand = operand

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Not) and self.operand == other.operand

    def __hash__(self) -> int:
        return hash(("not", self.operand))

    def __repr__(self) -> str:
        return f"Not({self.operand!r})"


class _Pair:
    """Two conditions, and how they are joined."""

    __match_args__ = ("left", "right")
    __slots__ = ("left", "right")

    def __init__(self, left: Condition, right: Condition) -> None:
        self.left = left
        self.right = right

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and (self.left, self.right) == (other.left, other.right)

    def __hash__(self) -> int:
        return hash((type(self).__name__, self.left, self.right))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.left!r}, {self.right!r})"


class And(_Pair):
    """Both conditions hold."""

    __slots__ = ()


class Or(_Pair):
    """At least one of the conditions holds."""

    __slots__ = ()


Condition: TypeAlias = bool | Atom | Not | And | Or
BOOLEAN: tuple[Scalar, ...] = (True, False)


def negation(condition: Condition) -> Condition:
    """The condition that holds where this one does not."""
    match condition:
        case bool():
            return not condition
        case Not(operand):
            return operand
    return Not(condition)


def conjunction(left: Condition, right: Condition) -> Condition:
    """Both; constants and repetitions are simplified away."""
    if left is True or left == right:
        return right
    if right is True:
        return left
    if left is False or right is False or left == negation(right):
        return False
    return And(left, right)


def disjunction(left: Condition, right: Condition) -> Condition:
    """Either; constants and repetitions are simplified away."""
    if left is False or left == right:
        return right
    if right is False:
        return left
    if left is True or right is True or left == negation(right):
        return True
    return Or(left, right)


def holds(condition: Condition, decide: Callable[[Atom], bool]) -> bool:
    """Evaluate a condition, asking `decide` for as few atoms as it takes."""
    match condition:
        case bool():
            return condition
        case Atom():
            return decide(condition)
        case Not(operand):
            return not holds(operand, decide)
        case And(left, right):
            return holds(left, decide) and holds(right, decide)
        case Or(left, right):
            return holds(left, decide) or holds(right, decide)


def atoms(condition: Condition) -> Iterator[Atom]:
    """Every atom in a condition, from left to right."""
    match condition:
        case Atom():
            yield condition
        case Not(operand):
            yield from atoms(operand)
        case And(left, right) | Or(left, right):
            yield from atoms(left)
            yield from atoms(right)
