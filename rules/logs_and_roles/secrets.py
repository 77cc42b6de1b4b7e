"""References to secrets, and what ECS Exec needs of a container."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import WARNING, Container, Finding, Service, rule


@rule("ECS614", "ambiguous-secret-reference", severity=WARNING)
def ambiguous_secret_reference(container: Container) -> Iterator[Finding]:
    """A reference to a secret names both a version stage and a version, or has too many parts."""
    for secret in container.secrets.known:
        written = secret.value_from or ""
        parts = written.split(":")
        if len(parts) < LEAST_PARTS or parts[2] != "secretsmanager" or parts[5] != "secret":
            continue
        if len(parts) > MOST_PARTS:
            says = f"has {len(parts) - LEAST_PARTS} parts after the name of the secret, but 3 are the most"
        elif len(parts) == MOST_PARTS and parts[8] and parts[9]:
            says = f"names both the version stage {parts[8]} and the version {parts[9]}"
        else:
            continue
        yield Finding(
            at=secret.at("value_from"),
            message=f"the reference of {container} to a secret {says}",
            help="write the ARN as …:secret:name:json-key:version-stage:version-id, with one of the last two",
        )


LEAST_PARTS, MOST_PARTS = 7, 10
"""Parts of the ARN of a secret, and with a JSON key, a version stage and a version after it (F-183)."""


@rule("ECS616", "exec-with-read-only-root", severity=WARNING)
def exec_with_read_only_root(service: Service) -> Iterator[Finding]:
    """ECS Exec is enabled for a task in which no root file system can be written to."""
    if not service.enable_execute_command or service.delegates:
        return
    task = service.task_definition
    if task is None:
        return
    containers = list(task.containers)
    if not containers or not all(each.read_only_root and not each.mount_points for each in containers):
        return
    yield Finding(
        at=containers[0].at("read_only_root"),
        message=f"{service} enables ECS Exec, whose agent writes files, but no container of {task} has a "
        "root that can be written to",
        because=[
            *(each.at("read_only_root") for each in containers[1:]),
            service.at("enable_execute_command", "enabled here"),
            *(each.at("mount_points", "nothing else to write to") for each in containers),
        ],
        help="mount volumes at /var/lib/amazon and /var/log/amazon, or make the root writable",
    )
