"""How an entity of the model is declared: typed attributes over a resource's body.

The vocabulary is that of the ECS API. An attribute named `container_port` is `containerPort` in
API JSON, `ContainerPort` in CloudFormation and `container_port` in Terraform; only irregular
spellings are written down. Paths with dots lead through nested objects and blocks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast, overload

from ecslint.place import Place
from ecslint.resource import CLOUDFORMATION, ECS_JSON, TERRAFORM, Resource
from ecslint.source import Span
from ecslint.value import Absent, Known, Mapping, Reference, Sequence, Text, Unknown, Value
from ecslint.world import Undetermined, World, undetermined

if TYPE_CHECKING:
    from ecslint.model.index import Index

T = TypeVar("T")
U = TypeVar("U")
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
        capitalised = cloudformation or ".".join(part[0].upper() + part[1:] for part in api.split("."))
        self.paths[CLOUDFORMATION] = tuple(capitalised.split("."))

    @overload
    def __get__(self, entity: None, owner: type[Entity]) -> Attribute[T]: ...

    @overload
    def __get__(self, entity: Entity, owner: type[Entity]) -> T: ...

    def __get__(self, entity: Entity | None, owner: type[Entity]) -> Attribute[T] | T:
        if entity is None:
            return self
        return self.read(entity, entity.lookup(self))


class Items(Generic[T]):
    """The members of a list, as one world sees it.

    Iterating one that may hold more yields what is known and then raises Undetermined, so that
    `any(…)` proves presence, and nothing proves absence.
    """

    def __init__(self, items: list[T], open: Unknown | None = None) -> None:
        self._items = items
        self._open = open

    def __iter__(self) -> Iterator[T]:
        yield from self._items
        self.confirm_complete()

    def __len__(self) -> int:
        self.confirm_complete()
        return len(self._items)

    def __bool__(self) -> bool:
        if not self._items:
            self.confirm_complete()
        return bool(self._items)

    def __getitem__(self, index: int) -> T:
        if index >= len(self._items) or index < 0:
            self.confirm_complete()
        return self._items[index]

    def __contains__(self, wanted: object) -> bool:
        return any(item == wanted for item in self)

    @property
    def known(self) -> list[T]:
        """The members that are known to be there; more may be."""
        return self._items

    def kept(self, test: Callable[[T], bool]) -> Items[T]:
        """The members that pass a test; one that may or may not leaves the list open."""
        found, open = [], self._open
        for item in self._items:
            try:
                if test(item):
                    found.append(item)
            except Undetermined as problem:
                open = open or problem.unknown
        return Items(found, open)

    def joined(self, read: Callable[[T], Items[U]]) -> Items[U]:
        """The members of a list in each member; a list that cannot be read leaves the whole open."""
        found, open = [], self._open
        for item in self._items:
            try:
                inner = read(item)
            except Undetermined as problem:
                open = open or problem.unknown
                continue
            found += inner._items
            open = open or inner._open
        return Items(found, open)

    @property
    def unknown(self) -> Unknown | None:
        """Why there may be more members than are known, or None when there are no more."""
        return self._open

    def confirm_complete(self) -> None:
        """Raise Undetermined when there may be more members than are known."""
        if self._open is not None:
            raise Undetermined(self._open)


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
            step = self._only(value)
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
        if self.vocabulary == RELAXED and name not in mapping.items:
            spelling = self.index.spelling(mapping, name)
        value = mapping.items.get(spelling)
        if value is None:
            if mapping.open is not None:
                raise Undetermined(mapping.open)
            return Absent(mapping.span, mapping.via), None
        return value, mapping.keys.get(spelling)

    def _present(self, value: Value) -> Value:
        """What the world makes of a value; an explicit null is an absent one."""
        value = self.world.resolve(value)
        settled = self.world.settle(value)
        if isinstance(settled, Known) and settled.value is None:
            return Absent(settled.span, settled.via)
        return value

    def _only(self, value: Value) -> Value:
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
        attribute = getattr(type(self), name)
        if isinstance(attribute, property):
            attribute = getattr(type(self), f"written_{name}")
        assert isinstance(attribute, Attribute)
        value, key, mapping = self._walk(attribute.paths[self.vocabulary])
        evidence = self.evidence(attribute)
        if isinstance(value, Absent):
            span = self.span if mapping is self.body else key or mapping.span
            return Place(span, message, address, name, calls, evidence)
        settled = self.world.settle(value)
        via = (*settled.via, *calls)
        return Place(written_span(key, settled), message, address, name, via, evidence)

    def inside(self, name: str, value: Value, message: str = "") -> Place:
        """The place of a value that stands inside an attribute."""
        whole = self.at(name, message)
        via = (*value.via, *self.resource.calls)
        return Place(value.span, message, whole.resource, name, via, whole.evidence)

    def __str__(self) -> str:
        if self.resource.language == TERRAFORM:
            return self.resource.address
        return f"{self.noun} {self.resource.address}"


def written_span(key: Span | None, value: Value) -> Span:
    """From the key to the end of the value, when both stand together; else the key, else the value."""
    if key is None:
        return value.span
    together = key.source is value.span.source and 0 <= value.span.start - key.end < 200 and not value.via
    if together and not isinstance(value, Mapping | Sequence):
        return Span(key.source, key.start, value.span.end)
    return key


# -- kinds of attributes ------------------------------------------------------------------------


def text(default: str | None = None, **paths: str) -> Attribute[str | None]:
    """A string; numbers and booleans read as their text."""
    return Attribute(lambda entity, value: _string(entity, value, default), **paths)


def text_or(default: str, **paths: str) -> Attribute[str]:
    """A string with the default that AWS applies."""
    return Attribute(lambda entity, value: cast(str, _string(entity, value, default)), **paths)


def integer(default: int | None = None, **paths: str) -> Attribute[int | None]:
    """A whole number; text that is one reads as it, as CloudFormation and Terraform do."""
    return Attribute(lambda entity, value: _integer(entity, value, default), **paths)


def integer_or(default: int, **paths: str) -> Attribute[int]:
    """A whole number with the default that AWS applies."""
    return Attribute(lambda entity, value: cast(int, _integer(entity, value, default)), **paths)


def boolean(default: bool = False, **paths: str) -> Attribute[bool]:
    """A boolean; "true" and "ENABLED" read as true."""
    return Attribute(lambda entity, value: _boolean(entity, value, default), **paths)


def given(**paths: str) -> Attribute[bool]:
    """Whether anything is given at all; text that may be empty is not known to be given."""
    return Attribute(_given, **paths)


def raw(**paths: str) -> Attribute[Value]:
    """The value as the parser gave it, for what no other kind can say."""
    return Attribute(lambda entity, value: value, **paths)


def texts(**paths: str) -> Attribute[Items[str]]:
    """A list of strings; empty when absent."""

    def read(owner: Entity, value: Value) -> Items[str]:
        return _list(owner, value, lambda item: str(owner.world.scalar(item)))

    return Attribute(read, **paths)


def values(**paths: str) -> Attribute[Items[Value]]:
    """A list whose members may be anything; empty when absent."""
    return Attribute(lambda entity, value: _list(entity, value, lambda item: item), **paths)


def inputs(**paths: str) -> Attribute[Items[Value]]:
    """As values; one that an input leaves empty by default is for the person who deploys to give."""

    def read(owner: Entity, value: Value) -> Items[Value]:
        try:
            items = _list(owner, value, lambda item: item)
        except Undetermined as problem:
            return Items([], problem.unknown)
        if items.unknown is None and not items.known:
            _confirm_given(owner, value)
        return items

    return Attribute(read, **paths)


def given_input(**paths: str) -> Attribute[bool]:
    """As given; text that an input leaves empty by default is for the person who deploys to give."""

    def read(owner: Entity, value: Value) -> bool:
        if _given(owner, value):
            return True
        _confirm_given(owner, value)
        return False

    return Attribute(read, **paths)


def _confirm_given(owner: Entity, value: Value) -> None:
    """Raise Undetermined for a value that is empty because an input of the stack is so by default."""
    settled = owner.world.settle(value)
    for step in settled.via:
        if step.note.startswith("default of ") and _is_input(owner, step.span):
            reason = f"the {step.note} is empty: a caller is to give it"
            raise Undetermined(Unknown(reason, settled.span, settled.via))


def _is_input(owner: Entity, default: Span) -> bool:
    """Whether a default belongs to an input of the stack itself, not of a module that it calls."""
    if not owner.resource.calls:
        return True
    return default.source.path.rpartition("/")[0] == owner.index.stack.name


def entities(kind: type[E], **paths: str) -> Attribute[Items[E]]:
    """A list of objects, or the blocks of one type; empty when absent."""
    return Attribute(lambda owner, value: _list(owner, value, lambda item: owner.part(kind, item)), **paths)


def entity(kind: type[E], **paths: str) -> Attribute[E | None]:
    """An object, or the single block of its type."""

    def read(owner: Entity, value: Value) -> E | None:
        only = owner._only(value)
        return None if isinstance(only, Absent) else owner.part(kind, only)

    return Attribute(read, **paths)


def _string(entity: Entity, value: Value, default: str | None) -> str | None:
    plain = entity.world.scalar(value)
    if isinstance(plain, bool):
        return "true" if plain else "false"
    return default if plain is None else str(plain)


def _integer(entity: Entity, value: Value, default: int | None) -> int | None:
    plain = entity.world.scalar(value)
    match plain:
        case None:
            return default
        case bool():
            pass
        case int():
            return plain
        case Decimal() if plain == int(plain):
            return int(plain)
        case str() if re.fullmatch(r"-?[0-9]+", plain.strip()):
            return int(plain)
    undetermined(value)


def _boolean(entity: Entity, value: Value, default: bool) -> bool:
    plain = entity.world.scalar(value)
    match plain:
        case None:
            return default
        case bool():
            return plain
        case str() if plain.lower() in ("true", "enabled"):
            return True
        case str() if plain.lower() in ("false", "disabled"):
            return False
    undetermined(value)


def _given(entity: Entity, value: Value) -> bool:
    settled = entity.world.resolve(value)
    match settled:
        case Absent() | Known(value=None) | Known(value=""):
            return False
        case Reference(value=None) | Known():
            return True
        case Reference(value=Value() as configured):
            return _given(entity, configured)
        case Text(parts=parts):
            if any(_given(entity, part) for part in parts if isinstance(part, Known)):
                return True
            return any(_given(entity, part) for part in parts)
        case Mapping():
            return True
        case Sequence(open=open):
            if open is not None and not entity.world.present(settled):
                raise Undetermined(open)
            return bool(entity.world.present(settled))
        case Unknown(identity=identity) if identity and entity.world.excludes(identity, ""):
            return True
    undetermined(settled)


def _list(entity: Entity, value: Value, read: Callable[[Value], T]) -> Items[T]:
    settled = entity.world.settle(value)
    match settled:
        case Absent():
            return Items([])
        case Sequence(open=open):
            return readable(entity.world.present(settled), open, read)
        case Mapping():
            return Items([read(settled)])
    undetermined(settled)


def readable(items: list[Value], open: Unknown | None, read: Callable[[Value], T]) -> Items[T]:
    """The members that can be read; one that cannot leaves the list open."""
    result: list[T] = []
    for item in items:
        try:
            result.append(read(item))
        except Undetermined as problem:
            open = open or problem.unknown
    return Items(result, open)


def first(items: Items[T], wanted: Callable[[T], bool]) -> T | None:
    """The first member that is wanted, past those of which nobody can tell; None when none is.

    Raises Undetermined when one of which nobody can tell may be wanted.
    """
    unknown = items.unknown
    for item in items.known:
        try:
            if wanted(item):
                return item
        except Undetermined as problem:
            unknown = unknown or problem.unknown
    if unknown is not None:
        raise Undetermined(unknown)
    return None


# -- spelling -----------------------------------------------------------------------------------


def camel_case(name: str) -> str:
    """`container_port` → `containerPort`."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def snake_case(name: str) -> str:
    """`networkConfiguration.assignPublicIp` → `network_configuration.assign_public_ip`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()
