"""What starts tasks: the task definition it runs, on which capacity, and in which network."""

from __future__ import annotations

from ecslint.model.auto_scaling import AutoScalingGroup
from ecslint.model.cluster import CapacityProvider, Cluster, StrategyItem
from ecslint.model.connections import linked
from ecslint.model.entity import Attribute, Entity
from ecslint.model.items import Items
from ecslint.model.network import Subnet
from ecslint.model.security_groups import SecurityGroup
from ecslint.model.task_definition import TaskDefinition
from ecslint.place import Place
from ecslint.value import Absent, Mapping, Unknown, Value
from ecslint.world import Undetermined, undetermined


class TaskLauncher(Entity):
    """What starts tasks: a service, a task set, a target of an event rule, a schedule."""

    cluster_reference: Attribute[Value]
    task_definition_reference: Attribute[Value]
    launch_type: Attribute[str | None]
    platform_version: Attribute[str | None]
    capacity_provider_strategy: Attribute[Items[StrategyItem]]
    network_configuration: Attribute[Value]
    subnets: Attribute[Items[Value]]
    security_groups: Attribute[Items[Value]]
    assign_public_ip: Attribute[bool]

    @property
    def delegates(self) -> bool:
        """Whether it leaves all this to others: a service to its task sets."""
        return False

    @property
    def task_definition(self) -> TaskDefinition | None:
        """The task definition; None when none is given. Raises Undetermined when declared elsewhere."""
        return self.index.follow(self.world, self.task_definition_reference, TaskDefinition)

    @property
    def cluster(self) -> Cluster | None:
        """The cluster; None when none is given. Raises Undetermined when declared elsewhere."""
        return self.index.follow(self.world, self.cluster_reference, Cluster)

    @property
    def has_network_configuration(self) -> bool:
        value = self.only(self.network_configuration)
        if not isinstance(value, Absent | Mapping):
            undetermined(value)
        return not isinstance(value, Absent)

    @property
    def auto_scaling_groups(self) -> Items[AutoScalingGroup]:
        """The groups behind its capacity providers; without any it may be placed on other instances."""
        strategy = self.strategy
        named = Items([item.capacity_provider for item in strategy.known], strategy.unknown)
        providers = linked(self, named, CapacityProvider)
        arns = Items([provider.auto_scaling_group_arn for provider in providers.known], providers.unknown)
        return linked(self, arns, AutoScalingGroup)

    @property
    def declared_subnets(self) -> Items[Subnet]:
        """The subnets of its tasks; those that are declared elsewhere leave the list open."""
        return linked(self, self.subnets, Subnet)

    @property
    def declared_security_groups(self) -> Items[SecurityGroup]:
        """The security groups of its tasks; those that are declared elsewhere leave the list open."""
        return linked(self, self.security_groups, SecurityGroup)

    @property
    def strategy(self) -> Items[StrategyItem]:
        """The capacity provider strategy: its own or, with no launch type, the cluster's (F-088)."""
        own = self.capacity_provider_strategy
        if own or self.launch_type is not None:
            return own
        cluster = self.cluster
        if cluster is None:
            place = self.at("launch_type")
            reason = "the default cluster may have a capacity provider strategy"
            return Items([], Unknown(reason, place.span))
        return cluster.effective_strategy

    @property
    def runs_on(self) -> str:
        """FARGATE, EC2, EXTERNAL or MANAGED_INSTANCES. Raises Undetermined when it cannot be known."""
        written = self.launch_type
        if written is not None:
            return written
        for item in self.strategy:
            try:
                return item.launch_type
            except Undetermined:
                if item.is_fargate or not self._needs_instances:
                    raise
        return "EC2"

    @property
    def _needs_instances(self) -> bool:
        """Whether the task definition is for EC2 alone, so that it can run on nothing else (F-007)."""
        task = self.task_definition
        return task is not None and set(task.requires_compatibilities) == {"EC2"}

    def capacity_at(self, message: str = "") -> list[Place]:
        """What says where the service runs: its launch type, its strategy, or none and the cluster's."""
        if self.launch_type is None:
            for item in self.strategy:
                place = item.at("capacity_provider", message)
                return [place] if item.resource is self.resource else [self.at("launch_type"), place]
        return [self.at("launch_type", message)]
