"""Load balancers, their listeners, and target groups for their own sake."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ecslint.api import (
    ADVICE,
    DISPLAY,
    TERRAFORM,
    WARNING,
    AutoScalingAttachment,
    AutoScalingGroup,
    Finding,
    Listener,
    LoadBalancer,
    LoadBalancerAttachment,
    TargetGroup,
    remove,
    rule,
)


@rule("ECS207", "target-group-without-listener")
def target_group_without_listener(attachment: LoadBalancerAttachment) -> Iterator[Finding]:
    """A service registers tasks in a target group that no load balancer uses."""
    group = attachment.target_group
    # The controller of task sets may attach the target group itself.
    if group is None or attachment.of_task_set or attachment.advanced_configuration or group.listeners:
        return
    yield Finding(
        at=attachment.at("target_group_arn"),
        message=f"{attachment.service} uses {group}, but no listener and no listener rule forwards to it",
        because=[group.at("", "declared here")],
        aws_error="The target group with targetGroupArn … does not have an associated load balancer.",
        help="add a listener or a listener rule that forwards to the target group",
    )


@rule("ECS208", "unordered-listener", severity=WARNING)
def unordered_listener(attachment: LoadBalancerAttachment) -> Iterator[Finding]:
    """A service may be created before the listener that attaches its target group."""
    group = attachment.target_group
    if group is None or attachment.of_task_set or not group.forwarders:
        return
    service, forwarders = attachment.service, list(group.forwarders)
    if service.follows_any(forwarders):
        return
    retried = service.vocabulary == TERRAFORM
    yield Finding(
        at=service.at(),
        message=f"nothing makes {service} wait for {forwarders[0]}, which attaches its target group",
        because=[
            attachment.at("target_group_arn", "the service needs the target group attached"),
            forwarders[0].at("actions", "it is attached here"),
        ],
        aws_error="The target group with targetGroupArn … does not have an associated load balancer.",
        help=f"add {'depends_on' if retried else 'DependsOn'} with the listener or the rule to the service",
        # The Terraform provider tries again for a while when AWS gives this error.
        severity=ADVICE if retried else WARNING,
    )


@rule("ECS214", "ip-target-group-on-auto-scaling-group")
def ip_target_group_on_auto_scaling_group(
    scaling: AutoScalingGroup | AutoScalingAttachment,
) -> Iterator[Finding]:
    """An Auto Scaling group registers its instances in a target group of addresses."""
    for group, place in scaling.registrations:
        if group.target_type == "ip":
            yield Finding(
                at=place,
                message=f"{scaling} registers instances in {group}, which has target type ip",
                because=[group.at("target_type", "addresses only")],
                aws_error="Provided Target Group '…' has invalid target type. Please ensure all provided "
                "Target Groups have target type of instance.",
                help="remove the target group here; ECS registers the tasks of a service itself",
            )


@rule("ECS219", "listener-protocol-mismatch")
def listener_protocol_mismatch(group: TargetGroup) -> Iterator[Finding]:
    """A listener forwards to a target group of another kind of load balancer."""
    if not group.family:
        return
    for forwarder in group.forwarders:
        if forwarder.family and forwarder.family != group.family:
            kind = forwarder.family.capitalize()
            article = "an" if kind == "Application" else "a"
            yield Finding(
                at=group.at("protocol"),
                message=f"{group} has protocol {group.protocol}, "
                f"but {forwarder} is of {article} {kind} Load Balancer",
                because=[forwarder.at("actions", "forwards to it"), *forwarder.family_at("the listener")],
                help="give the target group a protocol of the load balancer, or change the listener",
            )


@rule("ECS220", "invalid-health-check")
def invalid_health_check(group: TargetGroup) -> Iterator[Finding]:
    """A health check of a target group has settings that Elastic Load Balancing refuses."""
    protocol = group.health_check_protocol
    if protocol == "TCP" and group.family == "APPLICATION":
        yield Finding(
            at=group.at("health_check_protocol"),
            message=f"{group} has protocol {group.protocol}, which takes no health check by TCP",
            because=[group.at("protocol", "the protocol of the target group")],
            help="check by HTTP or HTTPS",
        )
    elif protocol == "TCP":
        for attribute, noun in (("health_check_path", "path"), ("matcher", "matcher")):
            if getattr(group, attribute):
                yield Finding(
                    at=group.at(attribute),
                    message=f"the health check of {group} has a {noun}, but goes by TCP",
                    because=[group.at("health_check_protocol", "by TCP")],
                    help=f"remove the {noun}, or check by HTTP",
                    fix=remove(group, attribute, "the check goes by TCP", DISPLAY),
                )
    for attribute, noun, least, most in HEALTH_CHECK_RANGES:
        number = getattr(group, attribute)
        if number is not None and not least <= number <= most:
            yield Finding(
                at=group.at(attribute),
                message=f"the health check of {group} has {noun} {number}, but {least} to {most} are allowed",
                help=f"choose a number from {least} to {most}",
            )
    interval, timeout = group.health_check_interval, group.health_check_timeout
    if interval is None or timeout is None:
        return
    # Network Load Balancers used to check every 10 seconds with a timeout of 10, and nothing else.
    if interval < timeout or (interval == timeout and group.family == "APPLICATION"):
        yield Finding(
            at=group.at("health_check_timeout"),
            message=f"the health check of {group} may take {timeout} seconds, but starts every {interval}",
            because=[group.at("health_check_interval", "the interval")],
            aws_error="Health check interval must be greater than the timeout.",
            help="make the timeout shorter than the interval",
        )


HEALTH_CHECK_RANGES = (
    ("health_check_interval", "interval", 5, 300),
    ("health_check_timeout", "timeout", 2, 120),
    ("healthy_threshold", "healthy threshold", 2, 10),
    ("unhealthy_threshold", "unhealthy threshold", 2, 10),
)
"""Setting, its name, the least and the most (F-060)."""


@rule("ECS229", "incomplete-target-group")
def incomplete_target_group(group: TargetGroup) -> Iterator[Finding]:
    """A target group does not say to which port, by which protocol or in which VPC it sends traffic."""
    if group.target_type not in ("instance", "ip"):
        return
    missing = [noun for noun in ("port", "protocol") if not getattr(group, noun)]
    # Where the VPC is not known, what is missing beside it is.
    if not missing and not group.has_vpc:
        missing = ["VPC ID"]
    if missing:
        yield Finding(
            at=group.at(missing[0] if missing[0] != "VPC ID" else "vpc"),
            message=f"{group} has no {' and no '.join(missing)}",
            aws_error=f"A {missing[0]} must be specified",
            help=f"set the {' and the '.join(missing)} of the target group",
        )


@rule("ECS225", "tls-listener-without-certificate")
def tls_listener_without_certificate(listener: Listener) -> Iterator[Finding]:
    """A listener for encrypted traffic has no certificate."""
    if listener.protocol in ("HTTPS", "TLS") and not listener.certificates:
        yield Finding(
            at=listener.at("certificates"),
            message=f"{listener} has protocol {listener.protocol}, but no certificate",
            because=[listener.at("protocol", "needs a certificate")],
            aws_error="A certificate must be specified for HTTPS listeners",
            help="name a certificate",
        )


@rule("ECS226", "single-zone-load-balancer")
def single_zone_load_balancer(balancer: LoadBalancer) -> Iterator[Finding]:
    """An Application Load Balancer stands in a single zone."""
    if balancer.type != "application":
        return
    subnets = list(balancer.subnets)
    subnet = subnets[0] if len(subnets) == 1 else None
    # On Outposts and in Local Zones one subnet is enough.
    if subnet is None or subnet.outpost or not is_regional(subnet.availability_zone or ""):
        return
    yield Finding(
        at=balancer.at("subnet_mappings" if balancer.subnet_mappings else "subnet_references"),
        message=f"{balancer} has one subnet, but an Application Load Balancer needs two in different zones",
        because=[subnet.at("availability_zone", "the only zone")],
        aws_error="At least two subnets in two different Availability Zones must be specified",
        help="add a subnet in another zone",
    )


def is_regional(zone: str) -> bool:
    """Whether the name of a zone is that of a Region's own zone, such as eu-west-1a."""
    return re.fullmatch(r"[a-z]{2}(-[a-z]+)+-[0-9]+[a-z]", zone) is not None


@rule("ECS223", "manual-target-attachment", severity=WARNING)
def manual_target_attachment(attachment: LoadBalancerAttachment) -> Iterator[Finding]:
    """Targets are registered by hand in a target group that ECS looks after."""
    group = attachment.target_group
    if group is None:
        return
    managed = attachment.at("target_group_arn", "ECS registers and removes the tasks of the service")
    places = [manual.at("target_group_arn") for manual in group.attachments.known]
    places += [group.at("targets")] if group.targets else []
    for place in places:
        yield Finding(
            at=place,
            message=f"a target is registered by hand in {group}, in which {attachment.service} registers "
            "its tasks",
            because=[managed],
            help="remove the target, or give it a target group of its own",
        )
