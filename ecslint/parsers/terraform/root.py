"""What all module instances of one stack share: the inputs, the files, the budget, the downloaded modules."""

from __future__ import annotations

import os

from ecslint.hcl.scope import Budget
from ecslint.parsers.terraform.declarations import declarations
from ecslint.parsers.terraform.inputs import Inputs, Received
from ecslint.source import Source, Unreadable, Workspace

_MOST_NAMES = 10_000
_MOST_MODULES = 4_000


class Root:
    """The root module's directory, from which paths in expressions are taken."""

    def __init__(self, workspace: Workspace, directory: str, inputs: Inputs) -> None:
        self.workspace = workspace
        self.directory = os.path.abspath(directory)
        self.budget = Budget()
        self.inputs = inputs
        self.received = Received(workspace, declarations(workspace, directory), inputs, self.budget)
        self.modules_left = _MOST_MODULES
        self.installed = _installed(workspace, self.directory)

    def read(self, path: str) -> Source:
        return self.workspace.read(os.path.join(self.directory, path))

    def has_file(self, path: str) -> bool:
        absolute = os.path.join(self.directory, path)
        return self.workspace.contains(absolute) and os.path.isfile(absolute)

    def names(self, directory: str) -> list[str] | None:
        absolute = os.path.join(self.directory, directory)
        if not self.workspace.contains(absolute) or not os.path.isdir(absolute):
            return None
        found = []
        for folder, _, files in os.walk(absolute):
            relative = os.path.relpath(folder, absolute).replace(os.sep, "/")
            found += [name if relative == "." else f"{relative}/{name}" for name in files]
            if len(found) > _MOST_NAMES:
                return None
        return found


def _installed(workspace: Workspace, directory: str) -> dict[str, str]:
    """Directories of modules that `terraform init` downloaded, by their path of names."""
    path = os.path.join(directory, ".terraform", "modules", "modules.json")
    if not os.path.isfile(path):
        return {}
    import json

    try:
        listing = json.loads(workspace.read(path).text)
        return {
            str(module["Key"]): os.path.join(directory, str(module["Dir"])) for module in listing["Modules"]
        }
    except (Unreadable, ValueError, KeyError, TypeError):
        return {}
