"""What the roles of tasks have to be there for."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import WARNING, Finding, Service, TaskDefinition, rule


@rule("ECS615", "exec-without-task-role", severity=WARNING)
def exec_without_task_role(service: Service) -> Iterator[Finding]:
    """ECS Exec is enabled for tasks that have no task role."""
    if not service.enable_execute_command or service.delegates:
        return
    task = service.task_definition
    if task is not None and not task.task_role:
        yield Finding(
            at=service.at("enable_execute_command"),
            message=f"{service} enables ECS Exec, but {task} has no task role, which it needs",
            because=[task.at("task_role", "the execution role does not serve for it")],
            aws_error="The service couldn't be updated because a valid taskRoleArn is not being used. "
            "Specify a valid task role in your task definition and try again.",
            help="give the task definition a task role that may open the channels of ssmmessages",
        )


@rule("ECS617", "untrusted-task-role")
def untrusted_task_role(task: TaskDefinition) -> Iterator[Finding]:
    """A role of a task does not trust ECS tasks to assume it."""
    for role, attribute in task.roles:
        if not role.may_be_assumed_by("ecs-tasks"):
            noun = "task role" if attribute == "task_role_arn" else "execution role"
            yield Finding(
                at=role.at("trust_policy"),
                message=f"{role} is the {noun} of {task}, but does not trust ecs-tasks.amazonaws.com",
                because=[task.at(attribute, f"the {noun}")],
                aws_error="ECS was unable to assume the role '…' that was provided for this task. Please "
                "verify that the role being passed has the proper trust relationship and permissions …",
                help='let the service "ecs-tasks.amazonaws.com" assume the role',
                severity=WARNING,  # registered all the same: only starting a task fails
            )
