"""Health checks, restarts, environments and privileges of containers, and the proxy of a task."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ecslint.api import (
    CLOUDFORMATION,
    DISPLAY,
    WARNING,
    Container,
    Finding,
    Place,
    TaskDefinition,
    nearest,
    rule,
    safety_of,
    set_value,
)


@rule("ECS514", "misused-health-check-shell", severity=WARNING)
def misused_health_check_shell(container: Container) -> Iterator[Finding]:
    """A health check is written for a shell but has none, or gives its shell more than one line."""
    check = container.health_check
    if check is None:
        return
    kind, *arguments = list(check.command) or [""]
    if kind == "CMD-SHELL" and any(map(str.strip, arguments[1:])) and "$" not in arguments[0]:
        yield Finding(
            at=check.at("command"),
            message=f"the health check of {container} has {len(arguments)} texts after CMD-SHELL, "
            f'but the shell runs the first only: "{arguments[0][:80]}"',
            help="write the whole command as one text",
        )
    if kind == "CMD" and _shell_syntax(arguments):
        yield Finding(
            at=check.at("command"),
            message=f"the health check of {container} has no shell, as it starts with CMD, "
            f'but one has to understand "{_shell_syntax(arguments)[:80]}"',
            help="start it with CMD-SHELL, and write the command as one text",
        )


_PLAIN = (
    "curl",
    "wget",
    "nc",
    "pg_isready",
    "mysqladmin",
    "redis-cli",
    "rabbitmq-diagnostics",
    "grpc_health_probe",
)
"""Programs of health checks that read no commands from their arguments."""


def _shell_syntax(arguments: list[str]) -> str:
    """The argument that only a shell takes apart; empty where there may be none."""
    program, *rest = arguments or [""]
    words = program.split()
    if any(re.match(r"-|\|\||&&|\w+://", word) for word in words[1:]):
        return program
    if words and words[0].rpartition("/")[2] in _PLAIN:
        return next((each for each in rest if re.search(r"(^|\s)(\|\||&&)(\s|$)", each)), "")
    return ""


@rule("ECS516", "invalid-restart-policy")
def invalid_restart_policy(container: Container) -> Iterator[Finding]:
    """A restart policy has settings that ECS does not take, or does not say whether it is enabled."""
    policy = container.restart_policy
    if policy is None:
        return
    period = policy.restart_attempt_period
    if period is not None and not 60 <= period <= 1800:
        yield Finding(
            at=policy.at("restart_attempt_period"),
            message=f"{container} may restart after {period} seconds, but it must be from 60 to 1800",
            aws_error="must be between 60 and 1800",
            help="use a period from 60 to 1800 seconds",
        )
    ignored = len(policy.ignored_exit_codes.known)
    if ignored > 50:
        yield Finding(
            at=policy.at("ignored_exit_codes"),
            message=f"the restart policy of {container} ignores {ignored} exit codes, but 50 is the most",
            help="ignore 50 exit codes or fewer",
        )
    if not policy.says_enabled:
        yield Finding(
            at=policy.at("says_enabled"),
            message=f"the restart policy of {container} does not say whether it is enabled",
            # CloudFormation's own schema does not require it.
            severity=WARNING if container.resource.language == CLOUDFORMATION else "",
            help="set enabled to true",
            fix=set_value(policy, "says_enabled", True, "a policy is there to be used", DISPLAY),
        )


@rule("ECS520", "duplicate-environment-name", severity=WARNING)
def duplicate_environment_name(container: Container) -> Iterator[Finding]:
    """A container gets one environment variable twice."""
    first: dict[str, Place] = {}
    for variable in container.environment:
        name = variable.name
        if name and name in first:
            yield Finding(
                at=variable.at("name"),
                message=f'{container} has "{name}" twice in environment, and only one of the two can count',
                because=[first[name]],
                help="remove one of the two",
            )
        elif name:
            first[name] = variable.at("name", "the first of them")


@rule("ECS522", "invalid-environment-file")
def invalid_environment_file(container: Container) -> Iterator[Finding]:
    """An environment file is none that ECS can read, or there are too many."""
    count = len(container.environment_files.known)
    if count > 10:
        yield Finding(
            at=container.at("environment_files"),
            message=f"{container} has {count} environment files, but 10 is the most",
            aws_error="The maximum number of environment files was exceeded. "
            "Specify ten or less and try again",
            help="put variables into fewer files",
        )
    for file in container.readable_environment_files:
        kind, value = file.type, file.value
        if kind and kind != "s3":
            yield Finding(
                at=file.at("type"),
                message=f'{container} has an environment file of type "{kind}", but "s3" is the only type',
                severity=WARNING if kind.lower() == "s3" else "",
                help='write "s3"',
                fix=set_value(file, "type", "s3", "there is no other type", safety_of(kind, "s3")),
            )
        if value and not value.startswith("arn:"):
            yield Finding(
                at=file.at("value"),
                message=f'{container} has the environment file "{value}", which is no ARN of an object in S3',
                aws_error="Invalid arn syntax",
                help="write arn:aws:s3:::bucket/path/to/file.env",
                fix=set_value(file, "value", _arn(value), "the same object", DISPLAY),
            )
        elif value and not value.endswith(".env"):
            yield Finding(
                at=file.at("value"),
                message=f'{container} has the environment file "{value}", whose name does not end in .env',
                severity=WARNING,
                help="give the file a name that ends in .env",
            )


def _arn(address: str) -> str:
    """The ARN of what an address with the scheme s3 names, in the commercial partition; empty for others."""
    return f"arn:aws:s3:::{address[5:]}" if address.startswith("s3://") else ""


@rule("ECS528", "undefined-proxy-container")
def undefined_proxy_container(task: TaskDefinition) -> Iterator[Finding]:
    """The App Mesh proxy is a container that the task does not have, or lacks a setting."""
    proxy = task.proxy_configuration
    if proxy is None:
        return
    missing = [names for names in _PROXY_PROPERTIES if not proxy.has_property(*names)]
    if missing:
        yield Finding(
            at=proxy.at("properties"),
            message=f"the proxy configuration of {task} lacks {', '.join(map(' or '.join, missing))}",
            aws_error=_NOT_FOUND.get(missing[0], ""),
            help="add what is missing to the properties of the proxy configuration",
        )
    wanted = proxy.container_name
    if not wanted or any(container.name == wanted for container in task.containers):
        return
    meant, there_are, help = task.instead_of(wanted)
    yield Finding(
        at=proxy.at("container_name"),
        message=f'the proxy of {task} is container "{wanted}", which it does not have',
        because=[there_are],
        aws_error=f"Proxy container [{wanted}] does not exist",
        help=help,
        fix=set_value(proxy, "container_name", meant, "probably meant", DISPLAY),
    )


_INGRESS, _EGRESS, _PORTS = ("ProxyIngressPort",), ("ProxyEgressPort",), ("AppPorts",)
_PROXY_PROPERTIES = (_INGRESS, _EGRESS, _PORTS, ("IgnoredUID", "IgnoredGID"))
_NOT_FOUND: dict[tuple[str, ...], str] = {_INGRESS: "Ingress port not found", _PORTS: "App ports not found"}


@rule("ECS529", "multiple-credential-specs")
def multiple_credential_specs(container: Container) -> Iterator[Finding]:
    """A container has more than one credential specification."""
    count = len(container.credential_specs.known)
    if count > 1:
        yield Finding(
            at=container.at("credential_specs"),
            message=f"{container} has {count} credential specifications, but can have one only",
            help="leave one of them",
        )


@rule("ECS532", "unknown-capability", severity=WARNING)
def unknown_capability(container: Container) -> Iterator[Finding]:
    """A container adds or drops a Linux capability that ECS does not know."""
    for attribute, verb in (("added_capabilities", "adds"), ("dropped_capabilities", "drops")):
        for capability in getattr(container, attribute):
            if capability in _CAPABILITIES or verb == "drops" and capability in _LATER_CAPABILITIES:
                continue
            if verb == "adds" and container.task_definition.on_fargate:
                continue  # ECS416 says what there is on Fargate.
            meant = nearest(capability.upper().removeprefix("CAP_"), _CAPABILITIES)
            yield Finding(
                at=container.at(attribute),
                message=f'{container} {verb} the capability "{capability}", which ECS does not know',
                help=f'did you mean "{meant}"?' if meant else "name one that the ECS API lists",
            )


_LATER_CAPABILITIES = ("AUDIT_READ", "BPF", "CHECKPOINT_RESTORE", "PERFMON")
"""What Linux has got since, and the ECS API does not list."""
_CAPABILITIES = (
    "ALL AUDIT_CONTROL AUDIT_WRITE BLOCK_SUSPEND CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID IPC_LOCK "
    "IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE "
    "NET_BROADCAST NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE "
    "SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG SYSLOG WAKE_ALARM"
).split()
