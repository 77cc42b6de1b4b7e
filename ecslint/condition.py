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
    __slots__ = ("_hash", "operand")

    def __init__(self, operand: Condition) -> None:
        self.operand = operand
        self._hash = hash(("not", operand))

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Not) and self._hash == other._hash and self.operand == other.operand
        )

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"Not({self.operand!r})"


class _Pair:
    """Two conditions, and how they are joined.

    Conditions share their parts, which would be looked at again and again if hashes were not kept.
    """

    __match_args__ = ("left", "right")
    __slots__ = ("_hash", "left", "right")

    def __init__(self, left: Condition, right: Condition) -> None:
        self.left = left
        self.right = right
        self._hash = hash((type(self).__name__, left, right))

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, _Pair)
            and type(other) is type(self)
            and self._hash == other._hash
            and (self.left, self.right) == (other.left, other.right)
        )

    def __hash__(self) -> int:
        return self._hash

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


def holds(
    condition: Condition, decide: Callable[[Atom], bool], decided: dict[Condition, bool] | None = None
) -> bool:
    """Evaluate a condition, asking `decide` for as few atoms as it takes.

    `decided` keeps the answers for parts that conditions share.
    """
    match condition:
        case bool():
            return condition
        case Atom():
            return decide(condition)
    decided = {} if decided is None else decided
    answer = decided.get(condition)
    if answer is None:
        match condition:
            case Not(operand):
                answer = not holds(operand, decide, decided)
            case And(left, right):
                answer = holds(left, decide, decided) and holds(right, decide, decided)
            case Or(left, right):
                answer = holds(left, decide, decided) or holds(right, decide, decided)
        decided[condition] = answer
    return answer


def atoms(condition: Condition) -> Iterator[Atom]:
    """Every atom in a condition, from left to right; a part that it has several times counts once."""
    seen: set[int] = set()
    waiting = [condition]
    while waiting:
        current = waiting.pop()
        match current:
            case Atom():
                yield current
            case Not(operand):
                waiting.append(operand)
            case And(left, right) | Or(left, right):
                if id(current) not in seen:
                    seen.add(id(current))
                    waiting += (right, left)
