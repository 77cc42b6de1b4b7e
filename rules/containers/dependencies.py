"""Which containers a task cannot do without, and how containers wait for each other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ecslint.api import (
    DISPLAY,
    SAFE,
    Container,
    Finding,
    TaskDefinition,
    rule,
    set_value,
)


@rule("ECS503", "no-essential-container")
def no_essential_container(task: TaskDefinition) -> Iterator[Finding]:
    """No container of the task is essential."""
    containers = list(task.containers)
    if containers and all(container.is_never_essential for container in containers):
        yield Finding(
            at=containers[0].at("essential"),
            message=f"every container of {task} has essential = false, so none keeps the task running",
            because=[other.at("essential", "not essential either") for other in containers[1:]],
            aws_error="Task definition doesn't have any essential container",
            help="make the main container essential: remove the setting, or make it true",
            fix=set_value(containers[0], "essential", True, "there is no other", SAFE)
            if len(containers) == 1
            else None,
        )


@rule("ECS504", "undefined-dependency")
def undefined_dependency(container: Container) -> Iterator[Finding]:
    """A container depends on a container that the task definition does not have."""
    task = container.task_definition
    for dependency in container.depends_on:
        wanted = dependency.container_name
        if not wanted or any(other.name == wanted for other in task.containers):
            continue
        meant, there_are, help = task.instead_of(wanted)
        yield Finding(
            at=dependency.at("container_name"),
            message=f'{container} depends on container "{wanted}", which {task} does not have',
            because=[there_are],
            aws_error=f"Cannot depend on container + '{wanted}' because it does not exist",
            help=help,
            fix=set_value(dependency, "container_name", meant, "probably meant", DISPLAY),
        )


@rule("ECS505", "dependency-on-essential")
def dependency_on_essential(container: Container) -> Iterator[Finding]:
    """A container waits for an essential container to end."""
    for dependency in container.depends_on:
        if dependency.condition not in ("SUCCESS", "COMPLETE"):
            continue
        for other in container.task_definition.containers:
            if other.name == dependency.container_name and other.essential:
                yield Finding(
                    at=other.at("essential"),
                    message=f"{other} is essential, as containers are by default, "
                    f"but {container} starts only when it has ended",
                    because=[dependency.at("condition", "waits for the end of the other container")],
                    aws_error="A dependency container with SUCCESS or COMPLETE condition cannot be an "
                    "essential "
                    "container",
                    help="set essential to false on the container that ends",
                    fix=set_value(other, "essential", False, "it is to end before another starts"),
                )


@rule("ECS506", "healthy-without-health-check")
def healthy_without_health_check(container: Container) -> Iterator[Finding]:
    """A container waits for the health of a container that has no health check."""
    for dependency in container.depends_on:
        if dependency.condition != "HEALTHY":
            continue
        for other in container.task_definition.containers:
            if other.name == dependency.container_name and other.health_check is None:
                yield Finding(
                    at=other.at("health_check"),
                    message=f"{other} has no health check, but {container} starts only when it is healthy",
                    because=[dependency.at("condition", "waits for the health of the other container")],
                    aws_error="A dependency container with HEALTHY condition must have health check "
                    "configured",
                    help="add a health check to the container definition; one in the image does not count",
                )


@rule("ECS523", "undefined-link")
def undefined_link(container: Container) -> Iterator[Finding]:
    """A container is linked to a container that the task definition does not have."""
    task = container.task_definition
    for link in container.links:
        wanted = link.partition(":")[0]
        if task.network_mode != "bridge" or any(other.name == wanted for other in task.containers):
            continue
        _, there_are, help = task.instead_of(wanted)
        yield Finding(
            at=container.at("links"),
            message=f'{container} is linked to container "{wanted}", which {task} does not have',
            because=[there_are],
            aws_error=f"Link target not available: {wanted}",
            help=help,
        )


@rule("ECS507", "dependency-cycle")
def dependency_cycle(task: TaskDefinition) -> Iterator[Finding]:
    """Containers wait for each other in a circle."""
    edges = {
        container.name: {each.container_name: each for each in container.depends_on if each.container_name}
        for container in task.containers
    }
    reported: set[frozenset[str | None]] = set()
    for start in edges:
        cycle = _way_back(edges, start)
        if not cycle or frozenset(cycle) in reported:
            continue
        reported.add(frozenset(cycle))
        steps = [edges[one][other] for one, other in zip(cycle, [*cycle[1:], start], strict=True) if other]
        way = " → ".join(str(name) for name in [*cycle, start])
        yield Finding(
            at=steps[0].at("container_name"),
            message=f"containers of {task} wait for each other in a circle: {way}",
            because=[step.at("container_name", "and this one waits as well") for step in steps[1:]],
            help="remove one of the dependencies",
        )


def _way_back(edges: Mapping[str | None, Collection[str]], start: str | None) -> list[str | None]:
    """The shortest way along edges from a name back to itself, without the last step."""
    ways: list[list[str | None]] = [[start]]
    seen: set[str | None] = set()
    for way in ways:
        for name in edges.get(way[-1], {}):
            if name == start:
                return way
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []
