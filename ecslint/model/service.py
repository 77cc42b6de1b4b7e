"""Services: what they run, where, behind which load balancers and in which network."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.model.attributes import (
    boolean,
    entities,
    entity,
    given,
    inputs,
    integer,
    raw,
    text,
    text_or,
    values,
)
from ecslint.model.cluster import DiscoveryService, StrategyItem
from ecslint.model.container import Container, PortMapping
from ecslint.model.entity import Entity
from ecslint.model.index import references
from ecslint.model.items import first
from ecslint.model.launch import TaskLauncher
from ecslint.model.load_balancing import TargetGroup
from ecslint.model.resources import ResourceEntity
from ecslint.model.scaling import ScalableTarget
from ecslint.model.task_definition import TaskDefinition
from ecslint.value import Unknown
from ecslint.world import Undetermined


class PartOfService(Entity):
    """A block of a service that is looked at on its own."""

    @property
    def service(self) -> Service:
        return Service.of(self.index, self.world, self.resource)

    @property
    def task_definition(self) -> TaskDefinition | None:
        return self.service.task_definition

    def __str__(self) -> str:
        return f"{self.noun} of {self.service}"


class LoadBalancerAttachment(PartOfService):
    """One load balancer entry of a service, with the container and target group that it joins."""

    noun = "load balancer"

    container_name = text()
    container_port = integer()
    target_group_arn = raw()
    has_target_group = given(api="targetGroupArn")
    alternate_target_group_arn = raw(api="advancedConfiguration.alternateTargetGroupArn")
    classic_load_balancer = given(api="loadBalancerName", terraform="elb_name")
    advanced_configuration = given()

    @property
    def target_groups(self) -> Iterator[tuple[TargetGroup, str]]:
        """Its target group, and the alternate one of a blue/green service, with what names each."""
        for attribute in ("target_group_arn", "alternate_target_group_arn"):
            group = self.index.follow(self.world, getattr(self, attribute), TargetGroup)
            if group is not None:
                yield group, attribute

    @property
    def target_group(self) -> TargetGroup | None:
        """The target group; None when none is given. Raises Undetermined when declared elsewhere."""
        return self.index.follow(self.world, self.target_group_arn, TargetGroup)

    @property
    def container(self) -> Container | None:
        """The container that the entry names, None when the task definition has none of that name."""
        task, name = self.task_definition, self.container_name
        if task is None or name is None:
            return None
        return first(task.containers, lambda container: container.name == name)

    @property
    def port_mapping(self) -> PortMapping | None:
        """The mapping of the container port that the entry names."""
        container, port = self.container, self.container_port
        if container is None or port is None:
            return None
        return first(container.port_mappings, lambda mapping: mapping.container_port == port)


class ServiceRegistry(PartOfService):
    """A Cloud Map registry of a service."""

    noun = "service registry"

    registry_arn = raw()
    port = integer()
    container_name = text()
    container_port = integer()

    @property
    def discovery_service(self) -> DiscoveryService | None:
        return self.index.follow(self.world, self.registry_arn, DiscoveryService)


class PlacementStrategy(Entity):
    """How tasks are spread over, or packed onto, container instances."""

    type = text()
    field = text()


class PlacementConstraint(Entity):
    """Which container instances tasks may be placed on."""

    type = text()
    expression = text()


class VolumeConfiguration(Entity):
    """A volume that the task definition leaves to be configured when tasks start."""

    name = text()


class ServiceConnectService(Entity):
    """A port that a service offers to others through Service Connect."""

    port_name = text()


class ServiceConnectConfiguration(Entity):
    """How a service takes part in Service Connect."""

    enabled = boolean()
    namespace = given()
    services = entities(ServiceConnectService, terraform="service")


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
    cluster_reference = raw(api="cluster")
    task_definition_reference = raw(api="taskDefinition")
    has_task_definition = given(api="taskDefinition")
    launch_type = text()
    capacity_provider_strategy = entities(StrategyItem)
    platform_version = text()
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
    availability_zone_rebalancing = text()
    network_configuration = raw(
        api="networkConfiguration.awsvpcConfiguration", terraform="network_configuration"
    )
    subnets = inputs(
        api="networkConfiguration.awsvpcConfiguration.subnets", terraform="network_configuration.subnets"
    )
    security_groups = inputs(
        api="networkConfiguration.awsvpcConfiguration.securityGroups",
        terraform="network_configuration.security_groups",
    )
    assign_public_ip = boolean(
        api="networkConfiguration.awsvpcConfiguration.assignPublicIp",
        terraform="network_configuration.assign_public_ip",
    )
    placement_strategies = entities(
        PlacementStrategy,
        api="placementStrategy",
        terraform="ordered_placement_strategy",
        cloudformation="PlacementStrategies",
    )
    volume_configurations = entities(VolumeConfiguration, terraform="volume_configuration")
    placement_constraints = entities(PlacementConstraint)
    health_check_grace_period = integer(api="healthCheckGracePeriodSeconds")
    vpc_lattice_configurations = values()
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
