"""What a rule is asked about: resources, and the parts of resources."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from ecslint.engine.finding import Finding
from ecslint.engine.rule import Rule
from ecslint.engine.worlds import Branch, Run, explore
from ecslint.model.attachment import LoadBalancerAttachment, ServiceRegistry
from ecslint.model.configuration import Configuration
from ecslint.model.container import Container, PortMapping
from ecslint.model.entity import Entity
from ecslint.model.index import Index
from ecslint.model.items import Items
from ecslint.model.launch import TaskLauncher
from ecslint.model.resources import ResourceEntity
from ecslint.model.scheduled import EventRule, EventTarget, Schedule
from ecslint.model.service import Service, TaskSet
from ecslint.model.state_machine import RunTask, StateMachine
from ecslint.model.task_definition import TaskDefinition
from ecslint.resource import Resource
from ecslint.world import Impossible, World

NESTED: dict[type, tuple[tuple[type[ResourceEntity], str], ...]] = {
    Container: ((TaskDefinition, "containers"),),
    PortMapping: ((TaskDefinition, "port_mappings"),),
    LoadBalancerAttachment: ((Service, "load_balancers"), (TaskSet, "load_balancers")),
    ServiceRegistry: ((Service, "service_registries"),),
    EventTarget: ((EventRule, "targets"),),
    RunTask: ((StateMachine, "run_tasks"),),
}
"""Subjects that are parts of resources → these resources, and the attributes that list them."""

VARIETIES: dict[type, tuple[type, ...]] = {TaskLauncher: (Service, TaskSet, EventTarget, Schedule, RunTask)}
"""Subjects that stand for several kinds → these."""

Erased = frozenset[tuple[int, str]]
Found = tuple[list[int], list[Branch]]
NOTHING: Erased = frozenset()


def subjects(index: Index, rule: Rule, erased: Erased = NOTHING) -> Iterator[tuple[str, list[Branch]]]:
    """What a rule gives for each of its subjects in a stack: an address, and a branch a world."""
    for subject in (kind for each in rule.subjects for kind in VARIETIES.get(each, (each,))):
        if subject is Configuration:
            scenarios = index.stack.scenarios
            yield "", explore(lambda world: rule.check(Configuration(index, world)), erased, scenarios)
            continue
        for kind, attribute in NESTED.get(subject, ((subject, ""),)):
            for resource in index.resources(kind):
                yield from _of_resource(rule, Whole(index, kind, resource), attribute, erased)


def _of_resource(
    rule: Rule, whole: Whole, attribute: str, erased: Erased
) -> Iterator[tuple[str, list[Branch]]]:
    address, scenarios = whole.resource.address, whole.index.stack.scenarios
    if not attribute:
        yield address, explore(_run_whole(rule, whole), erased, scenarios)
        return
    parts = Parts(whole, attribute)
    listed, branches = parts.found(erased)
    for key in listed:
        yield address, explore(_run_part(rule, parts, key), erased, scenarios)
    yield address, branches


class Whole:
    """A resource as a subject. That it exists is given: no finding about it depends on that."""

    def __init__(self, index: Index, kind: type[ResourceEntity], resource: Resource) -> None:
        self.index, self.kind, self.resource = index, kind, resource

    def enter(self, world: World) -> ResourceEntity:
        world.given = True
        if not world.holds(self.resource.exists):
            raise Impossible
        world.given = False
        return self.index.enter(world, self.kind, self.resource)


class Parts:
    """The parts of a resource that some list in it holds, each known by the object it is made of."""

    def __init__(self, whole: Whole, attribute: str) -> None:
        self.whole, self.attribute = whole, attribute

    def listed(self) -> list[int]:
        """All parts that there are in some world, in order."""
        return self.found(NOTHING)[0]

    def found(self, erased: Erased) -> Found:
        """All parts, and the worlds: without findings, but with the reasons why there may be more parts."""
        if erased:
            return self._find(erased)
        known = _found.setdefault(self.whole.index, {})
        name = self.whole.resource.address, self.attribute
        if name not in known:
            known[name] = self._find(erased)
        return known[name]

    def _find(self, erased: Erased) -> Found:
        found: dict[int, None] = {}

        def collect(world: World) -> Iterator[Finding]:
            listed = self._list(world)
            found.update((id(part.body), None) for part in listed.known)
            listed.confirm_complete()
            return iter(())

        branches = explore(collect, erased, self.whole.index.stack.scenarios)
        return list(found), branches

    def part(self, world: World, key: int) -> Entity:
        """The part in a world; Impossible where the world does not have it."""
        world.focus = key
        known = self._list(world).known
        world.focus = None
        for part in known:
            if id(part.body) == key:
                return part
        raise Impossible

    def _list(self, world: World) -> Items[Entity]:
        listed: Items[Entity] = getattr(self.whole.enter(world), self.attribute)
        return listed


_found: WeakKeyDictionary[Index, dict[tuple[str, str], Found]] = WeakKeyDictionary()


def _run_whole(rule: Rule, whole: Whole) -> Run:
    return lambda world: rule.check(whole.enter(world))


def _run_part(rule: Rule, parts: Parts, key: int) -> Run:
    return lambda world: rule.check(parts.part(world, key))
