"""Platform versions, and what a platform does not have."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import (
    WARNING,
    Finding,
    TaskDefinition,
    TaskLauncher,
    rule,
    set_value,
)


@rule("ECS411", "retired-platform-version", severity=WARNING)
def retired_platform_version(service: TaskLauncher) -> Iterator[Finding]:
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
        fix=set_value(service, "platform_version", "LATEST", f"{version} is retired"),
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
            fix=set_value(task, "cpu_architecture", "X86_64", "Windows runs on no other"),
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
