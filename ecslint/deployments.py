"""What templates are deployed with: the parameters of the command line, of configuration files, of SAM's."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ecslint.files import is_file
from ecslint.refusal import Refusal
from ecslint.source import Span, Workspace
from ecslint.value import Known, Step, Value, passed

if TYPE_CHECKING:
    from ecslint.config import Settings
    from ecslint.configurations import Configurations

_SAM = "samconfig.toml"

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

    __slots__ = ("_configurations", "_declared", "_given", "_sought")

    def __init__(self, given: Parameters, configurations: Configurations) -> None:
        self._given = tuple(given)
        self._configurations = configurations
        self._declared: set[str] = set()
        self._sought: dict[tuple[str, str], bool] = {}

    def of(self, workspace: Workspace, template: str) -> list[Deployment]:
        """The ways in which a template is deployed, at least one. Raises Refusal."""
        described = self._configured(workspace, template)
        if described is None and is_file(os.path.join(os.path.dirname(template), _SAM)):
            from ecslint.parsers.cloudformation import samconfig

            found = samconfig.environments(workspace, template)
            described = [Deployment(each.name, (each.parameters,)) for each in found]
        return [
            Deployment(each.environment, each.given + self._given) for each in described or [Deployment("")]
        ]

    def readers(self, workspace: Workspace, file: str, templates: Iterable[str]) -> list[str]:
        """The templates to which a configuration file gives a file, or which `samconfig.toml` is beside."""
        directory, name = os.path.split(file)
        if name == _SAM:
            return [path for path in templates if os.path.dirname(path) == directory]
        configuration = self._configurations.nearest(workspace, directory)
        found = [] if configuration is None else configuration.readers(file)
        return [path for path in found if is_file(path)]

    def arguments(self, workspace: Workspace, deployment: Deployment, declared: dict[str, Span]) -> Arguments:
        """What a deployment gives to the parameters that a template declares. Raises Refusal."""
        self._declared.update(declared)
        arguments: Arguments = {}
        for given in deployment.given:
            how, values = self._values(workspace, given, declared)
            for name, value in values.items():
                if how:
                    sought = name, how
                    self._sought[sought] = self._sought.get(sought, False) or name in declared
                if name in declared:
                    arguments[name] = value
        return arguments

    def refuse_undeclared(self) -> None:
        """Raise Refusal for a parameter that was set for templates of which none declares it."""
        for (name, how), known in self._sought.items():
            if not known:
                message = f"no template declares the parameter '{name}' that is set {how}"
                raise Refusal(message, "", name, sorted(self._declared))

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
