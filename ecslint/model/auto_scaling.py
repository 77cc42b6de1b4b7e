"""Auto Scaling groups of instances, and the target groups in which they register them."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.model.attributes import raw, values
from ecslint.model.items import readable
from ecslint.model.load_balancing import TargetGroup
from ecslint.model.resources import ResourceEntity
from ecslint.place import Place
from ecslint.value import Value


class AutoScalingGroup(
    ResourceEntity,
    terraform=("aws_autoscaling_group",),
    cloudformation=("AWS::AutoScaling::AutoScalingGroup",),
):
    """An Auto Scaling group."""

    noun = "Auto Scaling group"

    target_group_arns = values(
        api="targetGroupARNs", terraform="target_group_arns", cloudformation="TargetGroupARNs"
    )

    @property
    def registrations(self) -> Iterator[tuple[TargetGroup, Place]]:
        """The target groups in which its instances are registered, and where it says so."""

        def read(arn: Value) -> TargetGroup | None:
            return self.index.follow(self.world, arn, TargetGroup)

        arns = self.target_group_arns
        for group in readable(arns.known, arns.unknown, read):
            if group is not None:
                yield group, self.at("target_group_arns")


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
