"""Logs of containers, and the roles and secrets that they need."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import WARNING, Container, Finding, Place, TaskDefinition, TaskLauncher, rule

FARGATE_DRIVERS = ("awslogs", "splunk", "awsfirelens")
INSTANCE_DRIVERS = (*FARGATE_DRIVERS, "fluentd", "gelf", "journald", "json-file", "syslog")
MANAGED_DRIVERS = (*FARGATE_DRIVERS, "json-file")
RETIRED_DRIVERS = ("logentries", "sumologic")


@rule("ECS601", "fargate-logs-without-execution-role")
def fargate_logs_without_execution_role(container: Container) -> Iterator[Finding]:
    """A container on Fargate logs to CloudWatch Logs, and the task has no execution role."""
    task, logs = container.task_definition, container.log_configuration
    if logs is None or logs.log_driver != "awslogs" or container.is_fragment:
        return
    if _lacks_role_on_fargate(task):
        yield Finding(
            at=logs.at("log_driver"),
            message=f"{container} logs with awslogs on Fargate, but {task} has no execution role",
            because=_no_role(task),
            aws_error="Fargate requires task definition to have execution role ARN to support log driver "
            "awslogs.",
            help="give the task definition an execution role that may write logs",
        )


@rule("ECS602", "fargate-ecr-without-execution-role")
def fargate_ecr_without_execution_role(container: Container) -> Iterator[Finding]:
    """A container on Fargate has a private ECR image, and the task has no execution role."""
    task = container.task_definition
    if _lacks_role_on_fargate(task) and container.is_private_ecr:
        yield Finding(
            at=container.at("image"),
            message=f"{container} has an image in a private ECR repository, but {task} has no execution role",
            because=_no_role(task),
            aws_error="Fargate requires task definition to have execution role ARN to support ECR images.",
            help="give the task definition an execution role that may pull the image",
        )


def _lacks_role_on_fargate(task: TaskDefinition) -> bool:
    return task.on_fargate and not task.execution_role


def _no_role(task: TaskDefinition) -> list[Place]:
    return [
        task.at("execution_role", "no execution role here"),
        task.at("requires_compatibilities", "the task is for Fargate"),
    ]


@rule("ECS603", "secrets-without-execution-role")
def secrets_without_execution_role(container: Container) -> Iterator[Finding]:
    """A container gets secrets, and the task has no execution role that could read them."""
    task, refused = container.task_definition, bool(container.secrets)
    uses = [(container.at("secrets"), "secrets")] if refused else _other_uses(container)
    if not uses or task.execution_role:
        return
    for place, words in uses:
        yield Finding(
            at=place,
            message=f"{container} has {words}, but {task} has no execution role to read them with",
            because=[task.at("execution_role", "no execution role here")],
            aws_error=_NEEDS_ROLE if refused else "",
            severity="" if refused else WARNING,
            help="give the task definition an execution role that may read them",
        )


def _other_uses(container: Container) -> list[tuple[Place, str]]:
    """What else the execution role reads for a container: where it is given, and in words."""
    uses: list[tuple[Place, str]] = []
    if container.repository_credentials:
        uses.append((container.at("repository_credentials"), "repository credentials"))
    if container.environment_files:
        uses.append((container.at("environment_files"), "environment files"))
    logs = container.log_configuration
    if logs is not None and logs.secret_options:
        uses.append((logs.at("secret_options"), "secret log options"))
    return uses


_NEEDS_ROLE = (
    "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'."
)


@rule("ECS604", "incomplete-awslogs-options")
def incomplete_awslogs_options(container: Container) -> Iterator[Finding]:
    """A container logs with awslogs, without a log group or a region."""
    logs = container.log_configuration
    if logs is None or logs.log_driver != "awslogs":
        return
    missing = [name for name in ("awslogs-region", "awslogs-group") if not logs.has_option(name)]
    if missing:
        yield Finding(
            at=logs.at("options"),
            message=f"{container} logs with awslogs, but lacks the option {' and the option '.join(missing)}",
            because=[logs.at("log_driver", "this driver needs a log group and a region")],
            aws_error=f"Log driver awslogs requires options: {', '.join(missing)}",
            help=f"add {' and '.join(missing)} to the options",
        )


@rule("ECS605", "fargate-awslogs-without-stream-prefix")
def fargate_awslogs_without_stream_prefix(container: Container) -> Iterator[Finding]:
    """A container on Fargate logs with awslogs, without a prefix for its log streams."""
    task, logs = container.task_definition, container.log_configuration
    if logs is None or logs.log_driver != "awslogs" or not task.on_fargate:
        return
    if not logs.has_option("awslogs-stream-prefix"):
        yield Finding(
            at=logs.at("options"),
            message=f"{container} logs with awslogs on Fargate, but lacks the option awslogs-stream-prefix",
            because=[
                logs.at("log_driver", "this driver needs a prefix on Fargate"),
                task.at("requires_compatibilities", "the task is for Fargate"),
            ],
            aws_error="Fargate requires log configuration options to include awslogs-stream-prefix to "
            "support log "
            "driver awslogs.",
            help="add awslogs-stream-prefix to the options, for instance the name of the service",
        )


@rule("ECS606", "fargate-log-driver")
def fargate_log_driver(subject: Container | TaskLauncher) -> Iterator[Finding]:
    """A container on Fargate has a log driver that Fargate does not have."""
    if isinstance(subject, Container):
        task = subject.task_definition
        if task.on_fargate:
            yield from _lacks_driver(
                subject, [task.at("requires_compatibilities", "the task is for Fargate")]
            )
        return
    suitable = subject.fargate_task
    for container in suitable.containers if suitable is not None else ():
        yield from _lacks_driver(container, subject.capacity_at("the task runs on Fargate"))


def _lacks_driver(container: Container, because: list[Place]) -> Iterator[Finding]:
    logs = container.log_configuration
    if logs is None or not logs.log_driver or logs.log_driver in FARGATE_DRIVERS:
        return
    refusal = f"{logs.log_driver} is not a valid log driver. Must be one of [awslogs, splunk, awsfirelens]"
    registered = container.task_definition.on_fargate
    yield Finding(
        at=logs.at("log_driver"),
        message=f'{container} has the log driver "{logs.log_driver}", which Fargate does not have',
        because=because,
        aws_error=refusal if registered else "Task definition does not support launch_type FARGATE.",
        help="use awslogs, splunk or awsfirelens",
    )


@rule("ECS607", "invalid-log-driver")
def invalid_log_driver(container: Container) -> Iterator[Finding]:
    """A container has a log driver that ECS does not know, or that managed instances do not have."""
    task, logs = container.task_definition, container.log_configuration
    if logs is None or not logs.log_driver or logs.log_driver in MANAGED_DRIVERS or task.on_fargate:
        return
    driver = logs.log_driver
    if driver not in INSTANCE_DRIVERS:
        yield Finding(
            at=logs.at("log_driver"),
            message=f'{container} has the log driver "{driver}", which ECS does not know',
            severity=WARNING if driver in RETIRED_DRIVERS else "",
            help=f"use one of {', '.join(INSTANCE_DRIVERS)}",
        )
    elif "MANAGED_INSTANCES" in task.requires_compatibilities:
        yield Finding(
            at=logs.at("log_driver"),
            message=f'{container} has the log driver "{driver}", which managed instances do not have',
            because=[task.at("requires_compatibilities", "the task is for managed instances")],
            help=f"use one of {', '.join(MANAGED_DRIVERS)}",
        )


@rule("ECS608", "conflicting-awslogs-options")
def conflicting_awslogs_options(container: Container) -> Iterator[Finding]:
    """A container logs with awslogs options that exclude each other."""
    logs = container.log_configuration
    if logs is None or logs.log_driver != "awslogs":
        return
    driver = logs.at("log_driver", "with this driver")
    if logs.has_option("awslogs-datetime-format") and logs.has_option("awslogs-multiline-pattern"):
        yield Finding(
            at=logs.at("options"),
            message=f"{container} has both awslogs-datetime-format and awslogs-multiline-pattern",
            because=[driver],
            help="remove one of the two: both say where a log event begins",
        )
    if logs.has_option("max-buffer-size") and logs.option("mode") == "blocking":
        yield Finding(
            at=logs.at("options"),
            message=f"{container} has max-buffer-size, but logs in blocking mode, which has no buffer",
            because=[driver],
            severity=WARNING,
            help="remove max-buffer-size, or make the mode non-blocking",
        )


@rule("ECS612", "firelens-without-router")
def firelens_without_router(task: TaskDefinition) -> Iterator[Finding]:
    """A container logs through FireLens, and no container of the task is the log router."""
    for container in task.containers:
        logs = container.log_configuration
        if logs is None or logs.log_driver != "awsfirelens":
            continue
        if not any(other.firelens_configuration for other in task.containers):
            yield Finding(
                at=logs.at("log_driver"),
                message=f"{container} logs with awsfirelens, but no container of {task} has a "
                "firelensConfiguration",
                because=[task.at("container_definitions", "none of these routes logs")],
                aws_error="When awsfirelens log driver is specified in log configuration, a firelens "
                "configuration "
                "object must be specified",
                help="add a container with a firelensConfiguration, such as Fluent Bit",
            )
        return
