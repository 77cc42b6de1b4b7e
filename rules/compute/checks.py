"""Launch types, task sizes and capacity providers."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import (
    FARGATE_SIZES,
    TERRAFORM,
    WARNING,
    WINDOWS_FARGATE_CPU,
    Cluster,
    ClusterCapacityProviders,
    Container,
    Finding,
    Place,
    Service,
    StrategyItem,
    TaskDefinition,
    rule,
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
        )


@rule("ECS402", "missing-fargate-size")
def missing_fargate_size(subject: TaskDefinition | Service) -> Iterator[Finding]:
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
def invalid_fargate_size(subject: TaskDefinition | Service) -> Iterator[Finding]:
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
def incompatible_launch_type(service: Service) -> Iterator[Finding]:
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


def _not_for_external_instances(service: Service, task: TaskDefinition) -> Iterator[Finding]:
    if task.network_mode == "awsvpc" and "EXTERNAL" not in task.requires_compatibilities:
        yield Finding(
            at=service.at("launch_type"),
            message=f"{service} runs on external instances, which lack awsvpc mode, but {task} has it",
            because=[task.at("network_mode", "a network interface for each task")],
            help="give the task definition bridge or host mode, or run the service elsewhere",
        )


@rule("ECS405", "launch-type-with-capacity-providers")
def launch_type_with_capacity_providers(service: Service) -> Iterator[Finding]:
    """A service has both a launch type and a capacity provider strategy."""
    if not service.launch_type or not service.capacity_provider_strategy:
        return
    if service.resource.language == TERRAFORM and service.deployment_controller == "EXTERNAL":
        return  # the provider leaves the launch type out (F-127)
    yield Finding(
        at=service.at("launch_type"),
        message=f"{service} has both launch type {service.launch_type} and a capacity provider strategy",
        because=[service.at("capacity_provider_strategy", "the strategy")],
        aws_error="Specifying both a launch type and capacity provider strategy is not supported. "
        "Remove one and try again.",
        help="remove the launch type, or the strategy",
    )


@rule("ECS406", "mixed-capacity-providers")
def mixed_capacity_providers(subject: Service | Cluster | ClusterCapacityProviders) -> Iterator[Finding]:
    """A capacity provider strategy mixes Fargate with Auto Scaling groups."""
    first: dict[str, StrategyItem] = {}
    for item in _strategy(subject):
        first.setdefault(item.launch_type, item)
        if "FARGATE" in first and "EC2" in first:
            yield Finding(
                at=item.at("capacity_provider"),
                message=f"the strategy of {subject} mixes Fargate with an Auto Scaling group",
                because=[
                    first[kind].at("capacity_provider", label)
                    for kind, label in (("FARGATE", "Fargate"), ("EC2", "an Auto Scaling group"))
                    if first[kind] is not item
                ],
                aws_error="A capacity provider strategy cannot contain a mix of capacity providers using "
                "Auto Scaling groups and Fargate providers. Specify one or the other and try again.",
                help="use one kind in a strategy; a cluster may offer both, and each service choose",
            )
            return


@rule("ECS407", "multiple-capacity-provider-bases")
def multiple_capacity_provider_bases(
    subject: Service | Cluster | ClusterCapacityProviders,
) -> Iterator[Finding]:
    """A capacity provider strategy has more than one base."""
    first: StrategyItem | None = None
    for item in _strategy(subject):
        if item.base > 0 and first is not None:
            yield Finding(
                at=item.at("base"),
                message=f"the strategy of {subject} has a second base, {item.base} after {first.base}",
                because=[first.at("base", "the first base")],
                aws_error="There are multiple capacity providers in the specified capacity provider strategy "
                "with a base value defined.",
                help="give a base to one capacity provider only",
            )
            return
        first = item if item.base > 0 else first


@rule("ECS408", "zero-weight-strategy")
def zero_weight_strategy(subject: Service | Cluster | ClusterCapacityProviders) -> Iterator[Finding]:
    """A strategy of several capacity providers gives none of them a weight."""
    items = list(_strategy(subject))
    if len(items) > 1 and all(item.weight == 0 for item in items):
        first, *others = items
        yield Finding(
            at=first.at("weight"),
            message=f"none of the {len(items)} capacity providers of {subject} has a weight above 0",
            because=[other.at("weight", "0, which is also the default") for other in others],
            aws_error="There are no capacity providers in the capacity provider strategy with a weight value "
            "greater than zero.",
            help="give at least one capacity provider a weight",
        )


@rule("ECS410", "platform-version-on-ec2")
def platform_version_on_ec2(service: Service) -> Iterator[Finding]:
    """A service that does not run on Fargate has a platform version."""
    if service.platform_version and service.launch_type in ("EC2", "EXTERNAL"):
        observed = service.launch_type == "EC2"
        yield Finding(
            at=service.at("platform_version"),
            message=f"{service} has platform version {service.platform_version}, but launch type "
            f"{service.launch_type}; only Fargate has platform versions",
            because=[service.at("launch_type", "not Fargate")],
            aws_error="The platform version must be null when specifying an EC2 launch type."
            if observed
            else "",
            help="remove the platform version",
            severity="" if observed else WARNING,
        )


@rule("ECS411", "retired-platform-version", severity=WARNING)
def retired_platform_version(service: Service) -> Iterator[Finding]:
    """A service asks for a Fargate platform version that is retired."""
    version = service.platform_version
    if version not in ("1.0.0", "1.1.0", "1.2.0"):
        return
    system = []
    if version == "1.0.0":
        task = service.task_definition
        if task is None or task.is_windows:
            return
        system = [task.at("operating_system_family", "a Linux task")]
    yield Finding(
        at=service.at("platform_version"),
        message=f"{service} asks for Fargate platform version {version}, which is retired",
        because=system,
        help='use "LATEST" or "1.4.0"',
    )


@rule("ECS413", "fargate-placement")
def fargate_placement(service: Service) -> Iterator[Finding]:
    """Placement is configured for tasks on Fargate, which has no instances to place them on."""
    for name in ("strategies", "constraints"):
        if getattr(service, f"placement_{name}") and service.runs_on == "FARGATE":
            written = service.launch_type is not None
            yield Finding(
                at=service.at(f"placement_{name}"),
                message=f"{service} has placement {name}, but runs on Fargate",
                because=service.capacity_at("runs on Fargate"),
                aws_error=f"Placement {name} are not supported with FARGATE launch type." if written else "",
                help=f"remove the placement {name}",
                severity="" if written else WARNING,
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
        )


@rule("ECS418", "ephemeral-storage")
def ephemeral_storage(task: TaskDefinition) -> Iterator[Finding]:
    """A task definition has ephemeral storage that Fargate does not offer, or is not for Fargate."""
    size = task.ephemeral_storage
    if size is None:
        return
    if not 21 <= size <= 200:
        yield Finding(
            at=task.at("ephemeral_storage"),
            message=f"{task} asks for {size} GiB of ephemeral storage, but it can have 21 to 200",
            aws_error="EphemeralStorage size should be at least 21" if size < 21 else "",
            help="set 21 to 200 GiB; without the setting it is 20",
        )
    elif "EC2" in task.requires_compatibilities and not task.on_fargate:
        yield Finding(
            at=task.at("ephemeral_storage"),
            message=f"{task} asks for ephemeral storage, which only Fargate has, but is for EC2",
            because=[task.at("requires_compatibilities", "not for Fargate")],
            aws_error="Tasks using the EC2 launch type do not support EphemeralStorage",
            help="remove it; on EC2 the disk of the instance decides",
        )


@rule("ECS420", "arm-windows")
def arm_windows(task: TaskDefinition) -> Iterator[Finding]:
    """A Windows task definition is for ARM64."""
    if task.cpu_architecture == "ARM64" and task.is_windows:
        yield Finding(
            at=task.at("cpu_architecture"),
            message=f"{task} is for {task.operating_system_family} on ARM64, but Windows runs on X86_64",
            because=[task.at("operating_system_family", "a Windows task")],
            help='set the architecture to "X86_64"',
        )


@rule("ECS424", "inference-accelerators")
def inference_accelerators(task: TaskDefinition) -> Iterator[Finding]:
    """A task definition asks for Elastic Inference, which no longer exists."""
    if task.inference_accelerators:
        yield Finding(
            at=task.at("inference_accelerators"),
            message=f"{task} asks for Elastic Inference accelerators, a service that ended in April 2024",
            aws_error="Unsupported field 'inferenceAccelerators'",
            help="remove it; instances with Inferentia or a GPU take its place",
        )


def _for_fargate(task: TaskDefinition) -> Place:
    return task.at("requires_compatibilities", "the task definition is for Fargate")


def _fargate_task(subject: TaskDefinition | Service) -> tuple[TaskDefinition | None, list[Place]]:
    """A task that runs on Fargate and what says so: its own list or, where it has none, its service.

    A service reaches this far only with an awsvpc task: any other is a mismatch of its own.
    """
    if isinstance(subject, TaskDefinition):
        return (subject, [_for_fargate(subject)]) if subject.on_fargate else (None, [])
    if subject.launch_type not in (None, "FARGATE"):
        return None, []
    task = subject.task_definition
    if task is None or task.requires_compatibilities or task.network_mode != "awsvpc":
        return None, []
    if subject.runs_on != "FARGATE":
        return None, []
    return task, [
        *subject.capacity_at("the service runs on Fargate"),
        task.at("network_mode", "suitable for Fargate"),
    ]


def _strategy(subject: Service | Cluster | ClusterCapacityProviders) -> Iterator[StrategyItem]:
    if isinstance(subject, Service):
        yield from subject.capacity_provider_strategy
    else:
        yield from subject.default_capacity_provider_strategy


def _listed(numbers: tuple[int, ...]) -> str:
    """Numbers in words: "512, 1024 or 2048", or "4096 to 16384 in steps of 1024"."""
    step = numbers[1] - numbers[0]
    if len(numbers) > 4 and numbers == tuple(range(numbers[0], numbers[-1] + 1, step)):
        return f"{numbers[0]} to {numbers[-1]} in steps of {step}"
    return ", ".join(map(str, numbers[:-1])) + f" or {numbers[-1]}"
