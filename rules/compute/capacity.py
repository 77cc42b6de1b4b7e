"""Where a service runs: launch types, capacity providers and placement."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import (
    DISPLAY,
    SAFE,
    TERRAFORM,
    WARNING,
    Cluster,
    ClusterCapacityProviders,
    EventTarget,
    Finding,
    Schedule,
    Service,
    StrategyItem,
    TaskLauncher,
    remove,
    rule,
)


@rule("ECS405", "launch-type-with-capacity-providers")
def launch_type_with_capacity_providers(service: TaskLauncher) -> Iterator[Finding]:
    """A service has both a launch type and a capacity provider strategy."""
    if not service.launch_type or not service.capacity_provider_strategy:
        return
    if service.resource.language == TERRAFORM and service.delegates:
        return  # the provider leaves the launch type out (F-127)
    yield Finding(
        at=service.at("launch_type"),
        message=f"{service} has both launch type {service.launch_type} and a capacity provider strategy",
        because=[service.at("capacity_provider_strategy", "the strategy")],
        aws_error="Specifying both a launch type and capacity provider strategy is not supported. "
        "Remove one and try again.",
        help="remove the launch type, or the strategy",
        fix=remove(service, "launch_type", "the strategy says where tasks run", DISPLAY),
    )


@rule("ECS406", "mixed-capacity-providers")
def mixed_capacity_providers(subject: TaskLauncher | Cluster | ClusterCapacityProviders) -> Iterator[Finding]:
    """A capacity provider strategy mixes Fargate with Auto Scaling groups."""
    first: dict[str, StrategyItem] = {}
    for item in _strategy(subject):
        first.setdefault(item.launch_type, item)
        if "FARGATE" in first and "EC2" in first:
            yield Finding(
                at=item.at("capacity_provider"),
                message=f"the strategy of {subject} mixes Fargate with an Auto Scaling group",
                because=[
                    first[kind].at("capacity_provider", label)
                    for kind, label in (("FARGATE", "Fargate"), ("EC2", "an Auto Scaling group"))
                    if first[kind] is not item
                ],
                aws_error="A capacity provider strategy cannot contain a mix of capacity providers using "
                "Auto Scaling groups and Fargate providers. Specify one or the other and try again.",
                help="use one kind in a strategy; a cluster may offer both, and each service choose",
            )
            return


@rule("ECS407", "multiple-capacity-provider-bases")
def multiple_capacity_provider_bases(
    subject: TaskLauncher | Cluster | ClusterCapacityProviders,
) -> Iterator[Finding]:
    """A capacity provider strategy has more than one base."""
    first: StrategyItem | None = None
    for item in _strategy(subject):
        if item.base > 0 and first is not None:
            yield Finding(
                at=item.at("base"),
                message=f"the strategy of {subject} has a second base, {item.base} after {first.base}",
                because=[first.at("base", "the first base")],
                aws_error="There are multiple capacity providers in the specified capacity provider strategy "
                "with a base value defined.",
                help="give a base to one capacity provider only",
            )
            return
        first = item if item.base > 0 else first


@rule("ECS408", "zero-weight-strategy")
def zero_weight_strategy(subject: TaskLauncher | Cluster | ClusterCapacityProviders) -> Iterator[Finding]:
    """A strategy of several capacity providers gives none of them a weight."""
    items = list(_strategy(subject))
    if len(items) > 1 and all(item.weight == 0 for item in items):
        first, *others = items
        yield Finding(
            at=first.at("weight"),
            message=f"none of the {len(items)} capacity providers of {subject} has a weight above 0",
            because=[other.at("weight", "0, which is also the default") for other in others],
            aws_error="There are no capacity providers in the capacity provider strategy with a weight value "
            "greater than zero.",
            help="give at least one capacity provider a weight",
            # A cluster is accepted; it is the services without a strategy of their own that fail.
            severity="" if isinstance(subject, TaskLauncher) else WARNING,
        )


@rule("ECS410", "platform-version-on-ec2")
def platform_version_on_ec2(service: TaskLauncher) -> Iterator[Finding]:
    """A service that does not run on Fargate has a platform version."""
    if service.platform_version and service.launch_type in ("EC2", "EXTERNAL"):
        observed = service.launch_type == "EC2"
        yield Finding(
            at=service.at("platform_version"),
            message=f"{service} has platform version {service.platform_version}, but launch type "
            f"{service.launch_type}; only Fargate has platform versions",
            because=[service.at("launch_type", "not Fargate")],
            aws_error="The platform version must be null when specifying an EC2 launch type."
            if observed
            else "",
            help="remove the platform version",
            fix=remove(service, "platform_version", "only Fargate has platform versions", SAFE),
            severity="" if observed else WARNING,
        )


@rule("ECS413", "fargate-placement")
def fargate_placement(service: Service | EventTarget | Schedule) -> Iterator[Finding]:
    """Placement is configured for tasks on Fargate, which has no instances to place them on."""
    for name in ("strategies", "constraints"):
        if getattr(service, f"placement_{name}") and service.runs_on == "FARGATE":
            written = isinstance(service, Service) and service.launch_type is not None
            yield Finding(
                at=service.at(f"placement_{name}"),
                message=f"{service} has placement {name}, but runs on Fargate",
                because=service.capacity_at("runs on Fargate"),
                aws_error=f"Placement {name} are not supported with FARGATE launch type." if written else "",
                help=f"remove the placement {name}",
                severity="" if written else WARNING,
            )


def _strategy(subject: TaskLauncher | Cluster | ClusterCapacityProviders) -> Iterator[StrategyItem]:
    if isinstance(subject, TaskLauncher):
        yield from subject.capacity_provider_strategy
    else:
        yield from subject.default_capacity_provider_strategy
