"""Operations on values that depend on conditions: once for each combination of them."""

from __future__ import annotations

from collections.abc import Callable

from ecslint.condition import Condition, conjunction, negation
from ecslint.hcl.conditions import Facts, alternatives, assuming
from ecslint.hcl.equality import configured
from ecslint.source import Span
from ecslint.value import Absent, Alternatives, Document, Mapping, Reference, Sequence, Text, Value

MOST_CASES = 8
"""How many branches an operation on alternatives may lead to before its result is unknown."""


class TooManyCases(Exception):
    """An operation depends on more combinations of conditions than are followed."""


def first_condition(value: Value) -> Condition | None:
    """A condition on which the value, or any part of it, depends."""
    match value:
        case Alternatives():
            return value.condition
        case Sequence():
            parts: tuple[Value, ...] = value.items
        case Mapping() if value.kind != "block":
            parts = tuple(value.items.values())
        case Text():
            parts = value.parts
        case Document():
            parts = (value.content,)
        case Reference():
            return top_condition(value)
        case _:
            return None
    for part in parts:
        found = first_condition(part)
        if found is not None:
            return found
    return None


def top_condition(value: Value) -> Condition | None:
    """A condition on which the value as a whole depends."""
    if isinstance(value, Reference) and value.value is not None:
        return top_condition(value.value)
    return value.condition if isinstance(value, Alternatives) else None


def presence_condition(value: Value) -> Condition | None:
    """A condition on which the number of items depends."""
    match value:
        case Sequence():
            parts: tuple[Value, ...] = value.items
        case Mapping() if value.kind != "block":
            parts = tuple(value.items.values())
        case _:
            return top_condition(value)
    for part in parts:
        if isinstance(part, Alternatives) and may_be_absent(part):
            return part.condition
    return None


def may_be_absent(value: Value) -> bool:
    """Whether there is a branch in which the value is not there."""
    match value:
        case Absent():
            return True
        case Alternatives():
            return may_be_absent(value.then) or may_be_absent(value.otherwise)
    return False


def by_cases(
    values: list[Value],
    apply: Callable[[list[Value]], Value],
    span: Span,
    find: Callable[[Value], Condition | None] = top_condition,
) -> Value:
    """Apply an operation to values once for each combination of their conditions.

    Raises TooManyCases.
    """
    return _split(values, apply, span, find, [MOST_CASES])


def _split(
    values: list[Value],
    apply: Callable[[list[Value]], Value],
    span: Span,
    find: Callable[[Value], Condition | None],
    left: list[int],
) -> Value:
    condition = next((found for value in values if (found := find(value)) is not None), None)
    if condition is None:
        left[0] -= 1
        if left[0] < 0:
            raise TooManyCases
        return apply(values)
    branches = []
    for truth in (True, False):
        facts = Facts(condition, truth)
        branches.append(_split([assuming(value, facts) for value in values], apply, span, find, left))
    return alternatives(condition, branches[0], branches[1], span)


def leaves(value: Value, condition: Condition = True) -> list[tuple[Condition, Value]]:
    """The branches of a value, each with the condition under which it is taken."""
    value = configured(value)
    if not isinstance(value, Alternatives):
        return [(condition, value)]
    found: list[tuple[Condition, Value]] = []
    for branch, taken in ((value.then, value.condition), (value.otherwise, negation(value.condition))):
        both = conjunction(condition, taken)
        if both is not False:
            found += leaves(branch, both)
    return found
