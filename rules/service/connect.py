"""Service Connect, VPC Lattice, and clusters that services share."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ecslint.api import (
    DISPLAY,
    TERRAFORM,
    WARNING,
    Cluster,
    Finding,
    Place,
    Service,
    TaskDefinition,
    nearest,
    rule,
    set_value,
)


@rule("ECS829", "service-connect-without-namespace")
def service_connect_without_namespace(service: Service) -> Iterator[Finding]:
    """Service Connect is enabled, and neither the service nor its cluster has a namespace."""
    connect = service.service_connect
    if connect is None or not connect.enabled or connect.namespace:
        return
    cluster = service.cluster
    if cluster is not None and not cluster.has_namespace:
        yield Finding(
            at=connect.at("namespace"),
            message=f"{service} enables Service Connect without a namespace, and {cluster} has none either",
            because=[cluster.at("has_namespace", "no default namespace"), connect.at("enabled")],
            aws_error="Namespace is missing",
            help="name a namespace here, or give the cluster a default one",
        )


@rule("ECS830", "invalid-service-connect-alias")
def invalid_service_connect_alias(service: Service) -> Iterator[Finding]:
    """A name under which Service Connect offers a port is refused."""
    connect = service.service_connect
    if connect is None or not connect.enabled:
        return
    seen: dict[str, Place] = {}
    for offered in connect.services.known:
        aliases = offered.client_aliases.known
        if len(aliases) > 1:
            yield Finding(
                at=offered.at("client_aliases"),
                message=f"{service} offers a port under {len(aliases)} client aliases, but one is the most",
                because=[connect.at("enabled")],
                aws_error=f"{len(aliases)} clientAliases exceeds the max limit of 1",
                help="keep one client alias",
            )
        for alias in aliases:
            name = alias.dns_name or ""
            if not re.fullmatch(r"[A-Za-z0-9._-]*", name):
                yield Finding(
                    at=alias.at("dns_name"),
                    message=f'{service} offers a port as "{name}", which is no DNS name',
                    because=[connect.at("enabled")],
                    aws_error="The DNS name that you provided is invalid",
                    help="write a host name alone, without a scheme and without a port",
                )
        named = "discovery_name" if offered.discovery_name else "port_name"
        name = offered.discovery_name or offered.port_name or ""
        if name and name in seen:
            yield Finding(
                at=offered.at(named),
                message=f'{service} offers two ports under the discovery name "{name}"',
                because=[seen[name], connect.at("enabled")],
                help="give each port a discovery name of its own",
                severity=WARNING,
            )
        seen.setdefault(name, offered.at(named, "the first"))


@rule("ECS831", "service-connect-unsupported")
def service_connect_unsupported(service: Service) -> Iterator[Finding]:
    """Service Connect is enabled where it does not exist."""
    connect = service.service_connect
    if connect is None or not connect.enabled:
        return
    for place, words in _obstacles(service):
        yield Finding(
            at=connect.at("enabled"),
            message=f"{service} enables Service Connect, but {words}",
            because=[place],
            help="disable Service Connect, or remove what stands against it",
        )
    task = service.task_definition
    if task is None:
        return
    for offered in connect.services.known:
        wanted = offered.port_name
        for mapping in task.port_mappings.known if wanted else ():
            if mapping.name == wanted and mapping.protocol == "udp":
                yield Finding(
                    at=offered.at("port_name"),
                    message=f'{service} offers port "{mapping.name}" through Service Connect, which '
                    "carries no UDP",
                    because=[
                        mapping.at("written_protocol", "mapped for UDP"),
                        mapping.at("name", "the port"),
                        connect.at("enabled"),
                    ],
                    help="offer a TCP port, or let clients find this one by service discovery",
                    severity=WARNING,
                )


def _obstacles(service: Service) -> Iterator[tuple[Place, str]]:
    """What Service Connect does not go with (F-119)."""
    if service.deployment_controller in ("CODE_DEPLOY", "EXTERNAL"):
        words = f"has the deployment controller {service.deployment_controller}"
        yield service.at("deployment_controller"), words
    if service.launch_type == "EXTERNAL":
        yield service.at("launch_type"), "runs on external instances"
    task = service.task_definition
    if task is not None and task.is_windows:
        yield task.at("operating_system_family"), f"{task} is for Windows"
    if task is not None and task.network_mode == "host":
        yield task.at("network_mode"), f"{task} runs in host mode"


@rule("ECS832", "service-connect-without-task-memory", severity=WARNING)
def service_connect_without_task_memory(service: Service) -> Iterator[Finding]:
    """On EC2 the proxy of Service Connect has no memory of the task to live in."""
    connect = service.service_connect
    if connect is None or not connect.enabled:
        return
    task = service.task_definition
    if task is not None and not task.written_memory and service.runs_on == "EC2":
        yield Finding(
            at=task.at("memory"),
            message=f"{service} enables Service Connect, whose proxy lives in the memory of the task, but "
            f"{task} sets none",
            because=[connect.at("enabled"), *service.capacity_at("runs on EC2")],
            help="set the memory of the task, with 64 MiB or more for the proxy",
        )


@rule("ECS833", "undefined-lattice-port")
def undefined_lattice_port(service: Service) -> Iterator[Finding]:
    """A VPC Lattice configuration lacks a part, or names a port that no mapping of the task has."""
    for lattice in service.vpc_lattice_configurations.known:
        for attribute, words in (("port_name", "port"), ("role", "role"), ("target_group", "target group")):
            if not getattr(lattice, attribute):
                yield Finding(
                    at=lattice.at(attribute),
                    message=f"a VPC Lattice configuration of {service} names no {words}",
                    help=f"name the {words}",
                )
        wanted, task = lattice.port_name, service.task_definition
        if wanted and task is not None and wanted not in (names := _port_names(task)):
            meant = nearest(wanted, names)
            yield Finding(
                at=lattice.at("port_name"),
                message=f'{service} registers the port "{wanted}" in VPC Lattice, but no port mapping of '
                f"{task} has that name",
                because=[task.at("container_definitions", "the port mappings")],
                help=f'did you mean "{meant}"?' if meant else f'give a port mapping the name "{wanted}"',
                fix=set_value(lattice, "port_name", meant, "probably meant", DISPLAY),
            )


def _port_names(task: TaskDefinition) -> list[str]:
    return [mapping.name for mapping in task.port_mappings if mapping.name]


@rule("ECS834", "removed-cluster-argument", severity=WARNING)
def removed_cluster_argument(cluster: Cluster) -> Iterator[Finding]:
    """A cluster has arguments that Terraform's provider has dropped."""
    if cluster.resource.language != TERRAFORM or not cluster.may_be_made_by_version(5):
        return
    for attribute in ("capacity_providers", "default_capacity_provider_strategy"):
        if getattr(cluster, attribute):
            yield Finding(
                at=cluster.at(attribute),
                message=f"{cluster} has {attribute}, which version 5 of the AWS provider dropped",
                help="use a resource aws_ecs_cluster_capacity_providers",
            )
