"""Deployments: whether they can proceed, and the settings that go with each kind of them."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import ADVICE, DISPLAY, TERRAFORM, WARNING, Finding, Place, Service, rule, set_value

SHIFTING = ("BLUE_GREEN", "LINEAR", "CANARY")


def _rolls(service: Service) -> bool:
    """Whether ECS replaces the tasks of a service step by step."""
    rolling = service.deployment_controller == "ECS" and service.deployment_strategy == "ROLLING"
    return rolling and service.scheduling_strategy == "REPLICA"


@rule("ECS809", "stalled-deployment", severity=WARNING)
def stalled_deployment(service: Service) -> Iterator[Finding]:
    """A deployment may neither start a task nor stop one, by the arithmetic of its percentages."""
    wanted = service.desired_count
    if not wanted:
        return
    maximum, minimum = service.maximum_percent, service.minimum_healthy_percent
    most = 200 if maximum is None else maximum
    least = 100 if minimum is None else minimum
    if most <= 100 <= least or most < 100:
        return  # no number of tasks could move: ECS807 and ECS808
    allowed, required = wanted * most // 100, -(-wanted * least // 100)
    if allowed > wanted or required < wanted or not _rolls(service):
        return
    if service.ignores("desired_count") or service.scalable_target is not None:
        return
    yield Finding(
        at=service.at("maximum_percent" if maximum is not None else "minimum_healthy_percent"),
        message=f"{service} may run {allowed} of {wanted} tasks and has to keep {required}, so that a "
        "deployment can neither start nor stop one",
        because=[
            service.at("desired_count", f"{wanted} wanted"),
            service.at("minimum_healthy_percent", "100 by default"),
            service.at("maximum_percent"),
        ],
        aws_error="… was unable to stop or start tasks during a deployment because of the service deployment "
        "configuration.",
        help="raise the maximum percent, to 200 for example, or lower the minimum healthy percent",
    )


@rule("ECS810", "static-host-port-surge", severity=WARNING)
def static_host_port_surge(service: Service) -> Iterator[Finding]:
    """Tasks take a port of their instance for themselves, and there are too few instances."""
    wanted = service.desired_count
    if not wanted or not _rolls(service):
        return
    task = service.task_definition
    if task is None or task.network_mode not in ("bridge", "host"):
        return
    mapping = next((each for each in task.port_mappings.known if each.static_host_port), None)
    if mapping is None:
        return
    groups = list(service.auto_scaling_groups)
    sizes = [group.maximum_size for group in groups]
    instances = sum(size for size in sizes if size is not None)
    if not groups or None in sizes:
        return
    minimum = service.minimum_healthy_percent
    spare = 1 if minimum is None or minimum >= 100 else 0
    if wanted + spare <= instances or service.ignores("desired_count"):
        return
    extra = ", and one more in a deployment" if spare else ""
    port = "container_port" if task.network_mode == "host" else "host_port"
    yield Finding(
        at=service.at("desired_count"),
        message=f"{service} wants {wanted} tasks{extra}, each with port {mapping.static_host_port} of an "
        f"instance for itself, but there are {instances} instances at most",
        because=[
            mapping.at(port, "one task on each instance"),
            task.at("network_mode", "ports are those of the instance"),
            *(group.at("maximum_size", "the most instances") for group in groups),
            service.at("minimum_healthy_percent", "tasks are kept until others run"),
        ],
        aws_error="… is already using a port required by your task.",
        help="leave the host port to ECS, add instances, or lower the minimum healthy percent",
    )


@rule("ECS813", "ecs-controller-feature", severity=WARNING)
def ecs_controller_feature(service: Service) -> Iterator[Finding]:
    """A service that others deploy has settings of deployments by ECS."""
    if service.deployment_controller not in ("CODE_DEPLOY", "EXTERNAL"):
        return
    for attribute, words in OF_ECS.items():
        if getattr(service, attribute):
            yield Finding(
                at=service.at(attribute),
                message=f"{service} has {words}, but leaves deployments to {service.deployment_controller}",
                because=[service.at("deployment_controller", "not deployed by ECS")],
                help='remove it, or use the deployment controller "ECS"',
            )


OF_ECS = {
    "circuit_breaker": "a deployment circuit breaker",
    "alarms": "deployment alarms",
    "lifecycle_hooks": "lifecycle hooks",
}


@rule("ECS814", "incomplete-blue-green", severity=WARNING)
def incomplete_blue_green(service: Service) -> Iterator[Finding]:
    """A deployment that moves traffic has a load balancer, but nothing to move the traffic to."""
    if service.deployment_strategy not in SHIFTING or service.deployment_controller != "ECS":
        return
    for attachment in service.load_balancers.known:
        if attachment.has_target_group and not attachment.advanced_configuration:
            yield Finding(
                at=attachment.at("advanced_configuration"),
                message=f"{service} is deployed by {service.deployment_strategy}, but its load balancer has "
                "no advanced configuration",
                because=[
                    service.at("deployment_strategy", "traffic is moved"),
                    attachment.at("has_target_group", "from here"),
                ],
                help="name the alternate target group, the production listener rule and the role",
            )


@rule("ECS815", "unused-deployment-strategy")
def unused_deployment_strategy(service: Service) -> Iterator[Finding]:
    """A linear or canary configuration is given without its strategy, or with numbers out of range."""
    for attribute, strategy, least in (("linear", "LINEAR", 3), ("canary", "CANARY", 0.1)):
        configuration = getattr(service, attribute)
        if configuration is None:
            continue
        if service.deployment_strategy != strategy:
            yield Finding(
                at=service.at(attribute),
                message=f"{service} has a {attribute} configuration, but its strategy is "
                f"{service.deployment_strategy}",
                because=[service.at("deployment_strategy", "ROLLING by default")],
                help=f'set the strategy to "{strategy}", or remove the {attribute} configuration',
                fix=set_value(service, "deployment_strategy", strategy, safety=DISPLAY),
            )
        percent, minutes = configuration.percent, configuration.bake_time
        if percent is not None and not least <= percent <= 100:
            yield _out_of_range(service, configuration.at("percent"), f"{percent} percent", f"{least} to 100")
        if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
            most = f"0 to {MOST_MINUTES}"
            yield _out_of_range(service, configuration.at("bake_time"), f"{minutes} minutes", most)


MOST_MINUTES = 1440


def _out_of_range(service: Service, place: Place, written: str, allowed: str) -> Finding:
    return Finding(
        at=place,
        message=f"{service} moves traffic by {written}, but {allowed} are allowed",
        help=f"choose a number of {allowed}",
    )


@rule("ECS816", "invalid-lifecycle-hook")
def invalid_lifecycle_hook(service: Service) -> Iterator[Finding]:
    """A lifecycle hook calls nothing, or pauses at a stage at which nothing can be paused."""
    for hook in service.lifecycle_hooks.known:
        if hook.target_type == "PAUSE":
            stages = [stage for stage in hook.stages if stage in UNPAUSED]
            if stages:
                yield Finding(
                    at=hook.at("stages"),
                    message=f"{service} pauses at {stages[0]}, at which a hook cannot pause",
                    because=[hook.at("target_type")],
                    help="pause before or after the traffic is moved",
                )
            continue
        for attribute, words in (("target", "function to call"), ("role", "role to call it with")):
            if not getattr(hook, attribute):
                yield Finding(
                    at=hook.at(attribute),
                    message=f"a lifecycle hook of {service} names no {words}",
                    because=[hook.at("target_type", "calls a function")],
                    help=f"name the {words}",
                )


UNPAUSED = ("TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT")


@rule("ECS821", "code-deploy-drift", severity=WARNING)
def code_deploy_drift(service: Service) -> Iterator[Finding]:
    """Terraform wants to undo what CodeDeploy has changed, and ECS refuses."""
    if service.resource.language != TERRAFORM or service.deployment_controller != "CODE_DEPLOY":
        return
    missing = [name for name in ("task_definition", "load_balancer") if not service.ignores(name)]
    if missing:
        yield Finding(
            at=service.at("deployment_controller"),
            message=f"{service} is deployed by CodeDeploy, but Terraform does not ignore changes of "
            f"{' and '.join(missing)}",
            help=f"add lifecycle {{ ignore_changes = [{', '.join(missing)}] }} to the service",
        )


@rule("ECS835", "missing-circuit-breaker", severity=ADVICE)
def missing_circuit_breaker(service: Service) -> Iterator[Finding]:
    """A deployment whose tasks never start goes on trying."""
    if _rolls(service) and not service.circuit_breaker and not service.alarms:
        yield Finding(
            at=service.at("circuit_breaker"),
            message=f"{service} has no deployment circuit breaker, so that a deployment of tasks that fail "
            "goes on for hours",
            because=[service.at("deployment_controller"), service.at("deployment_strategy")],
            help="enable the deployment circuit breaker, with rollback",
        )
