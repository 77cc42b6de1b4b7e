"""The network that tasks and load balancers stand in: VPCs, subnets, and what a VPC is connected by."""

from __future__ import annotations

import re
from typing import ClassVar

from ecslint.model.attributes import given, raw, text
from ecslint.model.connections import LODGERS, handed_out, joining
from ecslint.model.items import Items
from ecslint.model.resources import ResourceEntity
from ecslint.model.routing import (
    DefaultRouteTable,
    MainRouteTableAssociation,
    Route,
    RouteTableAssociation,
    SeparateRoute,
)
from ecslint.place import Place
from ecslint.value import Absent, Known, Reference, Text, Unknown, Value
from ecslint.world import Undetermined, undetermined

DEFAULT_ROUTE = "0.0.0.0/0"
_RESERVED_ADDRESSES = 5


class Vpc(ResourceEntity, terraform=("aws_vpc",), cloudformation=("AWS::EC2::VPC",)):
    """A VPC."""

    noun = "VPC"
    through: ClassVar[dict[str, tuple[str, ...]]] = {"data.aws_vpc": ("id",)}

    @property
    def endpoints(self) -> Items[VpcEndpoint]:
        """Its endpoints; open when there may be more than are known."""
        endpoints = joining(self, VpcEndpoint, "vpc", lambda endpoint: is_in(endpoint, self))
        if endpoints.unknown is not None:
            return endpoints
        return Items(endpoints.known, handed_out(self, HARMLESS, "add endpoints"))

    @property
    def main_routes(self) -> Items[Route]:
        """The routes of subnets that have no route table of their own."""
        others = joining(self, MainRouteTableAssociation, "vpc", lambda each: is_in(each, self))
        for other in others:
            return other.routes
        tables = joining(self, DefaultRouteTable, "default_of", lambda each: each.is_main_of(self))
        inside = tables.joined(lambda table: table.routes)
        beside = joining(self, SeparateRoute, "route_table", lambda each: each.is_main_of(self))
        unknown = inside.unknown or beside.unknown or handed_out(self, HARMLESS, "add routes")
        return Items([*inside.known, *beside.known], unknown)


class Subnet(ResourceEntity, terraform=("aws_subnet",), cloudformation=("AWS::EC2::Subnet",)):
    """A subnet."""

    noun = "subnet"
    through: ClassVar[dict[str, tuple[str, ...]]] = {"data.aws_subnet": ("id",)}

    vpc = raw(api="vpcId")
    availability_zone = text()
    outpost = given(api="outpostArn")
    cidr = text(api="cidrBlock")

    @property
    def zone(self) -> str:
        """Its Availability Zone. Raises Undetermined when AWS chooses it."""
        zone = self.availability_zone
        if zone is None:
            raise Undetermined(Unknown(f"AWS chooses the zone of {self}", self.span))
        return zone

    @property
    def addresses(self) -> int:
        """How many IPv4 addresses there are in it; AWS keeps five for itself."""
        match = re.fullmatch(r"[0-9.]+/([0-9]{1,2})", self.cidr or "")
        if match is None or int(match[1]) > 28:
            raise Undetermined(Unknown(f"the range of addresses of {self} is not known", self.span))
        return int(2 ** (32 - int(match[1])) - _RESERVED_ADDRESSES)

    @property
    def declared_vpc(self) -> Vpc:
        """Its VPC. Raises Undetermined when that is declared elsewhere."""
        vpc = self.index.follow(self.world, self.vpc, Vpc)
        if vpc is None:
            raise Undetermined(Unknown(f"the VPC of {self} is not given", self.span))
        return vpc

    @property
    def association(self) -> RouteTableAssociation | None:
        """What gives it a route table; None when it has the main one of its VPC."""
        found = joining(self, RouteTableAssociation, "subnet", lambda each: is_in(each, self))
        for association in found:
            return association
        unknown = handed_out(self, HARMLESS, "give it a route table")
        if unknown is not None:
            raise Undetermined(unknown)
        return None

    @property
    def routes(self) -> Items[Route]:
        """The routes that lead out of its VPC; open when there may be more than are known."""
        association = self.association
        routes = self.declared_vpc.main_routes if association is None else association.routes
        return routes.kept(lambda route: not route.is_local)

    @property
    def outlet(self) -> str:
        """How packets leave the VPC: "gateway" for an Internet gateway alone, "none", or "other"."""
        routes = list(self.routes)
        if not routes:
            return "none"
        plain = all(route.destination == DEFAULT_ROUTE and route.uses_internet_gateway for route in routes)
        return "gateway" if plain else "other"

    def ways_out(self, message: str) -> list[Place]:
        """What says how packets leave it: its routes, or else what gives it a table that has none."""
        routes = list(self.routes)
        if routes:
            return [route.at("gateway", message) for route in routes]
        association = self.association
        return [self.at("vpc", message) if association is None else association.at("table", message)]


class VpcEndpoint(ResourceEntity, terraform=("aws_vpc_endpoint",), cloudformation=("AWS::EC2::VPCEndpoint",)):
    """A way from a VPC to a service of AWS that does not need the Internet."""

    noun = "VPC endpoint"

    vpc = raw(api="vpcId")
    service_name = raw()

    @property
    def service(self) -> str:
        """The service that it leads to, such as "ecr.api". Raises Undetermined when nobody can know."""
        value = self.world.resolve(self.service_name)
        looked_up = self.index.resource(value.target) if isinstance(value, Reference) else None
        if looked_up is not None and looked_up.type == "data.aws_vpc_endpoint_service":
            short = looked_up.body.items.get("service", Absent(looked_up.span))
            return str(self.world.scalar(short))
        skeleton = _skeleton(self.world.settle(value))
        match = re.fullmatch(r"(?:com|cn\.com)\.amazonaws\.[^.]+\.(.+)", skeleton or "")
        if match is None:
            undetermined(value)
        return match[1]


def is_in(
    entity: VpcEndpoint | MainRouteTableAssociation | RouteTableAssociation, owner: Vpc | Subnet
) -> bool:
    """Whether something belongs to a VPC or a subnet. Raises Undetermined when it names one elsewhere."""
    attribute = "subnet" if isinstance(owner, Subnet) else "vpc"
    mine = entity.index.follow(entity.world, getattr(entity, attribute), type(owner))
    return mine is not None and mine.resource is owner.resource


def other_vpc(vpc: Value, subnet: Subnet) -> bool:
    """Whether a VPC is certain not to be that of a subnet; two ways to say it may mean the same (F-057)."""
    names: list[tuple[str, str]] = []
    for value in (subnet.world.settle(vpc), subnet.world.settle(subnet.vpc)):
        match value:
            case Known(value=str() as name):
                names.append(("written", name))
            case Reference(target=target) if subnet.index.kind_of(target) is Vpc and "[*]" not in target:
                names.append(("declared", target))
            case _:
                undetermined(value)
    (kind, first), (other, second) = names
    return first != second if kind == other else False


def _skeleton(value: Value) -> str | None:
    """Text in which what is unknown, such as the Region, is a dash."""
    if isinstance(value, Known):
        return str(value.value)
    if isinstance(value, Text):
        return "".join(_skeleton(part) or "-" for part in value.parts)
    return None


HARMLESS = (
    *LODGERS,
    "aws_",
    "data.",
    "AWS::CloudFormation::Stack",
    "AWS::Lambda::",
    "AWS::Logs::",
    "AWS::Route53::",
    "AWS::ServiceDiscovery::",
    "AWS::StepFunctions::",
    "Custom::VpcRestrictDefaultSG",
)
"""How the types of resources begin that add no routes and no endpoints, or are looked at."""
