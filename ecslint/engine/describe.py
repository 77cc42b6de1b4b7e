"""What ecslint understood of a stack: every value with its place, and what is unknown and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ecslint.engine.finding import Finding
from ecslint.engine.subjects import Parts, Whole
from ecslint.engine.worlds import combine, explore
from ecslint.model.attachment import LoadBalancerAttachment
from ecslint.model.container import Container
from ecslint.model.entity import Entity
from ecslint.model.index import Index
from ecslint.model.load_balancing import TargetGroup
from ecslint.model.resources import ResourceEntity
from ecslint.model.service import Service
from ecslint.model.task_definition import TaskDefinition
from ecslint.place import Place
from ecslint.resource import Stack
from ecslint.source import Span
from ecslint.value import Known, Reference, Text, Unknown, Value, Via
from ecslint.world import World

Getter = Callable[[Any], object]


@dataclass(slots=True)
class Reading:
    """One value that an attribute has, where it was written, and when it has it.

    `written` is False for a default: the place is then that of the block in which nothing is said.
    """

    value: object
    place: Place
    when: tuple[str, ...]
    written: bool


@dataclass(slots=True)
class Fact:
    """An attribute: its values in all worlds, and why it is not known in the others."""

    name: str
    readings: list[Reading] = field(default_factory=list)
    unknown: list[tuple[str, Span]] = field(default_factory=list)


@dataclass(slots=True)
class Description:
    """A described thing: its facts, the module calls that lead to it, and the things inside it."""

    noun: str
    address: str
    span: Span
    calls: Via = ()
    facts: list[Fact] = field(default_factory=list)
    parts: list[Description] = field(default_factory=list)


TASK_DEFINITION: dict[str, tuple[str, Getter]] = {
    "network mode": ("network_mode", lambda task: task.network_mode),
    "requires compatibilities": (
        "requires_compatibilities",
        lambda task: list(task.requires_compatibilities),
    ),
    "cpu": ("cpu", lambda task: task.cpu),
    "memory": ("memory", lambda task: task.memory),
    "containers": ("container_definitions", lambda task: [str(c.name) for c in task.containers]),
}
CONTAINER: dict[str, tuple[str, Getter]] = {
    "name": ("name", lambda container: container.name),
    "image": ("image", lambda container: shown(container.world, container.image)),
    "ports": ("port_mappings", lambda container: [_port(mapping) for mapping in container.port_mappings]),
}
SERVICE: dict[str, tuple[str, Getter]] = {
    "task definition": ("task_definition_reference", lambda service: _address(service.task_definition)),
    "runs on": ("launch_type", lambda service: service.runs_on),
    "desired count": ("desired_count", lambda service: service.desired_count),
    "subnets": ("subnets", lambda service: [shown(service.world, item) for item in service.subnets]),
    "security groups": (
        "security_groups",
        lambda service: [shown(service.world, item) for item in service.security_groups],
    ),
    "public IP": ("assign_public_ip", lambda service: service.assign_public_ip),
    "load balancers": ("load_balancers", lambda service: len(service.load_balancers)),
}
ATTACHMENT: dict[str, tuple[str, Getter]] = {
    "target group": ("target_group_arn", lambda attachment: _address(attachment.target_group)),
    "container": ("container_name", lambda attachment: attachment.container_name),
    "port": ("container_port", lambda attachment: attachment.container_port),
}
TARGET_GROUP: dict[str, tuple[str, Getter]] = {
    "target type": ("target_type", lambda group: group.target_type),
    "port": ("port", lambda group: group.port),
    "protocol": ("protocol", lambda group: group.protocol),
    "listeners": ("", lambda group: [listener.resource.address for listener in group.listeners]),
}
PARTS: dict[type[ResourceEntity], tuple[str, str, dict[str, tuple[str, Getter]]]] = {
    Service: ("load_balancers", LoadBalancerAttachment.noun, ATTACHMENT),
    TaskDefinition: ("containers", Container.noun, CONTAINER),
}
"""What is described inside a resource: the attribute that lists it, its name, its facts."""


def describe(stack: Stack) -> list[Description]:
    """The services, task definitions and target groups of a stack."""
    index = Index(stack)
    tables = {Service: SERVICE, TaskDefinition: TASK_DEFINITION, TargetGroup: TARGET_GROUP}
    return [
        _described(Whole(index, kind, resource), table)
        for kind, table in tables.items()
        for resource in index.resources(kind)
    ]


def _described(whole: Whole, table: dict[str, tuple[str, Getter]]) -> Description:
    resource = whole.resource
    description = Description(whole.kind.noun, resource.address, resource.span.shown, resource.calls)
    description.facts = [_fact(name, attribute, get, whole) for name, (attribute, get) in table.items()]
    if whole.kind in PARTS:
        attribute, noun, part_table = PARTS[whole.kind]
        parts = Parts(whole, attribute)
        for key in parts.listed():
            part = Description(noun, resource.address, resource.span.shown)
            part.facts = [
                _fact(name, attribute, get, whole, partial(parts.part, key=key))
                for name, (attribute, get) in part_table.items()
            ]
            description.parts.append(part)
    return description


def _fact(
    name: str, attribute: str, get: Getter, whole: Whole, part: Callable[[World], Entity] | None = None
) -> Fact:
    enter = part or whole.enter
    values: dict[str, tuple[object, bool]] = {}

    def read(world: World) -> Iterator[Finding]:
        entity = enter(world)
        value = get(entity)
        place = entity.at(attribute)
        values[repr(value)] = value, not attribute or place.span is not entity.span.shown
        place.via = place.via[: len(place.via) - len(entity.resource.calls)]
        yield Finding(place, repr(value))

    branches = explore(read, scenarios=whole.index.stack.scenarios)
    readings = [
        Reading(value, found.at, found.when, written)
        for found in combine(branches)
        for value, written in [values[found.message]]
    ]
    unknown = [b.unknown for b in branches if b.unknown is not None and not b.world.speculative]
    reasons = dict.fromkeys((problem.reason, problem.span.shown) for problem in unknown)
    return Fact(name, readings, list(reasons))


def shown(world: World, value: Value) -> object:
    """A value for people: what is not known stands as ${…} in it."""
    value = world.settle(value)
    match value:
        case Known(value=plain):
            return plain
        case Text(parts=parts):
            return "".join(str(shown(world, part)) for part in parts)
        case Reference(target=target, attribute=attribute):
            return f"${{{target}.{attribute}}}" if attribute else f"${{{target}}}"
        case Unknown(identity=identity):
            return f"${{{identity or '?'}}}"
    return "${?}"


def _address(entity: ResourceEntity | None) -> str | None:
    return None if entity is None else entity.resource.address


def _port(mapping: Any) -> str:
    host = "" if mapping.host_port is None else f"{mapping.host_port}:"
    return f"{host}{mapping.container_port or mapping.container_port_range}/{mapping.protocol}"
