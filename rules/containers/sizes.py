"""CPU and memory of containers, against each other and against their task."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import (
    WARNING,
    Container,
    Finding,
    TaskDefinition,
    rule,
)


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
