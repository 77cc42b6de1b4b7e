"""The CloudFormation templates among the documents: which belong together, and the stacks they make."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from ecslint import facts, inventory
from ecslint.resource import Problem, Stack
from ecslint.source import Source, Workspace
from ecslint.value import Mapping

if TYPE_CHECKING:
    from ecslint.configurations import Configurations
    from ecslint.deployments import Arguments, Deployments, Parameters
    from ecslint.parsers.cloudformation import Scope


class Templates:
    """Templates, with those that are only looked at for what others import from them or nest."""

    def __init__(self, parameters: Parameters, configurations: Configurations) -> None:
        self._parameters = parameters
        self._configurations = configurations
        self._made_deployments: Deployments | None = None
        self._scopes: dict[Workspace, Scope] = {}
        self._documents: dict[Workspace, dict[str, None]] = {}
        self._everywhere: dict[Workspace, list[str]] = {}

    @property
    def key(self) -> object:
        """What decides about the stacks beside the templates themselves and what is configured."""
        considered = {each.root: sorted(paths) for each, paths in self._documents.items()}
        return considered, tuple(self._parameters)

    def consider(self, workspace: Workspace, documents: Iterable[str]) -> None:
        """Count documents as being in scope, whether they are about ECS or not."""
        self._documents.setdefault(workspace, {}).update(dict.fromkeys(documents))

    def add(self, workspace: Workspace, path: str, given: bool) -> list[Problem]:
        """Add a template; the faults of a file that is none.

        What lies in the output of a CDK app that has no use for it any more counts when it is given.
        """
        scope = self._scope(workspace)
        if (not given and scope.assemblies.is_left_over(path)) or scope.add(path) is not None:
            return []
        return scope.files.faults(path)

    def deployed_with(self, workspace: Workspace, file: str, documents: Iterable[str]) -> list[str]:
        """The templates, among some documents, that a file of parameters is for."""
        return self._deployments.readers(workspace, file, filter(inventory.is_about_ecs, documents))

    def stacks(self, wants: Callable[[str, list[Source]], bool]) -> Iterator[Stack]:
        """The stacks of the templates that are wanted, by their file and all that they have read."""
        if not self._scopes:
            return
        for workspace, scope in self._scopes.items():
            documents = self._documents.get(workspace, {})
            exporters = partial(filter, inventory.exports, documents)
            deployed = {path: self._deployed(scope, path) for path in scope.paths}
            if not any(given for found in deployed.values() for given in found.values()):
                yield from scope.join(exporters, wants)
                continue
            for environment in dict.fromkeys(name for found in deployed.values() for name in found):
                yield from self._of_environment(scope, environment, deployed, exporters, wants)
        self._deployments.refuse_undeclared()

    @property
    def _deployments(self) -> Deployments:
        if self._made_deployments is None:
            from ecslint.deployments import Deployments

            self._made_deployments = Deployments(self._parameters, self._configurations)
        return self._made_deployments

    def _deployed(self, scope: Scope, path: str) -> dict[str, Arguments]:
        """What a template is given in each of its environments."""
        workspace, root = scope.files.workspace, scope.files.root(path)
        section = None if root is None else root.items.get("Parameters")
        declared = section.keys if isinstance(section, Mapping) else {}
        return {
            each.environment: self._deployments.arguments(workspace, each, declared)
            for each in self._deployments.of(workspace, path)
        }

    def _of_environment(
        self,
        scope: Scope,
        environment: str,
        deployed: dict[str, dict[str, Arguments]],
        exporters: Callable[[], Iterable[str]],
        wants: Callable[[str, list[Source]], bool],
    ) -> Iterator[Stack]:
        """The stacks as they are in one environment, of the templates that are deployed to it."""
        workspace = scope.files.workspace

        def arguments(path: str) -> Arguments:
            if path not in deployed:
                deployed[path] = self._deployed(scope, path)
            return deployed[path].get(environment, {})

        def wanted(path: str, sources: list[Source]) -> bool:
            given = deployed.get(path, {})
            read = [source for values in given.values() for source in _sources(values)]
            return environment in given and wants(path, sources + read)

        from ecslint.parsers.cloudformation import Scope

        there = Scope(workspace, partial(self._all, workspace), arguments)
        for path in list(deployed):
            there.add(path)
        read = {
            workspace.shown(path): _sources(found.get(environment, {})) for path, found in deployed.items()
        }
        for stack in there.join(exporters, wanted):
            stack.environment = environment
            stack.sources += (each for each in read.get(stack.name, ()) if each not in stack.sources)
            yield stack

    def _scope(self, workspace: Workspace) -> Scope:
        if workspace not in self._scopes:
            from ecslint.parsers.cloudformation import Scope

            self._scopes[workspace] = Scope(workspace, partial(self._all, workspace))
        return self._scopes[workspace]

    def _all(self, workspace: Workspace) -> list[str]:
        """Every document in a workspace: the template of a URL may be anywhere in it."""
        if workspace not in self._everywhere:
            self._everywhere[workspace] = inventory.take(workspace.root).documents
        found = self._everywhere[workspace]
        facts.note(facts.DOCUMENTS, workspace.root, facts.of_names(found))
        return found


def _sources(arguments: Arguments) -> list[Source]:
    """The files in which values are set."""
    return list(dict.fromkeys(value().span.source for value in arguments.values()))


def related(file: str, documents: Iterable[str]) -> list[str]:
    """The templates that may nest one, or be joined to it by exports and imports, directly or not."""
    texts = {path: text for path in documents if (text := inventory.template_text(path))}
    joined = {path for path, text in texts.items() if inventory.imports_or_exports(text)}
    reached, waiting = {file: None}, [file]
    while waiting:
        current = waiting.pop()
        name = os.fsencode(os.path.basename(current))
        beside = joined if current in joined else set()
        for path, text in texts.items():
            if path not in reached and (path in beside or name in text):
                reached[path] = None
                waiting.append(path)
    return list(reached)
