"""Changes of what is written: finding the place of a value, and what to put there, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar
from weakref import WeakKeyDictionary

from ecslint import entries
from ecslint.condition import Scalar
from ecslint.entries import Entry, Stretch
from ecslint.fix import SAFE, UNSAFE, Edit, Fix
from ecslint.model.entity import RELAXED, Entity
from ecslint.model.index import Index
from ecslint.model.shape import Part
from ecslint.resource import ECS_JSON, Resource
from ecslint.source import Span
from ecslint.value import Alternatives, Document, Known, Mapping, Reference, Sequence, Value
from ecslint.world import Impossible

T = TypeVar("T")


class Change:
    """A change of an entity: why that is the side to change, and how safe it is."""

    def __init__(self, entity: Entity, why: str, safety: str) -> None:
        self.entity = entity
        self.why = why
        # What calls a module from elsewhere is not seen from here.
        self.safety = UNSAFE if safety == SAFE and entity.resource.calls else safety

    def certainly(self, read: Callable[[], T]) -> T | None:
        """What can be read if nothing has to be assumed for it."""
        try:
            return self.entity.world.peek(read)
        except Impossible:
            return None

    def set_value(self, attribute: str, value: Scalar) -> Fix | None:
        """An attribute changed, or added behind others."""
        entity = self.entity
        held = entity.holder(entity.attribute(attribute))
        if held is None:
            return None
        mapping, key = held
        if key in mapping.items:
            found = _entry(entity, mapping, key)
            stretch = None if found is None else entries.replaced(found, value, _is_strict(entity, value))
        else:
            found = None if mapping.open is not None else _last(entity, mapping)
            stretch = None if found is None else entries.inserted(found, key, value)
        return self._fix(f"set {_path(entity, attribute, key)} to {entries.said(value)}", found, stretch)

    def remove(self, attribute: str) -> Fix | None:
        """An attribute taken away."""
        entity = self.entity
        held = entity.holder(entity.attribute(attribute))
        if held is None or held[1] not in held[0].items:
            return None
        mapping, key = held
        found = _entry(entity, mapping, key, removing=True)
        stretch = None if found is None else entries.removed(found, is_only=len(mapping.items) == 1)
        return self._fix(f"remove {_path(entity, attribute, key)}", found, stretch)

    def set_part(self, part: Part, value: Scalar) -> Fix | None:
        """A part changed."""
        found = _written(self.entity, part.key_span, part.value)
        stretch = None if found is None else entries.replaced(found, value, not isinstance(value, str))
        return self._fix(f"set {part.key} to {entries.said(value)}", found, stretch)

    def rename(self, part: Part, key: str) -> Fix | None:
        """The key of a part changed."""
        span = part.key_span
        if span is None or not _is_own(self.entity, span, part.value):
            return None
        return self._fix(f"rename {part.key} to {key}", span, entries.renamed(span, key))

    def _fix(self, words: str, near: Entry | Span | None, stretch: Stretch | None) -> Fix | None:
        if near is None or stretch is None:
            return None
        start, end, text = stretch
        edit = Edit(Span(near.source, start, end), text)
        resource = self.entity.resource
        title = f"{words}: {self.why}" if self.why else words
        instances = _instances(self.entity.index, resource)
        return Fix(title, self.safety, (edit,), resource.address, instances)


def _path(entity: Entity, attribute: str, key: str) -> str:
    """How an attribute is called: with the block or object that it stands in."""
    outer = entity.attribute(attribute).paths[entity.vocabulary][:-1][-1:]
    return ".".join((*outer, key))


def _is_strict(entity: Entity, value: Scalar) -> bool:
    """Whether a number or truth value has to be written without quotes."""
    return not isinstance(value, str) and entity.vocabulary in (ECS_JSON, RELAXED)


# -- places -------------------------------------------------------------------------------------


def _entry(entity: Entity, mapping: Mapping, key: str, removing: bool = False) -> Entry | None:
    """The place of an entry of an object, when a literal stands there, or what may as well be removed."""
    value = mapping.items[key]
    if mapping.via:
        return None
    return _written(entity, mapping.keys.get(key), value, removing)


def _written(entity: Entity, key: Span | None, value: Value, removing: bool = False) -> Entry | None:
    if value.via or key is None or not _is_own(entity, key, value):
        return None
    found = entries.entry(key, value.span)
    if found is None:
        return None
    match value:
        case Known(value=scalar):
            return found if entries.is_literal(found, scalar) else None
        case Reference():
            return found if removing else None
        case Sequence(items=items, open=None):
            plain = all(isinstance(item, Known) and not item.via for item in items)
            return found if removing and plain else None
    return None


def _last(entity: Entity, mapping: Mapping) -> Entry | None:
    """The last entry of an object behind which another can stand."""
    if mapping.via:
        return None
    for key, value in reversed(mapping.items.items()):
        span = mapping.keys.get(key)
        if isinstance(value, Known | Reference) and not value.via and span is not None:
            found = entries.entry(span, value.span)
            is_line = found is not None and entries.is_line(found)
            if found is not None and (is_line or mapping.kind != "block") and _is_own(entity, span, value):
                return found
    return None


def _is_own(entity: Entity, key: Span, value: Value) -> bool:
    """Whether a key stands in the resource itself, once, and did not come there from elsewhere."""
    ways = list(_ways(entity.resource.body, key))
    # Not there at all is what stands in JSON text, all of which knows the way of the text.
    return ways == [True] if ways else not value.via


def _ways(value: Value, key: Span, is_direct: bool = True) -> Iterator[bool]:
    """For each time that a key occurs in a value, whether it is written there."""
    is_direct = is_direct and not value.via
    match value:
        case Mapping(items=members, keys=keys):
            for name, member in members.items():
                if keys.get(name) == key:
                    yield is_direct
                yield from _ways(member, key, is_direct)
        case Sequence(items=items):
            for item in items:
                yield from _ways(item, key, is_direct)
        case Alternatives(then=then, otherwise=otherwise):
            yield from _ways(then, key, is_direct)
            yield from _ways(otherwise, key, is_direct)
        case Document(content=content):
            yield from _ways(content, key, is_direct)


def _instances(index: Index, resource: Resource) -> tuple[str, ...]:
    """The addresses of all resources that are made of the same text as one."""
    if index not in _made:
        _made[index] = {}
        for each in index.stack.resources:
            _made[index].setdefault(each.span, []).append(each.address)
    return tuple(_made[index].get(resource.span, ()))


_made: WeakKeyDictionary[Index, dict[Span, list[str]]] = WeakKeyDictionary()
