"""What a rule is asked about: resources, and the parts of resources."""

from __future__ import annotations

from collections.abc import Iterator

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
from ecslint.model.scaling import CapacityChange, ScalableTarget
from ecslint.model.scheduled import EventRule, EventTarget, Schedule
from ecslint.model.service import Service, TaskSet
from ecslint.model.state_machine import RunTask, StateMachine
from ecslint.model.task_definition import TaskDefinition
from ecslint.resource import Resource
from ecslint.value import Unknown
from ecslint.world import Impossible, World

NESTED: dict[type, tuple[tuple[type[ResourceEntity], str], ...]] = {
    Container: ((TaskDefinition, "containers"),),
    PortMapping: ((TaskDefinition, "port_mappings"),),
    LoadBalancerAttachment: ((Service, "load_balancers"), (TaskSet, "load_balancers")),
    ServiceRegistry: ((Service, "service_registries"),),
    EventTarget: ((EventRule, "targets"),),
    RunTask: ((StateMachine, "run_tasks"),),
    CapacityChange: ((ScalableTarget, "scheduled_actions"),),
}
"""Subjects that are parts of resources → these resources, and the attributes that list them."""

VARIETIES: dict[type, tuple[type, ...]] = {TaskLauncher: (Service, TaskSet, EventTarget, Schedule, RunTask)}
"""Subjects that stand for several kinds → these."""

Erased = frozenset[tuple[int, str]]
Found = tuple[list[int], list[Branch]]
NOTHING: Erased = frozenset()


class Subjects:
    """What the rules are asked about in a stack."""

    def __init__(self, index: Index) -> None:
        self.stack = index.stack
        self._index = index
        self._whole_modules = {(each.reason, each.span): each.identity for each in index.stack.unknowns}
        self._wholes: dict[type[ResourceEntity], list[Whole]] = {}
        self._parts: dict[tuple[type[ResourceEntity], str], list[Parts]] = {}

    def ask(self, rule: Rule, erased: Erased = NOTHING) -> Iterator[tuple[str, list[Branch]]]:
        """What a rule gives for each of its subjects: an address, and a branch a world."""
        for subject in (kind for each in rule.subjects for kind in VARIETIES.get(each, (each,))):
            if subject is Configuration:
                yield "", explore(self._run_configuration(rule), erased, self.stack.scenarios)
            elif subject in NESTED:
                for kind, attribute in NESTED[subject]:
                    yield from self._ask_parts(rule, kind, attribute, erased)
            else:
                for whole in self._whole(subject):
                    branches = explore(_run_whole(rule, whole), erased, self.stack.scenarios)
                    yield whole.resource.address, branches

    def hiding(self, unknown: Unknown) -> str:
        """The module that was not read, if that is why something is unknown: it is said once, of it."""
        return self._whole_modules.get((unknown.reason, unknown.span), "")

    def _ask_parts(
        self, rule: Rule, kind: type[ResourceEntity], attribute: str, erased: Erased
    ) -> Iterator[tuple[str, list[Branch]]]:
        if (kind, attribute) not in self._parts:
            self._parts[kind, attribute] = [Parts(whole, attribute) for whole in self._whole(kind)]
        for parts in self._parts[kind, attribute]:
            address = parts.whole.resource.address
            listed, branches = parts.found(erased)
            for key in listed:
                yield address, explore(_run_part(rule, parts, key), erased, self.stack.scenarios)
            yield address, branches

    def _whole(self, kind: type[ResourceEntity]) -> list[Whole]:
        if kind not in self._wholes:
            self._wholes[kind] = [Whole(self._index, kind, each) for each in self._index.resources(kind)]
        return self._wholes[kind]

    def _run_configuration(self, rule: Rule) -> Run:
        return lambda world: rule.check(Configuration(self._index, world))


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
        self._found: Found | None = None
        self._certain: dict[int, Entity] = {}
        self._reads: set[tuple[int, str]] = set()

    def listed(self) -> list[int]:
        """All parts that there are in some world, in order."""
        return self.found(NOTHING)[0]

    def found(self, erased: Erased) -> Found:
        """All parts, and the worlds: without findings, but with the reasons why there may be more parts."""
        if erased:
            return self._find(erased)
        if self._found is None:
            self._found = self._find(erased)
        return self._found

    def _find(self, erased: Erased) -> Found:
        found: dict[int, None] = {}

        def collect(world: World) -> Iterator[Finding]:
            listed = self._list(world)
            found.update((id(part.body), None) for part in listed.known)
            if not world.asked and not erased:
                self._certain = {id(part.body): part for part in listed.known}
                self._reads = set(world.reads)
            listed.confirm_complete()
            return iter(())

        branches = explore(collect, erased, self.whole.index.stack.scenarios)
        return list(found), branches

    def part(self, world: World, key: int) -> Entity:
        """The part in a world; Impossible where the world does not have it."""
        if key in self._certain and not world.erased:
            world.reads |= self._reads
            return self._certain[key].seen_in(world)
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


def _run_whole(rule: Rule, whole: Whole) -> Run:
    return lambda world: rule.check(whole.enter(world))


def _run_part(rule: Rule, parts: Parts, key: int) -> Run:
    return lambda world: rule.check(parts.part(world, key))
