"""Roles, and whom they trust."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ecslint.model.attributes import raw, text
from ecslint.model.resources import ResourceEntity
from ecslint.value import Absent, Known, Mapping, Reference, Sequence, Unknown, Value
from ecslint.world import Undetermined, World, undetermined

DOCUMENT = "data.aws_iam_policy_document"
"""The type of the data source in which Terraform writes a policy as blocks."""


class Role(ResourceEntity, terraform=("aws_iam_role",), cloudformation=("AWS::IAM::Role",)):
    """An IAM role."""

    noun = "role"
    naming = ("name",)
    through: ClassVar[dict[str, tuple[str, ...]]] = {"data.aws_iam_role": ("name",)}

    name = text(cloudformation="RoleName")
    trust_policy = raw(api="assumeRolePolicyDocument", terraform="assume_role_policy")

    def may_be_assumed_by(self, service: str) -> bool:
        """Whether its trust policy lets a service, in any partition, assume it.

        Raises Undetermined when that cannot be known.
        """
        return any(
            principal == "*" or principal.startswith(f"{service}.")
            for actions, principals in self._allowed()
            if any(action.lower() in ("*", "sts:*", "sts:assumerole") for action in actions)
            for principal in principals
        )

    def _allowed(self) -> Iterator[tuple[list[str], list[str]]]:
        """The actions that the policy allows, each with the principals to which it allows them."""
        value = self.world.resolve(self.trust_policy)
        resource = self.index.resource(value.target) if isinstance(value, Reference) else None
        if resource is not None and resource.type == DOCUMENT:
            yield from _of_blocks(self.world, resource.body)
            return
        policy = self.world.settle(self.index.document(self.world, value))
        for statement in _members(self.world, _member(self.world, policy, "Statement")):
            if self.world.scalar(_member(self.world, statement, "Effect")) == "Allow":
                yield (
                    _texts(self.world, _member(self.world, statement, "Action")),
                    list(_principals(self.world, _member(self.world, statement, "Principal"))),
                )


def _of_blocks(world: World, body: Mapping) -> Iterator[tuple[list[str], list[str]]]:
    for other in ("source_policy_documents", "override_policy_documents", "source_json", "override_json"):
        if other in body.items:
            raise Undetermined(Unknown("the policy is put together of others", body.span))
    for statement in _members(world, _member(world, body, "statement")):
        if world.scalar(_member(world, statement, "effect")) in (None, "Allow"):
            principals: list[str] = []
            for block in _members(world, _member(world, statement, "principals")):
                principals += _texts(world, _member(world, block, "identifiers"))
            yield _texts(world, _member(world, statement, "actions")), principals


def _principals(world: World, value: Value) -> Iterator[str]:
    value = world.settle(value)
    if isinstance(value, Mapping):
        if value.open is not None:
            raise Undetermined(value.open)
        for member in value.items.values():
            yield from _texts(world, member)
    else:
        yield from _texts(world, value)


def _member(world: World, value: Value, name: str) -> Value:
    """A member of an object; Absent when there is none."""
    value = world.settle(value)
    if not isinstance(value, Mapping):
        undetermined(value)
    found = value.items.get(name)
    if found is None and value.open is not None:
        raise Undetermined(value.open)
    return Absent(value.span) if found is None else found


def _members(world: World, value: Value) -> list[Value]:
    """The members of a list, or the single one that stands where a list may."""
    value = world.settle(value)
    if isinstance(value, Sequence):
        return world.items(value)
    nothing = isinstance(value, Absent) or isinstance(value, Known) and value.value is None
    return [] if nothing else [value]


def _texts(world: World, value: Value) -> list[str]:
    return [str(world.scalar(member)) for member in _members(world, value)]
