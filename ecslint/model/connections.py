"""What else in a stack, or outside it, has to do with a resource: what names it, what it is given to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ecslint.model.entity import Entity
from ecslint.model.index import references
from ecslint.model.items import Items, readable
from ecslint.model.resources import ResourceEntity
from ecslint.resource import Resource
from ecslint.value import Unknown, Value
from ecslint.world import Undetermined

R = TypeVar("R", bound=ResourceEntity)

LODGERS = (
    "AWS::AutoScaling::",
    "AWS::CodeBuild::",
    "AWS::EC2::",
    "AWS::ECS::",
    "AWS::EFS::",
    "AWS::ElastiCache::",
    "AWS::ElasticLoadBalancing",
    "AWS::Events::",
    "AWS::RDS::",
    "AWS::Scheduler::",
)
"""How the types of CloudFormation begin that stand in a network, and leave it as it is or are looked at."""


def joining(
    subject: ResourceEntity, kind: type[R], attribute: str, joins: Callable[[R], bool], named: bool = False
) -> Items[R]:
    """The entities of a kind that join a resource by an attribute; open when others may.

    `named` when they may do so by a name that is written out.
    """
    index, world, address = subject.index, subject.world, subject.resource.address
    found: list[R] = []
    unknown = index.hidden_from(address)
    for resource in index.resources(kind) if named else index.concerning(kind, attribute, address):
        if not world.holds(resource.exists):
            unknown = unknown or _uncounted(resource)
            continue
        candidate = index.enter(world, kind, resource)
        try:
            found += [candidate] if joins(candidate) else []
        except Undetermined as problem:
            unknown = unknown or problem.unknown
    return Items(found, unknown)


def linked(subject: Entity, given: Items[Value], kind: type[R]) -> Items[R]:
    """The entities that the members of a list refer to; those declared elsewhere leave it open."""

    def follow(value: Value) -> R:
        found = subject.index.follow(subject.world, value, kind)
        if found is None:
            raise Undetermined(Unknown(f"the {kind.noun} is not given", value.span, value.via))
        return found

    return readable(given.known, given.unknown, follow)


def handed_out(subject: ResourceEntity, harmless: tuple[str, ...], use: str) -> Unknown | None:
    """Why something that the model does not know may use a resource, or None when nothing can.

    `harmless` says how the types of resources begin that may mention it and do not; `use` what the
    others may do with it.
    """
    address = subject.resource.address
    for exported in subject.index.stack.exports:
        if address in references(exported):
            return Unknown(f"{subject} is given to other stacks, which may {use}", exported.span)
    for resource in subject.index.mentions(address):
        if not resource.type.startswith(harmless):
            return Unknown(f"{subject} is given to {resource.address}, which may {use}", resource.span)
    return None


def _uncounted(resource: Resource) -> Unknown | None:
    """Why there may be instances of a resource although this world has none."""
    if "[*]" not in resource.address:
        return None
    return Unknown(f"how many {resource.address} there are is not known", resource.span)
