"""What ecslint understood of a stack: every value with its place, and what is unknown and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ecslint.engine.finding import Finding
from ecslint.engine.worlds import combine, explore
from ecslint.model.container import Container
from ecslint.model.entity import Entity
from ecslint.model.index import Index
from ecslint.model.load_balancing import TargetGroup
from ecslint.model.resources import ResourceEntity
from ecslint.model.service import LoadBalancerAttachment, Service
from ecslint.model.task_definition import TaskDefinition
from ecslint.place import Place
from ecslint.resource import Resource, Stack
from ecslint.source import Span
from ecslint.value import Known, Reference, Text, Unknown, Value
from ecslint.world import Impossible, World

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
    """A described thing: its facts, and the things inside it or linked to it."""

    noun: str
    address: str
    span: Span
    facts: list[Fact] = field(default_factory=list)
    parts: list[Description] = field(default_factory=list)


TASK_DEFINITION: dict[str, tuple[str, Getter]] = {
    "network mode": ("network_mode", lambda task: task.network_mode),
    "requires compatibilities": ("requires_compatibilities", lambda task: list(task.requires_compatibilities)),
    "cpu": ("cpu", lambda task: task.cpu),
    "memory": ("memory", lambda task: task.memory),
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
MEMBERS = 100
"""Containers and load balancers of one resource that are described."""


def describe(stack: Stack) -> list[Description]:
    """The services, task definitions and target groups of a stack."""
    index = Index(stack)
    return [
        *_resources(index, Service, SERVICE, ("load_balancers", LoadBalancerAttachment, ATTACHMENT)),
        *_resources(index, TaskDefinition, TASK_DEFINITION, ("containers", Container, CONTAINER)),
        *_resources(index, TargetGroup, TARGET_GROUP, None),
    ]


def _resources(
    index: Index,
    kind: type[ResourceEntity],
    table: dict[str, tuple[str, Getter]],
    members: tuple[str, type[Entity], dict[str, tuple[str, Getter]]] | None,
) -> Iterator[Description]:
    for resource in index.resources(kind):

        def enter(world: World, resource: Resource = resource) -> Entity:
            if not world.holds(resource.exists):
                raise Impossible
            return index.enter(world, kind, resource)

        description = Description(kind.noun, resource.address, resource.span)
        description.facts = [_fact(name, attribute, get, enter) for name, (attribute, get) in table.items()]
        if members is not None:
            description.parts = list(_members(enter, description, *members))
        yield description


def _members(
    enter: Callable[[World], Entity],
    owner: Description,
    attribute: str,
    kind: type[Entity],
    table: dict[str, tuple[str, Getter]],
) -> Iterator[Description]:
    for number in range(MEMBERS):

        def member(world: World, number: int = number) -> Entity:
            known = getattr(enter(world), attribute).known
            if number >= len(known):
                raise Impossible
            return known[number]  # type: ignore[no-any-return]

        facts = [_fact(name, attribute, get, member) for name, (attribute, get) in table.items()]
        if not any(fact.readings or fact.unknown for fact in facts):
            return
        yield Description(kind.noun, owner.address, owner.span, facts)


def _fact(name: str, attribute: str, get: Getter, enter: Callable[[World], Entity]) -> Fact:
    values: dict[str, tuple[object, bool]] = {}

    def read(world: World) -> Iterator[Finding]:
        entity = enter(world)
        value = get(entity)
        place = entity.at(attribute)
        values[repr(value)] = value, place.span is not entity.span
        yield Finding(place, repr(value))

    branches = explore(read)
    readings = [
        Reading(value, found.at, found.when, written)
        for found in combine(branches)
        for value, written in [values[found.message]]
    ]
    unknown = [b.unknown for b in branches if b.unknown is not None and not b.world.speculative]
    reasons = dict.fromkeys((problem.reason, problem.span) for problem in unknown)
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
