"""Target groups, and the listeners and rules that send traffic to them."""

from __future__ import annotations

from ecslint.model.attributes import entities, given, integer, raw, text, text_or, values
from ecslint.model.balancers import LoadBalancer
from ecslint.model.connections import handed_out, joining
from ecslint.model.entity import Attribute, Entity
from ecslint.model.items import Items
from ecslint.model.protocols import FAMILIES, protocol_family
from ecslint.model.resources import ResourceEntity
from ecslint.place import Place
from ecslint.value import Known
from ecslint.world import Undetermined


class ForwardedGroup(Entity):
    """One of the target groups among which an action distributes traffic."""

    target_group_arn = raw(terraform="arn")


class Action(Entity):
    """What a listener or a rule does with a request."""

    type = text()
    target_group_arn = raw()
    forwarded_groups = entities(
        ForwardedGroup, api="forwardConfig.targetGroups", terraform="forward.target_group"
    )

    @property
    def target_groups(self) -> Items[TargetGroup]:
        """The target groups that it sends traffic to; open when one of them cannot be known."""
        weighted = self.forwarded_groups
        parts: list[Action | ForwardedGroup] = [self, *weighted.known]
        found: list[TargetGroup] = []
        unknown = weighted.unknown
        for part in parts:
            try:
                group = self.index.follow(self.world, part.target_group_arn, TargetGroup)
            except Undetermined as problem:
                unknown = unknown or problem.unknown
            else:
                found += [group] if group is not None else []
        return Items(found, unknown)


class Forwarding(ResourceEntity):
    """What sends traffic to target groups by its actions."""

    actions: Attribute[Items[Action]]

    @property
    def family(self) -> str:
        """Which kind of load balancer it belongs to, or an empty text when nothing says."""
        raise NotImplementedError

    def family_at(self, message: str) -> list[Place]:
        """What says so, where anything does."""
        return []

    @property
    def load_balancer(self) -> LoadBalancer | None:
        """The load balancer; None when none is given. Raises Undetermined when declared elsewhere."""
        raise NotImplementedError

    @property
    def target_groups(self) -> Items[TargetGroup]:
        """The target groups of all its actions; open when one of them cannot be known."""
        found: list[TargetGroup] = []
        actions = self.actions
        unknown = actions.unknown
        for action in actions.known:
            groups = action.target_groups
            found += groups.known
            unknown = unknown or groups.unknown
        return Items(found, unknown)


class Listener(
    Forwarding,
    terraform=("aws_lb_listener", "aws_alb_listener"),
    cloudformation=("AWS::ElasticLoadBalancingV2::Listener",),
):
    """A port on which a load balancer accepts traffic."""

    noun = "listener"

    load_balancer_arn = raw()
    port = integer()
    protocol = text()
    actions = entities(Action, api="defaultActions", terraform="default_action")
    certificates = given(terraform="certificate_arn")

    @property
    def family(self) -> str:
        """APPLICATION, NETWORK or GATEWAY, by its protocol or else by its load balancer; else empty."""
        if self.protocol is not None:
            return protocol_family(self.protocol)
        balancer = self.load_balancer
        kind = balancer.type.upper() if balancer is not None else ""
        return kind if kind in FAMILIES else ""

    def family_at(self, message: str) -> list[Place]:
        balancer = self.load_balancer if self.protocol is None else None
        return [self.at("protocol", message) if balancer is None else balancer.at("type", message)]

    @property
    def load_balancer(self) -> LoadBalancer | None:
        return self.index.follow(self.world, self.load_balancer_arn, LoadBalancer)


class ListenerRule(
    Forwarding,
    terraform=("aws_lb_listener_rule", "aws_alb_listener_rule"),
    cloudformation=("AWS::ElasticLoadBalancingV2::ListenerRule",),
):
    """A condition under which a listener sends traffic elsewhere."""

    noun = "listener rule"

    listener_arn = raw()
    actions = entities(Action, terraform="action")

    @property
    def family(self) -> str:
        """Only Application Load Balancers have rules."""
        return "APPLICATION"

    @property
    def load_balancer(self) -> LoadBalancer | None:
        listener = self.index.follow(self.world, self.listener_arn, Listener)
        return None if listener is None else listener.load_balancer


class GroupAttribute(Entity):
    """A setting of a target group, as CloudFormation lists them."""

    key = text()
    value = text()


class TargetGroup(
    ResourceEntity,
    terraform=("aws_lb_target_group", "aws_alb_target_group"),
    cloudformation=("AWS::ElasticLoadBalancingV2::TargetGroup",),
):
    """A target group: what a load balancer sends traffic to, and how targets are named in it."""

    noun = "target group"
    naming = ("name",)
    through = dict.fromkeys(("data.aws_lb_target_group", "data.aws_alb_target_group"), ("arn", "name"))

    name = text()
    written_name = raw(api="name")
    port = integer()
    protocol = text()
    target_type = text_or("instance")
    vpc = raw(api="vpcId")
    has_vpc = given(api="vpcId")
    health_check_interval = integer(api="healthCheckIntervalSeconds", terraform="health_check.interval")
    health_check_timeout = integer(api="healthCheckTimeoutSeconds", terraform="health_check.timeout")
    healthy_threshold = integer(api="healthyThresholdCount", terraform="health_check.healthy_threshold")
    unhealthy_threshold = integer(api="unhealthyThresholdCount", terraform="health_check.unhealthy_threshold")
    matcher = text(api="matcher.httpCode", terraform="health_check.matcher")
    health_check_port = text(terraform="health_check.port")
    health_check_protocol = text(terraform="health_check.protocol")
    health_check_path = text(terraform="health_check.path")
    targets = values()
    written_deregistration_delay = integer(terraform="deregistration_delay", api="deregistrationDelay")
    attributes = entities(GroupAttribute, api="targetGroupAttributes")

    @property
    def has_fixed_name(self) -> bool:
        """Whether its name is written out, so that it is the same whatever else changes."""
        value = self.world.settle(self.written_name)
        span = value.span
        return isinstance(value, Known) and span.source.text[span.start : span.end] == f'"{value.value}"'

    @property
    def deregistration_delay(self) -> int:
        """For how many seconds a target that goes may still answer; 300 unless written (F-068)."""
        if self.written_deregistration_delay is not None:
            return self.written_deregistration_delay
        for attribute in self.attributes:
            if attribute.key == "deregistration_delay.timeout_seconds":
                return int(attribute.value or 300)
        return 300

    @property
    def family(self) -> str:
        """APPLICATION, NETWORK or GATEWAY, by its protocol; empty for any other."""
        return protocol_family(self.protocol or "")

    @property
    def forwarders(self) -> Items[Forwarding]:
        """The listeners and rules that send traffic here; open when one's targets cannot be known."""

        def forwards(forwarder: Forwarding) -> bool:
            return any(group.resource is self.resource for group in forwarder.target_groups)

        listeners = joining(self, Listener, "actions", forwards)
        rules = joining(self, ListenerRule, "actions", forwards)
        return Items([*listeners.known, *rules.known], listeners.unknown or rules.unknown)

    @property
    def attachments(self) -> Items[TargetAttachment]:
        """The targets that are registered by resources of their own."""
        return joining(self, TargetAttachment, "target_group_arn", lambda each: each.registers_in(self))

    @property
    def listeners(self) -> Items[ResourceEntity]:
        """What sends traffic to this target group: listeners, listener rules, deployment groups.

        When none is found it is open where one may exist: a listener whose targets cannot be known,
        another stack that is given the target group, a part of the stack that cannot be seen.
        """
        forwarders = self.forwarders
        deploying = self.index.referrers(DeploymentGroup, self.resource.address)
        found: list[ResourceEntity] = [
            *forwarders.known,
            *(self.index.enter(self.world, DeploymentGroup, resource) for resource in deploying),
        ]
        return Items(found, None if found else forwarders.unknown or handed_out(self, HARMLESS, "attach it"))


class TargetAttachment(
    ResourceEntity, terraform=("aws_lb_target_group_attachment", "aws_alb_target_group_attachment")
):
    """A target that Terraform registers in a target group."""

    noun = "target group attachment"

    target_group_arn = raw()

    def registers_in(self, group: TargetGroup) -> bool:
        """Whether it registers in a group. Raises Undetermined when its own is declared elsewhere."""
        mine = self.index.follow(self.world, self.target_group_arn, TargetGroup)
        return mine is not None and mine.resource is group.resource


class DeploymentGroup(
    ResourceEntity,
    terraform=("aws_codedeploy_deployment_group",),
    cloudformation=("AWS::CodeDeploy::DeploymentGroup",),
):
    """A CodeDeploy deployment group, which moves traffic between two target groups."""

    noun = "deployment group"


HARMLESS = (
    "aws_lb_",
    "aws_alb_",
    "aws_ecs_",
    "aws_autoscaling_",
    "aws_appautoscaling_",
    "aws_cloudwatch_",
    "aws_codedeploy_",
    "aws_iam_",
    "AWS::ElasticLoadBalancingV2::",
    "AWS::ECS::",
    "AWS::AutoScaling::",
    "AWS::ApplicationAutoScaling::",
    "AWS::CloudWatch::",
    "AWS::CodeDeploy::",
    "AWS::IAM::",
    "AWS::CloudFormation::Stack",
)
"""How the types of resources begin that may mention a target group and yet attach it to nothing,
or do so in a way that is looked at by itself."""
