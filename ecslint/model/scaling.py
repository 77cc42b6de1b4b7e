"""Application Auto Scaling of services: targets, policies, and changes by the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.model.attributes import entities, given, integer, raw, text
from ecslint.model.cluster import Cluster
from ecslint.model.entity import Entity
from ecslint.model.index import references
from ecslint.model.resources import ResourceEntity
from ecslint.value import Known, Reference, Text, Unknown, Value
from ecslint.world import Undetermined

if TYPE_CHECKING:
    from ecslint.model.service import Service

ARNS = {
    "aws_ecs_cluster": ("id", "arn"),
    "aws_ecs_service": ("id", "arn"),
    "AWS::ECS::Cluster": ("Arn",),
    "AWS::ECS::Service": ("", "ServiceArn"),
}
"""Type of a resource → the attributes that are its ARN; the empty one is what `Ref` gives."""


class Scaling(ResourceEntity):
    """What names to Application Auto Scaling a thing that it changes the size of."""

    resource_reference = raw(api="resourceId")
    resource_id = text()
    dimension_reference = raw(api="scalableDimension")
    scalable_dimension = text()
    namespace_reference = raw(api="serviceNamespace")
    service_namespace = text()

    @property
    def scales_ecs(self) -> bool:
        """Whether it is about ECS, going by its namespace."""
        return self.service_namespace == "ecs"

    @property
    def names_itself(self) -> bool:
        """Whether it says itself what it scales, and does not take it from a scalable target."""
        return not self._borrows(self.resource_reference)

    @property
    def classifies_itself(self) -> bool:
        """Whether it says itself which dimension it is about, or of which namespace."""
        return not (self._borrows(self.dimension_reference) and self._borrows(self.namespace_reference))

    def _borrows(self, value: Value) -> bool:
        value = self.world.resolve(value)
        return isinstance(value, Reference) and self.index.kind_of(value.target) is ScalableTarget

    @property
    def arns(self) -> list[str]:
        """What of the resource id is an ARN although a name has to stand there (F-283)."""
        return [part.target for part in self._parts if isinstance(part, Reference) and self._is_arn(part)]

    @property
    def _parts(self) -> list[Value]:
        value = self.world.resolve(self.resource_reference)
        return [self.world.resolve(part) for part in value.parts] if isinstance(value, Text) else []

    def _is_arn(self, reference: Reference) -> bool:
        resource = self.index.resource(reference.target)
        return resource is not None and reference.attribute in ARNS.get(resource.type, ())

    @property
    def misplaced(self) -> tuple[Service, Cluster] | None:
        """The service that the resource id refers to, and the cluster that it is not in but named with."""
        from ecslint.model.service import Service

        match self._parts:
            case [Known(value="service/"), Reference() as before, Known(value="/"), Reference() as after]:
                kinds = self.index.kind_of(before.target), self.index.kind_of(after.target)
                if kinds == (Cluster, Service):
                    service = self.index.follow(self.world, after, Service)
                    named = self.index.follow(self.world, before, Cluster)
                    actual = None if service is None else service.cluster
                    if service and named and actual and actual.resource is not named.resource:
                        return service, named
        return None

    @property
    def service(self) -> Service | None:
        """The declared service that the resource id names; None when it names another, or nobody knows."""
        from ecslint.model.service import Service

        wanted = self._spelled(self.resource_reference)
        for service in self.index.all(self.world, Service).known:
            names = self._names(service, service.written_name)
            clusters = [self._spelled(service.cluster_reference)]
            try:
                cluster = service.cluster
            except Undetermined:
                cluster = None
            if cluster is not None:
                clusters = self._names(cluster, cluster.written_name)
            ids = [f"service/{first}/{last}" for first in clusters for last in names if first and last]
            if wanted in ids:
                return service
        return None

    def _names(self, entity: ResourceEntity, name: Value) -> list[str]:
        """How text that names a resource is spelled: with a reference to it, or with the same name."""
        return [_hole(entity.resource.address), self._spelled(name)]

    def _spelled(self, value: Value) -> str:
        """Text in which what is unknown is marked by what it is; empty where that cannot be told."""
        value = self.world.resolve(value)
        match value:
            case Known(value=str() as text):
                return text
            case Text(parts=parts):
                spelled = [self._spelled(part) for part in parts]
                return "".join(spelled) if all(spelled) else ""
            case Reference(target=target):
                return _hole(target)
            case Unknown(identity=identity) if identity:
                return _hole(identity)
        return ""

    def scales(self, address: str, name: str) -> bool:
        """Whether it scales the service with an address and a name.

        Raises Undetermined when the resource id names one that is not known here.
        """
        if address in references(self.resource_reference):
            return True
        return (self.resource_id or "").rpartition("/")[2] == name


def _hole(identity: str) -> str:
    return f"${{{identity}}}"


class CapacityChange(Entity):
    """The bounds that a scheduled action sets."""

    noun = "scheduled action"

    minimum_capacity = integer(api="scalableTargetAction.minCapacity")
    maximum_capacity = integer(api="scalableTargetAction.maxCapacity")
    has_minimum = given(api="scalableTargetAction.minCapacity")
    has_maximum = given(api="scalableTargetAction.maxCapacity")

    @property
    def target(self) -> Scaling:
        """What names the thing whose bounds it changes."""
        return self.index.enter(self.world, ScalableTarget, self.resource)

    def __str__(self) -> str:
        return f"a scheduled action of {self.target}"


class ScalableTarget(
    Scaling,
    terraform=("aws_appautoscaling_target",),
    cloudformation=("AWS::ApplicationAutoScaling::ScalableTarget",),
):
    """What Application Auto Scaling changes the size of, and between which bounds."""

    noun = "scalable target"

    minimum_capacity = integer(api="minCapacity")
    maximum_capacity = integer(api="maxCapacity")
    scheduled_actions = entities(CapacityChange)

    @property
    def target(self) -> Scaling:
        return self


class ScheduledAction(CapacityChange, Scaling, terraform=("aws_appautoscaling_scheduled_action",)):
    """A change of the bounds of a scalable target by the clock, declared beside it."""

    @property
    def target(self) -> Scaling:
        return self

    def __str__(self) -> str:
        return self.resource.address


class ScalingPolicy(
    Scaling,
    terraform=("aws_appautoscaling_policy",),
    cloudformation=("AWS::ApplicationAutoScaling::ScalingPolicy",),
):
    """When Application Auto Scaling changes the size of something, and by how much."""

    noun = "scaling policy"

    target_reference = raw(api="scalingTargetId")
    has_resource_id = given(api="resourceId")
    has_scalable_dimension = given(api="scalableDimension")
    has_service_namespace = given(api="serviceNamespace")

    @property
    def scalable_target(self) -> ScalableTarget | None:
        """The target that it names by its id; None when it names none so (CloudFormation alone can)."""
        return self.index.follow(self.world, self.target_reference, ScalableTarget)

    def scales(self, address: str, name: str) -> bool:
        target = self.scalable_target
        return super().scales(address, name) if target is None else target.scales(address, name)
