"""Entities that are resources of their own: how they are registered, and how they are linked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, TypeVar

from ecslint.model.entity import Entity
from ecslint.model.versions import may_be_at_least
from ecslint.resource import Resource
from ecslint.value import Known, Mapping, Sequence, Unknown, Value
from ecslint.world import Undetermined, World

if TYPE_CHECKING:
    from ecslint.model.index import Index

R = TypeVar("R", bound="ResourceEntity")

KINDS: dict[str, type[ResourceEntity]] = {}
"""Resource type, in any language, → the entity that it is."""


class ResourceEntity(Entity):
    """An entity that is declared as a resource. Subclasses name its type in each language."""

    naming: ClassVar[tuple[str, ...]] = ()
    """Attributes whose text names the resource when another refers to it by name."""

    through: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Types of data sources that look such a resource up → the attributes that may say which."""

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

    def may_be_made_by_version(self, major: int) -> bool:
        """Whether Terraform's AWS provider may have this major version or a later one here."""
        return may_be_at_least(major, self.index.stack.providers.get("aws", ()))

    @property
    def created_before_destroyed(self) -> bool:
        """Whether Terraform replaces it by making the new one first (create_before_destroy)."""
        value = self._lifecycle("create_before_destroy")
        return value is not None and self.world.scalar(value) is True

    def _lifecycle(self, name: str) -> Value | None:
        lifecycle = self.resource.meta and self.resource.meta.items.get("lifecycle")
        unknown = lifecycle or self.index.unread_around(self.resource.address)
        if isinstance(unknown, Unknown):
            raise Undetermined(unknown)
        return lifecycle.items.get(name) if isinstance(lifecycle, Mapping) else None

    def ignores(self, attribute: str) -> bool:
        """Whether Terraform leaves an attribute as others have set it (ignore_changes)."""
        ignored = self._lifecycle("ignore_changes")
        if isinstance(ignored, Known):
            return True
        names = ignored.items if isinstance(ignored, Sequence) else ()
        return any(isinstance(name, Known) and name.value == attribute for name in names)
