"""What starts tasks: the task definition it runs, on which capacity, and in which network."""

from __future__ import annotations

from typing import Any

from ecslint.model.attributes import boolean, entities, inputs, raw, text
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
    """What starts tasks: a service, a task set, a target of an event rule, a schedule, a state.

    Subclasses say where in them the parameters are that all of these have.
    """

    cluster_reference: Attribute[Value]
    task_definition_reference: Attribute[Value]
    launch_type = text()
    platform_version = text()
    capacity_provider_strategy = entities(StrategyItem)
    network_configuration = raw(
        api="networkConfiguration.awsvpcConfiguration", terraform="network_configuration"
    )
    subnets = inputs(
        api="networkConfiguration.awsvpcConfiguration.subnets", terraform="network_configuration.subnets"
    )
    security_groups = inputs(
        api="networkConfiguration.awsvpcConfiguration.securityGroups",
        terraform="network_configuration.security_groups",
    )
    assign_public_ip = boolean(
        api="networkConfiguration.awsvpcConfiguration.assignPublicIp",
        terraform="network_configuration.assign_public_ip",
    )

    def __init_subclass__(
        cls,
        *,
        parameters: str = "",
        terraform_parameters: str = "",
        renamed: dict[str, str] | None = None,
        **other: Any,
    ) -> None:
        """`parameters` leads to the shared ones, `renamed` says what CloudFormation calls otherwise there."""
        super().__init_subclass__(**other)
        for name, attribute in vars(TaskLauncher).items():
            if isinstance(attribute, Attribute) and (parameters or renamed):
                moved = attribute.within(parameters, terraform_parameters, renamed)
                moved.__set_name__(cls, name)
                setattr(cls, name, moved)

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
    def may_have_declared_subnets(self) -> bool:
        """Whether the stack declares subnets at all, so that its tasks may run in them."""
        return bool(self.index.resources(Subnet)) and bool(self.subnets.known)

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
    def fargate_task(self) -> TaskDefinition | None:
        """The task definition, where nothing but this says that it runs on Fargate.

        One that lists what it is compatible with is checked when it is registered, and one that is not
        in awsvpc mode is a mismatch of its own.
        """
        if self.launch_type not in (None, "FARGATE"):
            return None
        task = self.task_definition
        if task is None or task.requires_compatibilities or task.network_mode != "awsvpc":
            return None
        return task if self.runs_on == "FARGATE" else None

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
