"""Target groups, listeners and the containers behind them."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import (
    DISPLAY,
    SAFE,
    UNSAFE,
    WARNING,
    Container,
    Finding,
    Fix,
    LoadBalancerAttachment,
    Place,
    Service,
    TargetGroup,
    TaskDefinition,
    nearest,
    remove,
    rule,
    set_value,
)


@rule("ECS201", "awsvpc-instance-target")
def awsvpc_instance_target(attachment: LoadBalancerAttachment) -> Iterator[Finding]:
    """A target group of instances serves tasks that have their own network interface."""
    for group, task, because in meetings(attachment, "awsvpc", "instance"):
        yield Finding(
            at=group.at("target_type"),
            message=f"{group} registers instances, but {task} runs in awsvpc mode and is registered by IP",
            because=because,
            aws_error="The provided target group … has target type instance, which is incompatible with the "
            "awsvpc network mode specified in the task definition.",
            help='set the target type to "ip" and give the target group a new name, since it is replaced',
            fix=_set_target_type(attachment, group, "ip", "awsvpc", UNSAFE),
        )


@rule("ECS202", "bridge-ip-target")
def bridge_ip_target(attachment: LoadBalancerAttachment) -> Iterator[Finding]:
    """A target group of addresses serves tasks in bridge mode, which have none of their own."""
    for group, task, because in meetings(attachment, "bridge", "ip"):
        yield Finding(
            at=group.at("target_type"),
            message=f"{group} registers addresses, but {task} runs in bridge mode and has none of its own",
            because=because,
            aws_error="The provided target group … has target type ip, which is incompatible with the bridge "
            "network mode specified in the task definition.",
            help='set the target type to "instance", or the network mode to "awsvpc"',
            fix=_set_target_type(attachment, group, "instance", "bridge", DISPLAY),
        )


@rule("ECS203", "host-ip-target", severity=WARNING)
def host_ip_target(attachment: LoadBalancerAttachment) -> Iterator[Finding]:
    """A target group of addresses serves tasks that use the network of their instance."""
    for group, task, because in meetings(attachment, "host", "ip"):
        yield Finding(
            at=group.at("target_type"),
            message=f"{group} registers addresses, but {task} runs in host mode and has none of its own",
            because=because,
            help='set the target type to "instance", or the network mode to "awsvpc"',
            fix=_set_target_type(attachment, group, "instance", "host", DISPLAY),
        )


def meetings(
    attachment: LoadBalancerAttachment, network_mode: str, target_type: str
) -> Iterator[tuple[TargetGroup, TaskDefinition, list[Place]]]:
    """The target groups of a type that serve tasks in a network mode, and the places that say so."""
    task = attachment.task_definition
    if task is None or task.network_mode != network_mode:
        return
    # Fargate refuses a task in any other mode before it meets a target group: ECS401.
    if network_mode != "awsvpc" and task.on_fargate:
        return
    for group, attribute in attachment.target_groups:
        if group.target_type == target_type:
            mode = task.at("network_mode", MODES[network_mode])
            yield group, task, [mode, attachment.at(attribute, "attached here")]


def _set_target_type(
    attachment: LoadBalancerAttachment, group: TargetGroup, target_type: str, network_mode: str, safety: str
) -> Fix | None:
    """The target group changed, where nothing else is registered in it than tasks of a network mode."""
    return set_value(
        group,
        "target_type",
        target_type,
        why=f"all its tasks run in {network_mode} mode; it is replaced",
        safety=safety,
        provided=lambda: attachment.serves_only(group, network_mode),
    )


MODES = {
    "awsvpc": "each task has its own address",
    "bridge": "bridge mode, written or by default",
    "host": "tasks have the address of their instance",
}


@rule("ECS204", "unsupported-target-type")
def unsupported_target_type(attachment: LoadBalancerAttachment) -> Iterator[Finding]:
    """A service is attached to a target group that takes no tasks."""
    group = attachment.target_group
    if group is None:
        return
    takes = {"lambda": "one Lambda function", "alb": "one Application Load Balancer"}.get(group.target_type)
    if takes:
        yield Finding(
            at=group.at("target_type"),
            message=f"{group} has target type {group.target_type} and takes {takes}, "
            f"but {attachment.service} registers tasks in it",
            because=[attachment.at("target_group_arn", "attached here")],
            help='set the target type to "ip" for awsvpc tasks, else to "instance"',
        )


@rule("ECS205", "undefined-target-container")
def undefined_target_container(attachment: LoadBalancerAttachment) -> Iterator[Finding]:
    """A load balancer sends traffic to a container that the task definition lacks."""
    task, name = attachment.task_definition, attachment.container_name
    if task is None or not name or attachment.container is not None or not task.containers:
        return
    names = {container.name or "": container for container in task.containers}
    meant = nearest(name, names)
    if meant:
        evidence = names[meant].at("name", "this container was probably meant")
    else:
        evidence = task.at("container_definitions", f"its containers: {', '.join(sorted(names))}")
    yield Finding(
        at=attachment.at("container_name"),
        message=f'the load balancer sends traffic to container "{name}", which {task} does not define',
        because=[evidence],
        aws_error=f"The container {name} does not exist in the task definition.",
        help=f'write "{meant}"' if meant else "name a container of the task definition",
        fix=set_value(attachment, "container_name", meant, "probably meant", DISPLAY),
    )


@rule("ECS206", "undefined-target-port")
def undefined_target_port(attachment: LoadBalancerAttachment) -> Iterator[Finding]:
    """A load balancer sends traffic to a port that the container does not map."""
    port, container = attachment.container_port, attachment.container
    if not port or container is None or attachment.port_mapping is not None or has_range(container):
        return
    ports = {mapping.container_port for mapping in container.port_mappings}
    yield Finding(
        at=attachment.at("container_port"),
        message=f"the load balancer sends traffic to port {port}, which {container} does not map",
        because=[container.at("port_mappings", f"mapped ports: {_listed(ports)}")],
        aws_error=f"The container {container.name} did not have a container port {port} defined.",
        help=f"map container port {port}, or send the traffic to a port that is mapped",
    )


@rule("ECS209", "classic-load-balancer-awsvpc")
def classic_load_balancer_awsvpc(attachment: LoadBalancerAttachment) -> Iterator[Finding]:
    """A Classic Load Balancer serves tasks that have their own network interface."""
    if not attachment.classic_load_balancer:
        return
    service = attachment.service
    if service.launch_type == "FARGATE":
        what, evidence = f"{service} runs on Fargate", service.at("launch_type", "on Fargate")
    else:
        task = attachment.task_definition
        if task is None or task.network_mode != "awsvpc":
            return
        what = f"{task} runs in awsvpc mode"
        evidence = task.at("network_mode", "each task has its own address")
    yield Finding(
        at=attachment.at("classic_load_balancer"),
        message=f"a Classic Load Balancer registers instances, but {what}",
        because=[evidence],
        aws_error="Classic Load Balancers are not supported with Fargate.",
        help="use an Application or Network Load Balancer with a target group of type ip",
    )


@rule("ECS210", "classic-load-balancer-dynamic-port")
def classic_load_balancer_dynamic_port(attachment: LoadBalancerAttachment) -> Iterator[Finding]:
    """A Classic Load Balancer serves a container whose host port is not fixed."""
    if not attachment.classic_load_balancer:
        return
    task, mapping = attachment.task_definition, attachment.port_mapping
    if task is None or mapping is None or task.network_mode != "bridge" or mapping.host_port:
        return
    yield Finding(
        at=mapping.at("host_port"),
        message=f"container port {mapping.container_port} gets a host port at random, "
        "but a Classic Load Balancer sends all traffic to one fixed port",
        because=[
            attachment.at("classic_load_balancer", "a Classic Load Balancer"),
            task.at("network_mode", MODES["bridge"]),
        ],
        aws_error=f"A host port mapping for the container port {mapping.container_port} is required.",
        help="give the mapping a host port, or use a load balancer with a target group",
    )


@rule("ECS211", "ambiguous-load-balancer")
def ambiguous_load_balancer(attachment: LoadBalancerAttachment) -> Iterator[Finding]:
    """A load balancer entry names both a target group and a Classic Load Balancer, or neither."""
    both = attachment.has_target_group
    if both != attachment.classic_load_balancer:
        return
    yield Finding(
        at=attachment.at("classic_load_balancer"),
        message=f"the {attachment} names {'both' if both else 'neither'} a target group "
        f"{'and' if both else 'nor'} a Classic Load Balancer",
        because=[attachment.at("has_target_group", "the target group")] if both else [],
        aws_error="loadBalancerName and targetGroupArn cannot both be specified" if both else "",
        help="name one of the two" if both else "name a target group",
    )


@rule("ECS212", "too-many-target-groups", severity=WARNING)
def too_many_target_groups(service: Service) -> Iterator[Finding]:
    """A service has more target groups than ECS allows."""
    count = len(service.load_balancers.known)
    if count > MOST_TARGET_GROUPS:
        yield Finding(
            at=service.at("load_balancers"),
            message=f"{service} has {count} target groups, but ECS allows {MOST_TARGET_GROUPS}",
            help="spread the containers over several services",
        )


MOST_TARGET_GROUPS = 5


@rule("ECS213", "service-role-not-allowed")
def service_role_not_allowed(service: Service) -> Iterator[Finding]:
    """A service names a role for its load balancer where only the service-linked role will do."""
    if not service.role or service.described:
        return
    refusal = "You cannot specify an IAM role for services that require a service linked role."
    if not service.load_balancers:
        what, evidence = "it has none", service.at("load_balancers", "there is no load balancer")
        refusal = "IAM roles are only valid for services configured to use load balancers"
    elif service.service_registries:
        what, evidence = "it uses service discovery", service.at("service_registries", "service discovery")
    elif len(service.load_balancers.known) > 1:
        what = "it has several target groups"
        evidence = service.at("load_balancers", "the target groups")
    else:
        task = service.task_definition
        if task is None or task.network_mode != "awsvpc":
            return
        what = "it runs tasks in awsvpc mode"
        evidence = task.at("network_mode", "each task has its own network interface")
    yield Finding(
        at=service.at("role"),
        message=f"{service} names a role for its load balancer, but {what}",
        because=[evidence],
        aws_error=refusal,
        help="remove the role; ECS uses its service-linked role",
        fix=remove(service, "role", "ECS uses its service-linked role", SAFE),
    )


@rule("ECS217", "fixed-health-check-port")
def fixed_health_check_port(attachment: LoadBalancerAttachment) -> Iterator[Finding]:
    """A target group checks a fixed port, but the container gets its host ports at random."""
    group = attachment.target_group
    checked = group.health_check_port if group is not None else None
    if group is None or checked is None or not checked.isdigit():
        return
    task, mapping = attachment.task_definition, attachment.port_mapping
    if task is None or mapping is None or task.network_mode != "bridge" or mapping.host_port:
        return
    mappings = (each for container in task.containers for each in container.port_mappings)
    if any(each.host_port == int(checked) for each in mappings):
        return
    yield Finding(
        at=group.at("health_check_port"),
        message=f"{group} checks port {checked} of the instance, but container port {mapping.container_port} "
        "gets a host port at random",
        because=[
            mapping.at("host_port", "no fixed host port"),
            task.at("network_mode", MODES["bridge"]),
            attachment.at("target_group_arn", "attached here"),
        ],
        help='remove the port of the health check, or set it to "traffic-port"',
        fix=set_value(group, "health_check_port", "traffic-port", "tasks get their host ports at random"),
    )


@rule("ECS218", "unmapped-health-check-port", severity=WARNING)
def unmapped_health_check_port(attachment: LoadBalancerAttachment) -> Iterator[Finding]:
    """A target group checks a port that no container of the task maps."""
    group = attachment.target_group
    checked = group.health_check_port if group is not None else None
    if group is None or checked is None or not checked.isdigit():
        return
    task = attachment.task_definition
    if task is None or task.network_mode != "awsvpc" or any(has_range(each) for each in task.containers):
        return
    ports = {each.container_port for container in task.containers for each in container.port_mappings}
    if int(checked) not in ports:
        yield Finding(
            at=group.at("health_check_port"),
            message=f"{group} checks port {checked}, which no container of {task} maps",
            because=[
                task.at("network_mode", "the check goes to the address of the task"),
                task.at("container_definitions", f"mapped ports: {_listed(ports)}"),
                attachment.at("target_group_arn", "attached here"),
            ],
            help="check a port that a container listens on, or remove the port of the health check",
        )


@rule("ECS224", "load-balancer-not-allowed")
def load_balancer_not_allowed(service: Service) -> Iterator[Finding]:
    """A service has a load balancer where its tasks cannot be reached by one."""
    if not service.load_balancers:
        return
    if service.launch_type == "EXTERNAL":
        what, evidence = "runs on external instances", service.at("launch_type", "on external instances")
    else:
        task = service.task_definition
        if task is None or task.network_mode != "none":
            return
        what, evidence = "runs tasks without a network", task.at("network_mode", "no network")
    yield Finding(
        at=service.at("load_balancers"),
        message=f"{service} has a load balancer, but {what}",
        because=[evidence],
        help="remove the load balancer from the service",
    )


def has_range(container: Container) -> bool:
    """Whether a container maps a range of ports; what a load balancer does with one is not settled."""
    return any(mapping.container_port_range is not None for mapping in container.port_mappings)


def _listed(ports: set[int | None]) -> str:
    return ", ".join(map(str, sorted(port for port in ports if port is not None))) or "none"
