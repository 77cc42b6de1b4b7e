"""What templates are deployed with: the parameters of the command line, of configuration files, of SAM's."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ecslint.files import is_file
from ecslint.refusal import Refusal
from ecslint.source import Span, Workspace
from ecslint.value import Known, Step, Value, passed

if TYPE_CHECKING:
    from ecslint.config import Settings
    from ecslint.configurations import Configurations

_SAM = ("samconfig.toml", "samconfig.yaml", "samconfig.yml")

Arguments = dict[str, Callable[[], Value]]
"""Values of parameters, by their names, each made when it is first read."""


class Parameter(NamedTuple):
    """A parameter that is set by its name; `how` ends the note of it: `by --parameters`."""

    name: str
    value: str
    how: str


class ParametersFile(NamedTuple):
    """A file of parameters."""

    path: str


Parameters = Sequence[Parameter | ParametersFile]
"""What the command line gives, the last the strongest."""


class Deployment(NamedTuple):
    """One way in which a template is deployed: the name of the environment, and what is given."""

    environment: str
    given: tuple[Parameter | ParametersFile | dict[str, Value], ...] = ()


class Deployments:
    """How each template is deployed: what the command line gives counts more than what files say."""

    __slots__ = ("_configurations", "_given")

    def __init__(self, given: Parameters, configurations: Configurations) -> None:
        self._given = tuple(given)
        self._configurations = configurations

    def of(self, workspace: Workspace, template: str) -> list[Deployment]:
        """The ways in which a template is deployed, at least one. Raises Refusal."""
        described = self._configured(workspace, template)
        directory = os.path.dirname(template)
        if described is None and any(is_file(os.path.join(directory, name)) for name in _SAM):
            from ecslint.parsers.cloudformation import samconfig

            found = samconfig.environments(workspace, template)
            described = [Deployment(each.name, (each.parameters,)) for each in found]
        return [
            Deployment(each.environment, each.given + self._given) for each in described or [Deployment("")]
        ]

    def readers(self, workspace: Workspace, file: str, templates: Iterable[str]) -> list[str]:
        """The templates to which a configuration file gives a file, or which one of SAM is beside."""
        directory, name = os.path.split(file)
        if name in _SAM:
            return [path for path in templates if os.path.dirname(path) == directory]
        configuration = self._configurations.nearest(workspace, directory)
        found = [] if configuration is None else configuration.readers(file)
        return [path for path in found if is_file(path)]

    def arguments(self, workspace: Workspace, deployment: Deployment, declared: dict[str, Span]) -> Arguments:
        """What a deployment gives to the parameters that a template declares. Raises Refusal."""
        return {
            name: value
            for given in deployment.given
            for name, value in self._values(workspace, given, declared)[1].items()
            if name in declared
        }

    def refuse_undeclared(
        self,
        templates: dict[str, Workspace],
        declared: Callable[[Workspace, str], Collection[str]],
    ) -> None:
        """Raise Refusal for a parameter that was set for templates of which none declares it.

        A template is only asked what it declares if it has the name.
        """
        sought: dict[tuple[str, str], bool] = {}
        for path, workspace in templates.items():
            described = self._configured(workspace, path) or [Deployment("")]
            for given in {each: None for deployment in described for each in deployment.given + self._given}:
                how, values = self._values(workspace, given, {})
                for name in values:
                    if not sought.get((name, how)):
                        there = name in workspace.read(path).text and name in declared(workspace, path)
                        sought[name, how] = there
        for (name, how), known in sought.items():
            if not known:
                message = f"no template declares the parameter '{name}' that is set {how}"
                words = {each for path, workspace in templates.items() for each in declared(workspace, path)}
                raise Refusal(message, "", name, sorted(words))

    @staticmethod
    def _values(
        workspace: Workspace, given: Parameter | ParametersFile | dict[str, Value], declared: dict[str, Span]
    ) -> tuple[str, Arguments]:
        """How values are set, and the values. SAM, for which nothing is said, passes over other names."""
        if isinstance(given, Parameter):
            name, value, how = given

            def typed() -> Value:
                place = declared[name]
                return Known(value, place, (Step(place, f"parameter {name} set {how}"),))

            return how, {name: typed}
        how = ""
        if isinstance(given, ParametersFile):
            from ecslint.parsers.cloudformation import parameter_files

            inside = workspace.contains(given.path)
            reader = workspace if inside else Workspace(os.path.dirname(given.path))
            how = f"in {reader.shown(given.path)}"
            given = parameter_files.read(reader, given.path)
        return how, {name: partial(_set_in_file, name, value) for name, value in given.items()}

    def _configured(self, workspace: Workspace, template: str) -> list[Deployment] | None:
        configuration = self._configurations.nearest(workspace, os.path.dirname(template))
        table = configuration.stack(template) if configuration is not None else None
        if configuration is None or table is None:
            return None
        shared = _given(table.settings, f"in {configuration.path}")
        named = [
            Deployment(each.name, shared + _given(each.settings, f"by environment {each.name}"))
            for each in table.environments
        ]
        return named or [Deployment("", shared)]


def _set_in_file(name: str, value: Value) -> Value:
    file = os.path.basename(value.span.source.path)
    return passed(value, Step(value.span, f"parameter {name} set in {file}"))


def _given(settings: Settings, how: str) -> tuple[Parameter | ParametersFile, ...]:
    from ecslint.parsers.cloudformation.parameter_files import written

    return (
        *(ParametersFile(path) for path in settings.parameters),
        *(Parameter(name, written(value) or "", how) for name, value in settings.vars),
    )
