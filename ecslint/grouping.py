"""From root modules and documents to units: what is deployed, and has to be looked at, together."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from ecslint import facts, inventory
from ecslint.files import located
from ecslint.resource import Problem, Stack, unread
from ecslint.source import Source, Span, Unreadable, Workspace
from ecslint.unit import Unit

if TYPE_CHECKING:
    from ecslint.environments import Environments
    from ecslint.parsers.terraform import Inputs
    from ecslint.templates import Templates


class Grouping:
    """Makes units of what was gathered.

    `files` are those that were given, `wanted` the documents that count in any case; others do when a
    given file was read for them. `reads` tells whether Terraform reads a document.
    """

    def __init__(
        self, files: frozenset[str], wanted: set[str], templates: Templates, reads: Callable[[str], bool]
    ) -> None:
        self._files = files
        self._wanted = wanted
        self._templates = templates
        self._reads = reads
        self.units: list[Unit] = []
        self.planned: set[str] = set()
        """The sources of the plans that were given: who gives a plan asks about them."""
        self._plans: dict[str, list[tuple[Stack, facts.Facts]]] = {}
        """The plans of root modules."""
        self._planned_in: dict[str, Workspace] = {}

    # -- documents -----------------------------------------------------------------------------

    def add_documents(self, documents: dict[str, Workspace]) -> None:
        """Templates, and folders of ECS documents; a document that Terraform reads is a part of its stack."""
        folders: dict[str, list[str]] = {}
        templates: dict[str, Workspace] = {}
        deployed: set[str] = set()
        deployments: list[Unit] = []
        for path, workspace in documents.items():
            try:
                text = workspace.read(path).text
            except Unreadable as problem:
                self._add_kept(path, workspace, _unreadable(problem))
                continue
            with facts.collected() as seen:
                loaded = _deployments(workspace, path, text)
            if loaded:
                deployments.append(self._deployment(path, workspace, loaded, seen))
                deployed.update(located(source.path) for stack in loaded for source in stack.sources)
            elif not path.endswith(inventory.JSONNET):
                self._add_document(path, workspace, text, folders, templates)
            elif path in self._files and path.endswith(inventory.JSONNET[0]):
                folders.setdefault(os.path.dirname(path), []).append(path)
        if templates:
            self._add_templates(templates)
        self.units += deployments
        for folder, found in folders.items():
            paths = sorted(path for path in found if path not in deployed)
            if paths:
                self._add_folder(documents[paths[0]], folder, paths, next(p for p in found if p in paths))

    def _add_document(
        self,
        path: str,
        workspace: Workspace,
        text: str,
        folders: dict[str, list[str]],
        templates: dict[str, Workspace],
    ) -> None:
        from ecslint.parsers import terraform_plan

        if terraform_plan.recognise(text):
            self._add_plan(workspace, path)
            return
        if "AWS::" in text:
            from ecslint.parsers import cloudformation

            if cloudformation.recognise(text):
                templates[path] = workspace
                return
        from ecslint.parsers import ecs_json

        if ecs_json.recognise(text) and not self._reads(path):
            folders.setdefault(os.path.dirname(path), []).append(path)

    def _add_folder(self, workspace: Workspace, folder: str, paths: list[str], first: str) -> None:
        def load() -> Iterator[Stack]:
            from ecslint.parsers import ecs_json

            stack = ecs_json.load(workspace, paths, workspace.shown(folder))
            if stack.sources or stack.problems:
                yield from self._kept(first, stack)

        key = paths, self._asked(first)
        self.units.append(Unit(_name("documents", workspace, folder), load, paths, key))

    def _deployment(self, path: str, workspace: Workspace, loaded: list[Stack], seen: facts.Facts) -> Unit:
        kept = [stack for each in loaded for stack in self._kept(path, each)]
        unit = Unit(_name("deployment", workspace, path), lambda: kept, [path], self._asked(path))
        unit.facts |= seen
        return unit

    def _add_templates(self, paths: dict[str, Workspace]) -> None:
        """The templates, each with those that it nests or imports from. Raises Refusal."""
        for each in self._templates.deployed(paths, self._files):
            name = _name("template", each.workspace, each.path)
            key = each.key, self._asked(each.path)
            self.units.append(Unit(name, partial(each.stacks, self._counts), each.paths, key))

    def _add_plan(self, workspace: Workspace, path: str) -> None:
        """A plan stands in the place of the root module that it was made of, or beside its environments."""
        from ecslint.parsers import terraform_plan

        with facts.collected() as seen:
            loaded = terraform_plan.load(workspace, path)
        if loaded is not None and (path in self._wanted or path in self._files):
            stack, root = loaded
            if path in self._files:
                self.planned.update(located(source.path) for source in stack.sources)
            if root:
                root = os.path.realpath(root)
                self._plans.setdefault(root, []).append((stack, seen))
                self._planned_in[root] = workspace
            else:
                self.units.append(Unit(_name("plan", workspace, path), lambda: [stack], [path]))
                self.units[-1].facts |= seen

    def _add_kept(self, path: str, workspace: Workspace, stack: Stack) -> None:
        kept = list(self._kept(path, stack))
        unit = Unit(_name("unreadable", workspace, path), lambda: kept, [path], self._asked(path))
        with facts.collected() as unit.facts:
            inventory.is_about_ecs(path)
        self.units.append(unit)

    def _kept(self, document: str, stack: Stack) -> Iterator[Stack]:
        """The stack of a document that counts, or that has read a given file."""
        if self._counts(document, stack.sources):
            yield stack

    def _counts(self, document: str, sources: Iterable[Source]) -> bool:
        return document in self._wanted or any(located(source.path) in self._files for source in sources)

    def _asked(self, path: str) -> tuple[bool, list[str]]:
        return path in self._wanted, sorted(self._files)

    # -- root modules --------------------------------------------------------------------------

    def add_roots(
        self, roots: dict[str, Workspace], variables: dict[str, list[str]], environments: Environments
    ) -> None:
        """Terraform's root modules, each once for every environment. Raises Refusal."""
        runs: dict[str, list[Inputs]] = {}
        for root, workspace in roots.items():
            found = environments.of(workspace, root, [] if root in self._plans else variables.get(root, []))
            runs[root] = [each for each in found if each.environment or root not in self._plans]
        environments.refuse_undeclared()
        for root, workspace in roots.items():
            self._add_root(workspace, root, runs[root])

    def add_plans(self) -> None:
        """The plans of root modules that are not looked at themselves."""
        for root in list(self._plans):
            self.units.append(self._root(_name("terraform", self._planned_in[root], root), root, [], list))

    def _add_root(self, workspace: Workspace, root: str, runs: list[Inputs]) -> None:
        def load() -> Iterator[Stack]:
            for inputs in runs:
                yield _load_root(workspace, root, inputs)

        self.units.append(self._root(_name("terraform", workspace, root), root, runs, load))

    def _root(self, name: str, root: str, runs: list[Inputs], load: Callable[[], Iterable[Stack]]) -> Unit:
        """A root module with the plans that stand in its place, or beside its environments."""
        plans = self._plans.pop(root, [])
        unit = Unit(name, lambda: [*(stack for stack, _ in plans), *load()], [root], (runs, len(plans)))
        for _, seen in plans:
            unit.facts |= seen
        return unit


def _name(kind: str, workspace: Workspace, path: str) -> str:
    return f"{kind} {os.path.relpath(path, workspace.root).replace(os.sep, '/')}"


def _deployments(workspace: Workspace, path: str, text: str) -> list[Stack]:
    """What a document deploys if it is a configuration of ecspresso."""
    if "_definition" not in text:
        return []
    from ecslint.parsers import ecspresso

    return ecspresso.load(workspace, path) if ecspresso.recognise(path, text) else []


def _load_root(workspace: Workspace, root: str, inputs: Inputs) -> Stack:
    """A root module, or the one that a Terragrunt file runs."""
    if inventory.is_terragrunt(root):
        from ecslint.parsers import terragrunt

        return terragrunt.load(workspace, root, inputs)
    from ecslint.parsers import terraform

    return terraform.load(workspace, root, inputs)


def unreadable_directory(workspace: Workspace, path: str, reason: str) -> Unit:
    """A directory of which nothing is known but that it cannot be read."""
    place = Span(Source(workspace.shown(path), ""), 0, 0)
    problem = Unreadable(f"the directory cannot be read: {reason}", place)
    return Unit(_name("unreadable", workspace, path), lambda: [_unreadable(problem)], [], reason)


def _unreadable(problem: Unreadable) -> Stack:
    return unread([Problem("ECS001", problem.message, problem.span)])
