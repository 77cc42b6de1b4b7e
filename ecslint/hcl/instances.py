"""Values that stand for things of which the number or the key is not known."""

from __future__ import annotations

from ecslint.source import Span
from ecslint.value import Mapping, Sequence, Unknown, Value


class Instances(Unknown):
    """An unknown number of instances of a resource or module: `each` stands for every one of them."""

    __slots__ = ("each",)

    each: Value


class InstanceList(Sequence):
    """The instances that `count` makes of a resource or module."""

    __slots__ = ()


class SoleEntry(Mapping):
    """An object or map with one entry, of which the key is not known: `{ (local.name) = … }`.

    Whoever does not know of it sees an object of which no key is known.
    """

    __slots__ = ("key", "value")

    def __init__(self, key: Value, value: Value, span: Span, open: Unknown, kind: str = "object") -> None:
        super().__init__({}, span, open=open, kind=kind)
        self.key = key
        self.value = value
