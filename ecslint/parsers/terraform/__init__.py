"""Terraform and OpenTofu: a root module, with the modules that it calls, as a stack of resources."""

from __future__ import annotations

import os
from collections.abc import Iterable

from ecslint.parsers.terraform.calls import is_local
from ecslint.parsers.terraform.declarations import declarations, is_terraform_file
from ecslint.resource import Stack
from ecslint.source import Workspace

__all__ = ["called_modules", "has_configuration", "is_terraform_file", "load"]


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
            if os.path.isdir(path) and workspace.contains(path):
                found[path] = None
    return list(found)


def load(workspace: Workspace, directory: str) -> Stack:
    """A root module and the modules that it calls. The bodies of resources are evaluated when read."""
    from ecslint.parsers.terraform.stacks import build

    return build(workspace, directory)
