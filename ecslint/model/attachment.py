"""What joins the tasks of a service, or of a task set, to load balancers and registries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeVar, cast

from ecslint.model.attributes import given, integer, raw, text
from ecslint.model.auto_scaling import AutoScalingAttachment, AutoScalingGroup
from ecslint.model.container import Container, PortMapping
from ecslint.model.discovery import DiscoveryService
from ecslint.model.entity import Entity
from ecslint.model.items import Items, first
from ecslint.model.load_balancing import TargetGroup
from ecslint.model.resources import KINDS, ResourceEntity
from ecslint.model.task_definition import TaskDefinition
from ecslint.place import Place
from ecslint.world import Undetermined

if TYPE_CHECKING:
    from ecslint.model.service import Service, TaskSet

R = TypeVar("R", bound=ResourceEntity)


class PartOfService(Entity):
    """A block of a service, or of a task set, that is looked at on its own."""

    @property
    def service(self) -> Service | TaskSet:
        """What runs the tasks: the service, or one of its task sets."""
        kind = KINDS[self.resource.type]
        return cast("Service | TaskSet", self.index.enter(self.world, kind, self.resource))

    @property
    def task_definition(self) -> TaskDefinition | None:
        return self.service.task_definition

    def __str__(self) -> str:
        return f"{self.noun} of {self.service}"


class LoadBalancerAttachment(PartOfService):
    """One load balancer entry of a service, with the container and target group that it joins."""

    noun = "load balancer"

    container_name = text()
    container_port = integer()
    target_group_arn = raw()
    has_target_group = given(api="targetGroupArn")
    alternate_target_group_arn = raw(api="advancedConfiguration.alternateTargetGroupArn")
    classic_load_balancer = given(api="loadBalancerName", terraform="elb_name")
    advanced_configuration = given()
    of_task_set = False

    @property
    def target_groups(self) -> Iterator[tuple[TargetGroup, str]]:
        """Its target group, and the alternate one of a blue/green service, with what names each."""
        for attribute in ("target_group_arn", "alternate_target_group_arn"):
            group = self.index.follow(self.world, getattr(self, attribute), TargetGroup)
            if group is not None:
                yield group, attribute

    @property
    def target_group(self) -> TargetGroup | None:
        """The target group; None when none is given. Raises Undetermined when declared elsewhere."""
        return self.index.follow(self.world, self.target_group_arn, TargetGroup)

    @property
    def container(self) -> Container | None:
        """The container that the entry names, None when the task definition has none of that name."""
        task, name = self.task_definition, self.container_name
        if task is None or name is None:
            return None
        return first(task.containers, lambda container: container.name == name)

    @property
    def port_mapping(self) -> PortMapping | None:
        """The mapping of the container port that the entry names."""
        container, port = self.container, self.container_port
        if container is None or port is None:
            return None
        return first(container.port_mappings, lambda mapping: mapping.container_port == port)

    @property
    def mappings(self) -> Items[PortMapping]:
        """All mappings of the container port that the entry names: one for each protocol."""
        container, port = self.container, self.container_port
        if container is None or port is None:
            return Items([])
        return container.port_mappings.kept(lambda mapping: mapping.container_port == port)

    @property
    def registering(self) -> list[tuple[ResourceEntity, Place]]:
        """What is known to register instances in its target group, and where it says so."""
        group = self.target_group
        found: list[tuple[ResourceEntity, Place]] = []
        if group is None:
            return found
        scaling: list[AutoScalingGroup | AutoScalingAttachment]
        scaling = [*self._referring(AutoScalingGroup, group), *self._referring(AutoScalingAttachment, group)]
        for each in scaling:
            try:
                found += [
                    (each, place) for other, place in each.registrations if other.resource is group.resource
                ]
            except Undetermined:
                continue
        return found

    def serves_only(self, group: TargetGroup, network_mode: str) -> bool:
        """Whether all that registers targets in a target group are services with tasks in a network mode."""
        address = group.resource.address
        if group.targets or group.attachments or self._referring(AutoScalingGroup, group):
            return False
        if self._referring(AutoScalingAttachment, group):
            return False
        for resource in self.index.mentions(address):
            kind = KINDS.get(resource.type)
            if kind is None or not hasattr(kind, "load_balancers") or not self.world.holds(resource.exists):
                continue
            for each in self.index.enter(self.world, kind, resource).load_balancers:
                task = each.task_definition
                is_other = task is None or task.network_mode != network_mode
                if is_other and any(other.resource is group.resource for other, _ in each.target_groups):
                    return False
        return self.index.hidden_from(address) is None

    def _referring(self, kind: type[R], group: TargetGroup) -> list[R]:
        resources = self.index.referrers(kind, group.resource.address)
        return [
            self.index.enter(self.world, kind, each) for each in resources if self.world.holds(each.exists)
        ]


class TaskSetLoadBalancer(LoadBalancerAttachment):
    """One load balancer entry of a task set."""

    classic_load_balancer = given(api="loadBalancerName")
    of_task_set = True


class ServiceRegistry(PartOfService):
    """A Cloud Map registry of a service."""

    noun = "service registry"

    registry_arn = raw()
    port = integer()
    container_name = text()
    container_port = integer()

    @property
    def discovery_service(self) -> DiscoveryService | None:
        return self.index.follow(self.world, self.registry_arn, DiscoveryService)
