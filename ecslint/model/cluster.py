"""Clusters and the capacity that joins them."""

from __future__ import annotations

from typing import ClassVar

from ecslint.model.attributes import entities, given, integer_or, raw, text, values
from ecslint.model.connections import handed_out, joining
from ecslint.model.entity import Entity
from ecslint.model.items import Items
from ecslint.model.resources import ResourceEntity
from ecslint.place import Place
from ecslint.value import Known, Reference, Unknown, Value
from ecslint.world import Undetermined

FARGATE_PROVIDERS = ("FARGATE", "FARGATE_SPOT")


def provider_key(entity: Entity, value: Value) -> str:
    """What tells a capacity provider from others: the address where one is declared, else the name."""
    value = entity.world.resolve(value)
    if isinstance(value, Reference) and entity.index.kind_of(value.target) is CapacityProvider:
        return value.target
    name = str(entity.world.scalar(value))
    for provider in entity.index.all(entity.world, CapacityProvider).known:
        if provider.identifies(name):
            return provider.resource.address
    return name


class StrategyItem(Entity):
    """One capacity provider of a strategy, with its weight and base."""

    capacity_provider = raw()
    weight = integer_or(0)
    base = integer_or(0)

    @property
    def is_fargate(self) -> bool:
        """Whether it is Fargate or Fargate Spot, whose names no other provider can have (F-092)."""
        value = self.world.resolve(self.capacity_provider)
        declared = {resource.address for resource in self.index.resources(CapacityProvider)}
        while isinstance(value, Reference) and value.value is not None and value.target not in declared:
            value = self.world.resolve(value.value)
        if isinstance(value, Reference) and value.target in declared:
            return False
        return self.world.scalar(value) in FARGATE_PROVIDERS

    @property
    def provider_key(self) -> str:
        """Which provider it is: the name of one of Fargate's or of another stack's, or an address."""
        return provider_key(self, self.capacity_provider)

    @property
    def launch_type(self) -> str:
        """What its tasks run on. Raises Undetermined for a provider that is declared elsewhere."""
        if self.is_fargate:
            return "FARGATE"
        provider = self.index.follow(self.world, self.capacity_provider, CapacityProvider)
        if provider is None:
            raise Undetermined(Unknown("the strategy names no capacity provider", self.span))
        return "EC2" if provider.has_auto_scaling_group else "MANAGED_INSTANCES"


def names_cluster(entity: Entity, value: Value, cluster: Cluster) -> bool:
    """Whether a value is the name or the id of a cluster."""
    written = entity.world.resolve(value)
    if isinstance(written, Known) and written.value:
        return cluster.identifies(str(written.value))
    mine = entity.index.follow(entity.world, value, Cluster)
    return mine is not None and mine.resource is cluster.resource


class ProviderList(ResourceEntity):
    """What associates capacity providers with a cluster."""

    capacity_providers = values()
    lists_providers = given(api="capacityProviders")
    default_capacity_provider_strategy = entities(StrategyItem)

    @property
    def keys(self) -> list[str]:
        """The capacity providers that it lists, by their keys."""
        return [provider_key(self, value) for value in self.capacity_providers]

    @property
    def offered(self) -> Items[str]:
        """The capacity providers that the cluster has, by their keys; open when there may be more."""
        return Items(self.keys)

    def offered_at(self, message: str) -> list[Place]:
        """What says which capacity providers the cluster has."""
        return [self.at("capacity_providers", message)]


class Cluster(
    ProviderList,
    terraform=("aws_ecs_cluster",),
    cloudformation=("AWS::ECS::Cluster",),
):
    """A cluster."""

    noun = "cluster"
    naming = ("name",)
    through: ClassVar[dict[str, tuple[str, ...]]] = {"data.aws_ecs_cluster": ("cluster_name",)}

    name = text(api="clusterName", terraform="name")
    written_name = raw(api="clusterName", terraform="name")
    has_namespace = given(api="serviceConnectDefaults.namespace")

    @property
    def associations(self) -> Items[ClusterCapacityProviders]:
        """What gives it capacity providers beside it; open when there may be more."""
        return joining(
            self, ClusterCapacityProviders, "cluster_reference", lambda each: each.joins(self), True
        )

    @property
    def effective_strategy(self) -> Items[StrategyItem]:
        """The strategy of services that give none: written here, or by an association of its own."""
        if self.default_capacity_provider_strategy:
            return self.default_capacity_provider_strategy
        for association in self.associations:
            return association.default_capacity_provider_strategy
        return Items([])

    @property
    def offered(self) -> Items[str]:
        listing = [each for each in self._listing if each.lists_providers]
        unknown = None
        if not listing:
            unknown = self.index.hidden() or handed_out(self, HARMLESS, "associate capacity providers")
        own = joining(self, CapacityProvider, "cluster_reference", lambda each: each.joins(self), True)
        keys = [key for each in listing for key in each.keys]
        return Items([*keys, *(each.resource.address for each in own.known)], unknown or own.unknown)

    def offered_at(self, message: str) -> list[Place]:
        listing = [each for each in self._listing if each.lists_providers]
        return [each.at("capacity_providers", message) for each in listing or [self]]

    @property
    def _listing(self) -> list[ProviderList]:
        return [self, *self.associations]


HARMLESS = (
    "aws_",
    "data.",
    "AWS::ApplicationAutoScaling::",
    "AWS::AutoScaling::",
    "AWS::CloudFormation::Stack",
    "AWS::CloudWatch::",
    "AWS::CodeDeploy::",
    "AWS::EC2::",
    "AWS::ECS::",
    "AWS::Events::",
    "AWS::IAM::",
    "AWS::Lambda::",
    "AWS::Scheduler::",
    "AWS::StepFunctions::",
)
"""How the types of resources begin that associate no capacity providers, or are looked at."""


class ClusterCapacityProviders(
    ProviderList,
    terraform=("aws_ecs_cluster_capacity_providers",),
    cloudformation=("AWS::ECS::ClusterCapacityProviderAssociations",),
):
    """The capacity providers of a cluster, declared beside it."""

    noun = "cluster capacity providers"

    cluster_reference = raw(api="cluster", terraform="cluster_name")

    def joins(self, cluster: Cluster) -> bool:
        """Whether this is about a cluster. Raises Undetermined when nobody knows which one it is about."""
        return names_cluster(self, self.cluster_reference, cluster)


class CapacityProvider(
    ResourceEntity,
    terraform=("aws_ecs_capacity_provider",),
    cloudformation=("AWS::ECS::CapacityProvider",),
):
    """Capacity of an Auto Scaling group, or of managed instances."""

    noun = "capacity provider"
    naming = ("name",)

    name = text()
    has_auto_scaling_group = given(api="autoScalingGroupProvider")
    auto_scaling_group_arn = raw(api="autoScalingGroupProvider.autoScalingGroupArn")
    cluster_reference = raw(api="cluster", cloudformation="ClusterName")
    """The cluster that managed instances are for; those of an Auto Scaling group serve any."""
    managed_scaling = text(api="autoScalingGroupProvider.managedScaling.status")
    termination_protection = text(api="autoScalingGroupProvider.managedTerminationProtection")

    def joins(self, cluster: Cluster) -> bool:
        """Whether it is for a cluster alone. Raises Undetermined when nobody knows which one it is for."""
        return names_cluster(self, self.cluster_reference, cluster)
