"""Volumes of tasks, and what mounts them."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import (
    DISPLAY,
    Container,
    Finding,
    Place,
    Service,
    TaskDefinition,
    nearest,
    remove,
    rule,
    set_value,
)


@rule("ECS701", "undefined-volume")
def undefined_volume(container: Container) -> Iterator[Finding]:
    """A container mounts a volume that the task definition does not have."""
    task = container.task_definition
    for mount in container.mount_points:
        wanted = mount.source_volume
        if not wanted or any(volume.name == wanted for volume in task.volumes):
            continue
        meant = nearest(wanted, [volume.name for volume in task.volumes if volume.name])
        yield Finding(
            at=mount.at("source_volume"),
            message=f'{container} mounts the volume "{wanted}", which {task} does not have',
            because=[_volumes(task)],
            aws_error=f"Unknown volume '{wanted}'.",
            help=f'did you mean "{meant}"?' if meant else "add a volume of this name to the task definition",
            fix=set_value(mount, "source_volume", meant, "probably meant", DISPLAY),
        )


def _volumes(task: TaskDefinition) -> Place:
    return task.at("volumes", "the volumes of the task" if task.volumes else "no volumes here")


@rule("ECS702", "ambiguous-volume")
def ambiguous_volume(task: TaskDefinition) -> Iterator[Finding]:
    """A volume is configured as two kinds of volumes at once."""
    for volume in task.volumes:
        kinds = [kind for kind in _KINDS if getattr(volume, kind)]
        if len(kinds) > 1:
            first, second = kinds[:2]
            yield Finding(
                at=volume.at(second),
                message=f"{volume} of {task} is {_KINDS[first]} and {_KINDS[second]} at once",
                because=[volume.at(first, "also configured here")],
                help="keep one of the two, or make two volumes of them",
            )


_KINDS = {
    "host_path": "a path of the host",
    "docker_volume": "a Docker volume",
    "efs_volume": "an EFS file system",
    "fsx_volume": "an FSx file system",
    "s3_files_volume": "an S3 file system",
    "configured_at_launch": "configured at launch",
}


@rule("ECS703", "efs-root-directory-with-access-point")
def efs_root_directory_with_access_point(task: TaskDefinition) -> Iterator[Finding]:
    """An EFS volume names a root directory, though its access point has one."""
    for volume in task.volumes:
        efs = volume.efs
        if efs is None or efs.root_directory in (None, "", "/") or not efs.access_point:
            continue
        yield Finding(
            at=efs.at("root_directory"),
            message=f'{volume} of {task} has the root directory "{efs.root_directory}", '
            "but its access point decides that",
            because=[efs.at("access_point", "the access point")],
            aws_error='When using an EFS access point, the root directory must either be set to "/" or be '
            "omitted",
            help="remove the root directory, and set the path in the access point",
            fix=remove(efs, "root_directory", "the access point decides it"),
        )


@rule("ECS704", "efs-without-transit-encryption")
def efs_without_transit_encryption(task: TaskDefinition) -> Iterator[Finding]:
    """An EFS volume uses what works only with encryption in transit, and does not enable that."""
    for volume in task.volumes:
        efs = volume.efs
        if efs is None or efs.transit_encryption:
            continue
        for attribute, words, error in _ENCRYPTED:
            if getattr(efs, attribute):
                yield Finding(
                    at=efs.at(attribute),
                    message=f"{volume} of {task} has {words}, but encryption in transit is not enabled",
                    because=[efs.at("transit_encryption", "not enabled here")],
                    aws_error=error,
                    help="set transit encryption to ENABLED",
                    fix=set_value(efs, "transit_encryption", "ENABLED", f"{words} needs it"),
                )
                break


_ENCRYPTED = (
    (
        "iam_authorization",
        "IAM authorization",
        "EFS IAM authorization requires TransitEncryption to be enabled",
    ),
    ("access_point", "an access point", ""),
    ("transit_encryption_port", "a port for encryption in transit", ""),
)


@rule("ECS705", "launch-volume-mismatch")
def launch_volume_mismatch(service: Service) -> Iterator[Finding]:
    """A service configures a volume that its task definition does not leave to be configured at launch."""
    for configuration in service.volume_configurations:
        task, wanted = service.task_definition, configuration.name
        if task is None or not wanted:
            continue
        volume = next((volume for volume in task.volumes if volume.name == wanted), None)
        if volume is None:
            meant = nearest(wanted, [volume.name for volume in task.volumes if volume.name])
            yield Finding(
                at=configuration.at("name"),
                message=f'{service} configures the volume "{wanted}", which {task} does not have',
                because=[
                    task.at("volumes", "the volumes of the task" if task.volumes else "no volumes here")
                ],
                aws_error=f"The volume name '{wanted}' in your request does not have a matching volume in "
                "your Task "
                "Definition",
                help=f'did you mean "{meant}"?' if meant else "add the volume to the task definition",
            )
        elif not volume.configured_at_launch:
            yield Finding(
                at=volume.at("configured_at_launch"),
                message=f'{service} configures the volume "{wanted}", but {task} does not leave it to be '
                "configured "
                "at launch",
                because=[configuration.at("name", "configured here")],
                help="mark the volume of the task definition as configured at launch",
                fix=set_value(volume, "configured_at_launch", True, f"{service} configures it", DISPLAY),
            )
