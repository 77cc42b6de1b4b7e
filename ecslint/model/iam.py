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
_SOURCES = ("source_json", "source_policy_documents")
_OVERRIDES = ("override_policy_documents", "override_json")

Statement = tuple[str, list[str], list[str]]
"""The id of a statement, the actions that it allows, and the principals to which it allows them."""


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
            for _, actions, principals in self._statements(self.trust_policy, frozenset())
            if any(action.lower() in ("*", "sts:*", "sts:assumerole") for action in actions)
            for principal in principals
        )

    def _statements(self, policy: Value, around: frozenset[str]) -> list[Statement]:
        """The statements of a policy; `around` are the documents that are put together of it."""
        value = self.world.resolve(policy)
        resource = self.index.resource(value.target) if isinstance(value, Reference) else None
        if resource is not None and resource.type == DOCUMENT:
            if resource.address in around:
                raise Undetermined(Unknown(f"{resource.address} depends on itself", resource.span))
            return self._merged(resource.body, around | {resource.address})
        document = self.world.settle(self.index.document(self.world, value))
        return [_of_json(self.world, each) for each in _listed(self.world, document, "Statement")]

    def _merged(self, body: Mapping, around: frozenset[str]) -> list[Statement]:
        """The statements of a data source: its own ones replace those of its sources that have their ids.

        https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
        """
        own = [_of_block(self.world, each) for each in _listed(self.world, body, "statement")]
        merged: list[Statement] = []
        for name in (*_SOURCES, "", *_OVERRIDES):
            for given in _listed(self.world, body, name) if name else [None]:
                added = own if given is None else self._statements(given, around)
                ids = {sid for sid, _, _ in added if sid}
                merged = [statement for statement in merged if statement[0] not in ids] + added
        return merged


def _of_block(world: World, statement: Value) -> Statement:
    sid = str(world.scalar(_member(world, statement, "sid")) or "")
    if world.scalar(_member(world, statement, "effect")) not in (None, "Allow"):
        return sid, [], []
    principals: list[str] = []
    for block in _listed(world, statement, "principals"):
        principals += _texts(world, _member(world, block, "identifiers"))
    return sid, _texts(world, _member(world, statement, "actions")), principals


def _of_json(world: World, statement: Value) -> Statement:
    sid = str(world.scalar(_member(world, statement, "Sid")) or "")
    if world.scalar(_member(world, statement, "Effect")) != "Allow":
        return sid, [], []
    principals = list(_principals(world, _member(world, statement, "Principal")))
    return sid, _texts(world, _member(world, statement, "Action")), principals


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


def _listed(world: World, value: Value, name: str) -> list[Value]:
    return _members(world, _member(world, value, name))


def _texts(world: World, value: Value) -> list[str]:
    return [str(world.scalar(member)) for member in _members(world, value)]
