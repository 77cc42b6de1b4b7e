"""Load balancers: of which kind they are, and where they stand."""

from __future__ import annotations

from ecslint.model.attributes import entities, raw, text, text_or, values
from ecslint.model.connections import linked
from ecslint.model.entity import Entity
from ecslint.model.items import Items
from ecslint.model.network import Subnet
from ecslint.model.resources import ResourceEntity
from ecslint.model.security_groups import SecurityGroup


class SubnetMapping(Entity):
    """A subnet of a load balancer, with the address that it has there."""

    subnet_id = raw()


class LoadBalancer(
    ResourceEntity,
    terraform=("aws_lb", "aws_alb"),
    cloudformation=("AWS::ElasticLoadBalancingV2::LoadBalancer",),
):
    """An Application, Network or Gateway Load Balancer."""

    noun = "load balancer"
    naming = ("name",)
    through = dict.fromkeys(("data.aws_lb", "data.aws_alb"), ("arn", "name"))

    name = text()
    type = text_or("application", terraform="load_balancer_type")
    scheme = text()
    security_group_references = values(api="securityGroups")
    subnet_references = values(api="subnets")
    subnet_mappings = entities(SubnetMapping, terraform="subnet_mapping")

    @property
    def security_groups(self) -> Items[SecurityGroup]:
        """Its security groups; those that are declared elsewhere leave the list open."""
        return linked(self, self.security_group_references, SecurityGroup)

    @property
    def subnets(self) -> Items[Subnet]:
        """Its subnets; those that are declared elsewhere leave the list open."""
        references = [*self.subnet_references, *(mapping.subnet_id for mapping in self.subnet_mappings)]
        return linked(self, Items(references), Subnet)


class ClassicLoadBalancer(
    ResourceEntity,
    terraform=("aws_elb",),
    cloudformation=("AWS::ElasticLoadBalancing::LoadBalancer",),
):
    """A load balancer of the first generation."""

    noun = "Classic Load Balancer"
    naming = ("name",)

    name = text(cloudformation="LoadBalancerName")
