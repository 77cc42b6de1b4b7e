"""Tasks that are started without a service are held to the same rules as those of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecslint.engine.registry import load_rules
from ecslint.engine.run import check
from ecslint.stack import discover

TASK = """
resource "aws_ecs_task_definition" "job" {
  family                = "job"
  network_mode          = "MODE"
  container_definitions = jsonencode([{ name = "job", image = "busybox", memory = 64 }])
}
"""
TEMPLATE = """
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: MODE
      ContainerDefinitions: [{Name: job, Image: busybox, Memory: 64}]
"""
CLUSTER = 'resource "aws_ecs_cluster" "main" {\n  name = "main"\n}\n'
ARN = "arn:aws:ecs:eu-west-1:111122223333:cluster/main"


def found(directory: Path, name: str, text: str) -> list[tuple[str, str, int]]:
    (directory / name).write_text(text, encoding="utf-8")
    outcome = check(discover([str(directory)]).stacks, [r for r in load_rules() if r.severity != "advice"])
    assert outcome.faults == []
    return [(f.code, f.at.resource, f.at.span.line) for f in outcome.findings]


def target(parameters: str, arn: str = f'"{ARN}"') -> str:
    return (
        'resource "aws_cloudwatch_event_target" "job" {\n'
        f'  rule = "nightly"\n  arn  = {arn}\n  ecs_target {{\n'
        f"    task_definition_arn = aws_ecs_task_definition.job.arn\n    {parameters}\n  }}\n}}\n"
    )


NETWORK = 'network_configuration {\n subnets = ["subnet-1"]\n security_groups = ["sg-1"]\n }\n'


@pytest.mark.parametrize(
    ("mode", "parameters", "codes"),
    [
        ("awsvpc", "", ["ECS301"]),
        ("awsvpc", NETWORK, []),
        ("bridge", NETWORK, ["ECS302"]),
        ("bridge", "", []),
        ("bridge", 'launch_type = "FARGATE"', ["ECS404"]),
        ("bridge", 'launch_type = "EC2"\n platform_version = "1.4.0"', ["ECS410"]),
        (
            "bridge",
            'launch_type = "EC2"\n capacity_provider_strategy {\n capacity_provider = "x"\n }',
            ["ECS405"],
        ),
        ("awsvpc", NETWORK.replace('["sg-1"]', "[]"), ["ECS303"]),
        ("awsvpc", NETWORK.replace('["subnet-1"]', "[]"), ["ECS305"]),
        (
            "awsvpc",
            f'launch_type = "EC2"\n {NETWORK}'.replace(" }", "assign_public_ip = true\n }"),
            ["ECS304"],
        ),
    ],
)
def test_a_target_of_an_event_rule(mode: str, parameters: str, codes: list[str], tmp_path: Path) -> None:
    text = TASK.replace("MODE", mode) + target(parameters)
    assert [code for code, *_ in found(tmp_path, "main.tf", text)] == codes


def test_the_strategy_of_the_cluster_says_where_a_target_runs(tmp_path: Path) -> None:
    public = NETWORK.replace(" }", "assign_public_ip = true\n }")
    text = TASK.replace("MODE", "awsvpc") + CLUSTER + target(public, "aws_ecs_cluster.main.arn")
    assert found(tmp_path, "main.tf", text) == [("ECS304", "aws_cloudwatch_event_target.job", 18)]
    providers = (
        'resource "aws_ecs_cluster_capacity_providers" "main" {\n  cluster_name = aws_ecs_cluster.main.name\n'
        '  capacity_providers = ["FARGATE"]\n'
        '  default_capacity_provider_strategy {\n    capacity_provider = "FARGATE"\n  }\n}\n'
    )
    assert [code for code, *_ in found(tmp_path, "main.tf", text + providers)] == ["ECS402"]


def test_targets_that_run_no_tasks_are_none_of_its_business(tmp_path: Path) -> None:
    text = 'resource "aws_cloudwatch_event_target" "topic" {\n  arn = "arn:aws:sns:eu-west-1:1:topic"\n}\n'
    assert found(tmp_path, "main.tf", text) == []


def test_each_target_of_an_event_rule_in_cloudformation(tmp_path: Path) -> None:
    rule = f"""
  Rule:
    Type: AWS::Events::Rule
    Properties:
      Targets:
        - {{Id: topic, Arn: "arn:aws:sns:eu-west-1:1:topic"}}
        - Id: a
          Arn: {ARN}
          EcsParameters:
            TaskDefinitionArn: !Ref Task
        - Id: b
          Arn: {ARN}
          EcsParameters:
            TaskDefinitionArn: !Ref Task
            NetworkConfiguration:
              AwsVpcConfiguration: {{Subnets: [subnet-1], SecurityGroups: [sg-1]}}
"""
    text = TEMPLATE.replace("MODE", "awsvpc") + rule
    assert found(tmp_path, "template.yaml", text) == [("ECS301", "Rule", 16)]
    text = TEMPLATE.replace("MODE", "bridge") + rule
    assert found(tmp_path, "template.yaml", text) == [("ECS302", "Rule", 23)]


def test_schedules_and_task_sets_in_cloudformation(tmp_path: Path) -> None:
    more = f"""
  Schedule:
    Type: AWS::Scheduler::Schedule
    Properties:
      Target:
        Arn: {ARN}
        EcsParameters:
          TaskDefinitionArn: !Ref Task
          NetworkConfiguration:
            AwsvpcConfiguration: {{Subnets: [subnet-1], SecurityGroups: [sg-1]}}
  Set:
    Type: AWS::ECS::TaskSet
    Properties:
      Cluster: main
      Service: web
      TaskDefinition: !Ref Task
      NetworkConfiguration:
        AwsVpcConfiguration: {{Subnets: [subnet-1], SecurityGroups: [sg-1]}}
"""
    text = TEMPLATE.replace("MODE", "bridge") + more
    assert found(tmp_path, "template.yaml", text) == [("ECS302", "Schedule", 17), ("ECS302", "Set", 25)]
    assert found(tmp_path, "template.yaml", TEMPLATE.replace("MODE", "awsvpc") + more) == []


TASK_SET = """
resource "aws_lb_target_group" "job" {
  port        = 80
  protocol    = "HTTP"
  target_type = "TYPE"
  vpc_id      = "vpc-1"
}
resource "aws_ecs_task_set" "job" {
  service         = "job"
  cluster         = "main"
  task_definition = aws_ecs_task_definition.job.arn
  load_balancer {
    target_group_arn = aws_lb_target_group.job.arn
    container_name   = "NAME"
    container_port   = 80
  }
  NETWORK
}
"""


@pytest.mark.parametrize(
    ("mode", "type", "name", "codes"),
    [
        ("awsvpc", "ip", "job", ["ECS206"]),
        ("awsvpc", "instance", "job", ["ECS201", "ECS206"]),
        ("bridge", "ip", "job", ["ECS202", "ECS206"]),
        ("awsvpc", "ip", "jobs", ["ECS205"]),
    ],
)
def test_the_load_balancers_of_a_task_set(
    mode: str, type: str, name: str, codes: list[str], tmp_path: Path
) -> None:
    network = NETWORK if mode == "awsvpc" else ""
    task_set = TASK_SET.replace("TYPE", type).replace("NAME", name).replace("NETWORK", network)
    text = TASK.replace("MODE", mode) + task_set
    assert sorted(code for code, *_ in found(tmp_path, "main.tf", text)) == codes


def test_a_classic_load_balancer_of_a_task_set(tmp_path: Path) -> None:
    task_set = TASK_SET.replace(
        "target_group_arn = aws_lb_target_group.job.arn", 'load_balancer_name = "old"'
    )
    text = TASK.replace("MODE", "awsvpc") + task_set.replace("NETWORK", NETWORK).replace("NAME", "job")
    assert [code for code, *_ in found(tmp_path, "main.tf", text)] == ["ECS209", "ECS206"]
