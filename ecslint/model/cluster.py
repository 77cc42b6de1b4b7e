"""Clusters and the capacity that joins them."""

from __future__ import annotations

from typing import ClassVar

from ecslint.model.attributes import entities, given, integer_or, raw, text
from ecslint.model.entity import Entity
from ecslint.model.items import Items
from ecslint.model.resources import ResourceEntity
from ecslint.value import Reference, Unknown
from ecslint.world import Undetermined

FARGATE_PROVIDERS = ("FARGATE", "FARGATE_SPOT")


class StrategyItem(Entity):
    """One capacity provider of a strategy, with its weight and base."""

    capacity_provider = raw()
    weight = integer_or(0)
    base = integer_or(0)

    @property
    def is_fargate(self) -> bool:
        """Whether it is Fargate or Fargate Spot, whose names no other provider can have (F-092)."""
        value = self.world.settle(self.capacity_provider)
        declared = {resource.address for resource in self.index.resources(CapacityProvider)}
        if isinstance(value, Reference) and value.target in declared:
            return False
        return self.world.scalar(value) in FARGATE_PROVIDERS

    @property
    def launch_type(self) -> str:
        """What its tasks run on. Raises Undetermined for a provider that is declared elsewhere."""
        if self.is_fargate:
            return "FARGATE"
        provider = self.index.follow(self.world, self.capacity_provider, CapacityProvider)
        if provider is None:
            raise Undetermined(Unknown("the strategy names no capacity provider", self.span))
        return "EC2" if provider.has_auto_scaling_group else "MANAGED_INSTANCES"


class Cluster(
    ResourceEntity,
    terraform=("aws_ecs_cluster",),
    cloudformation=("AWS::ECS::Cluster",),
):
    """A cluster."""

    noun = "cluster"
    naming = ("name",)
    through: ClassVar[dict[str, tuple[str, ...]]] = {"data.aws_ecs_cluster": ("cluster_name",)}

    name = text(api="clusterName", terraform="name")
    default_capacity_provider_strategy = entities(StrategyItem)

    @property
    def effective_strategy(self) -> Items[StrategyItem]:
        """The strategy of services that give none: written here, or by an association of its own."""
        if self.default_capacity_provider_strategy:
            return self.default_capacity_provider_strategy
        for resource in self.index.resources(ClusterCapacityProviders):
            if self.world.holds(resource.exists):
                association = self.index.enter(self.world, ClusterCapacityProviders, resource)
                if association.joins(self):
                    return association.default_capacity_provider_strategy
        return Items([], self.index.hidden_from(self.resource.address))


class ClusterCapacityProviders(
    ResourceEntity,
    terraform=("aws_ecs_cluster_capacity_providers",),
    cloudformation=("AWS::ECS::ClusterCapacityProviderAssociations",),
):
    """The capacity providers of a cluster, declared beside it."""

    noun = "cluster capacity providers"

    cluster_reference = raw(api="cluster", terraform="cluster_name")
    default_capacity_provider_strategy = entities(StrategyItem)

    def joins(self, cluster: Cluster) -> bool:
        """Whether this is about a cluster. Raises Undetermined when it names one declared elsewhere."""
        mine = self.index.follow(self.world, self.cluster_reference, Cluster)
        return mine is not None and mine.resource is cluster.resource


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


class DnsRecord(Entity):
    type = text()


class DiscoveryService(
    ResourceEntity,
    terraform=("aws_service_discovery_service",),
    cloudformation=("AWS::ServiceDiscovery::Service",),
):
    """A Cloud Map service, in which ECS registers tasks."""

    noun = "Cloud Map service"
    naming = ("name",)

    name = text()
    records = entities(DnsRecord, api="dnsConfig.dnsRecords")

    @property
    def record_types(self) -> set[str]:
        """The types of the DNS records that are made for each task; none in an HTTP namespace."""
        return {record.type or "" for record in self.records}
