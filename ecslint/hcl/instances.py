"""Instances of a resource or module, as the value of its name."""

from __future__ import annotations

from ecslint.value import Sequence, Unknown, Value


class Instances(Unknown):
    """An unknown number of instances of a resource or module: `each` stands for every one of them."""

    __slots__ = ("each",)

    each: Value


class InstanceList(Sequence):
    """The instances that `count` makes of a resource or module."""

    __slots__ = ()
