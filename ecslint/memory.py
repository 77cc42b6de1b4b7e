"""What was found out about files: asked for in this run, or kept from an earlier one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from ecslint import facts

if TYPE_CHECKING:
    Plain = Any
    """Strings, numbers, truth values, None, lists, and dictionaries with strings for keys."""


class Kept(Protocol):
    """What is kept from one run to the next."""

    def get(self, key: str) -> tuple[Plain, facts.Facts] | None:
        """What was kept by a key and still holds, and what it rests on."""

    def put(self, key: str, value: Plain, seen: facts.Facts) -> None:
        """Keep something, and what it rests on."""

    def save(self) -> None:
        """Write down what is to be kept."""


class Memory:
    """What is found out about files, as plain data; what is `kept` is not found out again."""

    def __init__(self, kept: Kept | None = None) -> None:
        self._kept = kept
        self.found: dict[str, tuple[Plain, facts.Facts]] = {}
        """What this run has found out, by the questions, and what it rests on."""

    def recall(self, question: str, find: Callable[[], Plain]) -> Plain:
        """The answer to a question about files."""
        known = None if self._kept is None else self._kept.get(question)
        if known is not None:
            value, seen = known
            facts.again(seen)
            return value
        with facts.collected() as seen:
            value = find()
        self.found[question] = value, seen
        return value
