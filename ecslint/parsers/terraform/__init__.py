"""Terraform and OpenTofu: a root module, with the modules that it calls, as a stack of resources."""

from __future__ import annotations

import os
from collections.abc import Iterable

from ecslint import files
from ecslint.parsers.terraform.calls import is_local
from ecslint.parsers.terraform.declarations import declarations, is_terraform_file
from ecslint.parsers.terraform.inputs import Inputs, Setting, VariablesFile
from ecslint.parsers.terraform.variables_files import automatic, names_set
from ecslint.resource import Stack
from ecslint.source import Workspace

__all__ = [
    "Inputs",
    "Setting",
    "VariablesFile",
    "automatic",
    "called_modules",
    "has_configuration",
    "is_terraform_file",
    "load",
    "names_set",
    "variables_of",
]


def has_configuration(files: Iterable[str]) -> bool:
    """Whether files of these names make their directory a module."""
    return any(is_terraform_file(name) for name in files)


def called_modules(workspace: Workspace, directory: str) -> list[str]:
    """The directories of the local modules that a directory calls."""
    declared = declarations(workspace, directory)
    found: dict[str, None] = {}
    for call in declared.calls.values():
        source = call.text("source") or ""
        if is_local(source):
            path = os.path.normpath(os.path.join(declared.directory, source))
            if files.is_directory(path) and workspace.contains(path):
                found[path] = None
    return list(found)


def variables_of(workspace: Workspace, directory: str) -> tuple[dict[str, bool], bool]:
    """The variables of a module and whether each has a default; whether the module could be read whole."""
    declared = declarations(workspace, directory)
    has_default = {
        name: variable.attribute("default") is not None for name, variable in declared.variables.items()
    }
    return has_default, declared.sound


def load(workspace: Workspace, directory: str, inputs: Inputs | None = None) -> Stack:
    """A root module and the modules that it calls, run with some inputs.

    The bodies of resources are evaluated when they are read. Raises Refusal.
    """
    from ecslint.parsers.terraform.stacks import build

    return build(workspace, directory, inputs or Inputs())
