"""The CloudFormation templates among the documents: which belong together, and the stacks they make."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ecslint import facts, inventory
from ecslint.resource import Stack, unread
from ecslint.source import Source, Span, Workspace
from ecslint.value import Mapping

if TYPE_CHECKING:
    from ecslint.configurations import Configurations
    from ecslint.deployments import Arguments, Deployments, Parameters
    from ecslint.parsers.cloudformation import Files
    from ecslint.parsers.cloudformation.joining import Joined

_REACHING = ("AWS::CloudFormation::Stack", "AWS::Serverless::Application", "AWS::Include", "ImportValue")
"""By what a template takes in others: without any of these words it stands by itself."""

Wants = Callable[[str, list[Source]], bool]
"""Whether a stack is wanted, by the file of its template and all that it has read."""


class Deployed(NamedTuple):
    """A template that is a stack by itself, in each of its environments, with all that belongs to it.

    `paths` are its files as far as they are known, `key` what decides about its stacks beside files.
    """

    path: str
    workspace: Workspace
    paths: list[str]
    key: object
    stacks: Callable[[Wants], Iterator[Stack]]


class Templates:
    """Templates, with those that are only looked at for what others import from them or nest."""

    def __init__(self, parameters: Parameters, configurations: Configurations) -> None:
        self._parameters = parameters
        self._configurations = configurations
        self._made_deployments: Deployments | None = None
        self._files: dict[Workspace, Files] = {}
        self._documents: dict[Workspace, dict[str, None]] = {}
        self._everywhere: dict[Workspace, list[str]] = {}

    def consider(self, workspace: Workspace, documents: Iterable[str]) -> None:
        """Count documents as being in scope, whether they are about ECS or not."""
        self._documents.setdefault(workspace, {}).update(dict.fromkeys(documents))

    def deployed_with(self, workspace: Workspace, file: str, documents: Iterable[str]) -> list[str]:
        """The templates, among some documents, that a file of parameters is for."""
        return self._deployments.readers(workspace, file, filter(inventory.is_about_ecs, documents))

    def deployed(self, paths: dict[str, Workspace], given: Iterable[str]) -> Iterator[Deployed]:
        """The templates of some files that are stacks by themselves. Raises Refusal.

        What lies in the output of a CDK app that has no use for it any more counts when it is given.
        """
        current = {
            path: workspace
            for path, workspace in paths.items()
            if path in given or not self._files_of(workspace).assemblies.is_left_over(path)
        }
        declaring = dict(current)
        for workspace in dict.fromkeys(current.values()):
            own = [path for path in current if current[path] is workspace]
            together = self._together(workspace, own)
            declaring |= dict.fromkeys(together.arguments, workspace)
            yield from map(self._keyed, together.deployed())
            for path in own:
                if path not in together.own:
                    yield self._keyed(self._alone(workspace, path))
        if declaring:
            self._deployments.refuse_undeclared(
                declaring, lambda workspace, path: _declared(self._files_of(workspace), path)
            )

    def _together(self, workspace: Workspace, paths: list[str]) -> _Together:
        """Those of some templates that take in others, or that others may take in."""
        documents = self._documents.get(workspace, {})
        own = {path for path in paths if any(word in workspace.read(path).text for word in _REACHING)}
        while True:
            together = self._of(workspace, [path for path in paths if path in own])
            more = set(own)
            if together.imports:
                together.add(filter(inventory.exports, documents))
                more.update(path for path in paths if inventory.exports(path))
            more.update(together.paths.intersection(paths))
            if more == own:
                return together
            own = more

    def _of(self, workspace: Workspace, paths: list[str]) -> _Together:
        return _Together(self._files_of(workspace), self._deployments, paths)

    def _alone(self, workspace: Workspace, path: str) -> Deployed:
        """A template that neither takes in others nor is taken in: it is read when it is asked for."""

        def stacks(wants: Wants) -> Iterator[Stack]:
            for each in self._of(workspace, [path]).deployed():
                yield from each.stacks(wants)

        return Deployed(path, workspace, [path], "", stacks)

    def _keyed(self, each: Deployed) -> Deployed:
        return each._replace(key=(each.key, tuple(self._parameters)))

    @property
    def _deployments(self) -> Deployments:
        if self._made_deployments is None:
            from ecslint.deployments import Deployments

            self._made_deployments = Deployments(self._parameters, self._configurations)
        return self._made_deployments

    def _files_of(self, workspace: Workspace) -> Files:
        if workspace not in self._files:
            from ecslint.parsers.cloudformation import Files

            self._files[workspace] = Files(workspace, partial(self._all, workspace))
        return self._files[workspace]

    def _all(self, workspace: Workspace) -> list[str]:
        """Every document in a workspace: the template of a URL may be anywhere in it."""
        if workspace not in self._everywhere:
            self._everywhere[workspace] = inventory.take(workspace.root).documents
        found = self._everywhere[workspace]
        facts.note(facts.DOCUMENTS, workspace.root, facts.of_names(found))
        return found


class _Together:
    """Templates that are looked at together, as they are in each environment."""

    def __init__(self, files: Files, deployments: Deployments, own: list[str]) -> None:
        from ecslint.parsers.cloudformation import Scope

        self._files = files
        self._deployments = deployments
        self.own = own
        self._facts: dict[str, facts.Facts] = {}
        self.arguments: dict[str, dict[str, Arguments]] = {}
        """What each template is given, in each of its environments."""
        for path in own:
            self._learn(path)
        found = list(self.arguments.values())
        named = any(given for environments in found for given in environments.values())
        names = dict.fromkeys(name for environments in found for name in environments) if named else [""]
        self._is_named = named
        self._scopes = {name: Scope(files, partial(self._given, name)) for name in names}
        self.add(own)

    def add(self, paths: Iterable[str]) -> None:
        """Add templates, which are no stacks unless they are among the first."""
        for path in paths:
            for scope in self._scopes.values():
                scope.add(path)

    @property
    def imports(self) -> bool:
        """Whether any of the templates imports something."""
        return any(scope.imports for scope in self._scopes.values())

    @property
    def paths(self) -> set[str]:
        """The files of all templates, of those that they nest, and of what they include."""
        return {path for scope in self._scopes.values() for path in scope.paths}

    def _learn(self, path: str) -> None:
        """Find out what a template is deployed with."""
        with facts.collected() as self._facts[path]:
            workspace, declared = self._files.workspace, _declared(self._files, path)
            self.arguments[path] = {
                each.environment: self._deployments.arguments(workspace, each, declared)
                for each in self._deployments.of(workspace, path)
            }

    def _given(self, environment: str, path: str) -> Arguments:
        """What a template is given in an environment; one that is deployed once only is the same in all."""
        if path not in self.arguments:
            self._learn(path)
        given = self.arguments[path]
        only = next(iter(given.values())) if len(given) == 1 else {}
        return given.get(environment, only)

    def deployed(self) -> Iterator[Deployed]:
        """Those of the first templates that are stacks by themselves."""
        runs: dict[str, list[tuple[str, Joined]]] = {}
        for environment, scope in self._scopes.items():
            for joined in scope.joined(self.own):
                if not self._is_named or environment in self.arguments[joined.path]:
                    runs.setdefault(joined.path, []).append((environment, joined))
        for path in self.own:
            own = runs.get(path, [])
            if own or self._files.root(path) is None:
                files = dict.fromkeys(
                    file for _, joined in own for part in joined.parts for file in part.paths
                )
                key = [(name, self._scopes[name].meant(joined)) for name, joined in own]
                stacks = partial(self._stacks, path, own)
                yield Deployed(
                    path, self._files.workspace, [path, *sorted(files.keys() - {path})], key, stacks
                )

    def _stacks(self, path: str, runs: list[tuple[str, Joined]], wants: Wants) -> Iterator[Stack]:
        """The stacks of a template, in each environment, that are wanted."""
        facts.again(self._facts[path])
        set_in = [self._set_in(environment, joined) for environment, joined in runs]
        everywhere = [source for sources in set_in for source in sources]
        for (environment, joined), sources in zip(runs, set_in, strict=True):
            if wants(path, [source for part in joined.parts for source in part.sources] + everywhere):
                stack = self._scopes[environment].stack(joined)
                if stack is not None:
                    stack.environment = environment
                    stack.sources += (source for source in sources if source not in stack.sources)
                    yield stack
        problems = self._files.faults(path) if not runs else []
        if problems:
            stack = unread(problems)
            if wants(path, stack.sources):
                yield stack

    def _set_in(self, environment: str, joined: Joined) -> list[Source]:
        """The files in which the parameters of a stack and of its parts are set."""
        sources: dict[Source, None] = {}
        for part in joined.parts:
            facts.again(part.facts)
            facts.again(self._facts[part.path])
            given = self._given(environment, part.path)
            sources |= dict.fromkeys(value().span.source for value in given.values())
        return list(sources)


def _declared(files: Files, path: str) -> dict[str, Span]:
    """The parameters that a template declares, and where."""
    root = files.root(path)
    section = None if root is None else root.items.get("Parameters")
    return section.keys if isinstance(section, Mapping) else {}


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
