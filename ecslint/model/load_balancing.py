"""Target groups, listeners, rules and load balancers."""

from __future__ import annotations

from ecslint.model.attributes import entities, given_input, integer, raw, text, text_or, texts, values
from ecslint.model.entity import Attribute, Entity
from ecslint.model.index import references
from ecslint.model.items import Items, readable
from ecslint.model.network import Subnet
from ecslint.model.protocols import FAMILIES, protocol_family
from ecslint.model.resources import ResourceEntity
from ecslint.place import Place
from ecslint.resource import Resource
from ecslint.value import Unknown
from ecslint.world import Undetermined


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

    name = text()
    type = text_or("application", terraform="load_balancer_type")
    scheme = text()
    security_groups = texts()
    subnet_references = values(api="subnets")
    subnet_mappings = entities(SubnetMapping, terraform="subnet_mapping")

    @property
    def subnets(self) -> Items[Subnet | None]:
        """Its subnets; those that are declared elsewhere leave the list open."""
        references = [*self.subnet_references, *(mapping.subnet_id for mapping in self.subnet_mappings)]
        return readable(references, None, lambda each: self.index.follow(self.world, each, Subnet))


class ClassicLoadBalancer(
    ResourceEntity,
    terraform=("aws_elb",),
    cloudformation=("AWS::ElasticLoadBalancing::LoadBalancer",),
):
    """A load balancer of the first generation."""

    noun = "Classic Load Balancer"
    naming = ("name",)

    name = text(cloudformation="LoadBalancerName")


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
        """Which kind of load balancer it belongs to, or an empty text when that is neither."""
        raise NotImplementedError

    def family_at(self, message: str) -> list[Place]:
        """What says so, where anything does."""
        return []

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
    certificates = given_input(terraform="certificate_arn")

    @property
    def family(self) -> str:
        """APPLICATION or NETWORK, by its protocol or else by its load balancer; else empty."""
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
        """The load balancer; None when none is given. Raises Undetermined when declared elsewhere."""
        return self.index.follow(self.world, self.load_balancer_arn, LoadBalancer)


class ListenerRule(
    Forwarding,
    terraform=("aws_lb_listener_rule", "aws_alb_listener_rule"),
    cloudformation=("AWS::ElasticLoadBalancingV2::ListenerRule",),
):
    """A condition under which a listener sends traffic elsewhere."""

    noun = "listener rule"

    actions = entities(Action, terraform="action")

    @property
    def family(self) -> str:
        """Only Application Load Balancers have rules."""
        return "APPLICATION"


class TargetGroup(
    ResourceEntity,
    terraform=("aws_lb_target_group", "aws_alb_target_group"),
    cloudformation=("AWS::ElasticLoadBalancingV2::TargetGroup",),
):
    """A target group: what a load balancer sends traffic to, and how targets are named in it."""

    noun = "target group"
    naming = ("name",)

    name = text()
    port = integer()
    protocol = text()
    target_type = text_or("instance")
    vpc = raw(api="vpcId")
    health_check_interval = integer(api="healthCheckIntervalSeconds", terraform="health_check.interval")
    health_check_timeout = integer(api="healthCheckTimeoutSeconds", terraform="health_check.timeout")
    healthy_threshold = integer(api="healthyThresholdCount", terraform="health_check.healthy_threshold")
    unhealthy_threshold = integer(api="unhealthyThresholdCount", terraform="health_check.unhealthy_threshold")
    matcher = text(api="matcher.httpCode", terraform="health_check.matcher")
    health_check_port = text(terraform="health_check.port")
    health_check_protocol = text(terraform="health_check.protocol")
    health_check_path = text(terraform="health_check.path")

    @property
    def family(self) -> str:
        """APPLICATION or NETWORK, by its protocol; empty for any other."""
        return protocol_family(self.protocol or "")

    @property
    def forwarders(self) -> Items[Forwarding]:
        """The listeners and rules that send traffic here; open when one's targets cannot be known."""
        found: list[Forwarding] = []
        unknown = self.index.hidden_from(self.resource.address)
        for kind in (Listener, ListenerRule):
            for resource in self.index.concerning(kind, "actions", self.resource.address):
                if not self.world.holds(resource.exists):
                    unknown = unknown or _uncounted(resource)
                    continue
                forwarder = self.index.enter(self.world, kind, resource)
                groups = forwarder.target_groups
                if any(group.resource is self.resource for group in groups.known):
                    found.append(forwarder)
                else:
                    unknown = unknown or groups.unknown
        return Items(found, unknown)

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
        return Items(found, None if found else forwarders.unknown or self._elsewhere())

    def _elsewhere(self) -> Unknown | None:
        """Why something that is no listener may still attach it, or None when nothing can."""
        for exported in self.index.stack.exports:
            if self.resource.address in references(exported):
                return Unknown(f"{self} is given to other stacks, which may attach it", exported.span)
        for resource in self.index.mentions(self.resource.address):
            if not resource.type.startswith(HARMLESS):
                return Unknown(f"{self} is given to {resource.address}, which may attach it", resource.span)
        return None


class DeploymentGroup(
    ResourceEntity,
    terraform=("aws_codedeploy_deployment_group",),
    cloudformation=("AWS::CodeDeploy::DeploymentGroup",),
):
    """A CodeDeploy deployment group, which moves traffic between two target groups."""

    noun = "deployment group"


def _uncounted(resource: Resource) -> Unknown | None:
    """Why there may be instances of a resource although this world has none."""
    if "[*]" not in resource.address:
        return None
    return Unknown(f"how many {resource.address} there are is not known", resource.span)


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
