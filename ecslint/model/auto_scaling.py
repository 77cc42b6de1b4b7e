"""Auto Scaling groups: what their instances are like, and the target groups that they register them in."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.model.attributes import entities, integer, raw, text, texts, values
from ecslint.model.connections import joining, linked
from ecslint.model.entity import Entity
from ecslint.model.items import Items, readable
from ecslint.model.load_balancing import TargetGroup
from ecslint.model.network import Subnet
from ecslint.model.resources import ResourceEntity
from ecslint.model.security_groups import SecurityGroup
from ecslint.place import Place
from ecslint.value import Unknown, Value
from ecslint.world import Undetermined


class NetworkInterface(Entity):
    """A network interface that a launch template gives to instances."""

    groups = values(terraform="security_groups")


class LaunchTemplate(
    ResourceEntity, terraform=("aws_launch_template",), cloudformation=("AWS::EC2::LaunchTemplate",)
):
    """A launch template: what instances are started like."""

    noun = "launch template"
    naming = ("name",)

    name = text(cloudformation="LaunchTemplateName")
    instance_type = text(api="launchTemplateData.instanceType", terraform="instance_type")
    group_references = values(api="launchTemplateData.securityGroupIds", terraform="vpc_security_group_ids")
    interfaces = entities(
        NetworkInterface, api="launchTemplateData.networkInterfaces", terraform="network_interfaces"
    )

    @property
    def security_groups(self) -> Items[SecurityGroup]:
        """The security groups of the instances; those that are declared elsewhere leave the list open."""
        inside = self.interfaces.joined(lambda interface: interface.groups)
        outside = self.group_references
        references = Items([*outside.known, *inside.known], outside.unknown or inside.unknown)
        return linked(self, references, SecurityGroup)


class LaunchConfiguration(
    ResourceEntity,
    terraform=("aws_launch_configuration",),
    cloudformation=("AWS::AutoScaling::LaunchConfiguration",),
):
    """A launch configuration: what instances are started like, before there were launch templates."""

    noun = "launch configuration"
    naming = ("name",)

    name = text(cloudformation="LaunchConfigurationName")
    instance_type = text()
    group_references = values(api="securityGroups")

    @property
    def security_groups(self) -> Items[SecurityGroup]:
        """The security groups of the instances; those that are declared elsewhere leave the list open."""
        return linked(self, self.group_references, SecurityGroup)


class InstanceOverride(Entity):
    """One kind of instance among which a group with a mixed instances policy chooses."""

    instance_type = text()


class AutoScalingGroup(
    ResourceEntity,
    terraform=("aws_autoscaling_group",),
    cloudformation=("AWS::AutoScaling::AutoScalingGroup",),
):
    """An Auto Scaling group."""

    noun = "Auto Scaling group"
    naming = ("name",)

    name = text(cloudformation="AutoScalingGroupName")
    launch_template_id = raw(api="launchTemplate.launchTemplateId", terraform="launch_template.id")
    launch_template_name = raw(api="launchTemplate.launchTemplateName", terraform="launch_template.name")
    mixed_template_id = raw(
        api="mixedInstancesPolicy.launchTemplate.launchTemplateSpecification.launchTemplateId"
    )
    mixed_template_name = raw(
        api="mixedInstancesPolicy.launchTemplate.launchTemplateSpecification.launchTemplateName"
    )
    overrides = entities(
        InstanceOverride,
        api="mixedInstancesPolicy.launchTemplate.overrides",
        terraform="mixed_instances_policy.launch_template.override",
    )
    launch_configuration_name = raw(terraform="launch_configuration")
    written_maximum_size = integer(api="maxSize")
    subnet_references = values(
        api="VPCZoneIdentifier", terraform="vpc_zone_identifier", cloudformation="VPCZoneIdentifier"
    )
    availability_zones = texts()
    target_group_arns = values(
        api="targetGroupARNs", terraform="target_group_arns", cloudformation="TargetGroupARNs"
    )

    @property
    def template(self) -> LaunchTemplate | LaunchConfiguration:
        """What its instances are started like. Raises Undetermined when that cannot be known."""
        for attribute in TEMPLATES:
            template = self.index.follow(self.world, getattr(self, attribute), LaunchTemplate)
            if template is not None:
                return template
        configuration = self.index.follow(self.world, self.launch_configuration_name, LaunchConfiguration)
        if configuration is not None:
            return configuration
        raise Undetermined(Unknown(f"what the instances of {self} are started like is not known", self.span))

    @property
    def security_groups(self) -> Items[SecurityGroup]:
        """The security groups of its instances."""
        return self.template.security_groups

    @property
    def task_slots(self) -> list[tuple[int, Place]]:
        """How many awsvpc tasks each type of instance that it may start holds at most, and what says so."""
        from ecslint.model.data.task_slots import TASK_SLOTS

        sources: list[InstanceOverride | LaunchTemplate | LaunchConfiguration] = list(self.overrides)
        found: list[tuple[int, Place]] = []
        for source in sources or [self.template]:
            slots = TASK_SLOTS.get(source.instance_type or "")
            if slots is None:
                reason = f"how many tasks an instance of {self} holds is not known"
                raise Undetermined(Unknown(reason, source.span))
            found.append((slots, source.at("instance_type")))
        return found

    @property
    def maximum_size(self) -> int | None:
        """The most instances that it ever has: a schedule may set another number than is written here."""
        written = self.written_maximum_size
        if written is None:
            return None
        schedules = joining(self, GroupSchedule, "group_name", lambda each: each.resizes(self), named=True)
        return max([written, *(schedule.maximum_size or 0 for schedule in schedules)])

    @property
    def zoned_by(self) -> str:
        """The attribute that says where its instances are."""
        return "subnet_references" if self.subnet_references else "availability_zones"

    @property
    def zones(self) -> Items[str]:
        """The Availability Zones of its instances; open when one cannot be known."""
        subnets = linked(self, self.subnet_references, Subnet)
        return Items([*self.availability_zones, *(subnet.zone for subnet in subnets)])

    @property
    def registrations(self) -> Iterator[tuple[TargetGroup, Place]]:
        """The target groups in which its instances are registered, and where it says so."""

        def read(arn: Value) -> TargetGroup | None:
            return self.index.follow(self.world, arn, TargetGroup)

        arns = self.target_group_arns
        for group in readable(arns.known, arns.unknown, read):
            if group is not None:
                yield group, self.at("target_group_arns")


TEMPLATES = ("launch_template_id", "launch_template_name", "mixed_template_id", "mixed_template_name")
"""Attributes of a group that may say what its instances are started like."""


class GroupSchedule(
    ResourceEntity,
    terraform=("aws_autoscaling_schedule",),
    cloudformation=("AWS::AutoScaling::ScheduledAction",),
):
    """A change of the size of an Auto Scaling group by the clock."""

    noun = "scheduled action"

    group_name = raw(api="autoScalingGroupName", terraform="autoscaling_group_name")
    maximum_size = integer(api="maxSize")

    def resizes(self, group: AutoScalingGroup) -> bool:
        """Whether it is about a group. Raises Undetermined when it names one that is not known here."""
        mine = self.index.follow(self.world, self.group_name, AutoScalingGroup)
        return mine is not None and mine.resource is group.resource


class AutoScalingAttachment(ResourceEntity, terraform=("aws_autoscaling_attachment",)):
    """A target group of an Auto Scaling group, declared beside it."""

    noun = "Auto Scaling attachment"

    target_group_arn = raw(terraform="lb_target_group_arn")
    former_target_group_arn = raw(terraform="alb_target_group_arn")

    @property
    def registrations(self) -> Iterator[tuple[TargetGroup, Place]]:
        """The target group in which the instances are registered, and where it says so."""
        for attribute in ("target_group_arn", "former_target_group_arn"):
            group = self.index.follow(self.world, getattr(self, attribute), TargetGroup)
            if group is not None:
                yield group, self.at(attribute)
