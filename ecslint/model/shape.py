"""What a part of the configuration holds, compared with what the ECS API expects there.

A world is asked to decide a condition only where some branch of it offends: a container full of
conditions that are all well formed costs no worlds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from ecslint.condition import Scalar
from ecslint.model.entity import RELAXED, Entity, written_span
from ecslint.model.fit import (
    NO_SHAPE,
    as_kind,
    is_misfit,
    is_no_choice,
    is_stray,
    kind_of,
    kind_wanted,
    refusal,
    text_of,
)
from ecslint.model.spelling import snake_case
from ecslint.place import Place
from ecslint.resource import CLOUDFORMATION, TERRAFORM
from ecslint.source import Span
from ecslint.value import Absent, Alternatives, Known, Mapping, Reference, Sequence, Unknown, Value
from ecslint.world import Undetermined

if TYPE_CHECKING:
    from ecslint.model.data.shapes import Shape

_CLOUDFORMATION = {"iam": "IAM", "efsVolumeConfiguration": "EFSVolumeConfiguration"}
_TERRAFORM = {"volumes": "volume"}


class Part(NamedTuple):
    """A value inside an entity, and where it stands there."""

    value: Value
    shape: Shape
    path: str
    """As it is written, with positions in lists: `portMappings[0].hostPort`."""
    place: Place
    vocabulary: str
    siblings: tuple[str, ...] = ()
    """The keys that the API knows beside it, spelled as they would be written here."""
    beside: frozenset[str] = frozenset()
    """The keys that are given in the same object."""
    key_span: Span | None = None

    @property
    def key(self) -> str:
        """The key under which it stands, or its number in a list."""
        return self.path.rpartition(".")[2]

    @property
    def owner(self) -> str:
        """What the key is one of, as the API names it; empty at the top."""
        return re.sub(r"\[\d+\]", "", self.path.rpartition(".")[0]).rpartition(".")[2]

    @property
    def kind(self) -> str:
        """What the value is, in words."""
        return kind_of(self.value)

    @property
    def refusal(self) -> str:
        """What is said where a value of this kind is refused; empty where nothing is known to be."""
        return refusal(self.value, self.shape, self.vocabulary)

    @property
    def wanted(self) -> str:
        """What is expected here, in words."""
        return kind_wanted(self.shape)

    @property
    def as_wanted(self) -> Scalar:
        """The same value as what is expected here, without its quotes or with them; None when it is none."""
        return as_kind(self.value, self.shape)

    @property
    def text(self) -> str:
        """The text that the value is, or becomes; empty when it is none."""
        return text_of(self.value, "")

    @property
    def choices(self) -> tuple[str, ...]:
        """The words of the enumeration that is expected here."""
        return self.shape if isinstance(self.shape, tuple) else ()


Offends = Callable[[Value, "Shape", str], bool]
"""Whether a value (never Alternatives) offends against a shape in a vocabulary, whatever is inside it."""


def unknown_keys(container: Entity) -> Iterator[Part]:
    """What stands in a container definition under keys that the API does not know."""
    return _offending(container, is_stray)


def wrong_types(container: Entity) -> Iterator[Part]:
    """Values in a container definition of a kind that is certain to be refused."""
    return _offending(container, is_misfit)


def wrong_choices(entity: Entity) -> Iterator[Part]:
    """Texts in a container, task definition or service that a closed enumeration does not have."""
    return _offending(entity, is_no_choice)


def task_level(key: str) -> str:
    """The key of a task definition that this is, however it is spelled; empty when it is none."""
    from ecslint.model.data.shapes import TASK_DEFINITION

    plain = key.replace("_", "").lower()
    return next((name for name in TASK_DEFINITION if name.lower() == plain), "")


def _offending(entity: Entity, offends: Offends) -> Iterator[Part]:
    """The parts of an entity that offend; ends with Undetermined when others cannot be known."""
    from ecslint.model.data.shapes import CONTAINER, SERVICE, TASK_DEFINITION

    shape = {"container": CONTAINER, "service": SERVICE}.get(entity.noun, TASK_DEFINITION)
    search = _Search(entity, offends)
    yield from search.within(Part(entity.body, shape, "", entity.at(), entity.vocabulary))
    if search.unknown is not None:
        raise Undetermined(search.unknown)


class _Search:
    """Looks for offending parts in one world, and notes what it could not see."""

    def __init__(self, entity: Entity, offends: Offends) -> None:
        self.entity = entity
        self.world = entity.world
        self.offends = offends
        self.unknown: Unknown | None = None

    def within(self, part: Part) -> Iterator[Part]:
        if not self.suspicious(part.value, part.shape):
            self.unknown = self.unknown or self.hidden(part.value, part.shape)
            return
        value = self.world.resolve(part.value)
        if isinstance(value, Reference) and value.value is not None and self.offends is not is_misfit:
            value = self.world.settle(value)
        if isinstance(value, Absent) or isinstance(value, Known) and value.value is None:
            return
        if self.offends(value, part.shape, self.entity.vocabulary):
            yield part._replace(value=value)
            return
        for child in self.parts(value, part):
            yield from self.within(child)

    def suspicious(self, value: Value, shape: Shape) -> bool:
        """Whether a value offends in some world, or something inside it does."""
        match value:
            case Alternatives(then=then, otherwise=otherwise):
                return self.suspicious(then, shape) or self.suspicious(otherwise, shape)
            case Reference(value=Value() as configured):
                # The provider has types of its own: what is written is no proof of what is read.
                return self.offends is not is_misfit and self.suspicious(configured, shape)
            case Unknown(domain=domain, default=default):
                candidates = [Known(constant, value.span) for constant in domain]
                possible = (*candidates, default) if default is not None else candidates
                return any(self.suspicious(candidate, shape) for candidate in possible)
            case Absent() | Known(value=None):
                return False
        vocabulary = self.entity.vocabulary
        if self.offends(value, shape, vocabulary):
            return True
        return any(self.suspicious(child, inner) for _, child, inner in _inside(value, shape, vocabulary))

    def hidden(self, value: Value, shape: Shape) -> Unknown | None:
        """The first unknown that an offence may hide behind, whatever the conditions."""
        match value:
            case Unknown() if not self.harmless(value, shape):
                return value
            case Mapping(open=Unknown() as open) | Sequence(open=Unknown() as open):
                if self.has_room(shape):
                    return open
        for _, child, inner in _inside(value, shape, self.entity.vocabulary):
            found = self.hidden(child, inner)
            if found is not None:
                return found
        return None

    def harmless(self, unknown: Unknown, shape: Shape) -> bool:
        """Whether an offence cannot hide behind an unknown that is not suspicious."""
        if unknown.domain:
            return True
        if isinstance(shape, dict | list) or self.offends is is_no_choice:
            return not self.has_room(shape)
        if self.offends is is_stray or shape is NO_SHAPE or self.entity.vocabulary == CLOUDFORMATION:
            return True
        kind = {"integer": "number", "double": "number", "boolean": "bool"}.get(str(shape), "string")
        return unknown.type == kind

    def has_room(self, shape: Shape) -> bool:
        """Whether a value of a shape may hold an offence."""
        match shape:
            case list():
                return self.has_room(shape[0])
            case {"*": _}:
                return self.offends is is_misfit
            case dict():
                return self.offends is is_stray or any(map(self.has_room, shape.values()))
        return self.offends is is_misfit or isinstance(shape, tuple) and self.offends is is_no_choice

    def parts(self, value: Value, outer: Part) -> Iterator[Part]:
        """The parts of a list, or of an object but for those that the world erases."""
        vocabulary = self.entity.vocabulary
        if isinstance(value, Mapping | Sequence) and value.open is not None:
            self.unknown = self.unknown or (value.open if self.has_room(outer.shape) else None)
        siblings: tuple[str, ...] = ()
        beside = frozenset(value.items) if isinstance(value, Mapping) else frozenset()
        if isinstance(value, Mapping) and isinstance(outer.shape, dict) and "*" not in outer.shape:
            siblings = tuple(_spelled(name, vocabulary) for name in outer.shape)
        for name, child, shape in _inside(value, outer.shape, vocabulary):
            key_span = None
            if not isinstance(value, Mapping) or isinstance(name, int):
                block = isinstance(outer.shape, dict)
                path = outer.path if block else f"{outer.path}[{name}]"
                place = self.place(None, child, outer.place.attribute, outer.place.evidence)
            else:
                evidence = id(value), _api_name(name, outer.shape, vocabulary)
                self.world.reads.add(evidence)
                if evidence in self.world.erased:
                    self.unknown = self.unknown or Unknown("erased", child.span)
                    continue
                path = f"{outer.path}.{name}" if outer.path else name
                attribute = f"{outer.place.attribute}.{name}" if outer.place.attribute else name
                key_span = value.keys.get(name)
                place = self.place(key_span, child, attribute, evidence)
            yield Part(child, shape, path, place, vocabulary, siblings, beside, key_span)

    def place(
        self, key: Span | None, value: Value, attribute: str, evidence: tuple[int, str] | None
    ) -> Place:
        resource = self.entity.resource
        span = written_span(key, value)
        return Place(span, "", resource.address, attribute, (*value.via, *resource.calls), evidence)


def _inside(value: Value, shape: Shape, vocabulary: str) -> Iterator[tuple[str | int, Value, Shape]]:
    """The members of an object or list with the shapes that are expected of them."""
    match value, shape:
        case Mapping(items=items), {"*": inner}:
            yield from ((key, item, inner) for key, item in items.items())
        case Mapping(items=items), dict():
            known = _spellings(shape, vocabulary)
            for key, item in items.items():
                name = known.get(key.lower() if vocabulary == RELAXED else key)
                if name is not None:
                    yield key, item, shape[name]
                elif key[:1].isalpha() and "::" not in key and vocabulary != TERRAFORM:
                    yield key, item, NO_SHAPE
        case Sequence(items=members), [inner]:
            yield from ((number, item, inner) for number, item in enumerate(members))
        case Sequence(items=members), dict() if vocabulary == TERRAFORM:
            yield from ((number, item, shape) for number, item in enumerate(members))


_tables: dict[tuple[int, str], dict[str, str]] = {}


def _spellings(shape: dict[str, Shape], vocabulary: str) -> dict[str, str]:
    """How the keys of a structure are written in a vocabulary → their API names."""
    table = _tables.get((id(shape), vocabulary))
    if table is None:
        table = _tables[id(shape), vocabulary] = {}
        for name in shape:
            spelling = _spelled(name, vocabulary)
            table[spelling.lower() if vocabulary == RELAXED else spelling] = name
    return table


def _spelled(name: str, vocabulary: str) -> str:
    """A key of the API as it is written in a vocabulary."""
    if vocabulary == CLOUDFORMATION:
        return _CLOUDFORMATION.get(name) or name[0].upper() + name[1:]
    if vocabulary == TERRAFORM:
        return _TERRAFORM.get(name, snake_case(name))
    return name


def _api_name(key: str, shape: Shape, vocabulary: str) -> str:
    if isinstance(shape, dict):
        return _spellings(shape, vocabulary).get(key.lower() if vocabulary == RELAXED else key, key)
    return key
