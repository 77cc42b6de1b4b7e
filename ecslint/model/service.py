"""Services: what they run, where, behind which load balancers and in which network."""

from __future__ import annotations

from ecslint.model.attachment import LoadBalancerAttachment, ServiceRegistry, TaskSetLoadBalancer
from ecslint.model.attributes import boolean, entities, entity, given, integer, raw, text, text_or
from ecslint.model.deployment import (
    CanaryConfiguration,
    LifecycleHook,
    LinearConfiguration,
    PlacementConstraint,
    PlacementStrategy,
    VolumeConfiguration,
)
from ecslint.model.index import references
from ecslint.model.launch import TaskLauncher
from ecslint.model.resources import ResourceEntity
from ecslint.model.scaling import ScalableTarget
from ecslint.model.service_connect import LatticeConfiguration, ServiceConnectConfiguration
from ecslint.value import Unknown
from ecslint.world import Undetermined


class Service(
    TaskLauncher,
    ResourceEntity,
    terraform=("aws_ecs_service",),
    cloudformation=("AWS::ECS::Service",),
    ecs_json=("service",),
):
    """A service."""

    noun = "service"
    naming = ("name",)

    name = text(api="serviceName", terraform="name")
    written_name = raw(api="serviceName", terraform="name")
    cluster_reference = raw(api="cluster")
    task_definition_reference = raw(api="taskDefinition")
    has_task_definition = given(api="taskDefinition")
    desired_count = integer()
    scheduling_strategy = text_or("REPLICA")
    load_balancers = entities(LoadBalancerAttachment, terraform="load_balancer")
    service_registries = entities(ServiceRegistry)
    role = given(terraform="iam_role")
    enable_execute_command = boolean()
    deployment_controller = text_or("ECS", api="deploymentController.type")
    deployment_strategy = text_or(
        "ROLLING", api="deploymentConfiguration.strategy", terraform="deployment_configuration.strategy"
    )
    maximum_percent = integer(
        api="deploymentConfiguration.maximumPercent", terraform="deployment_maximum_percent"
    )
    minimum_healthy_percent = integer(
        api="deploymentConfiguration.minimumHealthyPercent", terraform="deployment_minimum_healthy_percent"
    )
    circuit_breaker = boolean(
        api="deploymentConfiguration.deploymentCircuitBreaker.enable",
        terraform="deployment_circuit_breaker.enable",
    )
    alarms = boolean(api="deploymentConfiguration.alarms.enable", terraform="alarms.enable")
    lifecycle_hooks = entities(
        LifecycleHook,
        api="deploymentConfiguration.lifecycleHooks",
        terraform="deployment_configuration.lifecycle_hook",
    )
    linear = entity(LinearConfiguration, api="deploymentConfiguration.linearConfiguration")
    canary = entity(CanaryConfiguration, api="deploymentConfiguration.canaryConfiguration")
    availability_zone_rebalancing = text()
    placement_strategies = entities(
        PlacementStrategy,
        api="placementStrategy",
        terraform="ordered_placement_strategy",
        cloudformation="PlacementStrategies",
    )
    volume_configurations = entities(VolumeConfiguration, terraform="volume_configuration")
    placement_constraints = entities(PlacementConstraint)
    health_check_grace_period = integer(api="healthCheckGracePeriodSeconds")
    vpc_lattice_configurations = entities(LatticeConfiguration)
    service_connect = entity(ServiceConnectConfiguration, api="serviceConnectConfiguration")
    described = given(api="serviceArn", terraform="id")
    """Whether this is what describe-services prints, with all that ECS adds to what was asked for."""

    @property
    def scalable_target(self) -> ScalableTarget | None:
        """What scales it. Raises Undetermined when something outside the stack may."""
        for target in self.index.all(self.world, ScalableTarget):
            if target.scales(self.resource.address, self.name or ""):
                return target
        for exported in self.index.stack.exports:
            if self.resource.address in references(exported):
                raise Undetermined(Unknown(f"{self} is given to others, which may scale it", exported.span))
        return None

    @property
    def delegates(self) -> bool:
        return self.deployment_controller == "EXTERNAL"


class TaskSet(
    TaskLauncher,
    ResourceEntity,
    renamed={"AwsvpcConfiguration": "AwsVpcConfiguration"},
    terraform=("aws_ecs_task_set",),
    cloudformation=("AWS::ECS::TaskSet",),
):
    """A task set: what a service with an external deployment controller runs."""

    noun = "task set"

    cluster_reference = raw(api="cluster")
    task_definition_reference = raw(api="taskDefinition")
    load_balancers = entities(TaskSetLoadBalancer, terraform="load_balancer")
