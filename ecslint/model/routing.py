"""Route tables, their routes wherever they are declared, and what they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.model.attributes import entities, raw, text, values
from ecslint.model.connections import handed_out, joining
from ecslint.model.entity import Attribute, Entity
from ecslint.model.items import Items
from ecslint.model.resources import ResourceEntity
from ecslint.value import Absent, Known, Reference, Unknown, Value
from ecslint.world import Undetermined, undetermined

if TYPE_CHECKING:
    from ecslint.model.network import Vpc


class InternetGateway(
    ResourceEntity, terraform=("aws_internet_gateway",), cloudformation=("AWS::EC2::InternetGateway",)
):
    """A gateway between a VPC and the Internet, for whoever has a public address."""

    noun = "Internet gateway"


class Route(Entity):
    """A route: where packets for some destination go."""

    noun = "route"

    destination: Attribute[str | None]
    gateway = raw(api="gatewayId")

    @property
    def is_local(self) -> bool:
        """Whether it is the route inside the VPC that every table has."""
        value = self.world.settle(self.gateway)
        return isinstance(value, Known) and value.value == "local"

    @property
    def uses_internet_gateway(self) -> bool:
        """Whether packets go to an Internet gateway."""
        value = self.world.resolve(self.gateway)
        match value:
            case Absent():
                return False
            case Known(value=str() as name):
                return name.startswith("igw-")
            case Reference(target=target):
                kind = self.index.kind_of(target)
                if kind is not None or self.index.resource(target) is not None:
                    return kind is InternetGateway
        undetermined(value)


class InlineRoute(Route):
    """A route that stands inside its route table."""

    destination = text(terraform="cidr_block")


class SeparateRoute(ResourceEntity, Route, terraform=("aws_route",), cloudformation=("AWS::EC2::Route",)):
    """A route that is declared beside its route table."""

    route_table = raw(api="routeTableId")
    destination = text(api="destinationCidrBlock")

    def is_of(self, table: RouteTable) -> bool:
        """Whether this is a route of a table. Raises Undetermined when its own is declared elsewhere."""
        return _names(self, self.route_table, table)

    def is_main_of(self, vpc: Vpc) -> bool:
        """Whether this is a route of the table that a VPC comes with."""
        return _is_main_table(self, self.route_table, vpc)


class RouteTable(ResourceEntity, terraform=("aws_route_table",), cloudformation=("AWS::EC2::RouteTable",)):
    """A route table."""

    noun = "route table"

    inline = entities(InlineRoute, api="routes", terraform="route")
    propagating = values(terraform="propagating_vgws")

    @property
    def routes(self) -> Items[Route]:
        """All its routes; open when there may be more than are known."""
        written = self.inline
        separate = joining(self, SeparateRoute, "route_table", lambda route: route.is_of(self))
        unknown = written.unknown or separate.unknown or handed_out(self, HARMLESS, "add routes")
        if unknown is None and self.propagating:
            unknown = Unknown(f"a gateway adds routes to {self}", self.span)
        return Items([*written.known, *separate.known], unknown)


class DefaultRouteTable(RouteTable, terraform=("aws_default_route_table",)):
    """The route table that a VPC comes with, when Terraform manages it."""

    default_of = raw(terraform="default_route_table_id")

    def is_main_of(self, vpc: Vpc) -> bool:
        """Whether it is the table that a VPC comes with."""
        return _is_main_table(self, self.default_of, vpc)


class TableUser(ResourceEntity):
    """What gives a route table to something."""

    table = raw(api="routeTableId")

    @property
    def routes(self) -> Items[Route]:
        """The routes of the table. Raises Undetermined when it is declared elsewhere."""
        value = self.world.resolve(self.table)
        kind = self.index.kind_of(value.target) if isinstance(value, Reference) else None
        found = self.index.follow(
            self.world, value, DefaultRouteTable if kind is DefaultRouteTable else RouteTable
        )
        if found is None:
            raise Undetermined(Unknown("the route table is not given", self.span))
        return found.routes


class RouteTableAssociation(
    TableUser,
    terraform=("aws_route_table_association",),
    cloudformation=("AWS::EC2::SubnetRouteTableAssociation",),
):
    """What gives a subnet its route table."""

    noun = "route table association"

    subnet = raw(api="subnetId")


class MainRouteTableAssociation(TableUser, terraform=("aws_main_route_table_association",)):
    """What gives a VPC another main route table than it comes with."""

    noun = "main route table association"

    vpc = raw(api="vpcId")


def _names(entity: Entity, value: Value, table: RouteTable) -> bool:
    mine = entity.index.follow(entity.world, value, type(table))
    return mine is not None and mine.resource is table.resource


def _is_main_table(entity: Entity, value: Value, vpc: Vpc) -> bool:
    """Whether a value is the id of the route table that a VPC comes with."""
    value = entity.world.resolve(value)
    if isinstance(value, Known):
        return False
    if isinstance(value, Reference):
        if value.attribute in ("main_route_table_id", "default_route_table_id"):
            return value.target == vpc.resource.address
        if entity.index.kind_of(value.target) in (RouteTable, DefaultRouteTable):
            return False
    undetermined(value)


HARMLESS = (
    "aws_default_route_table",
    "aws_main_route_table_association",
    "aws_route",
    "aws_vpc_endpoint",
    "data.",
    "AWS::CloudFormation::Stack",
    "AWS::EC2::Route",
    "AWS::EC2::SubnetRouteTableAssociation",
    "AWS::EC2::VPCEndpoint",
)
"""How the types of resources begin that add no routes to a table, or are looked at."""
