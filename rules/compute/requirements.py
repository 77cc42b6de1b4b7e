"""What a task definition asks for that the platform does not have, and sizes that are none."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import WARNING, Container, Finding, Place, Service, TaskDefinition, remove, rule, set_value


@rule("ECS412", "platform-version-too-old")
def platform_version_too_old(service: Service) -> Iterator[Finding]:
    """A service runs on a version of Fargate that lacks what its tasks use."""
    version = service.platform_version
    rank = LINUX_VERSIONS.index(version) if version in LINUX_VERSIONS else None
    if version is None or rank is None:
        return
    task = service.task_definition
    if task is None or task.is_windows or service.delegates:
        return
    for needed, place, what in _features(service, task):
        if LINUX_VERSIONS.index(needed) > rank:
            yield Finding(
                at=service.at("platform_version"),
                message=f"{service} runs on platform version {version}, but {what} needs {needed}",
                because=[place],
                aws_error="One or more of the requested capabilities are not supported.",
                help=f"use platform version {needed}, or LATEST",
                fix=set_value(service, "platform_version", "LATEST", f"{what} needs {needed}"),
            )


LINUX_VERSIONS = ("1.0.0", "1.1.0", "1.2.0", "1.3.0", "1.4.0")


def _features(service: Service, task: TaskDefinition) -> Iterator[tuple[str, Place, str]]:
    """What is used that not every version has (F-095): the least version, where, and in words."""
    if service.enable_execute_command:
        yield "1.4.0", service.at("enable_execute_command"), "ECS Exec"
    connect = service.service_connect
    if connect is not None and connect.enabled:
        yield "1.4.0", connect.at("enabled"), "Service Connect"
    if task.ephemeral_storage:
        yield "1.4.0", task.at("ephemeral_storage"), "ephemeral storage of a chosen size"
    if task.pid_mode:
        yield "1.4.0", task.at("pid_mode"), "a shared process namespace"
    for volume in task.volumes.known:
        if volume.efs_volume:
            yield "1.4.0", volume.at("efs_volume"), "an EFS volume"
    for container in task.containers.known:
        for attribute, needed, what in CONTAINER_FEATURES:
            if getattr(container, attribute):
                yield needed, container.at(attribute), what
        if container.log_configuration and container.log_configuration.log_driver == "awsfirelens":
            yield "1.3.0", container.log_configuration.at("log_driver"), "FireLens"


CONTAINER_FEATURES = (
    ("environment_files", "1.4.0", "an environment file"),
    ("added_capabilities", "1.4.0", "an added capability"),
    ("system_controls", "1.4.0", "a system control"),
    ("depends_on", "1.3.0", "a dependency between containers"),
    ("start_timeout", "1.3.0", "a start timeout"),
    ("stop_timeout", "1.3.0", "a stop timeout"),
    ("secrets", "1.3.0", "a secret"),
)


@rule("ECS419", "windows-unsupported-parameter", severity=WARNING)
def windows_unsupported_parameter(subject: Container | TaskDefinition) -> Iterator[Finding]:
    """A Windows task sets a parameter that there is on Linux only."""
    task = subject if isinstance(subject, TaskDefinition) else subject.task_definition
    if not task.is_windows:
        return
    because = [task.at("operating_system_family", "a Windows task")]
    names = TASK_LINUX_ONLY if isinstance(subject, TaskDefinition) else LINUX_ONLY
    for name in names:
        if getattr(subject, name):
            yield Finding(
                at=subject.at(name),
                message=f"{subject} sets {WORDS.get(name) or name.replace('_', ' ')}, which Windows lacks",
                because=because,
                help="remove it; it has no effect on Windows, or the task is refused",
                fix=remove(subject, name, "Windows lacks it"),
            )


TASK_LINUX_ONLY = ("pid_mode", "ipc_mode", "proxy_configuration")
LINUX_ONLY = (
    "linux_parameters",
    "links",
    "dns_servers",
    "dns_search_domains",
    "extra_hosts",
    "disable_networking",
    "privileged",
    "read_only_root",
    "ulimits",
    "system_controls",
    "environment_files",
)
WORDS = {
    "linux_parameters": "Linux parameters",
    "dns_servers": "DNS servers",
    "dns_search_domains": "DNS search domains",
    "privileged": "the privileged setting",
    "read_only_root": "a read-only root file system",
    "pid_mode": "a process namespace",
    "ipc_mode": "an IPC namespace",
    "disable_networking": "disabled networking",
}


@rule("ECS425", "invalid-task-size")
def invalid_task_size(task: TaskDefinition) -> Iterator[Finding]:
    """The CPU or memory of a task is no size, or is outside of what EC2 takes."""
    for name, size, unit, example in (
        ("cpu", task.cpu, "vCPU", "1024"),
        ("memory", task.memory, "GB", "2048"),
    ):
        written = getattr(task, f"written_{name}")
        if written and size is None:
            yield Finding(
                at=task.at(name),
                message=f'{task} has the {name} "{written}", which is no size',
                help=f'write a whole number such as "{example}", or a size such as "2 {unit}"',
            )
    cpu = task.cpu
    if cpu is None or LEAST_CPU <= cpu <= MOST_CPU:
        return
    if set(task.requires_compatibilities) & {"EC2", "EXTERNAL"} and not task.on_fargate:
        yield Finding(
            at=task.at("cpu"),
            message=f"{task} has {cpu} CPU units, but {LEAST_CPU} to {MOST_CPU} are allowed",
            because=[task.at("requires_compatibilities", "for instances")],
            help=f"set the CPU to {LEAST_CPU} to {MOST_CPU}; 1024 units are one vCPU",
        )


LEAST_CPU, MOST_CPU = 128, 196608


@rule("ECS426", "managed-instances-unsupported", severity=WARNING)
def managed_instances_unsupported(task: TaskDefinition) -> Iterator[Finding]:
    """A task for managed instances sets what these do not have."""
    if "MANAGED_INSTANCES" not in task.requires_compatibilities:
        return
    found = [(task.at(name), words) for name, words in UNMANAGED.items() if getattr(task, name)]
    if task.is_windows:
        found.append((task.at("operating_system_family"), f"the system {task.operating_system_family}"))
    found += [
        (volume.at("docker_volume"), "a volume of Docker") for volume in task.volumes if volume.docker_volume
    ]
    for place, words in found:
        yield Finding(
            at=place,
            message=f"{task} is for managed instances, but has {words}, which they do not support",
            because=[task.at("requires_compatibilities", "for managed instances")],
            help="remove it, or run the task on EC2",
        )


UNMANAGED = {
    "ipc_mode": "an IPC namespace",
    "ephemeral_storage": "ephemeral storage of a chosen size",
    "proxy_configuration": "a proxy configuration",
}
