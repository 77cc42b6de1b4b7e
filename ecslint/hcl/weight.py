"""Weights: values that double with each local are stopped before they fill the memory."""

from __future__ import annotations

from ecslint.hcl.lazy import LazyMapping
from ecslint.value import Alternatives, Document, Known, Mapping, Sequence, Text, Value

HEAVIEST = 100_000
"""How many parts a value may have; characters of text count as a fraction of one."""

LONGEST_TEXT = 4_000_000
_CHARACTERS = 64


def is_too_heavy(value: Value) -> bool:
    """Whether a value has more parts than are worth following."""
    left = HEAVIEST
    pending = [value]
    while pending and left >= 0:
        part = pending.pop()
        left -= 1
        match part:
            case Known(value=str() as text):
                left -= len(text) // _CHARACTERS
            case Sequence(items=items) | Text(parts=items):
                left -= len(items)
                pending += items[:HEAVIEST]
            case Mapping() if not isinstance(part, LazyMapping):
                pending += part.items.values()
            case Document(content=content):
                pending.append(content)
            case Alternatives():
                pending += (part.then, part.otherwise)
    return left < 0
