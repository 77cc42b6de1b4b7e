"""The index of a stack: its resources by address and kind, and how one leads to another."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Container, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from ecslint.model.documents import parsed
from ecslint.model.items import Items
from ecslint.model.resources import KINDS, ResourceEntity
from ecslint.resource import CLOUDFORMATION, TERRAFORM, UNREAD_MODULE, Resource, Stack
from ecslint.value import (
    Alternatives,
    Document,
    Failure,
    Known,
    Mapping,
    Reference,
    Sequence,
    Step,
    Text,
    Unknown,
    Value,
    literal,
)
from ecslint.world import Impossible, Undetermined, World, undetermined

if TYPE_CHECKING:
    from ecslint.model.entity import Attribute
    from ecslint.model.order import Order

R = TypeVar("R", bound=ResourceEntity)

_DOT = re.compile(r"\.")
_LAST_KEY = re.compile(r"\[[^\]]*\]$")


class Index:
    """What is known of a stack as a whole, in every world."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.readings: dict[tuple[int, Attribute[Any]], tuple[Mapping, Any]] = {}
        """What attributes read as in every world; with the mapping, which keeps its id its own."""
        self._by_address: dict[str, Resource] = {}
        self._by_kind: dict[type[ResourceEntity], list[Resource]] = {}
        for resource in stack.resources:
            self._by_address.setdefault(resource.address, resource)
            kind = KINDS.get(resource.type)
            if kind is not None:
                self._by_kind.setdefault(kind, []).append(resource)
        self._spellings: dict[int, tuple[Mapping, dict[str, str]]] = {}
        self._documents: dict[int, tuple[Value, Value]] = {}
        self._referrers: dict[type[ResourceEntity], dict[str, list[Resource]]] = {}
        self._obscure: dict[tuple[type[ResourceEntity], str], list[Resource]] = {}
        self._mentions: dict[str, list[Resource]] | None = None
        self._order: Order | None = None
        self._unread = {unknown.identity: unknown for unknown in reversed(stack.unknowns)}

    # -- resources -------------------------------------------------------------------------------

    def resources(self, kind: type[ResourceEntity]) -> list[Resource]:
        """All resources of a kind, whether they exist in some world or not."""
        return self._by_kind.get(kind, [])

    def resource(self, address: str) -> Resource | None:
        """The resource at an address, or None when the stack declares none there."""
        return self._by_address.get(address)

    def kind_of(self, address: str) -> type[ResourceEntity] | None:
        """What kind of thing the resource at an address is; None for what the model does not know."""
        resource = self._by_address.get(address)
        return None if resource is None else KINDS.get(resource.type)

    def all(self, world: World, kind: type[R]) -> Items[R]:
        """The entities of a kind that exist in a world; open when the stack does not show all."""
        found = [self.enter(world, kind, r) for r in self.resources(kind) if world.holds(r.exists)]
        return Items(found, self.hidden())

    def hidden(self) -> Unknown | None:
        """Why resources may exist that the stack does not show, or None when it shows all."""
        if self.stack.complete:
            return None
        if self.stack.unknowns:
            return self.stack.unknowns[0]
        place = self.stack.resources[0].span
        return Unknown("a part of the configuration could not be read", place)

    def hidden_from(self, address: str) -> Unknown | None:
        """Why something that the stack does not show may refer to a resource, or None.

        What a module that was not read does with a resource, it does with what it is given, and with
        its own.
        """
        if self.stack.language != TERRAFORM or self.stack.damaged:
            return self.hidden()
        around = self.unread_around(address)
        if around is not None:
            return around
        for resource in self.mentions(address):
            if resource.type == UNREAD_MODULE:
                return Unknown(f"{address} is given to {resource.address}, which is not read", resource.span)
        return None

    def is_input(self, step: Step) -> bool:
        """Whether a value is the default of an input of the stack: who deploys it may give another."""
        if self.stack.language == CLOUDFORMATION:
            return step.default
        path = step.span.source.path
        return step.default and self.stack.name in (path, os.path.dirname(path) or os.curdir)

    def unread_around(self, address: str) -> Unknown | None:
        """Why the module in which an address lies is known from its arguments alone, or None."""
        if self._unread:
            for dot in _DOT.finditer(address):
                around = address[: dot.start()]
                unknown = self._unread.get(around) or self._unread.get(_LAST_KEY.sub("", around))
                if unknown is not None:
                    return unknown
        return None

    def enter(self, world: World, kind: type[R], resource: Resource) -> R:
        """The entity of a resource."""
        return kind.of(self, world, resource)

    # -- links -----------------------------------------------------------------------------------

    def follow(self, world: World, value: Value, kind: type[R]) -> R | None:
        """The entity that a value refers to, or None when nothing is given.

        Raises Undetermined when it refers to something outside the stack or cannot be known, and
        Impossible when what it refers to does not exist under the world's assumptions.
        """
        value = world.resolve(value)
        match value:
            case Reference(target=target, value=configured):
                resource = self._by_address.get(target)
                if resource is not None and KINDS.get(resource.type) is kind:
                    if not world.holds(resource.exists):
                        raise Impossible
                    return self.enter(world, kind, resource)
                if resource is not None and resource.type in kind.through:
                    for attribute in kind.through[resource.type]:
                        looked_up = resource.body.items.get(attribute)
                        found = None if looked_up is None else self.follow(world, looked_up, kind)
                        if found is not None:
                            return found
                if configured is not None:
                    return self.follow(world, configured, kind)
            case Text(parts=parts) if literal(value) is None:
                return self._follow_text(world, value, parts, kind)
            case Known() | Text():
                return self._named(world, value, kind)
        if isinstance(value, Unknown | Failure | Reference):
            undetermined(value)
        return None

    def _follow_text(self, world: World, value: Text, parts: tuple[Value, ...], kind: type[R]) -> R | None:
        """Text such as "${aws_ecs_task_definition.app.family}:${…revision}" refers to its resource."""
        for part in parts:
            for target in _revised(part):
                resource = self._by_address.get(target)
                if resource is None:
                    continue
                if KINDS.get(resource.type) is kind or resource.type in kind.through:
                    return self.follow(world, Reference(target, "", value.span, value.via), kind)
        return self._named(world, value, kind)

    def _named(self, world: World, value: Value, kind: type[R]) -> R | None:
        plain = world.scalar(value)
        if plain is None or plain == "":
            return None
        name = str(plain)
        found: list[R] = []
        for candidate in self.all(world, kind).known:
            try:
                found += [candidate] if candidate.identifies(name) else []
            except Undetermined:
                continue
        if len(found) == 1:
            return found[0]
        reason = f"several declarations are named {name}" if found else f"{name} is not declared here"
        raise Undetermined(Unknown(reason, value.span, value.via, identity=name))

    def referrers(self, kind: type[R], address: str) -> list[Resource]:
        """The resources of a kind whose configuration mentions an address anywhere."""
        table = self._referrers.get(kind)
        if table is None:
            table = self._referrers[kind] = {}
            for resource in self.resources(kind):
                for target in set(references(resource.body)):
                    table.setdefault(target, []).append(resource)
        return table.get(address, [])

    def concerning(self, kind: type[R], attribute: str, address: str) -> list[Resource]:
        """The resources of a kind that mention an address, or whose attribute is unknown in part."""
        obscure = self._obscure.get((kind, attribute))
        if obscure is None:
            paths = getattr(kind, attribute).paths
            obscure = self._obscure[kind, attribute] = [
                resource
                for resource in self.resources(kind)
                if resource.body.open is not None
                or has_unknown(resource.body.items.get(paths[resource.language][0]), self._by_address)
            ]
        mentioning = self.referrers(kind, address)
        return mentioning + [resource for resource in obscure if resource not in mentioning]

    def mentions(self, address: str) -> list[Resource]:
        """The resources of any kind, known to the model or not, that mention an address."""
        if self._mentions is None:
            self._mentions = {}
            for resource in self.stack.resources:
                for target in set(references(resource.body)):
                    self._mentions.setdefault(target, []).append(resource)
        return self._mentions.get(address, [])

    @property
    def order(self) -> Order:
        """What is deployed before what."""
        if self._order is None:
            from ecslint.model.order import Order

            self._order = Order(self.stack)
        return self._order

    # -- documents and spelling ------------------------------------------------------------------

    def document(self, world: World, value: Value) -> Value:
        """The content of a value that is JSON text; a Failure where the text is no JSON."""
        settled = world.settle(value)
        if isinstance(settled, Document):
            return settled.content
        if not isinstance(settled, Known | Text):
            return settled
        return self.derived(settled, lambda: parsed(settled))

    def derived(self, value: Value, make: Callable[[], Value]) -> Value:
        """What is made of a value, once: objects inside are known by their identity."""
        known = self._documents.get(id(value))
        if known is None or known[0] is not value:
            known = self._documents[id(value)] = value, make()
        return known[1]

    def spelling(self, mapping: Mapping, name: str) -> str:
        """The key of a mapping that is `name` in any case; the name itself when there is none."""
        table = self._spellings.get(id(mapping))
        if table is None or table[0] is not mapping:
            table = self._spellings[id(mapping)] = mapping, {key.lower(): key for key in mapping.items}
        return table[1].get(name.lower(), name)


def _revised(part: Value) -> list[str]:
    """The addresses that a part of text such as "web:${max(…revision, …revision)}" is made of."""
    if isinstance(part, Reference):
        return [part.target]
    identity = part.identity if isinstance(part, Unknown) else ""
    return re.findall(r"([^\s(),]+)\.revision\b", identity)


def references(value: Value | None) -> Iterator[str]:
    """The addresses that a value refers to, anywhere inside it and whatever the conditions."""
    match value:
        case Reference(target=target, attribute=attribute, value=configured):
            yield target
            if attribute:  # what a whole resource refers to is another matter, and may be this value
                yield from references(configured)
        case Mapping(items=members):
            for member in members.values():
                yield from references(member)
        case Sequence(items=members):
            for member in members:
                yield from references(member)
        case Text(parts=parts):
            for part in parts:
                yield from references(part)
        case Document(content=content):
            yield from references(content)
        case Alternatives(then=then, otherwise=otherwise):
            yield from references(then)
            yield from references(otherwise)


def has_unknown(value: Value | None, declared: Container[str]) -> bool:
    """Whether any part of a value is unknown, whatever the conditions; `declared` are known addresses."""
    match value:
        case Unknown() | Failure():
            return True
        case Reference(target=target, value=configured) if configured is None or not value.attribute:
            outside = target.startswith("module.") and target not in declared
            return outside or target.startswith("data.") or ".data." in target
        case Reference(value=Value() as configured):
            return has_unknown(configured, declared)
        case Mapping(items=members, open=open):
            return open is not None or any(has_unknown(part, declared) for part in members.values())
        case Sequence(items=parts, open=open):
            return open is not None or any(has_unknown(part, declared) for part in parts)
        case Text(parts=parts):
            return any(has_unknown(part, declared) for part in parts)
        case Document(content=content):
            return has_unknown(content, declared)
        case Alternatives(then=then, otherwise=otherwise):
            return has_unknown(then, declared) or has_unknown(otherwise, declared)
    return False
