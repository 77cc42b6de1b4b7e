"""Application Auto Scaling of services."""

from __future__ import annotations

from ecslint.model.attributes import integer, raw, text
from ecslint.model.index import references
from ecslint.model.resources import ResourceEntity


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

    def scales(self, address: str, name: str) -> bool:
        """Whether it scales the service with an address and a name.

        Raises Undetermined when the resource id names one that is not known here.
        """
        if address in references(self.resource_reference):
            return True
        return (self.resource_id or "").rpartition("/")[2] == name
