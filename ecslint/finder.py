"""From paths to what they may belong to: root modules, documents, and the files that decide about them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ecslint import ignored, inventory
from ecslint.configurations import OWN, Configurations
from ecslint.exclusion import Exclusion
from ecslint.files import located
from ecslint.grouping import Grouping, unreadable_directory
from ecslint.outlines import Outlines
from ecslint.project import Project
from ecslint.source import Workspace
from ecslint.templates import Templates, related
from ecslint.unit import Unit

if TYPE_CHECKING:
    from ecslint.config import Configuration
    from ecslint.deployments import Parameters
    from ecslint.environments import Environments
    from ecslint.memory import Memory
    from ecslint.parsers.terraform import Inputs


class Finder:
    """Gathers what the given paths may belong to."""

    def __init__(
        self,
        files: frozenset[str],
        inputs: Inputs | None,
        parameters: Parameters,
        configurations: Configurations,
        exclude: Iterable[str],
        memory: Memory,
    ) -> None:
        self._files = files
        self._memory = memory
        self.inputs = inputs
        self.configurations = configurations
        self._exclusion = Exclusion(configurations, exclude)
        self._given = inputs is not None or bool(parameters)
        self._found_environments: Environments | None = None
        self._workspaces: dict[str, Workspace] = {}
        self._scopes: list[Project] = []
        self._projects: dict[str, Project] = {}
        self._project_documents: dict[Project, list[str]] = {}
        self._roots: dict[str, Workspace] = {}
        self._variables: dict[str, list[str]] = {}
        self._documents: dict[str, Workspace] = {}
        self._templates = Templates(parameters, self.configurations)
        self._wanted: set[str] = set()
        """Documents that count in any case; others do when a given file was read for them."""
        self.planned: set[str] = set()
        """The sources of the plans that were given: who gives a plan asks about them."""
        self._unreadable: list[Unit] = []

    def add_directories(self, directories: Iterable[str]) -> None:
        """All below some directories; a module that something below them calls comes with its callers."""
        terraform: dict[Workspace, list[str]] = {}
        for directory in directories:
            workspace = self._workspace(directory)
            found = inventory.take(directory)
            ignored.drop(directory, found)
            found.terraform = self._exclusion.left_of_terraform(workspace, directory, found.terraform)
            found.documents = self._exclusion.left(workspace, directory, found.documents)
            terraform.setdefault(workspace, []).extend(found.terraform)
            self._variables |= found.variables
            self._templates.consider(workspace, found.documents)
            documents = [path for path in found.documents if inventory.is_about_ecs(path)]
            self._documents |= dict.fromkeys(documents, workspace)
            self._wanted.update(documents)
            for path, reason in found.unreadable:
                self._unreadable.append(unreadable_directory(workspace, path, reason))
        for workspace, modules in terraform.items():
            scope = Project(Outlines(workspace, self._memory), modules)
            self._scopes.append(scope)
            self._roots |= dict.fromkeys(scope.roots, workspace)

    def add_file(self, file: str) -> None:
        """Everything in its project that a file may take part in."""
        roots, documents = self._around(file)
        self._roots |= roots
        self._documents |= documents

    def has_all_around(self, file: str) -> bool:
        """Whether everything that a file may take part in was loaded, and with what is configured for it."""
        roots, documents = self._around(file)
        loaded = roots.keys() <= self._roots.keys() and documents.keys() <= self._documents.keys()
        return loaded and not self._given

    def configuration(self, path: str) -> Configuration | None:
        """The configuration file that counts for a file or directory. Raises Refusal."""
        directory = _directory(path)
        return self.configurations.nearest(self._holding(directory), directory)

    def configuration_file(self, path: str) -> str:
        """The path of that file, or of the one that could be made at the top of the repository."""
        found = self.configuration(path)
        if found is not None:
            return os.path.abspath(found.path)
        return os.path.join(self._holding(_directory(path)).root, OWN)

    def _around(self, file: str) -> tuple[dict[str, Workspace], dict[str, Workspace]]:
        """The roots and the documents in its project that a file may take part in."""
        directory, name = os.path.split(file)
        project = self._project(directory)
        if name.endswith(inventory.TERRAFORM_VARIABLES):
            stacks = self._environments().readers(project.workspace, file)
            stacks += [root for root, files in self._variables.items() if file in files]
            roots = project.callers(directory) + [root for root in project.roots if root in stacks]
        elif name.endswith(inventory.TERRAFORM):
            roots = project.callers(directory)
        elif name.endswith(".hcl"):
            roots = project.units(file)
        else:
            roots = project.readers(file)
        documents: list[str] = []
        is_template = inventory.is_document(name) and bool(inventory.template_text(file))
        if name.endswith(inventory.JSONNET) or inventory.is_document(name) and inventory.is_about_ecs(file):
            documents += inventory.documents_around(file, project.workspace.root)
            if not is_template:
                documents += filter(inventory.may_be_configuration, self._project_documents[project])
        documents += self._templates.deployed_with(project.workspace, file, self._project_documents[project])
        if is_template:
            found = related(file, self._project_documents[project])
            self._templates.consider(project.workspace, found)
            documents += filter(inventory.is_about_ecs, found)
        return dict.fromkeys(roots, project.workspace), dict.fromkeys(documents, project.workspace)

    def units(self) -> list[Unit]:
        """What all that was gathered makes. Raises Refusal."""
        grouping = Grouping(self._files, self._wanted, self._templates, self._is_read)
        grouping.add_documents(self._documents)
        if self._roots:
            grouping.add_roots(self._roots, self._variables, self._environments())
        grouping.add_plans()
        self.planned = grouping.planned
        return [*self._unreadable, *grouping.units]

    def _is_read(self, document: str) -> bool:
        """Whether Terraform reads a document."""
        return any(project.readers(document) for project in (*self._scopes, *self._projects.values()))

    def _environments(self) -> Environments:
        if self._found_environments is None:
            from ecslint.environments import Environments

            self._found_environments = Environments(self.inputs, self.configurations, self._memory)
        return self._found_environments

    def _holding(self, directory: str) -> Workspace:
        """The workspace in which a directory was read."""
        below = os.path.join(directory, "")
        known = [each for each in self._workspaces.values() if below.startswith(os.path.join(each.root, ""))]
        return max(known, key=lambda each: len(each.root)) if known else self._workspace(directory)

    def _workspace(self, directory: str) -> Workspace:
        root = inventory.boundary(directory)
        return self._workspaces.setdefault(root, Workspace(root))

    def _project(self, directory: str) -> Project:
        top = inventory.project_root(directory)
        if top not in self._projects:
            found = inventory.take(top)
            outlines = Outlines(self._workspace(directory), self._memory)
            self._projects[top] = project = Project(outlines, found.terraform)
            self._project_documents[project] = found.documents
            self._variables |= found.variables
        return self._projects[top]


def _directory(path: str) -> str:
    """The directory of a file, or the one that a path is."""
    place = located(path)
    return place if os.path.isdir(place) else os.path.dirname(place)
