"""How an entity of the model is declared: typed attributes over a resource's body.

The vocabulary is that of the ECS API. An attribute named `container_port` is `containerPort` in
API JSON, `ContainerPort` in CloudFormation and `container_port` in Terraform; only irregular
spellings are written down. Paths with dots lead through nested objects and blocks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, overload

from ecslint.model.spelling import camel_case, snake_case
from ecslint.place import Place
from ecslint.resource import CLOUDFORMATION, ECS_JSON, TERRAFORM, Resource
from ecslint.source import Span
from ecslint.value import Absent, Known, Mapping, Sequence, Unknown, Value
from ecslint.world import Undetermined, World, undetermined

if TYPE_CHECKING:
    from ecslint.model.index import Index

T = TypeVar("T")
E = TypeVar("E", bound="Entity")

RELAXED = "relaxed-json"
"""API JSON whose keys are matched as Go matches them: in any case (inside Terraform)."""


class Attribute(Generic[T]):
    """One attribute of an entity: where it stands in each vocabulary, and how it is read."""

    def __init__(
        self,
        read: Callable[[Entity, Value], T],
        *,
        api: str | None = None,
        terraform: str | None = None,
        cloudformation: str | None = None,
    ) -> None:
        self.read = read
        self.paths: dict[str, tuple[str, ...]] = {}
        self._spelled = (api, terraform, cloudformation)

    def __set_name__(self, owner: type[Entity], name: str) -> None:
        api, terraform, cloudformation = self._spelled
        api = api or camel_case(name)
        self.key = api
        self.paths[ECS_JSON] = self.paths[RELAXED] = tuple(api.split("."))
        self.paths[TERRAFORM] = tuple((terraform or snake_case(api)).split("."))
        self.paths[CLOUDFORMATION] = tuple((cloudformation or _capitalised(api)).split("."))

    def within(self, api: str, terraform: str = "", renamed: dict[str, str] | None = None) -> Attribute[T]:
        """The same attribute of an entity that has it further inside: below a path, dots and all.

        `renamed` are steps of the path that CloudFormation spells otherwise there.
        """
        before = {ECS_JSON: api, TERRAFORM: terraform or snake_case(api), CLOUDFORMATION: _capitalised(api)}
        spelled = {
            vocabulary: ".".join(filter(None, (prefix, *self.paths[vocabulary])))
            for vocabulary, prefix in before.items()
        }
        steps = spelled[CLOUDFORMATION].split(".")
        spelled[CLOUDFORMATION] = ".".join((renamed or {}).get(step, step) for step in steps)
        return type(self)(
            self.read,
            api=spelled[ECS_JSON],
            terraform=spelled[TERRAFORM],
            cloudformation=spelled[CLOUDFORMATION],
        )

    @overload
    def __get__(self, entity: None, owner: type[Entity]) -> Attribute[T]: ...

    @overload
    def __get__(self, entity: Entity, owner: type[Entity]) -> T: ...

    def __get__(self, entity: Entity | None, owner: type[Entity]) -> Attribute[T] | T:
        if entity is None:
            return self
        return self.value_of(entity)

    def value_of(self, entity: Entity) -> T:
        """What the attribute of an entity reads as. Raises Undetermined."""
        return self.read(entity, entity.lookup(self))


class Scalar(Attribute[T]):
    """An attribute that reads as something plain: what takes no assumption is the same in all worlds."""

    def value_of(self, entity: Entity) -> T:
        """What it reads as, kept for the other rules and worlds. Raises Undetermined."""
        world, readings = entity.world, entity.index.readings
        if world.erased:
            return super().value_of(entity)
        key = id(entity.body), self
        known = readings.get(key)
        if known is not None:
            world.reads.add(entity.evidence(self))
            kept: T = known[1]
            return kept
        asked = world.asked
        plain = super().value_of(entity)
        if world.asked == asked:
            readings[key] = entity.body, plain
        return plain


class Entity:
    """A part of the configuration as one world sees it."""

    noun: ClassVar[str] = ""

    def __init__(
        self, index: Index, world: World, resource: Resource, body: Mapping, vocabulary: str, span: Span
    ) -> None:
        self.index = index
        self.world = world
        self.resource = resource
        self.body = body
        self.vocabulary = vocabulary
        self.span = span

    def seen_in(self: E, world: World) -> E:
        """The same thing as another world sees it, which has to take no assumption for that."""
        seen = object.__new__(type(self))
        for name, value in vars(self).items():
            setattr(seen, name, value.seen_in(world) if isinstance(value, Entity) else value)
        seen.world = world
        return seen

    # -- reading ---------------------------------------------------------------------------------

    def lookup(self, attribute: Attribute[Any]) -> Value:
        """The value of an attribute under the world's assumptions; Absent where there is none.

        Raises Undetermined when it cannot be known whether there is one.
        """
        key = self.evidence(attribute)
        self.world.reads.add(key)
        value = self._walk(attribute.paths[self.vocabulary])[0]
        if key in self.world.erased:
            raise Undetermined(Unknown("erased", value.span))
        return value

    def evidence(self, attribute: Attribute[Any]) -> tuple[int, str]:
        """What identifies an attribute of this entity for a world that erases it."""
        return id(self.body), attribute.key

    def _walk(self, path: tuple[str, ...]) -> tuple[Value, Span | None, Mapping]:
        """The value at a path, the span of its key, and the innermost mapping that was reached."""
        value: Value = self.body
        mapping, key_span = self.body, None
        for name in path:
            step = self.only(value)
            if isinstance(step, Absent):
                return Absent(step.span, step.via), key_span, mapping
            if not isinstance(step, Mapping):
                undetermined(step)
            mapping, around = step, key_span
            value, key_span = self._member(step, name)
            if isinstance(value, Absent) and key_span is None:
                return value, around, mapping
        return self._present(value), key_span, mapping

    def _member(self, mapping: Mapping, name: str) -> tuple[Value, Span | None]:
        spelling = name
        if name not in mapping.items and self.vocabulary != TERRAFORM:
            # CloudFormation and the AWS command line refuse it, but it is clear what was meant (ECS517).
            spelling = self.index.spelling(mapping, name)
        value = mapping.items.get(spelling)
        if value is None:
            if mapping.open is not None:
                raise Undetermined(mapping.open)
            return Absent(mapping.span, mapping.via), None
        return value, mapping.keys.get(spelling)

    def holder(self, attribute: Attribute[Any]) -> tuple[Mapping, str] | None:
        """The object in which an attribute stands or could stand, and its key there."""
        *outer, name = attribute.paths[self.vocabulary]
        mapping: Value = self.body
        for step in outer:
            mapping = self.only(self._member(mapping, step)[0]) if isinstance(mapping, Mapping) else mapping
        if not isinstance(mapping, Mapping):
            return None
        is_spelled = name in mapping.items or self.vocabulary == TERRAFORM
        return mapping, name if is_spelled else self.index.spelling(mapping, name)

    def _present(self, value: Value) -> Value:
        """What the world makes of a value; an explicit null is an absent one."""
        value = self.world.resolve(value)
        settled = self.world.settle(value)
        if isinstance(settled, Known) and settled.value is None:
            return Absent(settled.span, settled.via)
        return value

    def only(self, value: Value) -> Value:
        """The object itself, or the single block of its kind."""
        value = self.world.settle(value)
        if isinstance(value, Known) and value.value is None:
            return Absent(value.span, value.via)
        if isinstance(value, Sequence):
            for item in value.items:
                item = self.world.settle(item)
                if not isinstance(item, Absent):
                    return item
            if value.open is not None:
                raise Undetermined(value.open)
            return Absent(value.span, value.via)
        return value

    def part(self, kind: type[E], value: Value, vocabulary: str = "") -> E:
        """An object inside this entity as an entity of its own."""
        settled = self.world.settle(value)
        if not isinstance(settled, Mapping):
            undetermined(settled)
        return kind(
            self.index, self.world, self.resource, settled, vocabulary or self.vocabulary, settled.span
        )

    # -- places ----------------------------------------------------------------------------------

    def at(self, name: str = "", message: str = "") -> Place:
        """The place of an attribute or, when it is absent, of the block in which it is missing."""
        address = self.resource.address
        calls = self.resource.calls
        if not name:
            return Place(self.span, message, address, "", calls)
        attribute = self.attribute(name)
        value, key, mapping = self._walk(attribute.paths[self.vocabulary])
        evidence = self.evidence(attribute)
        if isinstance(value, Absent):
            span = self.span if mapping is self.body else key or mapping.span
            return Place(span, message, address, name, calls, evidence)
        settled = self.world.settle(value)
        via = (*settled.via, *calls)
        return Place(written_span(key, settled), message, address, name, via, evidence)

    @classmethod
    def attribute(cls, name: str) -> Attribute[Any]:
        """The declaration of an attribute; of one that is worked out, that of what is written."""
        attribute = getattr(cls, name)
        if isinstance(attribute, property):
            attribute = getattr(cls, f"written_{name}")
        assert isinstance(attribute, Attribute)
        return attribute

    def inside(self, name: str, value: Value, message: str = "") -> Place:
        """The place of a value that stands inside an attribute."""
        whole = self.at(name, message)
        via = (*value.via, *self.resource.calls)
        return Place(value.span, message, whole.resource, name, via, whole.evidence)

    def __str__(self) -> str:
        if self.resource.language == TERRAFORM:
            return self.resource.address
        return f"{self.noun} {self.resource.address.removeprefix(f'{self.resource.type}/')}"


def _capitalised(path: str) -> str:
    return ".".join(part[:1].upper() + part[1:] for part in path.split("."))


def written_span(key: Span | None, value: Value) -> Span:
    """From the key to the end of the value, when both stand together; else the key, else the value."""
    if key is None or key.source.quoted is not None:
        return value.span
    together = key.source is value.span.source and 0 <= value.span.start - key.end < 200 and not value.via
    if together and not isinstance(value, Mapping | Sequence):
        return Span(key.source, key.start, value.span.end)
    return key
