"""Network modes, and what they allow in port mappings and container settings."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import (
    DISPLAY,
    ERROR,
    WARNING,
    Container,
    Finding,
    TaskDefinition,
    nearest,
    remove,
    rule,
    safety_of,
    set_value,
)

NETWORK_MODES = ("awsvpc", "bridge", "host", "none")


@rule("ECS104", "invalid-network-mode")
def invalid_network_mode(task: TaskDefinition) -> Iterator[Finding]:
    """The network mode is none of those that ECS has."""
    mode = task.written_network_mode
    if not mode or mode in NETWORK_MODES:
        return
    help, likely = "use awsvpc, bridge, host or none", ""
    if mode.strip("<>").lower() in ("default", "nat"):
        help = "leave the network mode out: that is how Windows tasks get Docker's default network"
    elif likely := nearest(mode, NETWORK_MODES):
        help = f'did you mean "{likely}"?'
    yield Finding(
        at=task.at("network_mode"),
        message=f'{task} has the network mode "{mode}", but ECS knows only awsvpc, bridge, host and none',
        help=help,
        fix=set_value(task, "network_mode", likely, safety=safety_of(mode, likely)),
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


@rule("ECS109", "links-outside-bridge")
def links_outside_bridge(container: Container) -> Iterator[Finding]:
    """A container is linked to others, but only bridge mode has links."""
    task = container.task_definition
    if container.links and task.network_mode in ("awsvpc", "host", "none"):
        what = "a task without network" if task.network_mode == "none" else f"{task.network_mode} mode"
        yield Finding(
            at=container.at("links"),
            message=f"{container} has links, but {what} has none: only bridge mode does",
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
            fix=remove(container, "links", f"{what} has none"),
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
        fix=remove(container, attribute, "awsvpc mode does not support it"),
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
            fix=remove(task, "enable_fault_injection", f"{task.network_mode} mode has none", DISPLAY),
        )
