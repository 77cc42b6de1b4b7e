"""What all module instances of one stack share: the inputs, the files, the budget, the downloaded modules."""

from __future__ import annotations

import os
from collections import Counter
from typing import NamedTuple

from ecslint import files
from ecslint.hcl.scope import Budget
from ecslint.parsers.terraform.declarations import Declarations, declarations
from ecslint.parsers.terraform.inputs import Inputs, Received
from ecslint.source import Source, Span, Unreadable, Workspace

_MOST_NAMES = 10_000
_MOST_MODULES = 4_000
MOST_ALIKE = 256
"""How many resources of one block are looked at, whatever repeats it."""
MOST_REPEATED = 800
"""How many resources are looked at beyond the first few of each block."""
_FIRST = 4


class Installed(NamedTuple):
    """A module that `terraform init` downloaded: where it is, and what it was asked for."""

    directory: str
    source: str
    version: str


class Root:
    """The root module's directory, from which paths in expressions are taken."""

    def __init__(self, workspace: Workspace, directory: str, inputs: Inputs) -> None:
        self.workspace = workspace
        self.directory = os.path.abspath(directory)
        self.installed = _installed(workspace, self.directory)
        self.budget = Budget()
        self.budget.marks = self._asks_what_is_sensitive()
        self.inputs = inputs
        self.received = Received(workspace, declarations(workspace, directory), inputs, self.budget)
        self.modules_left = _MOST_MODULES
        self._made: Counter[Span] = Counter()
        """How many resources were made of each block, by all calls of its module."""
        self._repeated = 0
        self._refused: set[Span] = set()

    def _asks_what_is_sensitive(self) -> bool:
        """Whether a module that may be read calls `issensitive`: following it takes time."""
        pending = [self.directory, *(module.directory for module in self.installed.values())]
        seen: set[str] = set()
        while pending:
            directory = pending.pop()
            if directory in seen:
                continue
            seen.add(directory)
            declared = declarations(self.workspace, directory)
            if any("issensitive" in source.text for source in declared.sources):
                return True
            sources = (call.text("source") or "" for call in declared.calls.values())
            local = (source for source in sources if source.startswith("."))
            pending += [os.path.normpath(os.path.join(directory, source)) for source in local]
        return False

    def repeats(self, block: Span) -> bool:
        """Whether one more resource of a block is to be looked at; counts it when it is."""
        made = self._made[block]
        if made >= MOST_ALIKE or made >= _FIRST and self._repeated >= MOST_REPEATED:
            self._refused.add(block)
            return False
        self._made[block] += 1
        self._repeated += made >= _FIRST
        return True

    def is_refused(self, block: Span) -> bool:
        """Whether some resources of a block were not looked at, as none of the further ones will be."""
        return block in self._refused

    def read(self, path: str) -> Source:
        return self.workspace.read(os.path.join(self.directory, path))

    def has_file(self, path: str) -> bool:
        absolute = os.path.join(self.directory, path)
        return self.workspace.contains(absolute) and files.is_file(absolute)

    def names(self, directory: str) -> list[str] | None:
        absolute = os.path.join(self.directory, directory)
        if not self.workspace.contains(absolute) or not files.is_directory(absolute):
            return None
        return files.below(absolute, _MOST_NAMES)


class Files:
    """What an expression of a module may use beside names: the files of the root, and providers."""

    shared: Root
    declared: Declarations

    def read(self, path: str) -> Source:
        return self.shared.read(path)

    def has_file(self, path: str) -> bool:
        return self.shared.has_file(path)

    def names(self, directory: str) -> list[str] | None:
        return self.shared.names(directory)

    def requires(self, provider: str) -> bool:
        """What runs Terraform with inputs of its own may generate the requirements as well."""
        generated = self.shared.inputs.given is not None
        return provider in self.declared.providers or not self.declared.sound or generated


def _installed(workspace: Workspace, directory: str) -> dict[str, Installed]:
    """The modules that `terraform init` downloaded, by their path of names."""
    path = os.path.join(directory, ".terraform", "modules", "modules.json")
    if not files.is_file(path):
        return {}
    import json

    try:
        listing = json.loads(workspace.read(path).text)
        return {
            str(module["Key"]): Installed(
                os.path.normpath(os.path.join(directory, str(module["Dir"]).replace("\\", "/"))),
                str(module.get("Source", "")),
                str(module.get("Version", "")),
            )
            for module in listing["Modules"]
        }
    except (Unreadable, ValueError, KeyError, TypeError, AttributeError):
        return {}
