"""Launch types, task sizes and capacity providers."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import (
    FARGATE_SIZES,
    WARNING,
    WINDOWS_FARGATE_CPU,
    Container,
    Finding,
    Place,
    TaskDefinition,
    TaskLauncher,
    remove,
    rule,
    set_value,
)

UNSUITABLE = "Task definition does not support launch_type FARGATE."


@rule("ECS401", "fargate-network-mode")
def fargate_network_mode(task: TaskDefinition) -> Iterator[Finding]:
    """A task definition for Fargate does not have the network mode awsvpc."""
    mode = task.written_network_mode
    if mode in (None, "bridge", "host", "none") and task.on_fargate:
        has = f"has {mode}" if mode else "says none"
        yield Finding(
            at=task.at("network_mode"),
            message=f"{task} is for Fargate, which needs network mode awsvpc, but {has}",
            because=[_for_fargate(task)],
            aws_error="Fargate only supports network mode ‘awsvpc’.",
            help='set the network mode to "awsvpc"',
            fix=set_value(task, "network_mode", "awsvpc", "the only one of Fargate"),
        )


@rule("ECS402", "missing-fargate-size")
def missing_fargate_size(subject: TaskDefinition | TaskLauncher) -> Iterator[Finding]:
    """A task that runs on Fargate has no task-level CPU or memory."""
    task, because = _fargate_task(subject)
    if task is None:
        return
    missing = [name for name in ("cpu", "memory") if not getattr(task, f"written_{name}")]
    if missing:
        refusals = [f"Fargate requires that '{name}' be defined at the task level." for name in missing]
        yield Finding(
            at=task.at(missing[0]),
            message=f"{task} runs on Fargate, but sets no {' and no '.join(missing)} at the task level",
            because=[*(task.at(name) for name in missing[1:]), *because],
            aws_error=refusals[0] if task.on_fargate else UNSUITABLE,
            help=f"set the {' and the '.join(missing)} of the task, beside its containers",
        )


@rule("ECS403", "invalid-fargate-size")
def invalid_fargate_size(subject: TaskDefinition | TaskLauncher) -> Iterator[Finding]:
    """A task that runs on Fargate has a combination of CPU and memory that Fargate does not offer."""
    task, because = _fargate_task(subject)
    if task is None:
        return
    cpu, memory = task.cpu, task.memory
    if cpu is None or memory is None:
        return
    error = (
        f"No Fargate configuration exists for given values: {cpu} CPU, {memory} memory. See the Amazon ECS …"
    )
    error = error if task.on_fargate else UNSUITABLE
    if cpu not in FARGATE_SIZES:
        yield Finding(
            at=task.at("cpu"),
            message=f"{task} runs on Fargate with {cpu} CPU units, but no size there has that many",
            because=because,
            aws_error=error,
            help=f"set the CPU to {_listed(tuple(FARGATE_SIZES))}",
        )
    elif memory not in FARGATE_SIZES[cpu]:
        system = []
        if (cpu, memory) == DOUBTFUL_ON_WINDOWS:
            if task.is_windows:
                return
            system = [task.at("operating_system_family", "a Linux task")]
        yield Finding(
            at=task.at("memory"),
            message=f"{task} runs on Fargate with {cpu} CPU units and {memory} MiB, which is not offered",
            because=[task.at("cpu", "goes with other sizes of memory"), *because, *system],
            aws_error=error,
            help=f"with {cpu} CPU units set the memory to {_listed(FARGATE_SIZES[cpu])} MiB",
        )
    elif cpu not in WINDOWS_FARGATE_CPU and task.is_windows:
        yield Finding(
            at=task.at("cpu"),
            message=f"{task} runs Windows on Fargate with {cpu} CPU units, but Windows has 1 to 4 vCPU",
            because=[task.at("operating_system_family", "a Windows task"), *because],
            aws_error=error,
            help=f"set the CPU to {_listed(WINDOWS_FARGATE_CPU)}",
        )


DOUBTFUL_ON_WINDOWS = (1024, 1024)
"""A pair that the CDK takes for Windows, and the table of AWS does not have."""


@rule("ECS404", "incompatible-launch-type")
def incompatible_launch_type(service: TaskLauncher) -> Iterator[Finding]:
    """A service runs a task definition on a launch type that it is not for."""
    if service.launch_type not in (None, "FARGATE", "EXTERNAL"):
        return
    task = service.task_definition
    if task is None:
        return
    if service.launch_type == "EXTERNAL":
        yield from _not_for_external_instances(service, task)
        return
    if task.on_fargate or service.runs_on != "FARGATE":
        return
    listed = list(task.requires_compatibilities)
    suitable = task.network_mode == "awsvpc"
    at, *because = service.capacity_at("runs on Fargate")
    if not suitable:
        because.append(task.at("network_mode", f"{task.network_mode}, where Fargate needs awsvpc"))
    if listed:
        says = f"is for {' and '.join(listed)} only"
        because.append(task.at("requires_compatibilities", "FARGATE is not listed"))
        suitable = suitable and task.memory in FARGATE_SIZES.get(task.cpu or 0, ())
    elif not suitable:
        says = f"has network mode {task.network_mode}"
    else:
        return
    yield Finding(
        at=at,
        message=f"{service} runs on Fargate, but {task} {says}",
        because=because,
        aws_error=UNSUITABLE if service.launch_type and not suitable else "",
        help="make the task definition one for FARGATE, with awsvpc mode and a size, or use EC2",
        severity=WARNING if suitable else "",
    )


def _not_for_external_instances(service: TaskLauncher, task: TaskDefinition) -> Iterator[Finding]:
    if task.network_mode == "awsvpc" and "EXTERNAL" not in task.requires_compatibilities:
        yield Finding(
            at=service.at("launch_type"),
            message=f"{service} runs on external instances, which lack awsvpc mode, but {task} has it",
            because=[task.at("network_mode", "a network interface for each task")],
            help="give the task definition bridge or host mode, or run the service elsewhere",
        )


@rule("ECS414", "fargate-unsupported-parameter")
def fargate_unsupported_parameter(subject: Container | TaskDefinition) -> Iterator[Finding]:
    """A task for Fargate sets a parameter that Fargate does not support."""
    if isinstance(subject, TaskDefinition):
        if subject.ipc_mode and subject.on_fargate:
            yield _unsupported(subject, "ipc_mode", "ipcMode", subject)
        if subject.placement_constraints and subject.on_fargate:
            finding = _unsupported(subject, "placement_constraints", "placementConstraints", subject)
            finding.aws_error = "Fargate compatible task definitions do not support constraints."
            yield finding
        return
    task = subject.task_definition
    if not task.on_fargate:
        return
    if subject.privileged:
        finding = _unsupported(subject, "privileged", "privileged", task)
        finding.aws_error = "Fargate requires that the 'privileged' setting be 'false'"
        yield finding
    for attribute, name in UNSUPPORTED.items():
        if getattr(subject, attribute):
            yield _unsupported(subject, attribute, name, task)
    if subject.tmpfs:
        finding = _unsupported(subject, "tmpfs", "tmpfs", task)
        finding.aws_error, finding.severity = "", WARNING
        yield finding
    for requirement in subject.resource_requirements:
        if requirement.type == "GPU":
            yield Finding(
                at=requirement.at("type"),
                message=f"{subject} asks for a GPU, but {task} is for Fargate, which has none",
                because=[_for_fargate(task)],
                aws_error="Tasks using the Fargate launch type do not support GPU resource requirements",
                help="run the task on EC2 or managed instances with a GPU",
            )


UNSUPPORTED = {
    "linux_devices": "devices",
    "shared_memory_size": "sharedMemorySize",
    "max_swap": "maxSwap",
    "swappiness": "swappiness",
    "docker_security_options": "dockerSecurityOptions",
}
"""Attributes of a container that Fargate refuses; 0 and an empty list are as good as none (F-190).

Links, DNS settings, extra hosts and disabled networking are refused in awsvpc mode wherever it runs.
"""


def _unsupported(
    subject: Container | TaskDefinition, attribute: str, name: str, task: TaskDefinition
) -> Finding:
    return Finding(
        at=subject.at(attribute),
        message=f"{subject} sets {name}, which tasks on Fargate cannot have",
        because=[_for_fargate(task)],
        aws_error=f"Fargate compatible task definitions do not support {name}",
        help=f"remove {name}, or run the task on EC2",
        fix=remove(subject, attribute, "Fargate does not have it"),
    )


@rule("ECS415", "fargate-host-volume")
def fargate_host_volume(task: TaskDefinition) -> Iterator[Finding]:
    """A task definition for Fargate has a volume that only an instance can hold."""
    if not task.on_fargate:
        return
    for volume in task.volumes:
        if volume.host_path:
            yield Finding(
                at=volume.at("host_path"),
                message=f"{task} is for Fargate, but has a volume at {volume.host_path} of its host",
                because=[_for_fargate(task)],
                aws_error="Fargate compatible task definitions do not support sourcePath",
                help="leave out the path for storage of the task's own, or use EFS",
            )
        if volume.docker_volume:
            yield Finding(
                at=volume.at("docker_volume"),
                message=f"{task} has a volume of Docker, but is for Fargate, which does not support these",
                because=[_for_fargate(task)],
                aws_error="Fargate compatible task definitions do not support dockerVolumeConfiguration",
                help="name the volume only, for storage of the task's own, or use EFS",
            )


@rule("ECS416", "fargate-capability")
def fargate_capability(container: Container) -> Iterator[Finding]:
    """A container for Fargate adds a Linux capability other than SYS_PTRACE."""
    task = container.task_definition
    for capability in container.added_capabilities:
        if capability != "SYS_PTRACE" and task.on_fargate:
            yield Finding(
                at=container.at("added_capabilities"),
                message=f"{container} adds the capability {capability}, but Fargate takes SYS_PTRACE only",
                because=[_for_fargate(task)],
                aws_error=f"{capability} is not allowed on Fargate.",
                help=f"do not add {capability}, or run the task on EC2",
            )


@rule("ECS417", "fargate-pid-mode")
def fargate_pid_mode(task: TaskDefinition) -> Iterator[Finding]:
    """A task definition for Fargate shares the process namespace of the host."""
    if task.pid_mode == "host" and task.on_fargate:
        yield Finding(
            at=task.at("pid_mode"),
            message=f"{task} has process namespace host, but is for Fargate, which shows no host",
            because=[_for_fargate(task)],
            aws_error="Tasks using the Fargate launch type do not support pidMode 'host'",
            help='remove it, or use "task" to share one among the containers of the task',
            fix=remove(task, "pid_mode", "Fargate shows no host"),
        )


def _for_fargate(task: TaskDefinition) -> Place:
    return task.at("requires_compatibilities", "the task definition is for Fargate")


def _fargate_task(subject: TaskDefinition | TaskLauncher) -> tuple[TaskDefinition | None, list[Place]]:
    """A task that runs on Fargate and what says so: its own list or, where it has none, its service."""
    if isinstance(subject, TaskDefinition):
        return (subject, [_for_fargate(subject)]) if subject.on_fargate else (None, [])
    task = subject.fargate_task
    if task is None:
        return None, []
    return task, [
        *subject.capacity_at("the service runs on Fargate"),
        task.at("network_mode", "suitable for Fargate"),
    ]


def _listed(numbers: tuple[int, ...]) -> str:
    """Numbers in words: "512, 1024 or 2048", or "4096 to 16384 in steps of 1024"."""
    step = numbers[1] - numbers[0]
    if len(numbers) > 4 and numbers == tuple(range(numbers[0], numbers[-1] + 1, step)):
        return f"{numbers[0]} to {numbers[-1]} in steps of {step}"
    return ", ".join(map(str, numbers[:-1])) + f" or {numbers[-1]}"
