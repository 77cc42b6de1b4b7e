"""The Terraform directories of a project, and which of them call which."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from ecslint import files, inventory
from ecslint.outlines import Outlines


class Project:
    """Terraform directories in one scope: roots are those that no other one calls.

    A Terragrunt file that runs a module counts as a directory that calls it. Which calls which is
    found out when it is first asked for: a template that no Terraform mentions never needs it.
    """

    __slots__ = ("_calls", "_directories", "_mentioned", "_outlines", "_roots", "workspace")

    def __init__(self, outlines: Outlines, directories: Iterable[str]) -> None:
        self.workspace = outlines.workspace
        self._outlines = outlines
        self._directories = sorted({files.resolved(each) for each in directories})
        self._calls: dict[str, list[str]] = {}
        self._mentioned: dict[str, list[tuple[str, ...]]] = {}
        self._roots: list[str] | None = None

    @property
    def roots(self) -> list[str]:
        """The directories that no other one calls."""
        if self._roots is None:
            self._directories = _running(self._outlines, self._directories)
            self._calls = {directory: self._called(directory) for directory in self._directories}
            self._roots = self._find_roots()
        return self._roots

    def callers(self, directory: str) -> list[str]:
        """The roots whose module tree has this directory, itself when it is a root."""
        wanted = files.resolved(directory)
        return [root for root in self.roots if wanted in self._tree(root)]

    def readers(self, file: str) -> list[str]:
        """The roots in whose module tree a Terraform file mentions this document."""
        wanted = files.resolved(file)
        modules = [module for module in self._directories if self._mentions(module, wanted)]
        return list(dict.fromkeys(root for module in modules for root in self.callers(module)))

    def units(self, file: str) -> list[str]:
        """The Terragrunt files below the directory of one: those that may include or read it."""
        below = os.path.join(os.path.dirname(files.resolved(file)), "")
        return [root for root in self.roots if inventory.is_terragrunt(root) and root.startswith(below)]

    def _find_roots(self) -> list[str]:
        called = {callee for caller, callees in self._calls.items() for callee in callees if callee != caller}
        roots = [directory for directory in self._directories if directory not in called]
        reached = {directory for root in roots for directory in self._tree(root)}
        for directory in self._directories:
            if directory not in reached:  # modules that call each other in a circle
                roots.append(directory)
                reached |= self._tree(directory)
        return sorted(roots)

    def _tree(self, root: str) -> set[str]:
        tree, waiting = {root}, [root]
        while waiting:
            for callee in self._calls.get(waiting.pop(), ()):
                if callee not in tree:
                    tree.add(callee)
                    waiting.append(callee)
        return tree

    def _called(self, directory: str) -> list[str]:
        return [files.resolved(module) for module in self._outlines.calls(directory)]

    def _mentions(self, module: str, file: str) -> bool:
        if module not in self._mentioned:
            self._mentioned[module] = inventory.documents_mentioned(module)
        return any(
            file.startswith(pieces[0])
            and file.endswith(pieces[-1])
            and re.fullmatch(".*".join(map(re.escape, pieces)), file) is not None
            for pieces in self._mentioned[module]
        )


def _running(outlines: Outlines, directories: list[str]) -> list[str]:
    """The directories, and those Terragrunt files that run something and are no parts of others."""
    found = {path: outlines.terragrunt(path) for path in directories if inventory.is_terragrunt(path)}
    included = {path for each in found.values() for path in each.included}
    return [path for path in directories if path not in found or (found[path].runs and path not in included)]
