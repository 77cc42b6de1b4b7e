"""Units: what can be loaded and checked by itself, and what that rests on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from ecslint import facts
from ecslint.resource import Stack


class Unit:
    """Stacks that have to be looked at together: a root module in its environments, a family of templates.

    `name` is the same wherever the repository lies. `key` has what decides about the stacks beside
    files, and `paths` are the files and directories of its own. `facts` is what it has seen of files
    so far; what nobody reads again is not asked for again.
    """

    __slots__ = ("_load", "_stacks", "facts", "key", "name", "paths")

    def __init__(
        self, name: str, load: Callable[[], Iterable[Stack]], paths: Iterable[str], key: object = ""
    ) -> None:
        self.name = name
        self.key = repr(key)
        self.paths = tuple(paths)
        self.facts: facts.Facts = {}
        self._load = load
        self._stacks: list[Stack] | None = None

    @property
    def identity(self) -> str:
        """What tells a unit from others, as far as that is not what it has seen of files."""
        return "\0".join((self.name, self.key, *self.paths))

    def stacks(self) -> list[Stack]:
        """The stacks, loaded when they are first asked for. Raises Refusal."""
        if self._stacks is None:
            with facts.collected() as seen:
                self._stacks = list(self._load())
            self.facts |= seen
        return self._stacks

    def size(self) -> int:
        """About how many bytes there are to read."""
        return 1 + sum(map(_size, self.paths))


def _size(path: str) -> int:
    try:
        if not os.path.isdir(path):
            return os.stat(path).st_size
        with os.scandir(path) as entries:
            return sum(entry.stat().st_size for entry in entries if entry.is_file())
    except OSError:
        return 0
