"""What a cluster offers, and how many tasks its instances hold."""

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
"""
MIXED = """
resource "aws_launch_template" "own" {
  instance_type = "c5.large"
}
resource "aws_autoscaling_group" "own" {
  min_size = 1
  max_size = 2
  mixed_instances_policy {
    launch_template {
      launch_template_specification {
        launch_template_id = aws_launch_template.own.id
      }
      OVERRIDES
    }
  }
}
"""
SERVICE = """
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  network_mode          = "awsvpc"
  container_definitions = jsonencode([{ name = "web", image = "nginx:1.27", memory = 64 }])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = CLUSTER
  desired_count   = COUNT
  task_definition = aws_ecs_task_definition.web.arn
  capacity_provider_strategy {
    capacity_provider = NAME
  }
  network_configuration {
    subnets         = ["subnet-1"]
    security_groups = ["sg-1"]
  }
}
"""


def found(directory: Path, code: str, *parts: str, name: str = "main.tf") -> list[str]:
    (directory / name).write_text("".join(parts), encoding="utf-8")
    outcome = check(discover([str(directory)]).stacks, [r for r in load_rules() if r.code == code])
    assert outcome.faults == []
    return [finding.message for finding in outcome.findings]


@pytest.mark.parametrize(
    ("overrides", "count", "room"),
    [
        ("", 21, 20),
        ("", 20, None),
        ('override {\n instance_type = "t3.small"\n}\noverride {\n instance_type = "t3.xlarge"\n}', 7, 6),
        ('override {\n instance_type = "t3.small"\n}\noverride {\n instance_type = "t3.xlarge"\n}', 6, None),
        ('override {\n instance_type = "t3.small"\n}\noverride {\n instance_type = "z99.small"\n}', 99, None),
        ("override {\n instance_requirements {\n vcpu_count {\n min = 1\n }\n }\n}", 99, None),
        ("override {\n instance_type = data.aws_ssm_parameter.type.value\n}", 99, None),
    ],
)
def test_instances_of_several_types(overrides: str, count: int, room: int | None, tmp_path: Path) -> None:
    service = SERVICE.replace("COUNT", str(count)).replace("NAME", "aws_ecs_capacity_provider.own.name")
    mixed = MIXED.replace("OVERRIDES", overrides)
    says = (
        "aws_ecs_service.web wants {} tasks, each with a network interface, but its instances hold {} at most"
    )
    wanted = [] if room is None else [says.format(count, room)]
    assert found(tmp_path, "ECS313", service.replace("CLUSTER", '"main"'), PROVIDER, mixed) == wanted


CLUSTER = 'resource "aws_ecs_cluster" "main" {\n  name = "main"\n}\n'


def associated(cluster: str, *names: str) -> str:
    return (
        'resource "aws_ecs_cluster_capacity_providers" "main" {\n'
        f"  cluster_name = {cluster}\n  capacity_providers = [{', '.join(names)}]\n}}\n"
    )


BY_REFERENCE = "aws_ecs_capacity_provider.own.name"
OF_MAIN = "aws_ecs_cluster.main.name"


@pytest.mark.parametrize(
    ("name", "others", "missing"),
    [
        (BY_REFERENCE, associated(OF_MAIN, '"own"'), ""),
        ('"own"', associated(OF_MAIN, BY_REFERENCE), ""),
        ('"own"', associated('"main"', BY_REFERENCE), ""),
        ('"own"', associated('"other"', BY_REFERENCE), "aws_ecs_capacity_provider.own"),
        (BY_REFERENCE, associated(OF_MAIN, '"FARGATE"'), "aws_ecs_capacity_provider.own"),
        ('"elsewhere"', associated(OF_MAIN, '"elsewhere"'), ""),
        ('"elsewhere"', associated(OF_MAIN, BY_REFERENCE), "elsewhere"),
        (BY_REFERENCE, "", "aws_ecs_capacity_provider.own"),
        (BY_REFERENCE, associated("var.cluster", '"FARGATE"') + 'variable "cluster" {}\n', ""),
        (BY_REFERENCE, associated(OF_MAIN, "data.aws_ssm_parameter.provider.value"), ""),
        (BY_REFERENCE, f'output "cluster" {{\n  value = {OF_MAIN}\n}}\n', ""),
        (BY_REFERENCE, f'resource "null_resource" "x" {{\n  triggers = {{ name = {OF_MAIN} }}\n}}\n', ""),
        (BY_REFERENCE, 'module "x" {\n  source  = "example.com/x/y"\n  cluster = "main"\n}\n', ""),
    ],
)  # fmt: skip
def test_capacity_providers_of_a_cluster(name: str, others: str, missing: str, tmp_path: Path) -> None:
    service = (
        SERVICE.replace("COUNT", "1").replace("NAME", name).replace("CLUSTER", "aws_ecs_cluster.main.id")
    )
    group = 'resource "aws_autoscaling_group" "own" {\n  min_size = 1\n  max_size = 1\n}\n'
    messages = found(tmp_path, "ECS409", service, CLUSTER, PROVIDER, group, others)
    says = "the strategy of aws_ecs_service.web names {}, but aws_ecs_cluster.main is not associated with it"
    assert messages == ([says.format(missing)] if missing else [])


SLIPS = [
    ("/ecs/fronted", True),
    ("/ecs/forntend", True),
    ("/ecs/frontend", False),
    ("/ecs/backend", False),
    ("/ecs/frontend2", False),
    ("frontend", False),
]


@pytest.mark.parametrize(("written", "slip"), SLIPS)
def test_only_a_slip_of_the_finger_is_a_log_group_that_is_not_declared(
    written: str, slip: bool, tmp_path: Path
) -> None:
    text = """
resource "aws_cloudwatch_log_group" "web" {
  name = "/ecs/frontend"
}
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  container_definitions = jsonencode([{
    name = "web", image = "nginx:1.27", memory = 64
    logConfiguration = { logDriver = "awslogs", options = { "awslogs-group" = "NAME" } }
  }])
}
"""
    assert bool(found(tmp_path, "ECS609", text.replace("NAME", written))) is slip
