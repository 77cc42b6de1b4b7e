"""What is registered in a target group, from where, and whether its traffic can arrive."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import (
    ADVICE,
    TERRAFORM,
    WARNING,
    Finding,
    LoadBalancerAttachment,
    TargetGroup,
    other_vpc,
    rule,
)


@rule("ECS215", "target-group-shared-with-auto-scaling-group", severity=WARNING)
def target_group_shared_with_auto_scaling_group(attachment: LoadBalancerAttachment) -> Iterator[Finding]:
    """An Auto Scaling group registers its instances in the target group of a service."""
    group = attachment.target_group
    if group is None or group.target_type != "instance":
        return
    for scaling, place in attachment.registering:
        yield Finding(
            at=place,
            message=f"{scaling} registers its instances in {group}, in which {attachment.service} registers "
            "its tasks",
            because=[
                attachment.at("target_group_arn", "ECS registers the instances of tasks with their ports"),
                group.at("target_type", "instances are registered"),
            ],
            help="remove the target group here; instances without a task on the port are unhealthy targets",
        )


@rule("ECS216", "target-group-in-other-vpc")
def target_group_in_other_vpc(attachment: LoadBalancerAttachment) -> Iterator[Finding]:
    """A target group belongs to another VPC than the subnets of the tasks."""
    group, service = attachment.target_group, attachment.service
    if group is None or group.target_type != "ip" or not service.subnets.known:
        return
    for subnet in service.declared_subnets.known:
        if other_vpc(group.vpc, subnet):
            yield Finding(
                at=group.at("vpc"),
                message=f"{group} is in another VPC than {subnet}, in which {service} runs its tasks",
                because=[
                    subnet.at("vpc", "the VPC of the tasks"),
                    service.at("subnets", "the tasks run here"),
                    attachment.at("target_group_arn", "attached here"),
                    group.at("target_type"),
                ],
                help="put the target group into the VPC of the tasks",
            )
            return


@rule("ECS221", "udp-mapping-behind-tcp-target", severity=WARNING)
def udp_mapping_behind_tcp_target(attachment: LoadBalancerAttachment) -> Iterator[Finding]:
    """A load balancer sends traffic by another protocol than the container port is mapped for."""
    group = attachment.target_group
    sends = SENT_BY.get(group.protocol or "") if group is not None else None
    if group is None or sends is None:
        return
    mappings = list(attachment.mappings)
    if not mappings or any(mapping.protocol == sends for mapping in mappings):
        return
    first, task = mappings[0], attachment.task_definition
    because = [group.at("protocol", f"traffic goes by {sends.upper()}")]
    if sends == "udp":
        # A task with an interface of its own may listen on ports that it does not map (F-029).
        if task is None or task.network_mode == "awsvpc":
            return
        because.append(task.at("network_mode", "only mapped ports are reachable"))
    yield Finding(
        at=first.at("written_protocol"),
        message=f"{group} sends traffic by {sends.upper()} to port {first.container_port}, which "
        f"{first.container} maps for {first.protocol.upper()}",
        because=[*because, attachment.at("container_port", "sent to this port")],
        help=f"map the port for {sends.upper()}, or give the target group another protocol",
    )


SENT_BY = {"HTTP": "tcp", "HTTPS": "tcp", "TCP": "tcp", "TLS": "tcp", "UDP": "udp"}
"""By which protocol the traffic of a target group arrives; TCP_UDP brings both."""


@rule("ECS228", "udp-health-check", severity=WARNING)
def udp_health_check(attachment: LoadBalancerAttachment) -> Iterator[Finding]:
    """A load balancer checks a port for which the task maps nothing but UDP."""
    group = attachment.target_group
    if group is None or group.protocol != "UDP":
        return
    task, checked = attachment.task_definition, group.health_check_port or TRAFFIC_PORT
    if checked != TRAFFIC_PORT or task is None or task.network_mode != "awsvpc":
        return
    mappings = [each for each in task.port_mappings if each.container_port == attachment.container_port]
    if not mappings or any(mapping.protocol == "tcp" for mapping in mappings):
        return
    if any(mapping.container_port_range is not None for mapping in task.port_mappings):
        return
    yield Finding(
        at=group.at("health_check_port"),
        message=f"{group} checks the health of its targets on port {attachment.container_port}, which {task} "
        "maps for UDP only, but checks go by TCP or HTTP",
        because=[
            group.at("protocol", "traffic goes by UDP"),
            mappings[0].at("written_protocol", "mapped for UDP"),
            attachment.at("container_port", "checked by default"),
            task.at("network_mode", "checks go to the address of the task"),
        ],
        help="let a container of the task answer by TCP, and check its port",
    )


TRAFFIC_PORT = "traffic-port"


@rule("ECS222", "target-group-name-clash", severity=WARNING)
def target_group_name_clash(group: TargetGroup) -> Iterator[Finding]:
    """Terraform cannot replace a target group: its name is taken, or a listener still uses it."""
    if group.resource.language != TERRAFORM:
        return
    if not group.created_before_destroyed:
        yield from _kept_by_listener(group)
        return
    if not group.name or not group.has_fixed_name:
        return
    yield Finding(
        at=group.at("name"),
        message=f'{group} is replaced by one that is made before it goes, but both are named "{group.name}"',
        help="use name_prefix, or put something into the name that changes with the target group",
    )


def _kept_by_listener(group: TargetGroup) -> Iterator[Finding]:
    for forwarder in group.forwarders.known[:1]:
        yield Finding(
            at=group.at(),
            message=f"{group} cannot be replaced while {forwarder} forwards to it",
            because=[forwarder.at("actions", "in use here")],
            aws_error="ResourceInUse: Target group '…' is currently in use by a listener or a rule",
            help="add lifecycle { create_before_destroy = true } and use name_prefix",
            severity=ADVICE,
        )


@rule("ECS227", "slow-deregistration", severity=ADVICE)
def slow_deregistration(attachment: LoadBalancerAttachment) -> Iterator[Finding]:
    """A task is killed while its load balancer still waits for its last answers."""
    group, container = attachment.target_group, attachment.container
    if group is None or container is None:
        return
    patience = container.stop_timeout or 30
    if group.deregistration_delay > patience:
        setting = "attributes" if group.attributes else "deregistration_delay"
        yield Finding(
            at=group.at(setting),
            message=f"{group} waits {group.deregistration_delay} seconds for targets that go, but "
            f"{container} is killed {patience} seconds after it is told to stop",
            because=[container.at("stop_timeout", "30 by default")],
            help="make the deregistration delay shorter than the stop timeout of the container",
        )
