"""Services over time: daemons, deployments, scaling, service discovery and Service Connect."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import (
    DISPLAY,
    SAFE,
    TERRAFORM,
    WARNING,
    Finding,
    Place,
    Service,
    remove,
    rule,
    set_value,
)

# -- daemons ------------------------------------------------------------------------------------


@rule("ECS801", "daemon-on-fargate")
def daemon_on_fargate(service: Service) -> Iterator[Finding]:
    """A daemon service runs on Fargate, or leaves its deployments to CodeDeploy or an external controller."""
    if service.scheduling_strategy != "DAEMON":
        return
    if service.deployment_controller in ("CODE_DEPLOY", "EXTERNAL"):
        yield Finding(
            at=service.at("deployment_controller"),
            message=f"{service} is a daemon service, but has the deployment controller "
            f"{service.deployment_controller}",
            because=[_daemon(service)],
            help='use the deployment controller "ECS", or the scheduling strategy "REPLICA"',
        )
    launch_type = service.launch_type
    if launch_type == "FARGATE" or _has_fargate_provider(service):
        yield Finding(
            at=service.at("launch_type" if launch_type == "FARGATE" else "capacity_provider_strategy"),
            message=f"{service} is a daemon service, one task on each instance, but runs on Fargate",
            because=[_daemon(service)],
            help='use the scheduling strategy "REPLICA", or the launch type "EC2"',
        )


@rule("ECS802", "daemon-desired-count")
def daemon_desired_count(service: Service) -> Iterator[Finding]:
    """A daemon service has a desired count."""
    if service.scheduling_strategy != "DAEMON" or service.desired_count is None or service.described:
        return
    finding = Finding(
        at=service.at("desired_count"),
        message=f"{service} is a daemon service, one task on each instance, but has a desired count",
        because=[_daemon(service)],
        aws_error="The daemon scheduling strategy does not support a desired count for services. "
        "Remove the desired count value and try again",
        help="remove the desired count",
        fix=remove(service, "desired_count", "a daemon runs on each instance", SAFE),
    )
    yield _ignored_by_terraform(finding, service)


@rule("ECS803", "daemon-maximum-percent")
def daemon_maximum_percent(service: Service) -> Iterator[Finding]:
    """A daemon service has a maximum percent above 100."""
    if service.scheduling_strategy == "DAEMON" and (service.maximum_percent or 0) > 100:
        finding = Finding(
            at=service.at("maximum_percent"),
            message=f"{service} is a daemon service, one task on each instance, but may run "
            f"{service.maximum_percent} percent of its tasks",
            because=[_daemon(service)],
            aws_error="The daemon scheduling strategy does not support values above 100 for "
            "maximumPercent on a deployment configuration. …",
            help="remove the maximum percent, or set it to 100",
            fix=set_value(service, "maximum_percent", 100, "a daemon runs once on each instance", SAFE),
        )
        yield _ignored_by_terraform(finding, service)


@rule("ECS804", "daemon-placement-strategy")
def daemon_placement_strategy(service: Service) -> Iterator[Finding]:
    """A daemon service has a placement strategy."""
    if service.scheduling_strategy == "DAEMON" and service.placement_strategies:
        yield Finding(
            at=service.at("placement_strategies"),
            message=f"{service} is a daemon service, one task on each instance, but has a placement strategy",
            because=[_daemon(service)],
            aws_error="The daemon scheduling strategy does not support placement strategies. Remove the "
            "placement strategy and try again",
            help="remove the placement strategy; constraints may say which instances to use",
        )


@rule("ECS805", "daemon-capacity-provider-strategy")
def daemon_capacity_provider_strategy(service: Service) -> Iterator[Finding]:
    """A daemon service has a capacity provider strategy, or inherits that of its cluster."""
    if service.scheduling_strategy != "DAEMON" or service.launch_type is not None:
        return
    strategy = service.strategy
    if not strategy or _has_fargate_provider(service):
        return
    inherits = strategy[0].resource is not service.resource
    if inherits:
        at, because = (
            service.at("launch_type"),
            [strategy[0].at(message="the strategy of the cluster applies")],
        )
    else:
        at, because = service.at("capacity_provider_strategy"), []
    yield Finding(
        at=at,
        message=f"{service} is a daemon service, but {'inherits' if inherits else 'has'} "
        "a capacity provider strategy",
        because=[_daemon(service), *because],
        aws_error="Specifying a capacity provider strategy is not supported when you create a service "
        "using the DAEMON scheduling strategy.",
        help='set the launch type "EC2"' + ("" if inherits else " and remove the strategy"),
        severity=WARNING if inherits else "",
    )


def _daemon(service: Service) -> Place:
    return service.at("scheduling_strategy", "one task on each instance")


def _has_fargate_provider(service: Service) -> bool:
    return any(item.is_fargate for item in service.capacity_provider_strategy)


def _ignored_by_terraform(finding: Finding, service: Service) -> Finding:
    """The finding, only a warning where Terraform does not send the setting to AWS."""
    if service.resource.language == TERRAFORM:
        finding.severity, finding.aws_error = WARNING, ""
        finding.message += ", which Terraform leaves out"
    return finding


@rule("ECS806", "invalid-zone-rebalancing")
def invalid_zone_rebalancing(service: Service) -> Iterator[Finding]:
    """Availability Zone rebalancing is enabled for a service that cannot have it."""
    if service.availability_zone_rebalancing != "ENABLED":
        return
    for place, reason in _obstacles(service):
        daemon = reason == DAEMON
        yield Finding(
            at=service.at("availability_zone_rebalancing"),
            message=f"{service} enables Availability Zone rebalancing, but {reason}",
            because=[place],
            aws_error="Availability Zone Rebalancing does not support DAEMON services" if daemon else "",
            help="disable the rebalancing, or remove what stands against it",
        )


DAEMON = "is a daemon service"


ZONE = "ecs.availability-zone"


def _obstacles(service: Service) -> Iterator[tuple[Place, str]]:
    """What rebalancing does not go with (F-139)."""
    if service.scheduling_strategy == "DAEMON":
        yield _daemon(service), DAEMON
        return
    if service.launch_type == "EXTERNAL":
        yield service.at("launch_type"), "runs on external instances"
    percent = service.maximum_percent
    if percent is not None and percent <= 100:
        yield service.at("maximum_percent"), f"may run no more than {percent} percent of its tasks"
    for strategy in service.placement_strategies:
        field = strategy.field or ""
        if (strategy.type or "").lower() != "spread" or field.lower() != f"attribute:{ZONE}":
            yield strategy.at("field"), "its first placement strategy does not spread over zones"
        break
    for constraint in service.placement_constraints:
        if f"attribute:{ZONE}" in (constraint.expression or ""):
            yield constraint.at("expression"), "a placement constraint names Availability Zones"
    for attachment in service.load_balancers:
        if attachment.classic_load_balancer:
            yield attachment.at("classic_load_balancer"), "is behind a Classic Load Balancer"


@rule("ECS807", "deadlocked-deployment")
def deadlocked_deployment(service: Service) -> Iterator[Finding]:
    """A deployment may neither stop a task nor start one: both percentages are 100."""
    maximum, minimum = service.maximum_percent, service.minimum_healthy_percent
    by_default = minimum is None and service.resource.language != TERRAFORM
    if maximum != 100 or minimum not in (100, None) or service.scheduling_strategy != "REPLICA":
        return
    if service.deployment_controller == "ECS" and service.deployment_strategy == "ROLLING":
        yield Finding(
            at=service.at("maximum_percent"),
            message=f"{service} keeps 100 percent of its tasks healthy and may run no more than 100 percent",
            because=[service.at("minimum_healthy_percent", "100, which is also the default")],
            aws_error="" if by_default else DEADLOCK,
            help="raise the maximum, to 200 for example, or lower the minimum",
            severity=WARNING if by_default else "",
        )


DEADLOCK = "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments."


@rule("ECS808", "invalid-deployment-percentages")
def invalid_deployment_percentages(service: Service) -> Iterator[Finding]:
    """The minimum healthy percent is above 100, or the maximum percent below."""
    minimum, maximum = service.minimum_healthy_percent, service.maximum_percent
    if minimum is not None and minimum > 100:
        yield Finding(
            at=service.at("minimum_healthy_percent"),
            message=f"{service} wants {minimum} percent of its tasks healthy, but 100 is the most",
            aws_error="minimumHealthyPercent must be at most 100",
            help="set the minimum healthy percent to 0 to 100",
            fix=set_value(service, "minimum_healthy_percent", 100, "the most that there is"),
        )
    if maximum is not None and maximum < 100 and service.scheduling_strategy == "REPLICA":
        yield Finding(
            at=service.at("maximum_percent"),
            message=f"{service} may run {maximum} percent of its tasks in a deployment, but 100 is the least",
            because=[service.at("scheduling_strategy")],
            aws_error="maximumPercent must be at least 100",
            help="set the maximum percent to more than 100, to 200 for example",
        )


@rule("ECS811", "code-deploy-without-load-balancer")
def code_deploy_without_load_balancer(service: Service) -> Iterator[Finding]:
    """A service that CodeDeploy deploys has no load balancer."""
    if service.deployment_controller == "CODE_DEPLOY" and not service.load_balancers:
        yield Finding(
            at=service.at("deployment_controller"),
            message=f"{service} is deployed by CodeDeploy, but has no load balancer to move traffic on",
            because=[service.at("load_balancers")],
            aws_error="When specifying the CODE_DEPLOY deployment controller type, the service requires an "
            "Application Load Balancer or Network Load Balancer.",
            help='attach a target group, or use the deployment controller "ECS"',
        )


@rule("ECS812", "external-controller-settings")
def external_controller_settings(service: Service) -> Iterator[Finding]:
    """A service with an external deployment controller has settings that belong to its task sets."""
    if service.deployment_controller != "EXTERNAL" or service.described:
        return
    because = [service.at("deployment_controller", "task sets say what runs")]
    if service.has_task_definition:
        yield Finding(
            at=service.at("task_definition_reference"),
            message=f"{service} has an external deployment controller and a task definition",
            because=because,
            aws_error="TaskDefinition must be blank",
            help="move the task definition to the task sets",
        )
    if service.load_balancers:
        yield Finding(
            at=service.at("load_balancers"),
            message=f"{service} has an external deployment controller and a load balancer",
            because=because,
            aws_error="LoadBalancers must be empty or null",
            help="move the load balancer to the task sets",
        )


@rule("ECS817", "implicit-zero-tasks", severity=WARNING)
def implicit_zero_tasks(service: Service) -> Iterator[Finding]:
    """A service in Terraform has no desired count, so that no task ever runs."""
    if service.resource.language != TERRAFORM or service.ignores("desired_count"):
        return
    if service.desired_count is not None or service.scheduling_strategy != "REPLICA":
        return
    if service.deployment_controller != "EXTERNAL" and service.scalable_target is None:
        yield Finding(
            at=service.at("desired_count"),
            message=f"{service} has no desired count, for which Terraform takes 0, and nothing scales it",
            because=[service.at("scheduling_strategy"), service.at("deployment_controller")],
            help="set the desired count",
        )


@rule("ECS822", "unused-health-check-grace-period", severity=WARNING)
def unused_health_check_grace_period(service: Service) -> Iterator[Finding]:
    """A service has a health check grace period, but nothing that checks its health."""
    if not service.health_check_grace_period or service.deployment_controller == "EXTERNAL":
        return
    if service.load_balancers or service.vpc_lattice_configurations:
        return
    task = service.task_definition
    if task is None or any(container.health_check for container in task.containers):
        return
    yield Finding(
        at=service.at("health_check_grace_period"),
        message=f"{service} has a health check grace period of {service.health_check_grace_period} seconds, "
        "but no health check",
        because=[
            service.at("load_balancers", "no load balancer"),
            task.at("container_definitions", "none here"),
        ],
        aws_error="Health check grace period is only valid for services configured to use load balancers",
        help="remove the grace period, or attach the load balancer whose checks it is for",
        fix=remove(service, "health_check_grace_period", "nothing checks the health", DISPLAY),
    )
