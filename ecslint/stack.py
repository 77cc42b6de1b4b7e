"""From paths to stacks: which root modules, templates and documents the given paths belong to."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ecslint import facts
from ecslint.configurations import Configurations
from ecslint.files import exists, forget_links, located
from ecslint.finder import Finder
from ecslint.memory import Memory
from ecslint.resource import Stack
from ecslint.unit import Unit

if TYPE_CHECKING:
    from ecslint.config import Configuration
    from ecslint.deployments import Parameters
    from ecslint.parsers.terraform import Inputs


class PathNotFound(Exception):
    """A path was given that does not exist; `nearby` are the names where it would be."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path
        try:
            self.nearby = sorted(os.listdir(os.path.dirname(path) or os.curdir))
        except OSError:
            self.nearby = []


class Discovery:
    """The units that the given paths belong to, and which files the person asked about."""

    __slots__ = ("_configured", "_directories", "_files", "_finder", "_stacks", "units")

    def __init__(
        self, units: list[Unit], directories: Iterable[str], files: Iterable[str], finder: Finder
    ) -> None:
        self.units = units
        self._stacks: list[Stack] | None = None
        self._finder = finder
        self._configured: dict[str, tuple[Configuration | None, facts.Facts]] = {}
        self._directories = tuple(os.path.join(directory, "") for directory in directories)
        self._files = frozenset(files)

    @property
    def stacks(self) -> list[Stack]:
        """The stacks of all units, in the order of their names. Raises Refusal."""
        if self._stacks is None:
            stacks = (stack for unit in self.units for stack in unit.stacks())
            self._stacks = sorted(stacks, key=lambda stack: stack.name)
        return self._stacks

    def take(self, stacks: list[Stack]) -> None:
        """Know the stacks from somewhere else: all of them, or those that are looked at here."""
        self._stacks = stacks

    def wants(self, path: str) -> bool:
        """Whether what is found at this path, as shown, was asked for.

        Where only directories were given, everything in their stacks was, wherever a module lies.
        """
        if not self._files:
            return True
        file = located(path)
        return file in self._files or file.startswith(self._directories)

    def saw_all(self, path: str) -> bool:
        """Whether these are all stacks that a file, or anything below a directory, can take part in."""
        if os.path.isdir(path):
            return not self._files and os.path.join(os.path.realpath(path), "").startswith(self._directories)
        return self._finder.has_all_around(located(path))

    def configuration(self, stack: Stack) -> Configuration | None:
        """The configuration file that counts for a stack. Raises Refusal."""
        return facts.once(self._configured, stack.name, lambda: self._finder.configuration(stack.name))

    def configuration_file(self, path: str) -> str:
        """The configuration file that counts for what is at a path, or where one would."""
        owner = next((s for s in self.stacks if any(path == source.path for source in s.sources)), None)
        return self._finder.configuration_file(path if owner is None else owner.name)


def discover(
    paths: Iterable[str],
    inputs: Inputs | None = None,
    parameters: Parameters = (),
    configurations: Configurations | None = None,
    exclude: Iterable[str] = (),
    memory: Memory | None = None,
) -> Discovery:
    """Find the units of directories (all below them) and of files (all they take part in).

    `inputs` are given to every root module, `parameters` to every template; `exclude` counts instead of
    what configuration files exclude, and `memory` is asked before files are parsed to find out what
    belongs together. Raises PathNotFound for a path that does not exist, and Refusal for a configuration
    file or inputs that cannot be meant.
    """
    forget_links()
    directories, files = [], []
    for path in paths:
        if os.path.isdir(path):
            directories.append(os.path.realpath(path))
        elif exists(path):
            files.append(located(path))
        else:
            raise PathNotFound(path)
    configurations = configurations or Configurations()
    finder = Finder(frozenset(files), inputs, parameters, configurations, exclude, memory or Memory())
    finder.add_directories(directories)
    for file in files:
        finder.add_file(file)
    units = finder.units()
    return Discovery(units, directories, [*files, *finder.planned], finder)
