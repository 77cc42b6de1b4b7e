"""Entities that are resources of their own: how they are registered, and how they are linked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, TypeVar

from ecslint.model.entity import Entity
from ecslint.resource import Resource
from ecslint.world import World

if TYPE_CHECKING:
    from ecslint.model.index import Index

R = TypeVar("R", bound="ResourceEntity")

KINDS: dict[str, type[ResourceEntity]] = {}
"""Resource type, in any language, → the entity that it is."""


class ResourceEntity(Entity):
    """An entity that is declared as a resource. Subclasses name its type in each language."""

    naming: ClassVar[tuple[str, ...]] = ()
    """Attributes whose text names the resource when another refers to it by name."""

    through: ClassVar[dict[str, str]] = {}
    """Types of data sources that look such a resource up → the attribute that says which."""

    def __init_subclass__(
        cls,
        *,
        terraform: tuple[str, ...] = (),
        cloudformation: tuple[str, ...] = (),
        ecs_json: tuple[str, ...] = (),
        **other: object,
    ) -> None:
        super().__init_subclass__(**other)
        for name in (*terraform, *cloudformation, *ecs_json):
            KINDS[name] = cls

    @classmethod
    def of(cls: type[R], index: Index, world: World, resource: Resource) -> R:
        """The entity that a resource is, in a world."""
        return cls(index, world, resource, resource.body, resource.language, resource.span)

    def identifies(self, name: str) -> bool:
        """Whether text that another resource gives as a reference names this one."""
        return any(getattr(self, attribute) == name for attribute in self.naming)

    def follows_any(self, others: Iterable[ResourceEntity]) -> bool:
        """Whether one of others is certain to be created before this resource."""
        return self.index.order.follows(self.resource, {other.resource.address for other in others})
