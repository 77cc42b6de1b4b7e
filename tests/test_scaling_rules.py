"""What scales services and instances, and what the instances are started like."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecslint.engine.registry import load_rules
from ecslint.engine.run import check
from ecslint.stack import discover

PROVIDER = """
resource "aws_ecs_capacity_provider" "own" {
  name = "own"
  auto_scaling_group_provider {
    auto_scaling_group_arn = aws_autoscaling_group.own.arn
  }
}
resource "aws_autoscaling_group" "own" {
  name     = "own"
  min_size = 1
  max_size = 2
  SETTINGS
}
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  network_mode          = "awsvpc"
  container_definitions = jsonencode([{ name = "web", image = "nginx:1.27", memory = 64 }])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = "main"
  desired_count   = 5
  task_definition = aws_ecs_task_definition.web.arn
  capacity_provider_strategy {
    capacity_provider = aws_ecs_capacity_provider.own.name
  }
  network_configuration {
    subnets         = ["subnet-1"]
    security_groups = ["sg-1"]
  }
}
"""
CONFIGURATION = """
resource "aws_launch_configuration" "own" {
  name          = "instances"
  image_id      = "ami-1"
  instance_type = TYPE
}
"""


def found(directory: Path, text: str, code: str, name: str = "main.tf") -> list[str]:
    (directory / name).write_text(text, encoding="utf-8")
    outcome = check(discover([str(directory)]).stacks, [rule for rule in load_rules() if rule.code == code])
    assert outcome.faults == []
    return [f"{finding.at.span.line}: {finding.message}" for finding in outcome.findings]


NO_ROOM = [
    "22: aws_ecs_service.web wants 5 tasks, each with a network interface, but its instances hold 4 at most"
]


@pytest.mark.parametrize("named", ["aws_launch_configuration.own.name", '"instances"'])
@pytest.mark.parametrize(
    ("type", "wanted"), [('"t3.small"', NO_ROOM), ('"c5.4xlarge"', []), ("var.type", [])]
)
def test_a_launch_configuration_says_how_many_tasks_an_instance_holds(
    type: str, wanted: list[str], named: str, tmp_path: Path
) -> None:
    text = PROVIDER.replace("SETTINGS", f"launch_configuration = {named}")
    text += CONFIGURATION.replace("TYPE", type) + 'variable "type" {\n  type = string\n}\n'
    assert found(tmp_path, text, "ECS313") == wanted


@pytest.mark.parametrize(
    ("schedule", "wanted"),
    [
        ('autoscaling_group_name = aws_autoscaling_group.own.name\n max_size = "3"', []),
        ('autoscaling_group_name = "own"\n max_size = 3', []),
        ("autoscaling_group_name = var.group\n max_size = 3", []),
        ("autoscaling_group_name = aws_autoscaling_group.own.name\n max_size = var.most", []),
        ("autoscaling_group_name = aws_autoscaling_group.own.name\n max_size = -1", NO_ROOM),
        ("autoscaling_group_name = aws_autoscaling_group.own.name\n max_size = 1", NO_ROOM),
        ("autoscaling_group_name = aws_autoscaling_group.other.name\n max_size = 9", NO_ROOM),
    ],
)
def test_a_schedule_may_raise_the_most_instances_of_a_group(
    schedule: str, wanted: list[str], tmp_path: Path
) -> None:
    text = PROVIDER.replace("SETTINGS", 'launch_configuration = "instances"')
    text += CONFIGURATION.replace("TYPE", '"t3.small"') + (
        'variable "group" {\n  type = string\n}\nvariable "most" {\n  type = number\n}\n'
        'resource "aws_autoscaling_group" "other" {\n  min_size = 1\n  max_size = 1\n}\n'
        f'resource "aws_autoscaling_schedule" "day" {{\n  scheduled_action_name = "day"\n  {schedule}\n}}\n'
    )
    assert found(tmp_path, text, "ECS313") == wanted


TEMPLATE = """
Resources:
  Provider:
    Type: AWS::ECS::CapacityProvider
    Properties:
      Name: own
      AutoScalingGroupProvider: {AutoScalingGroupArn: !Ref Group}
  Configuration:
    Type: AWS::AutoScaling::LaunchConfiguration
    Properties: {ImageId: ami-1, InstanceType: t3.small}
  Group:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties: {MinSize: "1", MaxSize: "2", LaunchConfigurationName: !Ref Configuration}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: awsvpc
      ContainerDefinitions: [{Name: web, Image: "nginx:1.27", Memory: 64}]
  Service:
    Type: AWS::ECS::Service
    Properties:
      DesiredCount: 5
      TaskDefinition: !Ref Task
      CapacityProviderStrategy: [{CapacityProvider: !Ref Provider}]
      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [subnet-1], SecurityGroups: [sg-1]}}
"""
DAY = """
  Day:
    Type: AWS::AutoScaling::ScheduledAction
    Properties: {AutoScalingGroupName: !Ref Group, MaxSize: 3}
"""


def test_launch_configurations_and_schedules_of_cloudformation(tmp_path: Path) -> None:
    says = "service Service wants 5 tasks, each with a network interface, but its instances hold 4 at most"
    assert found(tmp_path, TEMPLATE, "ECS313", "template.yaml") == [f"22: {says}"]
    assert found(tmp_path, TEMPLATE + DAY, "ECS313", "template.yaml") == []


SCALED = """
variable "prefix" {
  type = string
}
resource "aws_ecs_cluster" "main" {
  name = "${var.prefix}-main"
}
resource "aws_ecs_service" "web" {
  name            = "${var.prefix}-web"
  cluster         = aws_ecs_cluster.main.arn
  task_definition = "web"
}
resource "aws_appautoscaling_policy" "cpu" {
  name               = "cpu"
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = RESOURCE
}
"""
OWN = '"service/${aws_ecs_cluster.main.name}/${aws_ecs_service.web.name}"'
TARGET = (
    'resource "aws_appautoscaling_target" "web" {\n  service_namespace = "ecs"\n'
    f"  scalable_dimension = DIMENSION\n  resource_id = {OWN}\n  min_capacity = 1\n  max_capacity = 2\n}}\n"
)
UNREGISTERED = [
    "17: aws_appautoscaling_policy.cpu is for aws_ecs_service.web, which no scalable target makes known to "
    "Application Auto Scaling"
]


@pytest.mark.parametrize(
    ("resource", "more", "wanted"),
    [
        (OWN, "", UNREGISTERED),
        ('"service/${var.prefix}-main/${var.prefix}-web"', "", UNREGISTERED),
        ('"service/${var.prefix}-other/${var.prefix}-web"', "", []),
        ('"service/other/web"', "", []),
        (OWN, TARGET.replace("DIMENSION", '"ecs:service:DesiredCount"'), []),
        (OWN, 'output "service" {\n  value = aws_ecs_service.web.name\n}\n', []),
        (
            OWN,
            'module "scaling" {\n  source  = "app/scaling/aws"\n  service = aws_ecs_service.web.name\n}\n',
            [],
        ),
    ],
)
def test_a_policy_needs_a_scalable_target_for_a_service_of_its_stack(
    resource: str, more: str, wanted: list[str], tmp_path: Path
) -> None:
    assert found(tmp_path, SCALED.replace("RESOURCE", resource) + more, "ECS819") == wanted


def test_what_a_policy_takes_from_its_target_is_reported_there_alone(tmp_path: Path) -> None:
    own = SCALED.replace("RESOURCE", "aws_appautoscaling_target.web.resource_id")
    own = own.replace('"ecs"', "aws_appautoscaling_target.web.service_namespace")
    own = own.replace('"ecs:service:DesiredCount"', "aws_appautoscaling_target.web.scalable_dimension")
    wrong = TARGET.replace("DIMENSION", '"ecs:service:Tasks"')
    assert found(tmp_path, own + wrong, "ECS820") == [
        "21: aws_appautoscaling_target.web scales ecs:service:Tasks, but of ECS only "
        "ecs:service:DesiredCount can be scaled"
    ]
