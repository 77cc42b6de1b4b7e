"""Application Auto Scaling of services."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ecslint.api import (
    SAFE,
    TERRAFORM,
    WARNING,
    CapacityChange,
    Finding,
    ScalableTarget,
    ScalingPolicy,
    ScheduledAction,
    Service,
    rule,
    set_value,
)

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
def undefined_autoscaling_target(
    scaling: ScalableTarget | ScalingPolicy | ScheduledAction,
) -> Iterator[Finding]:
    """What is to be scaled is named in a way that no service has, or no scalable target is for it."""
    if isinstance(scaling, ScalingPolicy):
        if scaling.scalable_target is not None:
            return
        yield from _incomplete(scaling)
    if not scaling.scales_ecs or not scaling.names_itself:
        return
    service = None if scaling.arns else scaling.service
    yield from _misnamed(scaling) if service is None else _unregistered(scaling, service)


def _misnamed(scaling: ScalableTarget | ScalingPolicy | ScheduledAction) -> Iterator[Finding]:
    """A resource id that is of no service, or of one in another cluster."""
    because = [scaling.at("service_namespace")]
    arns, misplaced = scaling.arns, scaling.misplaced
    if arns:
        says = f"has the ARN of {' and of '.join(arns)} in its resource id, where names have to stand"
    elif misplaced is not None:
        service, cluster = misplaced
        says = f"looks for {service} in {cluster}, but it is in another cluster"
        because.append(service.at("cluster_reference", "the cluster of the service"))
    elif scaling.resource_id is None or re.fullmatch(r"service/[^/]+/[^/]+", scaling.resource_id):
        return
    else:
        says = f'has the resource id "{scaling.resource_id}", which is not of the form of a service'
    yield Finding(
        at=scaling.at("resource_reference"),
        message=f"{scaling} {says}",
        because=because,
        help='name the service as "service/", the name of the cluster, "/" and the name of the service',
    )


def _unregistered(
    scaling: ScalableTarget | ScalingPolicy | ScheduledAction, service: Service
) -> Iterator[Finding]:
    """A policy or a scheduled action for a service of this stack that no scalable target is for."""
    if not isinstance(scaling, ScalableTarget) and service.scalable_target is None:
        yield Finding(
            at=scaling.at("resource_reference"),
            message=f"{scaling} is for {service}, which no scalable target makes known to Application Auto "
            "Scaling",
            because=[scaling.at("service_namespace"), service.at(message="the service")],
            aws_error="No scalable target registered for service namespace: ecs, resource ID: …",
            help="declare a scalable target for the service, and refer to it here",
        )


def _incomplete(policy: ScalingPolicy) -> Iterator[Finding]:
    """A policy that names neither a scalable target nor all three parts of the name of one.

    In Terraform the parts are required, or had defaults: aws_appautoscaling_policy once took "ecs".
    """
    if policy.resource.language == TERRAFORM:
        return
    missing = [part for part in PARTS if not getattr(policy, f"has_{part}")]
    missing_words = [PARTS[part] for part in missing]
    if missing and (policy.scales_ecs or policy.scalable_dimension == DIMENSION):
        yield Finding(
            at=policy.at(missing[0]),
            message=f"{policy} names no scalable target, and has no {' and no '.join(missing_words)}",
            because=[policy.at(part) for part in PARTS if part not in missing],
            aws_error="Either ScalingTargetId or all three of [ResourceId, ScalableDimension, "
            "ServiceNamespace] must be specified",
            help="name the scalable target by its id",
        )


PARTS = {
    "resource_id": "resource id",
    "scalable_dimension": "scalable dimension",
    "service_namespace": "service namespace",
}


@rule("ECS820", "invalid-autoscaling-bounds")
def invalid_autoscaling_bounds(
    scaling: ScalableTarget | ScalingPolicy | ScheduledAction | CapacityChange,
) -> Iterator[Finding]:
    """What scales a service of ECS has bounds, a dimension or a namespace that do not go together."""
    if not isinstance(scaling, CapacityChange) or isinstance(scaling, ScheduledAction):
        yield from _dimension(scaling)
    if not isinstance(scaling, ScalingPolicy) and scaling.target.scales_ecs:
        yield from _bounds(scaling)


def _dimension(scaling: ScalableTarget | ScalingPolicy | ScheduledAction) -> Iterator[Finding]:
    if not scaling.classifies_itself:
        return
    if scaling.scales_ecs and scaling.scalable_dimension not in (None, DIMENSION):
        yield Finding(
            at=scaling.at("scalable_dimension"),
            message=f"{scaling} scales {scaling.scalable_dimension}, but of ECS only {DIMENSION} can be "
            "scaled",
            because=[scaling.at("service_namespace")],
            help=f'set the dimension to "{DIMENSION}"',
            fix=set_value(scaling, "scalable_dimension", DIMENSION, "the only one of ECS", SAFE),
        )
    elif scaling.scalable_dimension == DIMENSION and scaling.service_namespace not in (None, "ecs"):
        yield Finding(
            at=scaling.at("service_namespace"),
            message=f"{scaling} scales {DIMENSION} in the namespace {scaling.service_namespace}",
            because=[scaling.at("scalable_dimension")],
            help='set the namespace to "ecs"',
            fix=set_value(scaling, "service_namespace", "ecs", "the dimension is one of ECS", SAFE),
        )


def _bounds(scaling: ScalableTarget | CapacityChange) -> Iterator[Finding]:
    least, most = scaling.minimum_capacity, scaling.maximum_capacity
    because = [scaling.target.at("service_namespace")]
    if least is not None and most is not None and least > most:
        scheduled = isinstance(scaling, CapacityChange)
        yield Finding(
            at=scaling.at("minimum_capacity"),
            message=f"{scaling} keeps at least {least} tasks, but may have no more than {most}",
            because=[scaling.at("maximum_capacity", "the most"), *because],
            aws_error="Maximum capacity cannot be less than minimum capacity" if scheduled else "",
            help="set the least to no more than the most",
        )
    if isinstance(scaling, CapacityChange) and not scaling.has_minimum and not scaling.has_maximum:
        yield Finding(
            at=scaling.at("minimum_capacity"),
            message=f"{scaling} changes neither the least number of tasks nor the most",
            because=[scaling.at("maximum_capacity", "neither here"), *because],
            aws_error="At least one of minimum capacity and maximum capacity should be provided",
            help="set the least, the most, or both",
        )
