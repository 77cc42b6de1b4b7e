"""Volumes that are configured at launch, and volumes of particular kinds."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import (
    ADVICE,
    DISPLAY,
    WARNING,
    Container,
    Finding,
    Service,
    TaskDefinition,
    Volume,
    rule,
    set_value,
)


@rule("ECS706", "unmounted-launch-volume")
def unmounted_launch_volume(task: TaskDefinition) -> Iterator[Finding]:
    """A volume that is configured at launch is mounted by no container, or is not the only one."""
    first: Volume | None = None
    for volume in task.volumes:
        if not volume.configured_at_launch:
            continue
        if first is not None:
            yield Finding(
                at=volume.at("configured_at_launch"),
                message=f"{task} leaves {volume} to be configured at launch, but one such volume is the most",
                because=[first.at("configured_at_launch", "the first")],
                help="leave one volume to be configured at launch",
            )
            return
        first = volume
    if first is not None and first.name and not any(_mounts(each, first.name) for each in task.containers):
        yield Finding(
            at=first.at("name"),
            message=f"{task} leaves {first} to be configured at launch, but no container mounts it",
            because=[
                first.at("configured_at_launch"),
                task.at("container_definitions", "none of these mounts it"),
            ],
            aws_error=f"Volumes [{first.name}] are not referenced by any of the containers",
            help="mount the volume in a container, or remove it",
        )


@rule("ECS710", "unmounted-volume", severity=ADVICE)
def unmounted_volume(task: TaskDefinition) -> Iterator[Finding]:
    """A task definition has a volume that no container mounts."""
    for volume in task.volumes:
        name = volume.name
        if (
            name
            and not volume.configured_at_launch
            and not any(_mounts(each, name) for each in task.containers)
        ):
            yield Finding(
                at=volume.at("name"),
                message=f"no container of {task} mounts {volume}",
                because=[task.at("container_definitions", "none of these")],
                help="mount the volume, or remove it",
            )


def _mounts(container: Container, name: str) -> bool:
    return any(mount.source_volume == name for mount in container.mount_points)


@rule("ECS707", "invalid-managed-ebs-volume")
def invalid_managed_ebs_volume(service: Service) -> Iterator[Finding]:
    """A volume that ECS is to make for each task cannot be made as it is described."""
    for configuration in service.volume_configurations:
        volume = configuration.managed
        if volume is None:
            continue
        kind, size = volume.volume_type, volume.size
        if not size and not volume.snapshot:
            yield Finding(
                at=volume.at("size"),
                message=f"{service} wants an EBS volume, but gives neither a size nor a snapshot",
                because=[volume.at("snapshot")],
                aws_error=INVALID,
                help="give a size in GiB, or a snapshot",
            )
        elif size and size < LEAST_SIZE.get(kind or "gp3", 1):
            yield Finding(
                at=volume.at("size"),
                message=f"{service} wants an EBS volume of {size} GiB, but {LEAST_SIZE[kind or 'gp3']} is "
                f"the least for {kind or 'gp3'}",
                because=[volume.at("volume_type")],
                aws_error=INVALID,
                help="make the volume larger, or choose another type",
            )
        if kind in ("io1", "io2") and not volume.iops:
            yield Finding(
                at=volume.at("iops"),
                message=f"{service} wants an EBS volume of type {kind}, which needs a number of IOPS",
                because=[volume.at("volume_type")],
                aws_error=INVALID,
                help="give the IOPS, or use gp3",
            )
        for attribute, kinds in ONLY_FOR.items():
            if kind and kind not in kinds and getattr(volume, attribute):
                yield Finding(
                    at=volume.at(attribute),
                    message=f"{service} gives {attribute} for an EBS volume of type {kind}, which takes none",
                    because=[volume.at("volume_type")],
                    aws_error=INVALID,
                    help=f"remove it, or use {kinds[-1]}",
                )


INVALID = "ECS managed EBS volume configuration was invalid"
LEAST_SIZE = {"gp2": 1, "gp3": 1, "io1": 4, "io2": 4, "st1": 125, "sc1": 125, "standard": 1}
"""GiB by type of volume; the largest sizes move, so that they are not looked at (F-124)."""
ONLY_FOR = {"iops": ("io1", "io2", "gp3"), "throughput": ("gp3",)}


@rule("ECS708", "invalid-docker-volume")
def invalid_docker_volume(task: TaskDefinition) -> Iterator[Finding]:
    """A volume of Docker is to be made when it is missing, which only shared ones can."""
    for volume in task.volumes:
        docker = volume.docker
        if docker is not None and docker.autoprovision and (docker.scope or "task") != "shared":
            yield Finding(
                at=docker.at("autoprovision"),
                message=f"{volume} of {task} is to be made when it is missing, but its scope is not shared",
                because=[docker.at("scope", "the scope is task by default")],
                help='set the scope to "shared", or remove autoprovision',
                fix=set_value(docker, "scope", "shared", safety=DISPLAY),
                severity=WARNING,  # documented as not used, and not known to be refused
            )


@rule("ECS709", "fsx-outside-windows-ec2")
def fsx_outside_windows_ec2(task: TaskDefinition) -> Iterator[Finding]:
    """A volume of FSx for Windows File Server is used where only Windows on EC2 can mount it."""
    for volume in task.volumes:
        if not volume.fsx_volume:
            continue
        if task.on_fargate:
            what, because = "on Fargate", task.at("requires_compatibilities", "for Fargate")
        elif (task.operating_system_family or "") == "LINUX":
            what, because = "for Linux", task.at("operating_system_family", "a Linux task")
        else:
            continue
        yield Finding(
            at=volume.at("fsx_volume"),
            message=f"{volume} of {task} is a file system of FSx, but the task is {what}",
            because=[because],
            help="run the task on EC2 with Windows, or use EFS",
        )
