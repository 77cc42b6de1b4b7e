"""What is deployed before what: the order that references and explicit dependencies give."""

from __future__ import annotations

import re

from ecslint.model.index import references
from ecslint.resource import CLOUDFORMATION, Resource, Stack


class Order:
    """The order in which the resources of a stack are created.

    A condition does not undo a dependency, and an instance waits for all instances of a resource.
    """

    def __init__(self, stack: Stack) -> None:
        self._nested = stack.language == CLOUDFORMATION
        self._dependencies: dict[str, set[str]] = {}
        self._members: dict[str, list[str]] = {}
        self._stacks: dict[str, tuple[str, ...]] = {}
        for resource in stack.resources:
            name = plain(resource.address)
            self._stacks[name] = resource.within
            waits = {plain(address) for address in dependencies(resource)}
            self._dependencies.setdefault(name, set()).update(waits)
            for container in self._containers(name):
                self._members.setdefault(container, []).append(name)

    def follows(self, resource: Resource, others: set[str]) -> bool:
        """Whether a resource is created after one of others, given by their addresses."""
        wanted = {plain(address) for address in others}
        seen: set[str] = set()
        waiting = [plain(resource.address)]
        while waiting:
            name = waiting.pop()
            for dependency in self._of(name):
                if dependency in wanted:
                    return True
                if dependency not in seen:
                    seen.add(dependency)
                    waiting.append(dependency)
        return False

    def _of(self, name: str) -> set[str]:
        """What a resource waits for, and what the modules or nested stacks around it wait for."""
        around = self._containers(name)
        waits = {each for part in (name, *around) for each in self._dependencies.get(part, ())}
        for dependency in list(waits):
            waits.update(self._members.get(dependency, ()))
            if self._nested:
                # What another stack gives is there only when all of that stack is.
                for container in self._containers(dependency):
                    if container not in around:
                        waits.update(self._members[container])
        return waits

    def _containers(self, name: str) -> list[str]:
        """The modules, or stacks, in which an address lies, from the outermost."""
        if self._nested:
            return list(self._stacks.get(name, ()))
        parts = name.split(".")
        ends = [end for end in range(2, len(parts), 2) if parts[end - 2] == "module"]
        return [".".join(parts[:end]) for end in ends]


def dependencies(resource: Resource) -> set[str]:
    """The addresses that a resource refers to or names as its dependencies."""
    return {*references(resource.body), *(reference.target for reference in resource.after)}


def plain(address: str) -> str:
    """An address without instance keys."""
    return re.sub(r"\[[^\]]*\]", "", address)
