"""The template files of a scope: each is read once, and found by the end of its path."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator

from ecslint import facts
from ecslint.parsers.cloudformation.constructs import Assemblies
from ecslint.parsers.cloudformation.document import read
from ecslint.resource import Problem
from ecslint.source import Source, Unreadable, Workspace
from ecslint.value import Mapping, Value

_MOST_NAMED = 3


class Files:
    """Files that may be templates, each read once. `listed` gives the paths of all that are in scope."""

    def __init__(self, workspace: Workspace, listed: Callable[[], Iterable[str]] = tuple) -> None:
        self.workspace = workspace
        self.assemblies = Assemblies(workspace)
        self._listed = listed
        self._by_name: dict[str, tuple[dict[str, list[str]], facts.Facts]] = {}
        self._roots: dict[str, tuple[tuple[Mapping | None, list[Problem]], facts.Facts]] = {}

    def source(self, path: str) -> Source:
        """The text of a file that has been read as a template."""
        return self.workspace.read(path)

    def root(self, path: str) -> Mapping | None:
        """The value of a template file; None when it is no template."""
        return self._read(path)[0]

    def faults(self, path: str) -> list[Problem]:
        """What is wrong with the text of a file."""
        return self._read(path)[1]

    def content(self, path: str) -> Value | None:
        """The value of any file in YAML or JSON; None when it cannot be read."""
        try:
            return read(self.workspace.read(path))[0]
        except Unreadable:
            return None

    def _read(self, path: str) -> tuple[Mapping | None, list[Problem]]:
        return facts.once(self._roots, path, lambda: self._parsed(path))

    def _parsed(self, path: str) -> tuple[Mapping | None, list[Problem]]:
        try:
            return parsed(self.workspace.read(path))
        except Unreadable as problem:
            return None, [Problem("ECS001", problem.message, problem.span)]

    def ending(self, end: str, near: str) -> list[str]:
        """The files whose paths end like a URL, those with the most in common, the nearest to a file.

        More than one is left where two are equally near.
        """
        name = end.rpartition("/")[2]
        candidates = [path for path in self._named(name) if path != near] if name else []
        return nearest(_alike(candidates, end), near)

    def _named(self, name: str) -> list[str]:
        return facts.once(self._by_name, "", self._names).get(name, [])

    def _names(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self._listed():
            found.setdefault(os.path.basename(path), []).append(path)
        return found


def parsed(source: Source) -> tuple[Mapping | None, list[Problem]]:
    """The value of a template, None for any other text, and the faults in it."""
    value, faults = read(source)
    if isinstance(value, Mapping) and isinstance(value.items.get("Resources"), Mapping):
        return value, faults
    return None, faults


def _alike(paths: list[str], end: str) -> list[str]:
    """The paths that have the most of their last directories in common with a URL."""

    def common(path: str) -> int:
        pairs = zip(reversed(path.split(os.sep)), reversed(end.split("/")), strict=False)
        count = 0
        for here, there in pairs:
            if here != there:
                break
            count += 1
        return count

    most = max(map(common, paths), default=0)
    return [path for path in paths if common(path) == most]


def nearest(paths: Iterable[str], to: str) -> list[str]:
    """The files that share the innermost directory with a file; of the same one in YAML and JSON, one."""
    levels = {path: _levels_up(path, to) for path in paths}
    near = [path for path in levels if levels[path] == min(levels.values())]
    kind = os.path.splitext(to)[1]
    alike = {os.path.splitext(path)[0] for path in near if path.endswith(kind)}
    return [path for path in near if path.endswith(kind) or os.path.splitext(path)[0] not in alike]


def _levels_up(path: str, to: str) -> int:
    """How many directories have to be left on the way from a file to another."""
    directory = os.path.dirname(to)
    below = os.path.commonpath([os.path.dirname(path), directory])
    return len(os.path.relpath(directory, below).split(os.sep)) if below != directory else 0


def names(workspace: Workspace, paths: Iterable[str]) -> str:
    """Some files for people, a few of them by name."""
    shown = sorted(map(workspace.shown, paths))
    more = len(shown) - _MOST_NAMED
    return ", ".join(shown[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def endings(url: str) -> Iterator[str]:
    """The paths that the end of a URL may be, the longest first."""
    parts = url.split("?")[0].split("/")
    if "://" not in url and parts[0]:
        yield url
        return
    for first in range(len(parts)):
        yield "/".join(parts[first:]).lstrip("/")
