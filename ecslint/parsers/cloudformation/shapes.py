"""What intrinsic functions take: calls that CloudFormation refuses by their shape alone."""

from __future__ import annotations

from ecslint.source import Span
from ecslint.value import Failure, Known, Sequence, Value

_TAKEN = {
    "Fn::FindInMap": (3, 4, "the name of a map and two keys"),
    "Fn::If": (3, 3, "the name of a condition and two values"),
    "Fn::Join": (2, 2, "a delimiter and a list"),
    "Fn::Select": (2, 2, "an index and a list"),
    "Fn::Split": (2, 2, "a delimiter and a text"),
}
"""Functions that take a list of arguments → the fewest, the most, and what they are."""


def refused(name: str, argument: Value, span: Span) -> Failure | None:
    """The failure of a call whose arguments are too many, too few, or no list."""
    if name not in _TAKEN:
        return None
    least, most, wanted = _TAKEN[name]
    match argument:
        case Sequence(items=items, open=None):
            right = least <= len(items) <= most
        case Known():
            right = False
        case _:
            right = True
    return None if right else Failure(f"{name} takes {wanted}", span)
