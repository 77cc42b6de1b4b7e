"""Application Auto Scaling of services."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ecslint.api import TERRAFORM, WARNING, Finding, ScalableTarget, Service, rule

DIMENSION = "ecs:service:DesiredCount"


@rule("ECS818", "autoscaling-fights-desired-count", severity=WARNING)
def autoscaling_fights_desired_count(service: Service) -> Iterator[Finding]:
    """Each apply takes the number of tasks back to where Application Auto Scaling has moved it from."""
    if service.resource.language != TERRAFORM or service.desired_count is None:
        return
    if service.ignores("desired_count") or service.scheduling_strategy != "REPLICA":
        return
    target = service.scalable_target
    if target is not None:
        yield Finding(
            at=service.at("desired_count"),
            message=f"{service} has a desired count, which each apply sets again, but {target} scales it",
            because=[
                target.at("resource_reference", "scaled here"),
                service.at("scheduling_strategy"),
            ],
            help="add lifecycle { ignore_changes = [desired_count] } to the service",
        )


@rule("ECS819", "undefined-autoscaling-target", severity=WARNING)
def undefined_autoscaling_target(target: ScalableTarget) -> Iterator[Finding]:
    """A scalable target names its service in a way that no service has."""
    if not target.scales_ecs:
        return
    arns = target.arns
    if arns:
        says = f"has the ARN of {' and of '.join(arns)} in its resource id, where names have to stand"
    elif target.resource_id is None or re.fullmatch(r"service/[^/]+/[^/]+", target.resource_id):
        return
    else:
        says = f'has the resource id "{target.resource_id}", which is not of the form of a service'
    yield Finding(
        at=target.at("resource_reference"),
        message=f"{target} {says}",
        because=[target.at("service_namespace")],
        help='name the service as "service/", the name of the cluster, "/" and the name of the service',
    )


@rule("ECS820", "invalid-autoscaling-bounds")
def invalid_autoscaling_bounds(target: ScalableTarget) -> Iterator[Finding]:
    """A scalable target of ECS has bounds, a dimension or a namespace that do not go together."""
    if target.scales_ecs and target.scalable_dimension not in (None, DIMENSION):
        yield Finding(
            at=target.at("scalable_dimension"),
            message=f"{target} scales {target.scalable_dimension}, but of ECS only {DIMENSION} can be scaled",
            because=[target.at("service_namespace")],
            help=f'set the dimension to "{DIMENSION}"',
        )
    elif target.scalable_dimension == DIMENSION and target.service_namespace not in (None, "ecs"):
        yield Finding(
            at=target.at("service_namespace"),
            message=f"{target} scales {DIMENSION} in the namespace {target.service_namespace}",
            because=[target.at("scalable_dimension")],
            help='set the namespace to "ecs"',
        )
    least, most = target.minimum_capacity, target.maximum_capacity
    if target.scales_ecs and least is not None and most is not None and least > most:
        yield Finding(
            at=target.at("minimum_capacity"),
            message=f"{target} keeps at least {least} tasks, but may have no more than {most}",
            because=[target.at("maximum_capacity", "the most"), target.at("service_namespace")],
            help="set the least to no more than the most",
        )
