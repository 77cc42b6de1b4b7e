"""The network that tasks and load balancers stand in."""

from __future__ import annotations

from ecslint.model.attributes import given, text
from ecslint.model.resources import ResourceEntity


class Subnet(ResourceEntity, terraform=("aws_subnet",), cloudformation=("AWS::EC2::Subnet",)):
    """A subnet."""

    noun = "subnet"

    availability_zone = text()
    outpost = given(api="outpostArn")
