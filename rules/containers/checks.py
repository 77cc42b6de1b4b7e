"""What stands in container definitions, and how containers depend on each other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ecslint.api import (
    CLOUDFORMATION,
    ECS_JSON,
    TERRAFORM,
    WARNING,
    Cluster,
    Container,
    Finding,
    Service,
    TaskDefinition,
    definitions_problem,
    nearest,
    rule,
    task_level,
    unknown_keys,
    wrong_choices,
    wrong_types,
)


@rule("ECS501", "incomplete-container")
def incomplete_container(container: Container) -> Iterator[Finding]:
    """A container has no name or no image."""
    if container.is_empty:
        return
    if not container.name:
        yield Finding(
            at=container.at("name"),
            message=f"a container of {container.task_definition} has no name",
            aws_error="Container.name should not be null or empty.",
            help="give the container a name that no other container of the task has",
        )
    # Deploy tools put the image into a task definition file just before they register it.
    if container.resource.language != ECS_JSON and not container.has_image:
        yield Finding(
            at=container.at("image"),
            message=f"{container} has no image",
            aws_error="Container.image should not be null or empty.",
            help="name the image that the container runs",
        )


@rule("ECS502", "duplicate-container-name")
def duplicate_container_name(task: TaskDefinition) -> Iterator[Finding]:
    """Two containers of one task have the same name."""
    first: dict[str, Container] = {}
    for container in task.containers:
        name = container.name
        if name and name in first:
            yield Finding(
                at=container.at("name"),
                message=f'{task} has two containers with the name "{name}"',
                because=[first[name].at("name", "the first of them")],
                aws_error="Container names must be unique within a task definition",
                help="rename one of the containers",
            )
        elif name:
            first[name] = container


@rule("ECS503", "no-essential-container")
def no_essential_container(task: TaskDefinition) -> Iterator[Finding]:
    """No container of the task is essential."""
    containers = list(task.containers)
    if containers and not any(container.essential for container in containers):
        yield Finding(
            at=containers[0].at("essential"),
            message=f"every container of {task} has essential = false, so none keeps the task running",
            because=[other.at("essential", "not essential either") for other in containers[1:]],
            aws_error="Task definition doesn't have any essential container",
            help="make the main container essential: remove the setting, or make it true",
        )


@rule("ECS504", "undefined-dependency")
def undefined_dependency(container: Container) -> Iterator[Finding]:
    """A container depends on a container that the task definition does not have."""
    task = container.task_definition
    for dependency in container.depends_on:
        wanted = dependency.container_name
        if not wanted or any(other.name == wanted for other in task.containers):
            continue
        names = [other.name for other in task.containers if other.name]
        meant = nearest(wanted, names)
        yield Finding(
            at=dependency.at("container_name"),
            message=f'{container} depends on container "{wanted}", which {task} does not have',
            because=[task.at("container_definitions", f"the containers are {', '.join(names)}")],
            aws_error=f"Cannot depend on container + '{wanted}' because it does not exist",
            help=f'did you mean "{meant}"?' if meant else "name a container of the same task definition",
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


@rule("ECS508", "container-memory-exceeds-task")
def container_memory_exceeds_task(container: Container) -> Iterator[Finding]:
    """A container may use more memory than its task has."""
    task = container.task_definition
    limit, size = container.memory, task.memory
    if limit is None or size is None or limit <= size or _ignores_size(task):
        return
    yield Finding(
        at=container.at("memory"),
        message=f"{container} has a memory limit of {limit} MiB, but {task} has only {size} MiB",
        because=[task.at("memory", "the memory of the whole task")],
        aws_error="The 'memory' setting for container '…' is greater than for the task.",
        help="lower the limit of the container, or raise the memory of the task",
    )


@rule("ECS509", "container-cpu-exceeds-task")
def container_cpu_exceeds_task(task: TaskDefinition) -> Iterator[Finding]:
    """The containers of a task ask for more CPU than the task has."""
    size = task.cpu
    if size is None:
        return
    total, asking = 0, []
    for container in task.containers:
        if not container.cpu:
            continue
        total += container.cpu
        asking.append(container)
        if total > size and not _ignores_size(task):
            yield Finding(
                at=asking[-1].at("cpu"),
                message=f"the containers of {task} ask for {total} CPU units, but the task has only {size}",
                because=[
                    task.at("cpu", "the CPU of the whole task"),
                    *(other.at("cpu", f"{other.cpu} of them") for other in asking[:-1]),
                ],
                aws_error="The sum of all container 'cpu' values cannot be greater than the value of the "
                "task 'cpu'.",
                help="lower the CPU of the containers, or raise that of the task",
            )
            return


def _ignores_size(task: TaskDefinition) -> bool:
    """Whether the size of the task means nothing: Windows on EC2 (F-153)."""
    return task.is_windows and not task.on_fargate


@rule("ECS510", "missing-container-memory")
def missing_container_memory(container: Container) -> Iterator[Finding]:
    """Neither the container nor its task says how much memory there is."""
    task = container.task_definition
    if container.is_empty or container.memory is not None or container.memory_reservation is not None:
        return
    if not task.written_memory and not task.on_fargate:
        yield Finding(
            at=container.at("memory"),
            message=f"{container} has neither memory nor memoryReservation, and {task} has no memory either",
            because=[
                container.at("memory_reservation", "no reservation here"),
                task.at("memory", "the task has no memory of its own"),
            ],
            aws_error="Invalid setting for container '…'. "
            "At least one of 'memory' or 'memoryReservation' must be specified.",
            help="set memory or memoryReservation on the container, or memory on the task definition",
        )


@rule("ECS511", "reservation-exceeds-memory")
def reservation_exceeds_memory(container: Container) -> Iterator[Finding]:
    """A container reserves more memory than it may use."""
    limit, reserved = container.memory, container.memory_reservation
    if limit is not None and reserved is not None and reserved > limit:
        yield Finding(
            at=container.at("memory_reservation"),
            message=f"{container} reserves {reserved} MiB of memory, more than its limit of {limit} MiB",
            because=[container.at("memory", "the limit")],
            aws_error="Invalid setting for container '…'. "
            "'memory' must be greater than or equal to 'memoryReservation'.",
            help="raise memory, or lower memoryReservation",
        )


@rule("ECS512", "total-memory-exceeds-task", severity=WARNING)
def total_memory_exceeds_task(task: TaskDefinition) -> Iterator[Finding]:
    """The containers of a task together reserve more memory than the task has."""
    size = task.memory
    if size is None:
        return
    total, asking = 0, []
    for container in task.containers:
        attribute = "memory" if container.memory_reservation is None else "memory_reservation"
        amount = getattr(container, attribute)
        if not amount or amount > size:
            continue
        total += amount
        asking.append(container.at(attribute, f"{amount} MiB"))
        if total > size and not _ignores_size(task):
            yield Finding(
                at=asking[-1],
                message=f"the containers of {task} reserve {total} MiB of memory, but the task has only "
                f"{size} MiB",
                because=[task.at("memory", "the memory of the whole task"), *asking[:-1]],
                help="raise the memory of the task, or lower that of the containers",
            )
            return


_HEALTH_CHECK = {
    "interval": (5, 300),
    "timeout": (2, 60),
    "retries": (1, 10),
    "start_period": (0, 300),
}


@rule("ECS513", "invalid-container-health-check")
def invalid_container_health_check(container: Container) -> Iterator[Finding]:
    """A container health check has settings that ECS does not take."""
    check = container.health_check
    if check is None:
        return
    for attribute, (least, most) in _HEALTH_CHECK.items():
        value = getattr(check, attribute)
        if value is not None and not least <= value <= most:
            words = attribute.replace("_", " ")
            yield Finding(
                at=check.at(attribute),
                message=f"the health check of {container} has {words} {value}, but it must be from {least} "
                f"to {most}",
                help=f"use a value from {least} to {most}",
            )
    for first in check.command:
        if first not in ("CMD", "CMD-SHELL"):
            yield Finding(
                at=check.at("command"),
                message=f'the health check command of {container} starts with "{first}", not with CMD or '
                "CMD-SHELL",
                severity=WARNING,
                help="put CMD before a program and its arguments, or CMD-SHELL before one line for the shell",
            )
        return


@rule("ECS515", "invalid-container-timeout")
def invalid_container_timeout(container: Container) -> Iterator[Finding]:
    """A container on Fargate has more than two minutes to start or stop."""
    task = container.task_definition
    for attribute, words in (("start_timeout", "start"), ("stop_timeout", "stop")):
        seconds = getattr(container, attribute)
        if seconds is not None and seconds > 120 and task.on_fargate:
            yield Finding(
                at=container.at(attribute),
                message=f"{container} has {seconds} seconds to {words}, but Fargate allows 120 at most",
                because=[task.at("requires_compatibilities", "the task is for Fargate")],
                help="use 120 seconds or less",
            )


@rule("ECS517", "unknown-container-key", severity=WARNING)
def unknown_container_key(container: Container) -> Iterator[Finding]:
    """A container definition has a key that AWS does not know."""
    language = container.resource.language
    for part in unknown_keys(container):
        of_task = "" if part.owner else task_level(part.key)
        meant = _meant(part.key, part.siblings, of_task)
        if meant:
            advice = f'did you mean "{meant}"?'
        elif of_task:
            advice = "move it out of the container: it is a setting of the whole task definition"
        else:
            advice = "remove it, or move it to where it belongs"
        owner = f'"{part.owner}"' if part.owner else "a container definition"
        dropped = ", and Terraform drops it silently" if language == TERRAFORM else ""
        yield Finding(
            at=part.place,
            message=f'{container} has the key "{part.path}", which {owner} does not have{dropped}',
            aws_error=_UNKNOWN_KEY.get(language, "").format(part.key),
            help=advice,
        )


_UNKNOWN_KEY = {
    CLOUDFORMATION: "extraneous key [{}] is not permitted",
    ECS_JSON: 'Unknown parameter in containerDefinitions[…]: "{}", must be one of: …',
}


def _meant(key: str, known: Collection[str], of_task: str) -> str:
    """The key that was meant: the same in another spelling, else a near one if the task has none such."""
    plain = key.replace("_", "").replace("-", "").lower()
    same = next((name for name in known if name.lower() == plain), "")
    return same or ("" if of_task else nearest(key, known))


@rule("ECS518", "wrong-container-value-type")
def wrong_container_value_type(container: Container) -> Iterator[Finding]:
    """A value in a container definition is of a kind that is refused there."""
    for part in wrong_types(container):
        yield Finding(
            at=part.place,
            message=f"{container} has {part.kind} for {part.path}, where {part.wanted} is expected",
            aws_error=part.refusal,
            help=_remedy(part.path.lower(), part.kind, part.wanted),
        )


def _remedy(path: str, kind: str, wanted: str) -> str:
    if path == "environment":
        return "write a list of objects, each with a name and a value"
    if "text" in kind and wanted in ("a whole number", "true or false"):
        return "remove the quotes"
    if wanted == "text" and kind not in ("a list", "an object"):
        return "put it in quotes"
    return f"write {wanted}"


@rule("ECS519", "invalid-container-definitions")
def invalid_container_definitions(task: TaskDefinition) -> Iterator[Finding]:
    """The container definitions are no JSON, no list, or a list with nothing in it."""
    problem = definitions_problem(task)
    if problem is not None:
        yield Finding(
            at=problem.place,
            message=f"the container definitions of {task} {problem.message}",
            aws_error=problem.aws_error,
            severity="" if problem.intended else WARNING,
            help=problem.help,
        )


@rule("ECS521", "environment-secret-clash")
def environment_secret_clash(container: Container) -> Iterator[Finding]:
    """A container gets one environment variable both as plain text and as a secret."""
    for secret in container.secrets:
        for variable in container.environment:
            if secret.name and secret.name == variable.name:
                yield Finding(
                    at=secret.at("name"),
                    message=f'{container} has "{secret.name}" both in secrets and in environment',
                    because=[variable.at("name", "also given here")],
                    aws_error="The secret name must be unique and not shared with any new or existing "
                    "environment "
                    f"variables set on the container, such as '{secret.name}'.",
                    help="remove one of the two, most likely the one in environment",
                )


@rule("ECS524", "undefined-volumes-from")
def undefined_volumes_from(container: Container) -> Iterator[Finding]:
    """A container takes volumes from a container that the task definition does not have."""
    task = container.task_definition
    for source in container.volumes_from:
        wanted = source.source_container
        if not wanted or any(other.name == wanted for other in task.containers):
            continue
        names = [other.name for other in task.containers if other.name]
        meant = nearest(wanted, names)
        yield Finding(
            at=source.at("source_container"),
            message=f'{container} takes volumes from container "{wanted}", which {task} does not have',
            because=[task.at("container_definitions", f"the containers are {', '.join(names)}")],
            aws_error=f"Invalid 'volumesFrom' setting. Unknown container: '{wanted}'.",
            help=f'did you mean "{meant}"?' if meant else "name a container of the same task definition",
        )


@rule("ECS525", "too-many-containers", severity=WARNING)
def too_many_containers(task: TaskDefinition) -> Iterator[Finding]:
    """A task definition has more than ten containers."""
    count = len(task.containers.known)
    if count > 10:
        yield Finding(
            at=task.at("container_definitions"),
            message=f"{task} has {count} containers, but a task definition can have 10 at most",
            help="split the task, or ask AWS whether the quota can be raised",
        )


@rule("ECS527", "invalid-name")
def invalid_name(subject: TaskDefinition | Service | Cluster) -> Iterator[Finding]:
    """A name has characters that ECS does not take in names, or too many."""
    attribute = "family" if isinstance(subject, TaskDefinition) else "name"
    name = getattr(subject, attribute)
    if not name:
        return
    wrong = [character for character in name if not (character.isascii() and character.isalnum())]
    wrong = [character for character in wrong if character not in "_-"]
    if wrong or len(name) > 255:
        reason = f'contains "{wrong[0]}"' if wrong else f"has {len(name)} characters"
        yield Finding(
            at=subject.at(attribute),
            message=f'the {attribute} "{name[:80]}" of {subject} {reason}',
            help="use up to 255 letters, digits, underscores and hyphens",
        )


@rule("ECS530", "invalid-enumeration")
def invalid_enumeration(subject: Container | TaskDefinition | Service) -> Iterator[Finding]:
    """A setting that takes one of a few words has another."""
    for part in wrong_choices(subject):
        meant = nearest(part.text, part.choices)
        words = ", ".join(part.choices)
        # Terraform's provider checks the case of its arguments; elsewhere nothing documents it.
        strict = part.vocabulary == TERRAFORM or part.key.lower() == "versionconsistency"
        yield Finding(
            at=part.place,
            message=f'{subject} has "{part.text}" for {part.path}, which is none of {words}',
            aws_error=f"expected {part.key} to be one of […], got {part.text}" if strict else "",
            severity="" if strict or meant.lower() != part.text.lower() else WARNING,
            help=f'did you mean "{meant}"?' if meant else f"use one of {words}",
        )
