"""Images, and the repositories that they are pulled from."""

from __future__ import annotations

import re

from ecslint.model.attributes import text
from ecslint.model.entity import Entity
from ecslint.model.resources import ResourceEntity
from ecslint.value import Known, Reference, Text, Value
from ecslint.world import undetermined

HOLE = "\0"
_ACCOUNT, _NAME = rf"(?:[0-9]{{12}}|{HOLE})", rf"[a-z0-9-]*{HOLE}?[a-z0-9-]*"
_private = re.compile(rf"{_ACCOUNT}\.dkr\.ecr\.{_NAME}\.(?:amazonaws\.com(?:\.cn)?|{HOLE})/").match
_elsewhere = re.compile(r"[^/\0]*[/:]|[^\0]*$").match


class Repository(
    ResourceEntity,
    terraform=("aws_ecr_repository", "data.aws_ecr_repository"),
    cloudformation=("AWS::ECR::Repository",),
):
    """A private repository of images in Amazon ECR."""

    noun = "repository"
    naming = ("name",)

    name = text(cloudformation="RepositoryName")


def is_private_ecr(entity: Entity, image: Value) -> bool:
    """Whether an image lies in a private ECR repository (F-161). Raises Undetermined when nobody can know."""
    skeleton, holes = "", []
    for part in _parts(entity, image):
        if isinstance(part, Known):
            skeleton += str(part.value or "")
            continue
        if not skeleton and _is_repository(entity, part):
            return True
        skeleton += HOLE
        holes.append(part)
    if _private(skeleton):
        return True
    if holes and not _elsewhere(skeleton):
        undetermined(holes[0])
    return False


def _parts(entity: Entity, value: Value) -> list[Value]:
    """The text in pieces that are known, or that are not."""
    value = entity.world.resolve(value)
    if isinstance(value, Reference) and not _is_repository(entity, value):
        value = entity.world.settle(value)
    if isinstance(value, Text):
        return [piece for part in value.parts for piece in _parts(entity, part)]
    return [value]


def _is_repository(entity: Entity, value: Value) -> bool:
    """Whether a value is the address of a declared private repository."""
    if not isinstance(value, Reference) or value.attribute not in ("repository_url", "RepositoryUri"):
        return False
    return entity.index.kind_of(value.target) is Repository
