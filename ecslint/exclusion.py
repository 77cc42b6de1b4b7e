"""Exclusion: what lies below the given directories and nobody wants to be looked at."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from ecslint.inventory import TERRAFORM, is_terragrunt, terraform_files
from ecslint.refusal import Refusal

if TYPE_CHECKING:
    from ecslint.configurations import Configurations
    from ecslint.source import Workspace


Match = Callable[[str], bool]

_ANYTHING = "\0"
"""The name of a file that only a pattern for every name matches."""


class Exclusion:
    """The patterns of `exclude`: those that are given, or those of the configuration files.

    What is excluded by the file that counts where it lies is not entered, so a file in it has no say.
    A path that is given is looked at in any case. A directory of Terraform is one thing: it is
    excluded when it is, or all of its files are.
    """

    __slots__ = ("_configurations", "_given", "_known", "_patterns")

    def __init__(self, configurations: Configurations, given: Iterable[str] = ()) -> None:
        self._configurations = configurations
        self._given = _matches(os.path.realpath(os.curdir), given)
        self._patterns: dict[str, list[Match]] = {}
        self._known: dict[tuple[str, str], bool] = {}

    def left(self, workspace: Workspace, top: str, paths: list[str]) -> list[str]:
        """The documents below a given directory that are not excluded."""
        return [path for path in paths if not self._excludes(workspace, top, path)]

    def left_of_terraform(self, workspace: Workspace, top: str, paths: list[str]) -> list[str]:
        """The directories of Terraform, and Terragrunt's files, that are not excluded."""
        return [path for path in self.left(workspace, top, paths) if not self._is_empty(workspace, top, path)]

    def _is_empty(self, workspace: Workspace, top: str, path: str) -> bool:
        """Whether all files of a directory are excluded one by one."""
        if path == top or is_terragrunt(path) or not (self._given or self._of(workspace, path)):
            return False
        return all(self._excludes(workspace, top, file) for file in terraform_files(path))

    def _excludes(self, workspace: Workspace, top: str, path: str) -> bool:
        if path == top:
            return False
        found = self._known.get((top, path))
        if found is None:
            parent = os.path.dirname(path)
            matches = self._given or self._of(workspace, parent)
            found = self._excludes(workspace, top, parent) or any(
                match(path) and not (match(top) or match(os.path.join(top, _ANYTHING))) for match in matches
            )
            self._known[top, path] = found
        return found

    def _of(self, workspace: Workspace, directory: str) -> list[Match]:
        """What the configuration excludes that counts for a directory."""
        if directory not in self._patterns:
            configuration = self._configurations.nearest(workspace, directory)
            said = () if configuration is None else configuration.values.get("exclude", ())
            self._patterns[directory] = _matches(said[0].directory, said[0].value) if said else []
        return self._patterns[directory]


def _matches(directory: str, patterns: Iterable[str]) -> list[Match]:
    """Whether a path matches each of some patterns, which are relative to a directory."""
    return [_match(directory, pattern) for pattern in patterns]


def _match(directory: str, pattern: str) -> Match:
    import re

    from ecslint.patterns import expression

    if pattern.endswith(TERRAFORM):
        message = f"exclude: '{pattern}' cannot be left out: Terraform reads all files of a directory"
        raise Refusal(message, "exclude the directory")
    matches = re.compile(expression(pattern)).fullmatch
    return lambda path: matches(os.path.relpath(path, directory).replace(os.sep, "/")) is not None
