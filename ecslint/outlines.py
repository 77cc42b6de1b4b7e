"""What has to be known of Terraform before it is loaded: what runs what, and which variables there are.

It is plain data, so that it is remembered, and a file that did not change need not be parsed for it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from ecslint import inventory
from ecslint.memory import Memory
from ecslint.source import Workspace


class Variables(NamedTuple):
    """The variables that a module declares, and whether each has a default.

    They may not be all unless it could be read whole.
    """

    has_default: dict[str, bool]
    is_whole: bool


class TerragruntFile(NamedTuple):
    """Whether a file runs a module, or may do so; which, if that is known; the files it includes."""

    runs: bool
    module: str | None
    included: list[str]


class Outlines:
    """What files in a workspace say, as far as others have to know it."""

    __slots__ = ("_memory", "workspace")

    def __init__(self, workspace: Workspace, memory: Memory) -> None:
        self.workspace = workspace
        self._memory = memory

    def calls(self, directory: str) -> list[str]:
        """The local modules that a directory calls, or the module that a Terragrunt file runs."""
        if inventory.is_terragrunt(directory):
            module = self.terragrunt(directory).module
            return [] if module is None else [module]
        found: list[str] = self._recall("calls", directory, _calls)
        return found

    def variables(self, directory: str) -> Variables:
        """The variables of a module."""
        return Variables(*self._recall("variables", directory, _variables))

    def names_set(self, path: str) -> set[str]:
        """The variables that a variables file sets."""
        return set(self._recall("names set", path, _names_set))

    def terragrunt(self, path: str) -> TerragruntFile:
        """What a Terragrunt file is."""
        return TerragruntFile(*self._recall("terragrunt", path, _terragrunt))

    def _recall(self, what: str, path: str, find: Callable[[Workspace, str], Any]) -> Any:
        question = "\0".join((what, self.workspace.root, path))
        return self._memory.recall(question, partial(find, self.workspace, path))


def _calls(workspace: Workspace, directory: str) -> list[str]:
    if not inventory.may_call_local_modules(directory):
        return []
    from ecslint.parsers import terraform

    return terraform.called_modules(workspace, directory)


def _variables(workspace: Workspace, directory: str) -> list[Any]:
    from ecslint.parsers import terraform

    return list(terraform.variables_of(workspace, directory))


def _names_set(workspace: Workspace, path: str) -> list[str]:
    from ecslint.parsers import terraform

    return sorted(terraform.names_set(workspace, path))


def _terragrunt(workspace: Workspace, path: str) -> list[Any]:
    from ecslint.parsers import terragrunt

    return list(terragrunt.outline(workspace, path))
