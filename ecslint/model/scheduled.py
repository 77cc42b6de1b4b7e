"""Tasks that are started without a service: by targets of event rules, and by schedules."""

from __future__ import annotations

from ecslint.model.attributes import entities, given, raw, values
from ecslint.model.items import Items
from ecslint.model.launch import TaskLauncher
from ecslint.model.resources import ResourceEntity
from ecslint.resource import TERRAFORM


class EventTarget(
    TaskLauncher,
    parameters="ecsParameters",
    terraform_parameters="ecs_target",
    renamed={"AwsvpcConfiguration": "AwsVpcConfiguration"},
):
    """A target of an event rule that runs tasks."""

    noun = "target of event rule"

    cluster_reference = raw(api="arn")
    runs_tasks = given(api="ecsParameters", terraform="ecs_target")
    task_definition_reference = raw(
        api="ecsParameters.taskDefinitionArn", terraform="ecs_target.task_definition_arn"
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
    parameters="target.ecsParameters",
    terraform=("aws_scheduler_schedule",),
    cloudformation=("AWS::Scheduler::Schedule",),
):
    """A schedule of EventBridge Scheduler; what it starts are tasks only where it says so."""

    noun = "schedule"

    cluster_reference = raw(api="target.arn")
    task_definition_reference = raw(api="target.ecsParameters.taskDefinitionArn")
    placement_strategies = values(api="target.ecsParameters.placementStrategy")
    placement_constraints = values(api="target.ecsParameters.placementConstraints")
