"""What security groups let through: from load balancers to tasks and instances, and out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ecslint.api import (
    TERRAFORM,
    WARNING,
    Finding,
    Items,
    LoadBalancer,
    LoadBalancerAttachment,
    Place,
    SecurityGroup,
    TargetGroup,
    TaskLauncher,
    blocked,
    rule,
)

TRANSPORT = {"HTTP": "tcp", "HTTPS": "tcp", "TCP": "tcp", "TLS": "tcp", "UDP": "udp"}
"""What a target group's protocol travels on; TCP_UDP and QUIC are not looked at."""


@rule("ECS307", "unreachable-task-port", severity=WARNING)
def unreachable_task_port(attachment: LoadBalancerAttachment) -> Iterator[Finding]:
    """No rule of its security groups lets the load balancer reach the port of a task."""
    group, port = attachment.target_group, attachment.container_port
    if group is None or port is None:
        return
    transport = TRANSPORT.get(group.protocol or "")
    if transport is not None:
        traffic = [attachment.at("container_port", "traffic goes to this port"), group.at("protocol")]
        yield from _shut_out(attachment, group, transport, port, traffic)


@rule("ECS315", "unreachable-health-check-port", severity=WARNING)
def unreachable_health_check_port(attachment: LoadBalancerAttachment) -> Iterator[Finding]:
    """No rule of its security groups lets the load balancer check the health of a task."""
    group, port = attachment.target_group, attachment.container_port
    if group is None or port is None or TRANSPORT.get(group.protocol or "") is None:
        return
    written = group.health_check_port
    if written is None or not written.isdecimal() or int(written) == port:
        return
    traffic = [group.at("health_check_port", "checks go to this port"), group.at("protocol")]
    yield from _shut_out(attachment, group, "tcp", int(written), traffic)


def _shut_out(
    attachment: LoadBalancerAttachment, group: TargetGroup, transport: str, port: int, traffic: list[Place]
) -> Iterator[Finding]:
    """A finding when nothing lets a load balancer reach a port of the tasks' own interfaces."""
    service, task = attachment.service, attachment.task_definition
    if task is None or task.network_mode != "awsvpc":
        return
    guards = service.declared_security_groups
    guarded = [
        service.at("security_groups", "these guard the tasks"),
        task.at("network_mode", "each task has an interface of its own"),
    ]
    for balancer in _balancers(group):
        sources, said = _sources(balancer)
        if blocked(guards, transport, (port, port), sources):
            finding = _unreachable(guards, f"{balancer} reach port {port} of {task}")
            finding.because = [*traffic, *finding.because, *said, *guarded]
            finding.help = f"let {transport.upper()} port {port} in from the load balancer"
            yield finding
            return


@rule("ECS308", "unreachable-host-port", severity=WARNING)
def unreachable_host_port(attachment: LoadBalancerAttachment) -> Iterator[Finding]:
    """No rule of the instances' security groups lets the load balancer reach the host port of a task."""
    group, task, mapping = attachment.target_group, attachment.task_definition, attachment.port_mapping
    if group is None or task is None or mapping is None or mapping.container_port is None:
        return
    transport = TRANSPORT.get(group.protocol or "")
    if transport is None or group.target_type != "instance" or task.network_mode not in ("bridge", "host"):
        return
    port = mapping.container_port if task.network_mode == "host" else mapping.host_port
    ports = (port, port) if port else DYNAMIC
    says = f"port {port}" if port else "any port that a container may get"
    for instances in attachment.service.auto_scaling_groups:
        guards = instances.security_groups
        for balancer in _balancers(group):
            sources, said = _sources(balancer)
            if blocked(guards, transport, ports, sources):
                finding = _unreachable(guards, f"{balancer} reach {says} of the instances of {instances}")
                finding.because += [
                    mapping.at("host_port", f"traffic goes to {says}"),
                    group.at("protocol"),
                    group.at("target_type"),
                    task.at("network_mode", "the ports are those of the instance"),
                    *said,
                ]
                opening = f"port {port}" if port else "ports 32768 to 65535"
                finding.help = f"let {transport.upper()} {opening} in from the load balancer"
                yield finding
                return


DYNAMIC = (32768, 65535)
"""The ports among which an instance may choose one for a container (F-012)."""


@rule("ECS316", "unreachable-efs", severity=WARNING)
def unreachable_efs(service: TaskLauncher) -> Iterator[Finding]:
    """No rule of its security groups lets tasks reach the EFS file system that they mount."""
    task = service.task_definition
    if task is None or task.network_mode != "awsvpc" or service.delegates or not service.security_groups:
        return
    for volume in task.volumes:
        mounted = volume.efs
        system = None if mounted is None else mounted.file_system
        if mounted is None or system is None:
            continue
        sources = list(service.declared_security_groups)
        targets = system.mount_targets
        if targets and all(blocked(each.security_groups, "tcp", (NFS, NFS), sources) for each in targets):
            finding = _unreachable(targets[0].security_groups, f"{service} reach {system}")
            finding.because += [
                *(target.at("group_references", "these guard the file system") for target in targets),
                service.at("security_groups", "these guard the tasks"),
                mounted.at("file_system_id", "mounted here"),
                task.at("network_mode", "each task has an interface of its own"),
            ]
            finding.help = f"let TCP port {NFS} in from the tasks"
            yield finding


NFS = 2049


def _unreachable(guards: Items[SecurityGroup], what: str) -> Finding:
    """A finding at the first of some security groups that let nothing through."""
    first, *others = guards
    return Finding(
        at=first.at("ingress"),
        message=f"{_letting(guards)} no traffic of {what}",
        because=[other.at("ingress") for other in others],
    )


def _letting(guards: Items[SecurityGroup]) -> str:
    return f"{' and '.join(map(str, guards))} {'let' if len(guards) > 1 else 'lets'}"


def _balancers(group: TargetGroup) -> list[LoadBalancer]:
    """The load balancers that are known to send traffic to a target group."""
    found = [forwarder.load_balancer for forwarder in group.forwarders.known]
    return [balancer for balancer in found if balancer is not None]


def _sources(balancer: LoadBalancer) -> tuple[list[SecurityGroup] | None, list[Place]]:
    """The groups that the traffic of a load balancer certainly comes from, and what says so.

    None where it may come from elsewhere: a Network Load Balancer can keep the addresses of its
    clients (F-066), and one without groups of its own has the default group of the VPC.
    """
    if balancer.type != "application" or not balancer.security_group_references:
        return None, []
    return list(balancer.security_groups), [
        balancer.at("type"),
        balancer.at("security_group_references", "its traffic comes from these groups"),
    ]


@rule("ECS309", "security-group-without-egress", severity=WARNING)
def security_group_without_egress(service: TaskLauncher) -> Iterator[Finding]:
    """The security groups of tasks on Fargate let nothing out, not even to pull an image."""
    # CloudFormation and the API leave the rule that lets everything out; Terraform removes it.
    if service.resource.language != TERRAFORM or service.delegates or not service.security_groups:
        return
    if service.runs_on != "FARGATE":
        return
    if (service.platform_version or "LATEST") in OWN_INTERFACE:
        return
    guards = service.declared_security_groups
    if any(group.egress_rules for group in guards):
        return
    first, *others = guards
    yield Finding(
        at=first.at("egress"),
        message=f"{_letting(guards)} nothing out, but {service} runs on Fargate, where the image is pulled "
        "through the task's own interface",
        because=[
            *(other.at("egress") for other in others),
            service.at("security_groups", "these guard the tasks"),
            *service.capacity_at("runs on Fargate"),
        ],
        help="add a rule for egress; Terraform removes the one that AWS gives a new group",
    )


OWN_INTERFACE = ("1.0.0", "1.1.0", "1.2.0", "1.3.0")
"""Platform versions that pull images through an interface of Fargate's own (F-256)."""


@rule("ECS314", "disjoint-availability-zones", severity=WARNING)
def disjoint_availability_zones(service: TaskLauncher) -> Iterator[Finding]:
    """Tasks with an interface of their own have subnets in no zone in which there are instances."""
    task = service.task_definition
    if task is None or task.network_mode != "awsvpc" or service.delegates:
        return
    groups = list(service.auto_scaling_groups)
    if not groups or not service.subnets:
        return
    wanted = {subnet.zone: subnet for subnet in service.declared_subnets}
    offered = {zone for group in groups for zone in group.zones}
    if offered and not offered & set(wanted):
        yield Finding(
            at=service.at("subnets"),
            message=f"{service} has subnets in {_listed(wanted)}, but instances in {_listed(offered)}",
            because=[
                *(subnet.at("availability_zone") for subnet in wanted.values()),
                *(group.at(group.zoned_by, "the zones of the instances") for group in groups),
                task.at("network_mode", "a network interface stays in the zone of its instance"),
            ],
            aws_error="… was unable to place a task because no container instance met all of its "
            "requirements.",
            help="give the service subnets in the zones of its instances",
        )


def _listed(zones: Iterable[str]) -> str:
    return " and ".join(sorted(zones))
