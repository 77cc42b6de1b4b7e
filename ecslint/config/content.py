"""What a configuration file says."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ecslint.engine.suppression.ignore import Ignore


@dataclass(frozen=True, slots=True)
class Settings:
    """What a stack is deployed with: files by their absolute path, variables, a workspace of Terraform.

    `vars` are variables of a root module, or parameters of a template.
    """

    var_files: tuple[str, ...] = ()
    vars: tuple[tuple[str, object], ...] = ()
    parameters: tuple[str, ...] = ()
    workspace: str = ""


@dataclass(frozen=True, slots=True)
class Environment:
    """A stack as it is deployed to one place."""

    name: str
    settings: Settings


@dataclass(frozen=True, slots=True)
class StackTable:
    """What is said of the stack in one directory: for all of its environments, and for each."""

    directory: str
    settings: Settings
    environments: tuple[Environment, ...]
    place: str = ""

    def files(self) -> list[str]:
        """All variables files of the stack."""
        everywhere = [self.settings, *(environment.settings for environment in self.environments)]
        return [file for settings in everywhere for file in (*settings.var_files, *settings.parameters)]


class Said(NamedTuple):
    """A value that a file gives a key, the directory it is relative to, and where it stands."""

    value: Any
    directory: str
    file: str
    line: int = 0

    @property
    def place(self) -> str:
        """The file and, if it is known, the line."""
        return f"{self.file}:{self.line}" if self.line else self.file


class PathRule(NamedTuple):
    """A pattern of files, and the rules whose findings in them are left out."""

    pattern: str
    said: Said


@dataclass(frozen=True, slots=True)
class Configuration:
    """A configuration file, under the path that a person is shown, and the files that it extends.

    `values` has what is said of each key that is an option too, the nearest first; `severity` what
    is said of rules by code, prefix or name.
    """

    path: str
    stacks: tuple[StackTable, ...] = ()
    suppressions: tuple[Ignore, ...] = ()
    values: dict[str, tuple[Said, ...]] = field(default_factory=dict)
    severity: dict[str, Said] = field(default_factory=dict)
    path_rules: tuple[PathRule, ...] = ()

    def stack(self, directory: str) -> StackTable | None:
        """What is said of the stack in a directory."""
        wanted = os.path.realpath(directory)
        return next((table for table in self.stacks if table.directory == wanted), None)

    def readers(self, file: str) -> list[str]:
        """The directories of the stacks that are run with a variables file."""
        wanted = os.path.realpath(file)
        return [table.directory for table in self.stacks if wanted in map(os.path.realpath, table.files())]

    def over(self, base: Configuration) -> Configuration:
        """This file with what it says over what the one says that it extends."""
        own = {table.directory for table in self.stacks}
        keys = self.values | base.values
        return Configuration(
            self.path,
            (*self.stacks, *(table for table in base.stacks if table.directory not in own)),
            (*self.suppressions, *base.suppressions),
            {key: (*self.values.get(key, ()), *base.values.get(key, ())) for key in keys},
            base.severity | self.severity,
            (*self.path_rules, *base.path_rules),
        )
