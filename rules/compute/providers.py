"""Capacity providers: what they are called, what they do, and which cluster has them."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import (
    CapacityProvider,
    Cluster,
    ClusterCapacityProviders,
    Finding,
    StrategyItem,
    TaskLauncher,
    nearest,
    rule,
)


@rule("ECS409", "unassociated-capacity-provider")
def unassociated_capacity_provider(
    subject: TaskLauncher | Cluster | ClusterCapacityProviders,
) -> Iterator[Finding]:
    """A strategy names a capacity provider that the cluster is not associated with."""
    launches = isinstance(subject, TaskLauncher)
    attribute = "capacity_provider_strategy" if launches else "default_capacity_provider_strategy"
    items = list(getattr(subject, attribute))
    cluster = subject.cluster if isinstance(subject, TaskLauncher) and items else subject
    if not items or cluster is None or isinstance(cluster, TaskLauncher):
        return
    offered = list(cluster.offered)
    for item in items:
        wanted = item.provider_key
        if wanted not in offered:
            meant = nearest(wanted, offered)
            yield Finding(
                at=item.at("capacity_provider"),
                message=f"the strategy of {subject} names {wanted}, but {cluster} is not associated with it",
                because=[*cluster.offered_at("its capacity providers"), subject.at(attribute)],
                help=f'did you mean "{meant}"?'
                if meant
                else "associate the capacity provider with the cluster",
            )


@rule("ECS422", "reserved-capacity-provider-name")
def reserved_capacity_provider_name(provider: CapacityProvider) -> Iterator[Finding]:
    """The name of a capacity provider begins with a word that AWS keeps for itself."""
    name = provider.name or ""
    prefix = next((each for each in RESERVED if name.lower().startswith(each)), "")
    if prefix:
        yield Finding(
            at=provider.at("name"),
            message=f'{provider} has the name "{name}", but names must not begin with "{prefix}"',
            help="choose a name that does not begin with aws, ecs or fargate",
        )


RESERVED = ("aws", "ecs", "fargate")


@rule("ECS423", "termination-protection-without-scaling")
def termination_protection_without_scaling(provider: CapacityProvider) -> Iterator[Finding]:
    """Instances are protected from termination by managed scaling, which is off."""
    if provider.termination_protection == "ENABLED" and provider.managed_scaling == "DISABLED":
        yield Finding(
            at=provider.at("termination_protection"),
            message=f"{provider} enables managed termination protection, but disables managed scaling",
            because=[provider.at("managed_scaling", "disabled here")],
            help="enable managed scaling, or disable managed termination protection",
        )


@rule("ECS427", "fargate-spot-windows")
def fargate_spot_windows(service: TaskLauncher) -> Iterator[Finding]:
    """A Windows task runs on Fargate Spot, which has Linux only."""
    spot: StrategyItem | None = None
    for item in service.capacity_provider_strategy:
        if item.provider_key == "FARGATE_SPOT":
            spot = item
            break
    task = service.task_definition if spot is not None else None
    if spot is not None and task is not None and task.is_windows:
        yield Finding(
            at=spot.at("capacity_provider"),
            message=f"{service} runs on Fargate Spot, which has Linux only, but {task} is for Windows",
            because=[task.at("operating_system_family", "a Windows task")],
            help="use the capacity provider FARGATE",
        )
