"""Where logs go."""

from __future__ import annotations

from ecslint.model.attributes import text
from ecslint.model.resources import ResourceEntity


class LogGroup(
    ResourceEntity, terraform=("aws_cloudwatch_log_group",), cloudformation=("AWS::Logs::LogGroup",)
):
    """A log group of CloudWatch Logs."""

    noun = "log group"
    naming = ("name",)

    name = text(cloudformation="LogGroupName")
