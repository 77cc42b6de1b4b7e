"""Tasks that are started without a service: task sets, targets of event rules, and schedules."""

from __future__ import annotations

from ecslint.model.attributes import boolean, entities, given, inputs, raw, text, values
from ecslint.model.cluster import StrategyItem
from ecslint.model.items import Items
from ecslint.model.launch import TaskLauncher
from ecslint.model.resources import ResourceEntity
from ecslint.resource import TERRAFORM


class TaskSet(
    TaskLauncher, ResourceEntity, terraform=("aws_ecs_task_set",), cloudformation=("AWS::ECS::TaskSet",)
):
    """A task set: what a service with an external deployment controller runs."""

    noun = "task set"

    cluster_reference = raw(api="cluster")
    task_definition_reference = raw(api="taskDefinition")
    launch_type = text()
    platform_version = text()
    capacity_provider_strategy = entities(StrategyItem)
    network_configuration = raw(
        api="networkConfiguration.awsvpcConfiguration",
        terraform="network_configuration",
        cloudformation="NetworkConfiguration.AwsVpcConfiguration",
    )
    subnets = inputs(
        api="networkConfiguration.awsvpcConfiguration.subnets",
        terraform="network_configuration.subnets",
        cloudformation="NetworkConfiguration.AwsVpcConfiguration.Subnets",
    )
    security_groups = inputs(
        api="networkConfiguration.awsvpcConfiguration.securityGroups",
        terraform="network_configuration.security_groups",
        cloudformation="NetworkConfiguration.AwsVpcConfiguration.SecurityGroups",
    )
    assign_public_ip = boolean(
        api="networkConfiguration.awsvpcConfiguration.assignPublicIp",
        terraform="network_configuration.assign_public_ip",
        cloudformation="NetworkConfiguration.AwsVpcConfiguration.AssignPublicIp",
    )


class EventTarget(TaskLauncher):
    """A target of an event rule that runs tasks."""

    noun = "target of event rule"

    cluster_reference = raw(api="arn")
    runs_tasks = given(api="ecsParameters", terraform="ecs_target")
    task_definition_reference = raw(
        api="ecsParameters.taskDefinitionArn", terraform="ecs_target.task_definition_arn"
    )
    launch_type = text(api="ecsParameters.launchType", terraform="ecs_target.launch_type")
    platform_version = text(api="ecsParameters.platformVersion", terraform="ecs_target.platform_version")
    capacity_provider_strategy = entities(
        StrategyItem,
        api="ecsParameters.capacityProviderStrategy",
        terraform="ecs_target.capacity_provider_strategy",
    )
    network_configuration = raw(
        api="ecsParameters.networkConfiguration.awsvpcConfiguration",
        terraform="ecs_target.network_configuration",
        cloudformation="EcsParameters.NetworkConfiguration.AwsVpcConfiguration",
    )
    subnets = inputs(
        api="ecsParameters.networkConfiguration.awsvpcConfiguration.subnets",
        terraform="ecs_target.network_configuration.subnets",
        cloudformation="EcsParameters.NetworkConfiguration.AwsVpcConfiguration.Subnets",
    )
    security_groups = inputs(
        api="ecsParameters.networkConfiguration.awsvpcConfiguration.securityGroups",
        terraform="ecs_target.network_configuration.security_groups",
        cloudformation="EcsParameters.NetworkConfiguration.AwsVpcConfiguration.SecurityGroups",
    )
    assign_public_ip = boolean(
        api="ecsParameters.networkConfiguration.awsvpcConfiguration.assignPublicIp",
        terraform="ecs_target.network_configuration.assign_public_ip",
        cloudformation="EcsParameters.NetworkConfiguration.AwsVpcConfiguration.AssignPublicIp",
    )

    placement_strategies = values(
        api="ecsParameters.placementStrategies", terraform="ecs_target.ordered_placement_strategy"
    )
    placement_constraints = values(
        api="ecsParameters.placementConstraints", terraform="ecs_target.placement_constraint"
    )


class EventRule(
    ResourceEntity, terraform=("aws_cloudwatch_event_target",), cloudformation=("AWS::Events::Rule",)
):
    """What gives targets to an event rule: the rule itself, or in Terraform a resource a target."""

    noun = "event rule"

    written_targets = entities(EventTarget, api="targets")

    @property
    def targets(self) -> Items[EventTarget]:
        """The targets that run tasks."""
        if self.resource.language == TERRAFORM:
            listed = Items([self.part(EventTarget, self.body)])
        else:
            listed = self.written_targets
        return listed.kept(lambda target: target.runs_tasks)


class Schedule(
    TaskLauncher,
    ResourceEntity,
    terraform=("aws_scheduler_schedule",),
    cloudformation=("AWS::Scheduler::Schedule",),
):
    """A schedule of EventBridge Scheduler; what it starts are tasks only where it says so."""

    noun = "schedule"

    cluster_reference = raw(api="target.arn")
    task_definition_reference = raw(api="target.ecsParameters.taskDefinitionArn")
    launch_type = text(api="target.ecsParameters.launchType")
    platform_version = text(api="target.ecsParameters.platformVersion")
    capacity_provider_strategy = entities(StrategyItem, api="target.ecsParameters.capacityProviderStrategy")
    network_configuration = raw(
        api="target.ecsParameters.networkConfiguration.awsvpcConfiguration",
        terraform="target.ecs_parameters.network_configuration",
    )
    subnets = inputs(
        api="target.ecsParameters.networkConfiguration.awsvpcConfiguration.subnets",
        terraform="target.ecs_parameters.network_configuration.subnets",
    )
    security_groups = inputs(
        api="target.ecsParameters.networkConfiguration.awsvpcConfiguration.securityGroups",
        terraform="target.ecs_parameters.network_configuration.security_groups",
    )
    assign_public_ip = boolean(
        api="target.ecsParameters.networkConfiguration.awsvpcConfiguration.assignPublicIp",
        terraform="target.ecs_parameters.network_configuration.assign_public_ip",
    )
    placement_strategies = values(api="target.ecsParameters.placementStrategy")
    placement_constraints = values(api="target.ecsParameters.placementConstraints")
