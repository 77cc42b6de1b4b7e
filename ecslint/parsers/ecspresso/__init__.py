"""ecspresso: a configuration file, and the service and task definition that it deploys together."""

from __future__ import annotations

import os
import re

from ecslint.parsers import ecs_json
from ecslint.parsers.ecspresso.choices import DEFINITIONS, Choice, choices, chosen
from ecslint.parsers.ecspresso.reading import Reading, lowered
from ecslint.resource import ECS_JSON, Resource, Stack
from ecslint.source import Span, Workspace
from ecslint.value import Absent, Known, Mapping, Reference, Text, Unknown, Value

_key = r"""(?:task|service)_definition"""
_in_yaml = re.compile(rf"""(?m)^["']?{_key}["']?[ \t]*+:""").search
_in_json = re.compile(rf"""["']?\b{_key}["']?\s*+:""").search
_opening = re.compile(r"\s*+\{").match
_definition = re.compile(r".*\.(?:json|jsonnet|ya?ml)", re.DOTALL).fullmatch


def recognise(path: str, text: str) -> bool:
    """Whether a file may be the configuration of ecspresso, by the keys that name its definitions."""
    if path.endswith(".jsonnet"):
        return _in_json(text) is not None
    return (_in_json if _opening(text) else _in_yaml)(text) is not None


def load(workspace: Workspace, path: str) -> list[Stack]:
    """What a configuration file deploys, as one stack; none when it is no configuration file.

    A file whose definitions are named with the help of the environment is as many deployments as there
    are files that can be meant.
    """
    found: list[Stack] = []
    outer = Reading(workspace, Stack(workspace.shown(path), ECS_JSON, complete=False))
    config = outer.document(path, outline=True)
    if isinstance(config, Unknown) and path.endswith(".jsonnet"):
        outer.stack.unknowns.append(config)
        return [outer.stack]
    if isinstance(config, Mapping) and any(_is_path(config.items.get(name)) for name in DEFINITIONS):
        for choice in (*choices(workspace, os.path.dirname(path), config), {}):
            name = ", ".join((workspace.shown(path), *choice.values()))
            reading = Reading(workspace, Stack(name, ECS_JSON))
            reading.document(path, outline=True)
            deployment = _Deployment(reading, os.path.dirname(path), config, choice)
            deployment.declare()
            if deployment.is_meant if choice else not found:
                found.append(reading.stack)
    return found


def _is_path(value: Value | None) -> bool:
    """Whether a value may be the path of a definition file."""
    match value:
        case Unknown():
            return True
        case Text(parts=(*_, Known(value=str() as end))) | Known(value=str() as end):
            return _definition(end) is not None
    return False


class _Deployment:
    """The definitions that one configuration file names, joined as ecspresso joins them."""

    def __init__(self, reading: Reading, directory: str, config: Mapping, choice: Choice) -> None:
        self.reading = reading
        self.directory = directory
        self.config = config
        self.choice = choice
        self.addresses: set[str] = set()
        self.is_meant = True
        """Whether every file is there, and what it is taken for."""

    def declare(self) -> None:
        task = self.task_definition()
        service = self.opened(self.definition("service_definition"))
        self.is_meant &= service is None or "containerDefinitions" not in service.items
        if service is not None:
            self.add(ecs_json.SERVICE, self.deployed(lowered(service), task))

    def task_definition(self) -> Value:
        """What the service runs: whatever its own file says, ecspresso registers this file and deploys it."""
        value = self.opened(self.definition("task_definition"))
        if value is None:
            return Unknown("the configuration of ecspresso names no task definition", self.config.span)
        wrapped = value.items.get("taskDefinition")
        resource = self.add(
            ecs_json.TASK_DEFINITION, lowered(wrapped if isinstance(wrapped, Mapping) else value)
        )
        given = self.config.items.get("task_definition", self.config)
        return Reference(resource.address, "", given.span)

    def opened(self, definition: Value) -> Mapping | None:
        """A definition as an object, of which nothing is known where it cannot be read; None without one."""
        if isinstance(definition, Unknown):
            self.is_meant &= definition.span.source.path != self.config.span.source.path
            return Mapping({}, definition.span, open=definition)
        return definition if isinstance(definition, Mapping) else None

    def definition(self, key: str) -> Value:
        """The content of a definition file; Absent where the configuration names none."""
        given = self.config.items.get(key)
        if given is None and self.config.open is not None:
            return self.config.open
        path = chosen(given, self.choice) if given is not None else ""
        if path == "" or given is None:
            return Absent(self.config.span)
        if path is None:
            return Unknown(f"which file is the {key.replace('_', ' ')} is filled in later", given.span)
        return self.reading.definition(os.path.join(self.directory, path), given.span)

    def deployed(self, body: Mapping, task: Value) -> Mapping:
        """A service definition with what ecspresso takes from elsewhere."""
        named = self.config.items
        given = {
            "serviceName": named.get("service") or self.config.open,
            "cluster": named.get("cluster") or self.config.open or Known("default", self.config.span),
            "taskDefinition": task,
        }
        taken = {key: self.settled(value) for key, value in given.items() if value is not None}
        keys = {key: span for key, span in body.keys.items() if key not in taken}
        return Mapping({**body.items, **taken}, body.span, keys, body.via, body.open)

    def settled(self, value: Value) -> Value:
        """A value of the configuration, where what was chosen for the paths is all that it lacks."""
        text = chosen(value, self.choice) if self.choice else None
        return value if text is None else Known(text, value.span)

    def add(self, kind: str, body: Mapping) -> Resource:
        resource = ecs_json.declared(kind, body, body.span.source, self.addresses)
        if kind == ecs_json.SERVICE:
            resource.span = Span(body.span.source, body.span.start, body.span.start + 1)
        self.reading.stack.resources.append(resource)
        return resource
