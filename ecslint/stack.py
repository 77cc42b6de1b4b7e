"""From paths to stacks: which root modules, templates and documents the given paths belong to."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ecslint import inventory
from ecslint.project import Project
from ecslint.resource import Problem, Stack
from ecslint.source import Source, Span, Unreadable, Workspace

if TYPE_CHECKING:
    from ecslint.environments import Environments
    from ecslint.parsers.terraform import Inputs


class PathNotFound(Exception):
    """A path was given that does not exist; `nearby` are the names where it would be."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path
        try:
            self.nearby = sorted(os.listdir(os.path.dirname(path) or os.curdir))
        except OSError:
            self.nearby = []


class Discovery:
    """The stacks that the given paths belong to, and which files the person asked about."""

    __slots__ = ("_directories", "_files", "stacks")

    def __init__(self, stacks: list[Stack], directories: Iterable[str], files: Iterable[str]) -> None:
        self.stacks = stacks
        self._directories = tuple(os.path.join(directory, "") for directory in directories)
        self._files = frozenset(files)

    def wants(self, path: str) -> bool:
        """Whether what is found at this path, as shown, was asked for.

        Where only directories were given, everything in their stacks was, wherever a module lies.
        """
        if not self._files:
            return True
        file = _located(path)
        return file in self._files or file.startswith(self._directories)


def discover(paths: Iterable[str], inputs: Inputs | None = None) -> Discovery:
    """Find and load the stacks of directories (all below them) and of files (all they take part in).

    `inputs` are given to every root module. Raises PathNotFound for a path that does not exist, and
    Refusal for a configuration file or inputs that cannot be meant.
    """
    directories, files = [], []
    for path in paths:
        if os.path.isdir(path):
            directories.append(os.path.realpath(path))
        elif os.path.lexists(path):
            files.append(_located(path))
        else:
            raise PathNotFound(path)
    finder = _Finder(frozenset(files), inputs)
    finder.add_directories(directories)
    for file in files:
        finder.add_file(file)
    stacks = finder.load()
    return Discovery(stacks, directories, [*files, *finder.planned])


def _located(path: str) -> str:
    """The absolute path of a file, links among its directories followed, but not the file itself."""
    directory, name = os.path.split(os.path.abspath(path))
    return os.path.join(os.path.realpath(directory), name)


class _Finder:
    """Gathers what the given paths may belong to, loads it, and keeps the stacks that they do belong to."""

    def __init__(self, files: frozenset[str], inputs: Inputs | None) -> None:
        self._files = files
        self._inputs = inputs
        self._found_environments: Environments | None = None
        self._workspaces: dict[str, Workspace] = {}
        self._scopes: list[Project] = []
        self._projects: dict[str, Project] = {}
        self._roots: dict[str, Workspace] = {}
        self._documents: dict[str, Workspace] = {}
        self._wanted: set[str] = set()
        """Documents that count in any case; others do when a given file was read for them."""
        self.planned: set[str] = set()
        """The sources of the plans that were given: who gives a plan asks about them."""
        self._planned_roots: set[str] = set()
        self._stacks: list[Stack] = []

    def add_directories(self, directories: Iterable[str]) -> None:
        """All below some directories; a module that something below them calls comes with its callers."""
        terraform: dict[Workspace, list[str]] = {}
        for directory in directories:
            workspace = self._workspace(directory)
            found = inventory.take(directory)
            terraform.setdefault(workspace, []).extend(found.terraform)
            documents = [path for path in found.documents if inventory.is_about_ecs(path)]
            self._documents |= dict.fromkeys(documents, workspace)
            self._wanted.update(documents)
            for path, reason in found.unreadable:
                place = Span(Source(workspace.shown(path), ""), 0, 0)
                self._stacks.append(_unreadable(Unreadable(f"the directory cannot be read: {reason}", place)))
        for workspace, modules in terraform.items():
            scope = Project(workspace, modules)
            self._scopes.append(scope)
            self._roots |= dict.fromkeys(scope.roots, workspace)

    def add_file(self, file: str) -> None:
        """Everything in its project that a file may take part in."""
        directory, name = os.path.split(file)
        project = self._project(directory)
        if name.endswith(inventory.TERRAFORM_VARIABLES):
            stacks = self._environments().readers(project.workspace, file)
            roots = project.callers(directory) + [root for root in project.roots if root in stacks]
        elif name.endswith(inventory.TERRAFORM):
            roots = project.callers(directory)
        elif name.endswith(".hcl"):
            roots = project.units(file)
        else:
            roots = project.readers(file)
        self._roots |= dict.fromkeys(roots, project.workspace)
        if inventory.is_document(name) and inventory.is_about_ecs(file):
            documents = inventory.documents_around(file, project.workspace.root)
            self._documents |= dict.fromkeys(documents, project.workspace)

    def load(self) -> list[Stack]:
        """The stacks, in the order of their names."""
        self._load_documents()
        if self._roots:
            self._load_roots()
        return sorted(self._stacks, key=lambda stack: stack.name)

    def _load_roots(self) -> None:
        """Terraform's root modules, each once for every environment."""
        environments = self._environments()
        runs = {root: environments.of(workspace, root) for root, workspace in self._roots.items()}
        environments.refuse_undeclared()
        for root, workspace in self._roots.items():
            for inputs in runs[root]:
                if inputs.environment or root not in self._planned_roots:
                    self._stacks.append(_load_root(workspace, root, inputs))

    def _environments(self) -> Environments:
        if self._found_environments is None:
            from ecslint.environments import Environments

            self._found_environments = Environments(self._inputs)
        return self._found_environments

    def _load_documents(self) -> None:
        """Templates, and folders of ECS documents; a document that Terraform reads is a part of its stack."""
        templates: dict[str, Stack] = {}
        folders: dict[str, list[str]] = {}
        for path, workspace in self._documents.items():
            try:
                text = workspace.read(path).text
            except Unreadable as problem:
                self._keep(path, _unreadable(problem))
                continue
            from ecslint.parsers import ecs_json, terraform_plan

            if terraform_plan.recognise(text):
                self._load_plan(workspace, path)
                continue
            if ecs_json.recognise(text):
                if not any(project.readers(path) for project in (*self._scopes, *self._projects.values())):
                    folders.setdefault(os.path.dirname(path), []).append(path)
                continue
            from ecslint.parsers import cloudformation

            if cloudformation.recognise(text) and (template := cloudformation.load(workspace, path)):
                templates[path] = template
        for path in _outermost(templates):
            self._keep(path, templates[path])
        for folder, paths in folders.items():
            workspace = self._documents[paths[0]]
            self._keep(paths[0], ecs_json.load(workspace, sorted(paths), workspace.shown(folder)))

    def _load_plan(self, workspace: Workspace, path: str) -> None:
        """A plan stands in the place of the root module that it was made of, or beside its environments."""
        from ecslint.parsers import terraform_plan

        loaded = terraform_plan.load(workspace, path)
        if loaded is not None and (path in self._wanted or path in self._files):
            stack, root = loaded
            self._stacks.append(stack)
            self._planned_roots.add(os.path.realpath(root))
            if path in self._files:
                self.planned.update(_located(source.path) for source in stack.sources)

    def _keep(self, document: str, stack: Stack) -> None:
        """Keep the stack of a document that counts, or that has read a given file."""
        if document in self._wanted or any(_located(source.path) in self._files for source in stack.sources):
            self._stacks.append(stack)

    def _workspace(self, directory: str) -> Workspace:
        root = inventory.boundary(directory)
        return self._workspaces.setdefault(root, Workspace(root))

    def _project(self, directory: str) -> Project:
        top = inventory.project_root(directory)
        if top not in self._projects:
            self._projects[top] = Project(self._workspace(directory), inventory.take(top).terraform)
        return self._projects[top]


def _load_root(workspace: Workspace, root: str, inputs: Inputs) -> Stack:
    """A root module, or the one that a Terragrunt file runs."""
    if inventory.is_terragrunt(root):
        from ecslint.parsers import terragrunt

        return terragrunt.load(workspace, root, inputs)
    from ecslint.parsers import terraform

    return terraform.load(workspace, root, inputs)


def _outermost(templates: dict[str, Stack]) -> list[str]:
    """The paths of the templates that no other one has read as its nested template."""
    parents: dict[str, set[str]] = {}
    own = {path: template.sources[0].path for path, template in templates.items() if template.sources}
    for path, template in templates.items():
        for source in template.sources[1:]:
            parents.setdefault(source.path, set()).add(own[path])
    return [
        path
        for path, template in templates.items()
        if parents.get(own.get(path, ""), set()) <= {source.path for source in template.sources}
    ]


def _unreadable(problem: Unreadable) -> Stack:
    """A stack of which nothing is known but that it cannot be read."""
    source = problem.span.source
    return Stack(
        name=source.path,
        language="",
        problems=[Problem("ECS001", problem.message, problem.span)],
        sources=[source],
        complete=False,
    )
