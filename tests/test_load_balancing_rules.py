"""What the pages of the load balancing and network rules do not show: traps, severities, conditions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ecslint.engine.finding import Finding
from ecslint.engine.registry import load_rules
from ecslint.engine.run import check
from ecslint.stack import discover

GROUP = 'resource "aws_lb_target_group" "web" {\n  protocol    = "HTTP"\n  target_type = "ip"\n}\n'
SERVICE = """
resource "aws_ecs_service" "web" {
  name = "web"
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 80
  }
}
"""


def findings(directory: Path, files: dict[str, str], *codes: str) -> list[Finding]:
    for name, text in files.items():
        (directory / name).write_text(text, encoding="utf-8")
    chosen = [rule._replace(explicit=True) for rule in load_rules() if rule.code in codes]
    outcome = check(discover([str(directory)]).stacks, chosen)
    assert outcome.faults == []
    return outcome.findings


def listener(inside: str = "", kind: str = "listener", target: str = "aws_lb_target_group.web.arn") -> str:
    block = "default_action" if kind == "listener" else "action"
    return (
        f'resource "aws_lb_{kind}" "web" {{\n  {inside}\n  {block} {{\n    type = "forward"\n'
        f"    target_group_arn = {target}\n  }}\n}}\n"
    )


@pytest.mark.parametrize(
    "other",
    [
        listener(),
        listener(kind="listener_rule"),
        listener("count = 2"),
        'variable "ports" { type = map(number) }\n' + listener("for_each = var.ports"),
        'output "group" { value = { arn = aws_lb_target_group.web.arn } }\n',
        'resource "aws_ssm_parameter" "group" {\n  value = aws_lb_target_group.web.arn\n}\n',
        'resource "aws_codedeploy_deployment_group" "web" {\n  name = aws_lb_target_group.web.name\n}\n',
        'module "alb" {\n  source = "example/alb/aws"\n  group  = aws_lb_target_group.web.arn\n}\n',
        "locals {\n  a =\n}\n",  # a file that cannot be read whole may hold the listener
        'variable "actions" { type = any }\n'
        'resource "aws_lb_listener" "web" {\n  dynamic "default_action" {\n    for_each = var.actions\n'
        "    content {\n      type = default_action.value\n    }\n  }\n}\n",
        listener(target="data.aws_lb_target_group.web.arn")
        + 'data "aws_lb_target_group" "web" {\n  name = "web"\n}\n',
    ],
)
def test_a_target_group_that_may_be_attached_is_left_alone(other: str, tmp_path: Path) -> None:
    assert findings(tmp_path, {"main.tf": GROUP + SERVICE + other}, "ECS207") == []


@pytest.mark.parametrize(
    "other",
    [
        "",
        'resource "aws_lb_target_group" "other" {\n}\n' + listener(target="aws_lb_target_group.other.arn"),
        'resource "aws_autoscaling_group" "web" {\n  target_group_arns = [aws_lb_target_group.web.arn]\n}\n',
        'resource "aws_lb_listener" "web" {\n  default_action {\n    type = "redirect"\n  }\n}\n',
        listener("count = 0"),
    ],
)
def test_a_target_group_that_nothing_attaches_is_found(other: str, tmp_path: Path) -> None:
    (found,) = findings(tmp_path, {"main.tf": GROUP + SERVICE + other}, "ECS207")
    assert (found.severity, found.when, found.at.attribute) == ("error", (), "target_group_arn")


def test_a_listener_that_an_input_removes_is_missed_only_then(tmp_path: Path) -> None:
    text = 'variable "public" { type = bool }\n' + listener("count = var.public ? 1 : 0")
    (found,) = findings(tmp_path, {"main.tf": GROUP + SERVICE + text}, "ECS207")
    assert (found.severity, found.when) == ("error", ("!var.public",))


@pytest.mark.parametrize(
    ("inside", "severities"), [("", ["advice"]), ("depends_on = [aws_lb_listener.web]", [])]
)
def test_terraform_tries_again_so_that_the_order_is_advice(
    inside: str, severities: list[str], tmp_path: Path
) -> None:
    service = SERVICE.replace('name = "web"\n', f'name = "web"\n  {inside}\n', 1)
    found = findings(tmp_path, {"main.tf": GROUP + service + listener()}, "ECS208")
    assert [finding.severity for finding in found] == severities


@pytest.mark.parametrize("protocol", ["HTTP", "TCP"])
def test_one_condition_on_both_sides_never_makes_a_mismatch(protocol: str, tmp_path: Path) -> None:
    text = f"""
variable "network" {{ type = bool }}
resource "aws_lb_target_group" "application" {{
  protocol = "HTTP"
}}
resource "aws_lb_target_group" "network" {{
  protocol = "{protocol}"
}}
resource "aws_lb_listener" "web" {{
  protocol = var.network ? "TCP" : "HTTP"
  default_action {{
    type             = "forward"
    target_group_arn = var.network ? aws_lb_target_group.network.arn : aws_lb_target_group.application.arn
  }}
}}
"""
    found = findings(tmp_path, {"main.tf": text}, "ECS219")
    assert [finding.when for finding in found] == ([] if protocol == "TCP" else [("var.network",)])


@pytest.mark.parametrize(
    ("compatibilities", "provider", "count"),
    [
        (["EC2"], "web", 1),
        (["EC2", "FARGATE"], "web", 0),
        ([], "web", 0),
        (["EC2"], "FARGATE_SPOT", 0),
    ],
)
def test_a_task_for_ec2_alone_runs_on_instances_whatever_the_provider(
    compatibilities: list[str], provider: str, count: int, tmp_path: Path
) -> None:
    task = {"family": "web", "requiresCompatibilities": compatibilities, "containerDefinitions": []}
    service = {
        "serviceName": "web",
        "taskDefinition": "web",
        "desiredCount": 1,
        "capacityProviderStrategy": [{"capacityProvider": provider}],
        "networkConfiguration": {
            "awsvpcConfiguration": {"subnets": ["subnet-1"], "assignPublicIp": "ENABLED"}
        },
    }
    files = {
        "task-definition.json": json.dumps(task, indent=0),
        "service.json": json.dumps(service, indent=0),
    }
    found = findings(tmp_path, files, "ECS304")
    assert [finding.at.attribute for finding in found] == ["assign_public_ip"] * count


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({}, "it has none"),
        (
            {"loadBalancers": [{"targetGroupArn": "arn:1"}, {"targetGroupArn": "arn:2"}]},
            "several target groups",
        ),
        (
            {"loadBalancers": [{"targetGroupArn": "arn:1"}], "serviceRegistries": [{"registryArn": "arn:3"}]},
            "service discovery",
        ),
    ],
)
def test_a_role_is_refused_for_what_the_service_says_itself(
    more: dict[str, object], reason: str, tmp_path: Path
) -> None:
    service = {"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 1, "role": "ecs", **more}
    (found,) = findings(tmp_path, {"service.json": json.dumps(service)}, "ECS213")
    assert reason in found.message


@pytest.mark.parametrize(("protocol", "count"), [("HTTP", 1), ("TCP", 0)])
def test_an_interval_as_long_as_the_timeout_was_the_rule_for_network_load_balancers(
    protocol: str, count: int, tmp_path: Path
) -> None:
    check_block = "health_check {\n    interval = 10\n    timeout  = 10\n  }\n"
    text = f'resource "aws_lb_target_group" "web" {{\n  protocol = "{protocol}"\n  {check_block}}}\n'
    assert len(findings(tmp_path, {"main.tf": text}, "ECS220")) == count


def test_an_empty_default_of_an_input_is_for_the_caller_to_fill_in(tmp_path: Path) -> None:
    module = """
variable "subnets" { default = [] }
resource "aws_ecs_service" "web" {
  name = "web"
  network_configuration {
    subnets = var.subnets
  }
}
"""
    (tmp_path / "module").mkdir()
    assert findings(tmp_path, {"module/main.tf": module}, "ECS305") == []
    call = 'module "web" {\n  source = "./module"\n}\n'
    (found,) = findings(tmp_path, {"main.tf": call}, "ECS305")
    assert found.at.resource == "module.web.aws_ecs_service.web"


@pytest.mark.parametrize(
    ("default", "passed", "count"), [("''", "!Ref Cpu", 0), ("512", "!Ref Cpu", 0), ("''", "''", 1)]
)
def test_a_size_that_a_parameter_leaves_empty_is_for_the_person_who_deploys(
    default: str, passed: str, count: int, tmp_path: Path
) -> None:
    nested = """
Parameters:
  Cpu: {Type: String}
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      RequiresCompatibilities: [FARGATE]
      NetworkMode: awsvpc
      Cpu: !Ref Cpu
      Memory: 1024
"""
    root = f"""
Parameters:
  Cpu: {{Type: String, Default: {default}}}
Resources:
  Nested:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: nested.yaml
      Parameters: {{Cpu: {passed}}}
"""
    assert len(findings(tmp_path, {"nested.yaml": nested, "root.yaml": root}, "ECS402")) == count


def test_a_module_that_is_not_given_the_target_group_cannot_attach_it(tmp_path: Path) -> None:
    vpc = 'module "vpc" {\n  source = "example/vpc/aws"\n}\n'
    found = findings(tmp_path, {"main.tf": GROUP + SERVICE + vpc}, "ECS207")
    assert [finding.code for finding in found] == ["ECS207"]
