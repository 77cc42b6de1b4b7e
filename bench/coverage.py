"""How many services ecslint knows well enough to find mismatches, and why it does not know the others.

    python -m bench.coverage DIRECTORY

A service is known when its network mode, its launch type, the target types of its target groups and
the names and ports of its containers are all known, in every world and every environment.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator

from ecslint.engine.describe import Description, Fact, describe
from ecslint.hcl.parser import parse
from ecslint.hcl.structure import File
from ecslint.resource import CLOUDFORMATION, TERRAFORM, Stack
from ecslint.stack import discover

EXAMPLE = re.compile(r"^(examples?|tests?|test_data)$")
SERVICE = ("task definition", "runs on", "load balancers")
TASK_DEFINITION = ("network mode", "containers")
CONTAINER = ("name", "ports")
NAMES = re.compile(
    r'(?:(?:module|data|aws_\w+|each|local)[.\w\[\]"*-]*\.)?\b(var|local|data|module)\.[\w.\[\]"*-]+'
)
RESOURCES = re.compile(r'(?:module[.\w\[\]"*-]*\.)?\b(aws_\w+)\.[\w\[\]"*-]+')


def main(directory: str) -> None:
    unknowns: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for stack in discover([directory]).stacks:
        described = {description.address: description for description in describe(stack)}
        for description in described.values():
            if description.noun == "service":
                why = unknown(description, described)
                unknowns[kind_of(stack), stack.name, description.address] |= {
                    f"{fact}: {generalised(reason)}" for fact, reason in why
                }
    services: Counter[str] = Counter()
    known: Counter[str] = Counter()
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for (kind, _, _), whys in unknowns.items():
        services[kind] += 1
        known[kind] += not whys
        reasons[kind].update(whys)
    for kind, count in services.most_common():
        print(f"{kind}: {known[kind]} of {count} services known, {known[kind] / count:.0%}")
        for reason, times in reasons[kind].most_common():
            print(f"  {times:4} {reason}")


def kind_of(stack: Stack) -> str:
    """What a stack is, as the numbers tell them apart."""
    if stack.language != TERRAFORM:
        return "templates" if stack.language == CLOUDFORMATION else "JSON"
    if is_applied(stack):
        return "root modules and examples"
    return "modules that nobody calls"


def is_applied(stack: Stack) -> bool:
    """Whether a directory is made to be applied as it stands rather than to be called."""
    if any(EXAMPLE.match(part) for part in stack.name.split("/")):
        return True
    own = [source for source in stack.sources if os.path.dirname(source.path) == stack.name]
    if any(source.path.endswith((".tfvars", ".hcl")) for source in stack.sources):
        return True
    return any(map(configures, map(parse, own)))


def configures(file: File) -> bool:
    """Whether a file configures a provider, or where the state is kept."""
    for block in file.body.blocks:
        if block.type == "provider":
            return True
        if block.type == "terraform" and any(
            inner.type in ("backend", "cloud") for inner in block.body.blocks
        ):
            return True
    return False


def unknown(service: Description, described: dict[str, Description]) -> Iterator[tuple[str, str]]:
    """What is not known of a service, and why, each as the name of a fact and a reason."""
    facts = {fact.name: fact for fact in service.facts}
    for name in SERVICE:
        yield from reasons_of(facts[name])
    for task in values(facts["task definition"], described):
        yield from among(task.facts, TASK_DEFINITION)
        for container in task.parts:
            yield from among(container.facts, CONTAINER)
    for attachment in service.parts:
        for fact in attachment.facts:
            if fact.name == "target group":
                yield from reasons_of(fact)
                for group in values(fact, described):
                    yield from among(group.facts, ("target type",))


def values(fact: Fact, described: dict[str, Description]) -> Iterator[Description]:
    """The things that a fact refers to."""
    for reading in fact.readings:
        if reading.value is not None:
            yield described[str(reading.value)]


def among(facts: list[Fact], names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for fact in facts:
        if fact.name in names:
            yield from reasons_of(fact)


def reasons_of(fact: Fact) -> Iterator[tuple[str, str]]:
    return ((fact.name, reason) for reason, _ in fact.unknown)


def generalised(reason: str) -> str:
    """A reason without the names in it, so that equal ones are counted together."""
    return RESOURCES.sub(r"\1.…", NAMES.sub(r"\1.…", reason))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
