"""Application Auto Scaling of services."""

from __future__ import annotations

from ecslint.model.attributes import integer, raw, text
from ecslint.model.index import references
from ecslint.model.resources import ResourceEntity
from ecslint.value import Reference, Text

ARNS = {
    "aws_ecs_cluster": ("id", "arn"),
    "aws_ecs_service": ("id", "arn"),
    "AWS::ECS::Cluster": ("Arn",),
    "AWS::ECS::Service": ("", "ServiceArn"),
}
"""Type of a resource → the attributes that are its ARN; the empty one is what `Ref` gives."""


class ScalableTarget(
    ResourceEntity,
    terraform=("aws_appautoscaling_target",),
    cloudformation=("AWS::ApplicationAutoScaling::ScalableTarget",),
):
    """What Application Auto Scaling changes the size of, and between which bounds."""

    noun = "scalable target"

    resource_reference = raw(api="resourceId")
    resource_id = text()
    scalable_dimension = text()
    service_namespace = text()
    minimum_capacity = integer(api="minCapacity")
    maximum_capacity = integer(api="maxCapacity")

    @property
    def scales_ecs(self) -> bool:
        """Whether it is about ECS, going by its namespace."""
        return self.service_namespace == "ecs"

    @property
    def arns(self) -> list[str]:
        """What of the resource id is an ARN although a name has to stand there (F-283)."""
        value = self.world.resolve(self.resource_reference)
        parts = value.parts if isinstance(value, Text) else ()
        found = [self.world.resolve(part) for part in parts]
        return [part.target for part in found if isinstance(part, Reference) and self._is_arn(part)]

    def _is_arn(self, reference: Reference) -> bool:
        resource = self.index.resource(reference.target)
        return resource is not None and reference.attribute in ARNS.get(resource.type, ())

    def scales(self, address: str, name: str) -> bool:
        """Whether it scales the service with an address and a name.

        Raises Undetermined when the resource id names one that is not known here.
        """
        if address in references(self.resource_reference):
            return True
        return (self.resource_id or "").rpartition("/")[2] == name
