"""The network that tasks and load balancers stand in."""

from __future__ import annotations

from typing import ClassVar

from ecslint.model.attributes import given, raw, text
from ecslint.model.resources import ResourceEntity
from ecslint.value import Unknown
from ecslint.world import Undetermined


class Subnet(ResourceEntity, terraform=("aws_subnet",), cloudformation=("AWS::EC2::Subnet",)):
    """A subnet."""

    noun = "subnet"
    through: ClassVar[dict[str, tuple[str, ...]]] = {"data.aws_subnet": ("id",)}

    vpc = raw(api="vpcId")
    availability_zone = text()
    outpost = given(api="outpostArn")

    @property
    def zone(self) -> str:
        """Its Availability Zone. Raises Undetermined when AWS chooses it."""
        zone = self.availability_zone
        if zone is None:
            raise Undetermined(Unknown(f"AWS chooses the zone of {self}", self.span))
        return zone
