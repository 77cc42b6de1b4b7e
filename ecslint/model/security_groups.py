"""Security groups, their rules wherever they are declared, and what certainly gets past none of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from ecslint.model.attributes import boolean, entities, given, integer, raw, text, values
from ecslint.model.connections import LODGERS, handed_out, joining
from ecslint.model.entity import Attribute, Entity
from ecslint.model.items import Items
from ecslint.model.resources import ResourceEntity
from ecslint.value import Absent, Unknown, Value
from ecslint.world import Undetermined

PROTOCOLS = {"1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6", "all": "-1"}
"""Other names of the protocols of rules."""


class TrafficRule(Entity):
    """A rule of a security group: what it lets through, and from where."""

    protocol: Attribute[str | None]
    from_port = integer()
    to_port = integer()
    cidr: Attribute[bool]
    ipv6_cidr: Attribute[bool]
    prefix_list: Attribute[bool]
    named_group = given(api="sourceSecurityGroupName")
    own_group = boolean(terraform="self")

    @property
    def peers(self) -> Items[Value]:
        """The security groups from which it lets traffic in, as they are referred to."""
        raise NotImplementedError

    def shuts_out(
        self,
        protocol: str,
        ports: tuple[int, int],
        sources: list[SecurityGroup] | None,
        owner: SecurityGroup,
    ) -> bool:
        """Whether it certainly lets none of some traffic in; `sources` are None for any source.

        One reason is enough, even where another cannot be known.
        """
        reasons: list[Callable[[], bool]] = [
            lambda: self._is_of_another_protocol(protocol),
            lambda: self._is_for_other_ports(ports),
            lambda: sources is not None and not self._covers(sources, owner),
        ]
        unknown: Unknown | None = None
        for reason in reasons:
            try:
                if reason():
                    return True
            except Undetermined as problem:
                unknown = unknown or problem.unknown
        if unknown is not None:
            raise Undetermined(unknown)
        return False

    def _is_of_another_protocol(self, protocol: str) -> bool:
        written = (self.protocol or "-1").lower()
        return PROTOCOLS.get(written, written) not in ("-1", protocol)

    def _is_for_other_ports(self, ports: tuple[int, int]) -> bool:
        written = (self.protocol or "-1").lower()
        if PROTOCOLS.get(written, written) == "-1":
            return False
        low, high = self.from_port, self.to_port
        if low is None or high is None or low < 0:
            return False
        return high < ports[0] or low > ports[1]

    def _covers(self, sources: list[SecurityGroup], owner: SecurityGroup) -> bool:
        """Whether it may admit traffic of some security groups: addresses may always be theirs."""
        addresses = ("cidr", "ipv6_cidr", "prefix_list", "named_group")
        if any(getattr(self, attribute) for attribute in addresses):
            return True
        members = {source.resource.address for source in sources}
        if self.own_group and owner.resource.address in members:
            return True
        for reference in self.peers:
            peer = self.index.follow(self.world, reference, SecurityGroup)
            if peer is not None and peer.resource.address in members:
                return True
        return False


class InlineRule(TrafficRule):
    """A rule that stands inside its security group."""

    protocol = text(api="ipProtocol", terraform="protocol")
    cidr = given(api="cidrIp", terraform="cidr_blocks")
    ipv6_cidr = given(api="cidrIpv6", terraform="ipv6_cidr_blocks")
    prefix_list = given(api="sourcePrefixListId", terraform="prefix_list_ids")
    groups = values(terraform="security_groups")
    source_group = raw(api="sourceSecurityGroupId")

    @property
    def peers(self) -> Items[Value]:
        return _with(self.groups, self.source_group)


class SeparateRule(ResourceEntity, TrafficRule):
    """A rule that is declared beside its security group."""

    noun = "security group rule"

    group = raw(api="groupId", terraform="security_group_id")
    group_name = text(api="groupName")
    source_group: Attribute[Value]

    @property
    def peers(self) -> Items[Value]:
        return _with(Items([]), self.source_group)

    def belongs_to(self, group: SecurityGroup) -> bool:
        """Whether this is a rule of a group. Raises Undetermined when that is declared elsewhere."""
        mine = self.index.follow(self.world, self.group, SecurityGroup)
        if mine is None:
            return self.group_name is not None and group.identifies(self.group_name)
        return mine.resource is group.resource


class DirectedRule(SeparateRule, terraform=("aws_security_group_rule",)):
    """A rule that says itself which direction it is for."""

    type = text()
    protocol = text()
    cidr = given(terraform="cidr_blocks")
    ipv6_cidr = given(terraform="ipv6_cidr_blocks")
    prefix_list = given(terraform="prefix_list_ids")
    source_group = raw(terraform="source_security_group_id")


class IngressRule(
    SeparateRule,
    terraform=("aws_vpc_security_group_ingress_rule",),
    cloudformation=("AWS::EC2::SecurityGroupIngress",),
):
    """A rule for what comes in."""

    protocol = text(api="ipProtocol")
    cidr = given(api="cidrIp", terraform="cidr_ipv4")
    ipv6_cidr = given(api="cidrIpv6")
    prefix_list = given(api="sourcePrefixListId", terraform="prefix_list_id")
    source_group = raw(api="sourceSecurityGroupId", terraform="referenced_security_group_id")


class EgressRule(
    SeparateRule,
    terraform=("aws_vpc_security_group_egress_rule",),
    cloudformation=("AWS::EC2::SecurityGroupEgress",),
):
    """A rule for what goes out."""

    protocol = text(api="ipProtocol")
    cidr = given(api="cidrIp", terraform="cidr_ipv4")
    ipv6_cidr = given(api="cidrIpv6")
    prefix_list = given(api="destinationPrefixListId", terraform="prefix_list_id")
    source_group = raw(api="destinationSecurityGroupId", terraform="referenced_security_group_id")


class SecurityGroup(
    ResourceEntity,
    terraform=("aws_security_group", "aws_default_security_group"),
    cloudformation=("AWS::EC2::SecurityGroup",),
):
    """A security group."""

    noun = "security group"
    naming = ("name",)
    through: ClassVar[dict[str, tuple[str, ...]]] = {"data.aws_security_group": ("id",)}

    name = text(cloudformation="GroupName")
    vpc = raw(api="vpcId")
    ingress = entities(InlineRule, api="securityGroupIngress", terraform="ingress")
    egress = entities(InlineRule, api="securityGroupEgress", terraform="egress")

    @property
    def ingress_rules(self) -> Items[TrafficRule]:
        """All rules for what comes in; open when there may be more."""
        return self._rules(self.ingress, "ingress", IngressRule)

    @property
    def egress_rules(self) -> Items[TrafficRule]:
        """All rules for what goes out; open when there may be more."""
        return self._rules(self.egress, "egress", EgressRule)

    def _rules(
        self, inline: Items[InlineRule], direction: str, kind: type[SeparateRule]
    ) -> Items[TrafficRule]:
        separate = joining(self, kind, "group", lambda rule: rule.belongs_to(self))
        directed = joining(
            self, DirectedRule, "group", lambda rule: rule.belongs_to(self) and rule.type == direction
        )
        found: list[TrafficRule] = [*inline.known, *separate.known, *directed.known]
        unknown = inline.unknown or separate.unknown or directed.unknown
        if self.ignores(direction):
            unknown = unknown or Unknown(f"Terraform leaves the rules of {self} to others", self.span)
        return Items(found, unknown or handed_out(self, HARMLESS, "add rules"))


HARMLESS = (
    *LODGERS,
    "data.",
    "aws_alb",
    "aws_autoscaling_",
    "aws_cloudwatch_",
    "aws_codebuild_",
    "aws_db_",
    "aws_default_security_group",
    "aws_docdb_",
    "aws_ecs_",
    "aws_efs_",
    "aws_elasticache_",
    "aws_elb",
    "aws_instance",
    "aws_lambda_function",
    "aws_launch_",
    "aws_lb",
    "aws_rds_",
    "aws_scheduler_",
    "aws_security_group",
    "aws_vpc_",
    "AWS::Lambda::Function",
)
"""How the types of resources begin that add no rules to a security group, or are looked at."""


def blocked(
    groups: Items[SecurityGroup],
    protocol: str,
    ports: tuple[int, int],
    sources: list[SecurityGroup] | None = None,
) -> bool:
    """Whether no rule of some security groups lets any traffic in on ports from what others guard.

    Without `sources`, from anywhere. Raises Undetermined when that cannot be known.
    """
    return bool(groups) and all(
        rule.shuts_out(protocol, ports, sources, group) for group in groups for rule in group.ingress_rules
    )


def _with(references: Items[Value], one: Value) -> Items[Value]:
    return references if isinstance(one, Absent) else Items([*references.known, one], references.unknown)
