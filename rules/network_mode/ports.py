"""Port mappings: what a network mode allows, and what no two mappings may share."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ecslint.api import (
    ADVICE,
    ERROR,
    SAFE,
    UNSAFE,
    WARNING,
    Container,
    Finding,
    Fix,
    Place,
    PortMapping,
    TaskDefinition,
    nearest,
    remove,
    rule,
    safety_of,
    set_value,
)

RESERVED_HOST_PORTS = (22, 2375, 2376, 51678, 51679, 51680)
"""SSH, Docker and the ECS agent: the agent's defaults on Linux (F-014). They are TCP ports."""


FIRST_EPHEMERAL_PORT = 32768


LAST_PORT = 65535


SHARED_PORTS = {
    "awsvpc": "all containers of the task share one network",
    "host": "all containers use the network of the instance",
    "bridge": "host ports are ports of the instance",
    "default": "host ports are ports of the instance",
}
"""Network mode → why two containers can be in each other's way."""


MOST_PORT_RANGES = 100


MAPPING_NAME = r"[a-z0-9_][a-z0-9_-]{0,63}"


APP_PROTOCOLS = ("http", "http2", "grpc")


@rule("ECS101", "awsvpc-host-port-mismatch")
def awsvpc_host_port_mismatch(mapping: PortMapping) -> Iterator[Finding]:
    """A container in awsvpc mode maps a host port that differs from its container port."""
    return _unequal_ports(mapping, "awsvpc", "the task has its own network interface", SAFE)


@rule("ECS102", "host-mode-host-port-mismatch")
def host_mode_host_port_mismatch(mapping: PortMapping) -> Iterator[Finding]:
    """A container in host mode maps a host port that differs from its container port."""
    return _unequal_ports(mapping, "host", "the containers use the network of the instance", UNSAFE)


def _unequal_ports(mapping: PortMapping, mode: str, why: str, safety: str) -> Iterator[Finding]:
    task = mapping.container.task_definition
    if task.network_mode != mode:
        return
    if mapping.host_port and mapping.container_port and mapping.host_port != mapping.container_port:
        yield Finding(
            at=mapping.at("host_port"),
            message=f"{mapping.container} maps host port {mapping.host_port} to container port "
            f"{mapping.container_port}, but in {mode} mode the two must be equal",
            because=[task.at("network_mode", why)],
            aws_error=f"When networkMode={mode}, the host ports and container ports in port mappings "
            "must match.",
            help="remove the host port, or make it equal to the container port",
            fix=set_value(mapping, "host_port", mapping.container_port, "the port of the container", safety),
        )


@rule("ECS103", "awsvpc-zero-host-port", severity=WARNING)
def awsvpc_zero_host_port(mapping: PortMapping) -> Iterator[Finding]:
    """A container in awsvpc mode asks for a dynamic host port, which that mode does not have."""
    task = mapping.container.task_definition
    if task.network_mode == "awsvpc" and mapping.host_port == 0:
        yield Finding(
            at=mapping.at("host_port"),
            message=f"{mapping.container} asks for a dynamic host port (0), which awsvpc mode does not have",
            because=[task.at("network_mode", "the task has its own network interface")],
            help="remove the host port, or make it equal to the container port",
            fix=remove(mapping, "host_port", "it is the container port in awsvpc mode", SAFE),
        )


@rule("ECS106", "duplicate-host-port")
def duplicate_host_port(task: TaskDefinition) -> Iterator[Finding]:
    """Two port mappings of a task bind the same port."""
    first: dict[tuple[int | None, str], PortMapping] = {}
    for mapping in task.port_mappings.kept(lambda mapping: bool(mapping.bound_port and mapping.protocol)):
        port, protocol = mapping.bound_port, mapping.protocol.upper()
        other = first.setdefault((port, protocol), mapping)
        if other is mapping:
            continue
        same = other.container is mapping.container
        binder = "it" if same else f"{other.container} of the same task"
        yield Finding(
            at=_bound_at(mapping),
            message=f"{mapping.container} binds {protocol} port {port}, which {binder} binds already",
            because=[
                _bound_at(other, "bound here"),
                task.at("network_mode", f"in {task.network_mode} mode {SHARED_PORTS[task.network_mode]}"),
            ],
            aws_error=f"TCP host port '{port}' is mapped multiple times in task."
            if protocol == "TCP"
            else "",
            help="give each mapping a port of its own",
        )


def _bound_at(mapping: PortMapping, message: str = "") -> Place:
    shared = mapping.container.task_definition.network_mode in ("awsvpc", "host")
    return mapping.at("container_port" if shared else "host_port", message)


@rule("ECS107", "reserved-host-port")
def reserved_host_port(mapping: PortMapping) -> Iterator[Finding]:
    """A port mapping takes a host port that is reserved on every container instance."""
    port = mapping.static_host_port
    if port in RESERVED_HOST_PORTS and mapping.protocol == "tcp":
        task = mapping.container.task_definition
        yield Finding(
            at=_bound_at(mapping),
            message=f"{mapping.container} takes host port {port}, which container instances reserve for "
            f"{'SSH' if port == 22 else 'Docker' if port < 51678 else 'the ECS agent'}",
            because=[task.at("network_mode", f"in {task.network_mode} mode it is a port of the instance")],
            help="choose another host port, or leave it out for a dynamic one",
        )


@rule("ECS108", "ephemeral-static-host-port", severity=WARNING)
def ephemeral_static_host_port(mapping: PortMapping) -> Iterator[Finding]:
    """A fixed host port lies in the range from which the instance takes ports for anything."""
    port, task = mapping.host_port, mapping.container.task_definition
    if not port or port < FIRST_EPHEMERAL_PORT or port in RESERVED_HOST_PORTS:
        return
    if task.network_mode == "bridge":
        yield Finding(
            at=mapping.at("host_port"),
            message=f"{mapping.container} takes host port {port}, which the instance may already use: "
            f"ports from {FIRST_EPHEMERAL_PORT} on are ephemeral",
            because=[task.at("network_mode", "in bridge mode it is a port of the instance")],
            help=f"choose a host port below {FIRST_EPHEMERAL_PORT}, or leave it out for a dynamic one",
        )


@rule("ECS114", "invalid-port-protocol", severity=WARNING)
def invalid_port_protocol(mapping: PortMapping) -> Iterator[Finding]:
    """The protocol of a port mapping is neither tcp nor udp, in lower case."""
    written = mapping.written_protocol
    if not written or written in ("tcp", "udp"):
        return
    yield Finding(
        at=mapping.at("protocol"),
        message=f'{mapping.container} maps a port with the protocol "{written}", which ECS takes for tcp',
        help=f'write "{written.lower()}"' if written.lower() in ("tcp", "udp") else "use tcp or udp",
        severity=ADVICE if written.lower() == "tcp" else WARNING,
        fix=_set_protocol(mapping, written.lower()) if written.lower() in ("tcp", "udp") else None,
    )


def _set_protocol(mapping: PortMapping, protocol: str) -> Fix | None:
    # As it stands it is tcp: only with another protocol something changes.
    return set_value(mapping, "protocol", protocol, safety=SAFE if protocol == "tcp" else UNSAFE)


@rule("ECS115", "invalid-container-port-range")
def invalid_container_port_range(container: Container) -> Iterator[Finding]:
    """A range of container ports is malformed, overlaps another, or stands where ECS takes none."""
    ranges = container.port_mappings.kept(lambda mapping: bool(mapping.container_port_range))
    for mapping in ranges.known:
        yield from _invalid_range(mapping)
    covering = container.port_mappings.kept(lambda mapping: bool(mapping.protocol and mapping.ports))
    for number, mapping in enumerate(covering.known):
        for other in covering.known[:number]:
            yield from _overlap(mapping, other)
    if len(ranges) > MOST_PORT_RANGES:
        yield Finding(
            at=container.at("port_mappings"),
            message=f"{container} maps {len(ranges)} port ranges, but ECS takes at most {MOST_PORT_RANGES}",
            help="join ranges that follow each other",
        )


def _invalid_range(mapping: PortMapping) -> Iterator[Finding]:
    text, task = mapping.container_port_range, mapping.container.task_definition
    single = "container_port" if mapping.container_port else "host_port" if mapping.host_port else ""
    if single:
        yield Finding(
            at=mapping.at("container_port_range"),
            message=f"{mapping.container} maps the ports {text} and a single port in one mapping",
            because=[mapping.at(single, "the single port")],
            aws_error="cannot specify both single port and port range",
            help="leave out the single port; host ports of a range are always dynamic",
        )
    elif mapping.ports is None or mapping.ports.start < 1 or mapping.ports.stop > LAST_PORT + 1:
        yield Finding(
            at=mapping.at("container_port_range"),
            message=f'{mapping.container} maps the ports "{text}", which is no range of ports that counts up',
            aws_error="Invalid 'containerPortRange' setting",
            help=f"write the first and the last port, such as 8000-8010, from 1 to {LAST_PORT}",
        )
    elif task.network_mode in ("host", "none"):
        yield Finding(
            at=mapping.at("container_port_range"),
            message=f"{mapping.container} maps the ports {text}, but {task.network_mode} mode has no ranges",
            because=[task.at("network_mode", "only bridge and awsvpc mode take ranges of ports")],
            help="map single ports, or use bridge or awsvpc mode",
        )


def _overlap(mapping: PortMapping, other: PortMapping) -> Iterator[Finding]:
    """A finding where two mappings, one of them a range, cover the same port."""
    ports, others = mapping.ports, other.ports
    if not ports or not others or mapping.protocol != other.protocol:
        return
    if len(ports) == len(others) == 1 or ports.start >= others.stop or others.start >= ports.stop:
        return
    yield Finding(
        at=mapping.at("container_port_range" if len(ports) > 1 else "container_port"),
        message=f"{mapping.container} maps port {max(ports.start, others.start)} twice",
        because=[
            other.at("container_port_range" if len(others) > 1 else "container_port", "mapped here already")
        ],
        aws_error="container port is used multiple times in task",
        help="make the ranges disjoint",
    )


@rule("ECS116", "missing-container-port")
def missing_container_port(mapping: PortMapping) -> Iterator[Finding]:
    """A port mapping says neither which port of the container nor which range it maps."""
    if mapping.container_port is None and mapping.container_port_range is None:
        yield Finding(
            at=mapping.at("container_port"),
            message=f"a port mapping of {mapping.container} has no container port",
            aws_error="Invalid 'containerPort' setting for container '…'.",
            help="name the port on which the container listens as containerPort",
        )


@rule("ECS117", "invalid-port-mapping-name")
def invalid_port_mapping_name(task: TaskDefinition) -> Iterator[Finding]:
    """The name of a port mapping has characters that are not allowed, is too long, or is used twice."""
    first: dict[str | None, PortMapping] = {}
    for mapping in task.port_mappings.kept(lambda mapping: bool(mapping.name)):
        name = mapping.name or ""
        other = first.setdefault(name, mapping)
        if other is not mapping:
            on_record = task.network_mode == "awsvpc"
            yield Finding(
                at=mapping.at("name"),
                message=f'{mapping.container} names a port mapping "{name}", a name that is used already',
                because=[other.at("name", "used here")],
                aws_error="port mapping name is already used" if on_record else "",
                help="give each port mapping of the task a name of its own",
                severity=ERROR if on_record else WARNING,
            )
        elif not re.fullmatch(MAPPING_NAME, name):
            yield Finding(
                at=mapping.at("name"),
                message=f'{mapping.container} names a port mapping "{name}", which ECS does not accept',
                help='use up to 64 lower-case letters, digits, "_" and "-", and no "-" at the start',
            )


@rule("ECS118", "invalid-app-protocol")
def invalid_app_protocol(mapping: PortMapping) -> Iterator[Finding]:
    """The application protocol of a port mapping is none of those that ECS has."""
    written = mapping.app_protocol
    if written and written not in APP_PROTOCOLS:
        likely = nearest(written, APP_PROTOCOLS)
        yield Finding(
            at=mapping.at("app_protocol"),
            message=f'{mapping.container} maps a port with the application protocol "{written}", '
            "but ECS knows only http, http2 and grpc",
            help=f'did you mean "{likely}"?' if likely else "leave it out: without one the port is plain TCP",
            fix=set_value(mapping, "app_protocol", likely, safety=safety_of(written, likely)),
        )
