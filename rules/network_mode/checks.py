"""Network modes, and what they allow in port mappings and container settings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ecslint.api import (
    ADVICE,
    CLOUDFORMATION,
    ERROR,
    WARNING,
    Container,
    Finding,
    Place,
    PortMapping,
    TaskDefinition,
    nearest,
    rule,
)

NETWORK_MODES = ("awsvpc", "bridge", "host", "none")
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
    return _unequal_ports(mapping, "awsvpc", "the task has its own network interface")


@rule("ECS102", "host-mode-host-port-mismatch")
def host_mode_host_port_mismatch(mapping: PortMapping) -> Iterator[Finding]:
    """A container in host mode maps a host port that differs from its container port."""
    return _unequal_ports(mapping, "host", "the containers use the network of the instance")


def _unequal_ports(mapping: PortMapping, mode: str, why: str) -> Iterator[Finding]:
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
        )


@rule("ECS104", "invalid-network-mode")
def invalid_network_mode(task: TaskDefinition) -> Iterator[Finding]:
    """The network mode is none of those that ECS has."""
    mode = task.written_network_mode
    if not mode or mode in NETWORK_MODES:
        return
    help = "use awsvpc, bridge, host or none"
    if mode.strip("<>").lower() in ("default", "nat"):
        help = "leave the network mode out: that is how Windows tasks get Docker's default network"
    elif likely := nearest(mode, NETWORK_MODES):
        help = f'did you mean "{likely}"?'
    yield Finding(
        at=task.at("network_mode"),
        message=f'{task} has the network mode "{mode}", but ECS knows only awsvpc, bridge, host and none',
        help=help,
    )


@rule("ECS105", "port-mappings-without-network")
def port_mappings_without_network(container: Container) -> Iterator[Finding]:
    """A container maps ports, but the task has no network."""
    task = container.task_definition
    if task.network_mode == "none" and container.port_mappings:
        yield Finding(
            at=container.at("port_mappings"),
            message=f"{container} maps ports, but its task has network mode none and cannot be reached",
            because=[task.at("network_mode", "the task has no network")],
            help="remove the port mappings, or choose a network mode that has a network",
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


@rule("ECS109", "links-outside-bridge")
def links_outside_bridge(container: Container) -> Iterator[Finding]:
    """A container is linked to others, but only bridge mode has links."""
    task = container.task_definition
    if container.links and task.network_mode in ("awsvpc", "host", "none"):
        yield Finding(
            at=container.at("links"),
            message=f"{container} has links, but {task.network_mode} mode has none: only bridge mode does",
            because=[task.at("network_mode", f"the network mode is {task.network_mode}")],
            aws_error="Links are not supported when networkMode=awsvpc."
            if task.network_mode == "awsvpc"
            else "",
            help="remove the links"
            + (
                "; containers of one task reach each other at localhost"
                if task.network_mode != "none"
                else ""
            ),
        )


@rule("ECS110", "awsvpc-hostname")
def awsvpc_hostname(container: Container) -> Iterator[Finding]:
    """A container has a host name of its own in awsvpc mode."""
    if container.hostname and container.task_definition.network_mode == "awsvpc":
        yield _refused(
            container,
            "hostname",
            "a host name",
            aws_error="hostname is not supported on container when networkMode=awsvpc.",
        )


@rule("ECS111", "awsvpc-dns-settings")
def awsvpc_dns_settings(container: Container) -> Iterator[Finding]:
    """A container has DNS settings of its own in awsvpc mode."""
    awsvpc = container.task_definition.network_mode == "awsvpc"
    if awsvpc and container.dns_servers:
        yield _refused(
            container,
            "dns_servers",
            "DNS servers",
            aws_error="DNS servers are not supported on container when networkMode=awsvpc",
        )
    if awsvpc and container.dns_search_domains:
        yield _refused(container, "dns_search_domains", "DNS search domains", severity=WARNING)


@rule("ECS112", "awsvpc-extra-hosts")
def awsvpc_extra_hosts(container: Container) -> Iterator[Finding]:
    """A container has extra entries for /etc/hosts in awsvpc mode."""
    if container.extra_hosts and container.task_definition.network_mode == "awsvpc":
        yield _refused(
            container,
            "extra_hosts",
            "extra hosts",
            aws_error="Extra hosts are not supported on container when networkMode=awsvpc",
        )


@rule("ECS113", "awsvpc-disabled-networking")
def awsvpc_disabled_networking(container: Container) -> Iterator[Finding]:
    """A container has its networking disabled in awsvpc mode."""
    if container.disable_networking and container.task_definition.network_mode == "awsvpc":
        yield _refused(
            container,
            "disable_networking",
            "its networking disabled",
            aws_error="Disable Networking is not supported on container when networkMode=awsvpc",
        )


def _refused(
    container: Container, attribute: str, what: str, aws_error: str = "", severity: str = ERROR
) -> Finding:
    """What is said of a setting that containers cannot have in awsvpc mode."""
    return Finding(
        at=container.at(attribute),
        message=f"{container} has {what}, which awsvpc mode does not support",
        because=[container.task_definition.at("network_mode", "the task has its own network interface")],
        aws_error=aws_error,
        help="remove the setting: it belongs to the task's network interface and its VPC",
        severity=severity,
    )


@rule("ECS114", "invalid-port-protocol", severity=WARNING)
def invalid_port_protocol(mapping: PortMapping) -> Iterator[Finding]:
    """The protocol of a port mapping is neither tcp nor udp, in lower case."""
    written = mapping.written_protocol
    if not written or written in ("tcp", "udp"):
        return
    refused = mapping.resource.language == CLOUDFORMATION
    harmless = written.lower() == "tcp"
    yield Finding(
        at=mapping.at("protocol"),
        message=f'{mapping.container} maps a port with the protocol "{written}", '
        + ("but CloudFormation takes only tcp and udp" if refused else "which ECS takes for tcp"),
        help=f'write "{written.lower()}"' if written.lower() in ("tcp", "udp") else "use tcp or udp",
        severity=ERROR if refused else ADVICE if harmless else WARNING,
    )


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
        )


@rule("ECS119", "windows-network-mode")
def windows_network_mode(task: TaskDefinition) -> Iterator[Finding]:
    """A Windows task asks for a network mode that Windows does not have."""
    if task.is_windows and task.written_network_mode in ("bridge", "host", "none"):
        yield Finding(
            at=task.at("network_mode"),
            message=f"{task} runs on Windows, which has no network mode {task.network_mode}",
            because=[task.at("operating_system_family", "a Windows task")],
            help="use awsvpc, or leave the network mode out",
        )


@rule("ECS120", "external-network-mode")
def external_network_mode(task: TaskDefinition) -> Iterator[Finding]:
    """A task for external instances asks for awsvpc mode, which they do not have."""
    if task.network_mode == "awsvpc" and "EXTERNAL" in task.requires_compatibilities:
        yield Finding(
            at=task.at("network_mode"),
            message=f"{task} is meant for external instances, which have no awsvpc mode",
            because=[task.at("requires_compatibilities", "meant for external instances")],
            help="use bridge, host or none",
        )


@rule("ECS121", "managed-instances-network-mode")
def managed_instances_network_mode(task: TaskDefinition) -> Iterator[Finding]:
    """A task for managed instances asks for bridge mode, which they do not have."""
    if task.written_network_mode == "bridge" and "MANAGED_INSTANCES" in task.requires_compatibilities:
        yield Finding(
            at=task.at("network_mode"),
            message=f"{task} is meant for managed instances, which have no bridge mode",
            because=[task.at("requires_compatibilities", "meant for managed instances")],
            help="use awsvpc or host",
        )


@rule("ECS122", "proxy-configuration-outside-awsvpc")
def proxy_configuration_outside_awsvpc(task: TaskDefinition) -> Iterator[Finding]:
    """A task has an App Mesh proxy, but not its own network interface."""
    if task.proxy_configuration is not None and task.network_mode != "awsvpc":
        yield Finding(
            at=task.at("proxy_configuration"),
            message=f"{task} has a proxy configuration, but runs in {task.network_mode} mode, not awsvpc",
            because=[task.at("network_mode", f"the network mode is {task.network_mode}")],
            aws_error="APPMESH proxy configuration is only supported in networkMode=awsvpc",
            help="set the network mode to awsvpc, or remove the proxy configuration",
        )


@rule("ECS123", "fault-injection-network-mode")
def fault_injection_network_mode(task: TaskDefinition) -> Iterator[Finding]:
    """A task allows fault injection in a network mode that has none."""
    if task.enable_fault_injection and task.network_mode in ("bridge", "none"):
        yield Finding(
            at=task.at("enable_fault_injection"),
            message=f"{task} enables fault injection, which {task.network_mode} mode does not have",
            because=[task.at("network_mode", f"the network mode is {task.network_mode}")],
            help="set the network mode to awsvpc or host, or disable fault injection",
        )
