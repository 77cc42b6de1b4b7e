"""Service registries and Service Connect."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import (
    DISPLAY,
    SAFE,
    WARNING,
    Finding,
    Service,
    ServiceRegistry,
    TaskDefinition,
    nearest,
    remove,
    rule,
    set_value,
)

# -- daemons ------------------------------------------------------------------------------------


@rule("ECS823", "registry-needs-container")
def registry_needs_container(registry: ServiceRegistry) -> Iterator[Finding]:
    """A task that shares the network of its instance is registered without a container and port."""
    missing = [name for name in ("container_name", "container_port") if not getattr(registry, name)]
    task = registry.task_definition
    if not missing or task is None or task.network_mode not in ("bridge", "host"):
        return
    yield Finding(
        at=registry.at(missing[0]),
        message=f"{registry} gives no {_words(missing)}, but {task} has network mode {task.network_mode}",
        because=[
            *(registry.at(name) for name in missing[1:]),
            task.at("network_mode", "ports of the instance are registered"),
        ],
        aws_error="When specifying 'host' or 'bridge' for networkMode, values for 'containerName' and "
        "'containerPort' must be specified from the task definition.",
        help="name the container and the container port to register",
    )


@rule("ECS824", "registry-record-type")
def registry_record_type(registry: ServiceRegistry) -> Iterator[Finding]:
    """A Cloud Map service has records that its namespace, or the network mode of the tasks, rules out."""
    task = registry.task_definition
    if task is not None and task.network_mode == "none":
        yield Finding(
            at=registry.at(),
            message=f"{registry.service} is registered in Cloud Map, but {task} has network mode none",
            because=[task.at("network_mode", NO_ADDRESS)],
            help="remove the registry, or use a network mode with network",
        )
        return
    if task is not None and task.network_mode in ("bridge", "host"):
        yield from _records_without_port(registry, task)
    yield from _records_without_dns(registry)


NO_ADDRESS = "tasks have no address of their own"


def _records_without_port(registry: ServiceRegistry, task: TaskDefinition) -> Iterator[Finding]:
    """Records that hold an address alone, for tasks whose address is that of their instance."""
    discovery = registry.discovery_service
    if discovery is not None and discovery.record_types and discovery.record_types <= {"A", "AAAA"}:
        types = " and ".join(sorted(discovery.record_types))
        yield Finding(
            at=discovery.at("records"),
            message=f"{discovery} has {types} records, but {task} has network mode {task.network_mode}, "
            "which takes SRV records",
            because=[task.at("network_mode", NO_ADDRESS), registry.at("registry_arn", "registered here")],
            help="use SRV records, or network mode awsvpc",
        )


def _records_without_dns(registry: ServiceRegistry) -> Iterator[Finding]:
    """DNS records in a namespace that has none."""
    discovery = registry.discovery_service
    if discovery is None or not discovery.has_dns:
        return
    found = discovery.namespace
    if found is not None and not found[0].has_records:
        namespace, named = found
        yield Finding(
            at=discovery.at("has_dns"),
            message=f"{discovery} has DNS records, but {namespace} is for HTTP alone",
            because=[
                discovery.at(named, "the namespace"),
                namespace.at(message="names nothing in DNS"),
                registry.at("registry_arn", "registered here"),
            ],
            aws_error="When you specify an HTTP service, you can't include a DnsConfig element.",
            help="use a namespace with private or public DNS, or leave the DNS records out",
        )


@rule("ECS825", "registry-port-not-allowed")
def registry_port_not_allowed(registry: ServiceRegistry) -> Iterator[Finding]:
    """A task is registered with a port in a Cloud Map service that has A records only."""
    given = [name for name in ("port", "container_port") if getattr(registry, name)]
    if not given:
        return
    task, discovery = registry.task_definition, registry.discovery_service
    if task is None or discovery is None or discovery.record_types != {"A"} or task.network_mode != "awsvpc":
        return
    yield Finding(
        at=registry.at(given[0]),
        message=f"{registry} gives {_words(given)}, but {discovery} has A records only, which hold no port",
        because=[
            *(registry.at(name) for name in given[1:]),
            discovery.at("records", "addresses without ports"),
            task.at("network_mode", "registered by address"),
        ],
        aws_error="The values specified for serviceRegistries do not require a value for 'containerPort'. "
        "Remove the value and retry.",
        help=f"remove the {_words(given)}, or use SRV records",
        fix=remove(registry, given[0], "A records hold no port", SAFE) if len(given) == 1 else None,
    )


@rule("ECS826", "ambiguous-registry-port")
def ambiguous_registry_port(registry: ServiceRegistry) -> Iterator[Finding]:
    """A registry says the port in two ways, or names a container port that is not mapped."""
    port, container_port = registry.port, registry.container_port
    if not container_port:
        return
    task = registry.task_definition
    if task is None:
        return
    if port:
        discovery = registry.discovery_service
        if discovery and "SRV" in discovery.record_types and task.network_mode == "awsvpc":
            yield Finding(
                at=registry.at("port"),
                message=f"{registry} gives both port {port} and container port {container_port}",
                because=[
                    registry.at("container_port", "the other way to say it"),
                    discovery.at("records", "SRV records take one port"),
                    task.at("network_mode", "a network interface for each task"),
                ],
                aws_error="Specify a value for either 'port' or the 'containerName' and 'containerPort' "
                "combination, but not both",
                help="remove the port, or the container name and the container port",
            )
        return
    name = registry.container_name
    for container in task.containers:
        if container.name == name:
            mapped = [mapping.container_port for mapping in container.port_mappings]
            if container_port not in mapped and None not in mapped:
                yield Finding(
                    at=registry.at("container_port"),
                    message=f"{registry} names port {container_port}, which {container} does not map",
                    because=[container.at("port_mappings", "the ports that it maps")],
                    help="map the port in the container, or name one that is mapped",
                    severity=WARNING,
                )
            return


def _words(names: list[str]) -> str:
    return " and ".join(name.replace("_", " ") for name in names)


@rule("ECS827", "multiple-registries")
def multiple_registries(service: Service) -> Iterator[Finding]:
    """A service has more than one service registry."""
    registries = service.service_registries
    if len(registries) > 1:
        yield Finding(
            at=registries[1].at(),
            message=f"{service} has {len(registries)} service registries, but can have one",
            because=[registries[0].at(message="the first")],
            aws_error="service registries can have at most 1 items",
            help="keep one registry, or use Service Connect for further names",
        )


@rule("ECS828", "undefined-service-connect-port")
def undefined_service_connect_port(service: Service) -> Iterator[Finding]:
    """Service Connect offers a port that no port mapping of the task has as its name."""
    connect = service.service_connect
    if connect is None or not connect.enabled:
        return
    task = service.task_definition
    if task is None:
        return
    for offered in connect.services:
        wanted = offered.port_name
        if not wanted:
            continue
        names = [m.name for container in task.containers for m in container.port_mappings if m.name]
        if wanted not in names:
            meant = nearest(wanted, names)
            yield Finding(
                at=offered.at("port_name"),
                message=f'{service} offers the port "{wanted}", but no port mapping of {task} has that name',
                because=[task.at("container_definitions", "the port mappings")],
                aws_error=f"portName({wanted}) does not refer to any named PortMapping in the "
                "container definitions",
                help=f'did you mean "{meant}"?' if meant else f'give a port mapping the name "{wanted}"',
                fix=set_value(offered, "port_name", meant, "probably meant", DISPLAY),
            )
