"""How a service is deployed: where its tasks are placed, by which steps, and with which volumes."""

from __future__ import annotations

from ecslint.model.attributes import entity, given, integer, number, text, texts
from ecslint.model.entity import Entity


class PlacementStrategy(Entity):
    """How tasks are spread over, or packed onto, container instances."""

    type = text()
    field = text()


class PlacementConstraint(Entity):
    """Which container instances tasks may be placed on."""

    type = text()
    expression = text()


class ManagedVolume(Entity):
    """An EBS volume that ECS makes for each task."""

    role = given(api="roleArn")
    size = integer(api="sizeInGiB", terraform="size_in_gb")
    snapshot = given(api="snapshotId")
    volume_type = text()
    iops = integer()
    throughput = integer()


class VolumeConfiguration(Entity):
    """A volume that the task definition leaves to be configured when tasks start."""

    name = text()
    managed = entity(ManagedVolume, api="managedEBSVolume", terraform="managed_ebs_volume")


class LifecycleHook(Entity):
    """What is called, or waited for, at stages of a deployment."""

    target_type = text()
    target = given(api="hookTargetArn")
    role = given(api="roleArn")
    stages = texts(api="lifecycleStages")


class LinearConfiguration(Entity):
    """How a linear deployment moves the traffic: in equal steps."""

    percent = number(api="stepPercent")
    bake_time = integer(api="stepBakeTimeInMinutes")


class CanaryConfiguration(Entity):
    """How a canary deployment moves the traffic: a little, then all."""

    percent = number(api="canaryPercent")
    bake_time = integer(api="canaryBakeTimeInMinutes")
