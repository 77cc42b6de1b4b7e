"""How resources of a stack lead to one another, and which of them is created before which."""

from __future__ import annotations

from pathlib import Path

import pytest
from projects import write

from ecslint.model.iam import Role
from ecslint.model.index import Index
from ecslint.model.load_balancing import TargetGroup
from ecslint.model.service import Service
from ecslint.model.task_definition import TaskDefinition
from ecslint.resource import Stack
from ecslint.stack import discover
from ecslint.world import Undetermined, World

SERVICE_IN_MODULE = """
variable "group" {}
resource "aws_ecs_service" "web" {
  name = "web"
  load_balancer {
    target_group_arn = var.group
  }
}
"""
LISTENER = """
resource "aws_lb_target_group" "web" {
}
resource "aws_lb_listener" "web" {
  count = 1
  default_action {
    target_group_arn = aws_lb_target_group.web.arn
  }
}
"""
NESTED = """
Resources:
  Balancing:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: balancing.yaml
  Application:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: application.yaml
      Parameters:
        Group: GROUP
"""
BALANCING = """
Resources:
  Group:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      DefaultActions:
        - Type: forward
          TargetGroupArn: !Ref Group
Outputs:
  Group:
    Value: !Ref Group
"""
APPLICATION = """
Parameters:
  Group:
    Type: String
Resources:
  Service:
    Type: AWS::ECS::Service
    Properties:
      LoadBalancers:
        - TargetGroupArn: !Ref Group
"""


def stack_of(directory: Path, files: dict[str, str]) -> Stack:
    write(files, directory)
    (stack,) = discover([str(directory)]).stacks
    return stack


def follows(stack: Stack, address: str, other: str) -> bool:
    (resource,) = [resource for resource in stack.resources if resource.address == address]
    return Index(stack).order.follows(resource, {other})


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ('name = "web"', False),
        ('name = "web"\n  depends_on = [aws_lb_listener.web]', True),
        ('name = "web"\n  tags = { after = aws_lb_listener.web[0].arn }', True),
        ('name = "web"\n  depends_on = [terraform_data.ready]', True),
        ('name = "web"\n  depends_on = [aws_lb_target_group.web]', False),
    ],
)
def test_a_resource_is_created_after_what_it_refers_to_and_depends_on(
    service: str, expected: bool, tmp_path: Path
) -> None:
    ready = 'resource "terraform_data" "ready" {\n  input = aws_lb_listener.web[0].arn\n}\n'
    text = f'{LISTENER}{ready}resource "aws_ecs_service" "web" {{\n  {service}\n}}\n'
    stack = stack_of(tmp_path, {"main.tf": text})
    assert follows(stack, "aws_ecs_service.web", "aws_lb_listener.web[0]") is expected


@pytest.mark.parametrize(
    ("dependency", "expected"), [("", False), ("depends_on = [aws_lb_listener.web]", True)]
)
def test_what_a_module_depends_on_is_created_before_all_that_is_in_it(
    dependency: str, expected: bool, tmp_path: Path
) -> None:
    call = f'module "app" {{\n  source = "./app"\n  group = aws_lb_target_group.web.arn\n  {dependency}\n}}\n'
    stack = stack_of(tmp_path, {"main.tf": LISTENER + call, "app/main.tf": SERVICE_IN_MODULE})
    assert follows(stack, "module.app.aws_ecs_service.web", "aws_lb_listener.web[0]") is expected


@pytest.mark.parametrize(("group", "expected"), [("arn", False), ("!GetAtt Balancing.Outputs.Group", True)])
def test_a_nested_stack_waits_for_all_of_another_whose_output_it_takes(
    group: str, expected: bool, tmp_path: Path
) -> None:
    files = {
        "stack.yaml": NESTED.replace("GROUP", group),
        "balancing.yaml": BALANCING,
        "application.yaml": APPLICATION,
    }
    stack = stack_of(tmp_path, files)
    assert follows(stack, "Application.Service", "Balancing.Listener") is expected


@pytest.mark.parametrize(
    "reference",
    [
        "aws_ecs_task_definition.web.arn",
        '"${aws_ecs_task_definition.web.family}:${aws_ecs_task_definition.web.revision}"',
        '"web:${data.aws_ecs_task_definition.web.revision}"',
        '"web:${max(aws_ecs_task_definition.web.revision, data.aws_ecs_task_definition.web.revision)}"',
        '"web"',
    ],
)
def test_a_service_finds_its_task_definition_however_it_names_it(reference: str, tmp_path: Path) -> None:
    task = referred(reference, 'family = "web"', tmp_path)
    assert task is not None
    assert task.resource.address == "aws_ecs_task_definition.web"


@pytest.mark.parametrize("reference", ['"web:7"', '"other"', '"web:${var.revision}"', "var.revision"])
def test_a_task_definition_that_may_be_another_is_not_taken_for_the_declared_one(
    reference: str, tmp_path: Path
) -> None:
    with pytest.raises(Undetermined):
        referred(reference, 'family = "web"', tmp_path)


def test_two_task_definitions_of_one_name_are_not_told_apart(tmp_path: Path) -> None:
    second = 'family = "web"\n}\nresource "aws_ecs_task_definition" "second" {\n  family = "web"'
    with pytest.raises(Undetermined, match="several declarations are named web"):
        referred('"web"', second, tmp_path)


def referred(reference: str, task: str, directory: Path) -> TaskDefinition | None:
    text = (
        'variable "revision" {}\n'
        f'resource "aws_ecs_task_definition" "web" {{\n  {task}\n}}\n'
        'data "aws_ecs_task_definition" "web" {\n  task_definition = aws_ecs_task_definition.web.family\n}\n'
        f'resource "aws_ecs_service" "web" {{\n  task_definition = {reference}\n}}\n'
    )
    index = Index(stack_of(directory, {"main.tf": text}))
    (service,) = index.resources(Service)
    return Service.of(index, World(), service).task_definition


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ("data.aws_lb_target_group.web.arn", "aws_lb_target_group.web"),
        ("data.aws_lb_target_group.by_name.arn", "aws_lb_target_group.web"),
        ("data.aws_lb_target_group.elsewhere.arn", None),
        ("data.aws_lb_target_group.tagged.arn", None),
    ],
)
def test_a_data_source_leads_to_what_it_looks_up(reference: str, found: str | None, tmp_path: Path) -> None:
    text = (
        'variable "name" { default = "" }\n'
        'resource "aws_lb_target_group" "web" {\n  name = "web"\n}\n'
        'data "aws_lb_target_group" "web" {\n  arn = aws_lb_target_group.web.arn\n}\n'
        'data "aws_lb_target_group" "by_name" {\n  arn  = null\n  name = "web"\n}\n'
        'data "aws_lb_target_group" "elsewhere" {\n  name = "other"\n}\n'
        'data "aws_lb_target_group" "tagged" {\n  name = var.name\n  tags = { web = true }\n}\n'
    )
    group = f'module "web" {{\n  source = "./web"\n  group = {reference}\n}}\n'
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "main.tf").write_text(SERVICE_IN_MODULE, encoding="utf-8")
    (tmp_path / "main.tf").write_text(text + group, encoding="utf-8")
    (stack,) = discover([str(tmp_path)]).stacks
    index = Index(stack)
    service = index.enter(World(), Service, index.resources(Service)[0])
    attachment = service.load_balancers[0]
    if found is None:
        with pytest.raises(Undetermined):
            _ = attachment.target_group
    else:
        assert attachment.target_group is not None
        assert attachment.target_group.resource.address == found


GIVES_GROUPS = """
variable "groups" {
  default = []
}
module "service" {
  source = "./service"
  groups = var.groups
}
"""
TAKES_GROUPS = """
variable "groups" {
  default = []
}
resource "aws_ecs_service" "web" {
  network_configuration {
    subnets         = ["subnet-1"]
    security_groups = var.groups
  }
}
"""


@pytest.mark.parametrize("root", [".", "infra"])
@pytest.mark.parametrize(
    ("main", "known"), [(GIVES_GROUPS, False), ('module "s" { source = "./service" }', True)]
)
def test_what_is_empty_by_default_is_unknown_where_the_stack_itself_asks_for_it(
    root: str, main: str, known: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / root / "service").mkdir(parents=True)
    (tmp_path / root / "main.tf").write_text(main, encoding="utf-8")
    (tmp_path / root / "service" / "main.tf").write_text(TAKES_GROUPS, encoding="utf-8")
    (stack,) = discover([root]).stacks
    index = Index(stack)
    (service,) = index.all(World(), Service)
    if known:
        assert list(service.security_groups) == []
    else:
        with pytest.raises(Undetermined):
            list(service.security_groups)


@pytest.mark.parametrize("name", ['"FARGATE"', "aws_autoscaling_group.nodes.name"])
def test_a_capacity_provider_is_known_by_its_declaration_whatever_its_name_is(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / "main.tf").write_text(
        f"""
resource "aws_autoscaling_group" "nodes" {{
  name_prefix = "nodes-"
}}
resource "aws_ecs_capacity_provider" "nodes" {{
  name = {name}
  auto_scaling_group_provider {{
    auto_scaling_group_arn = aws_autoscaling_group.nodes.arn
  }}
}}
resource "aws_ecs_service" "web" {{
  name = "web"
  capacity_provider_strategy {{
    capacity_provider = aws_ecs_capacity_provider.nodes.name
    weight            = 1
  }}
}}
"""
    )
    (stack,) = discover([str(tmp_path)]).stacks
    index = Index(stack)
    (resource,) = index.resources(Service)
    assert index.enter(World(), Service, resource).runs_on == "EC2"


DOCUMENTS = """
data "aws_iam_policy_document" "tasks" {
  statement {
    sid     = "Trust"
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "lambda" {
  statement {
    sid     = "Trust"
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

variable "policy" {}
"""
TASKS, LAMBDA = (f"data.aws_iam_policy_document.{name}.json" for name in ("tasks", "lambda"))
STATEMENT = '{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }'


@pytest.mark.parametrize(
    ("body", "trusts"),
    [
        (f"source_policy_documents = [{TASKS}]", True),
        (f"override_policy_documents = [{TASKS}]", True),
        (f"source_policy_documents = [{LAMBDA}]\n  override_policy_documents = [{TASKS}]", True),
        (f"source_policy_documents = [{TASKS}]\n  override_policy_documents = [{LAMBDA}]", False),
        (f'source_policy_documents = [{TASKS}]\n  statement {{\n    sid = "Trust"\n  }}', False),
        (f'source_policy_documents = [{TASKS}]\n  statement {{\n    sid = "Other"\n  }}', True),
        (f"source_policy_documents = [{TASKS}, jsonencode({{ Statement = [{STATEMENT}] }})]", True),
        (f"source_policy_documents = [jsonencode({{ Statement = [{STATEMENT}] }})]", False),
        (f"source_policy_documents = [{TASKS}, var.policy]", None),
        (f"source_policy_documents = [{TASKS}, data.aws_iam_policy_document.whole.json]", None),
    ],
)
def test_a_policy_that_is_put_together_of_others_trusts_as_the_last_statement_of_each_id_says(
    body: str, trusts: bool | None, tmp_path: Path
) -> None:
    text = (
        f'{DOCUMENTS}\ndata "aws_iam_policy_document" "whole" {{\n  {body}\n}}\n'
        'resource "aws_iam_role" "web" {\n'
        "  assume_role_policy = data.aws_iam_policy_document.whole.json\n}\n"
    )
    index = Index(stack_of(tmp_path, {"main.tf": text}))
    role = Role.of(index, World(), index.resources(Role)[0])
    if trusts is None:
        with pytest.raises(Undetermined):
            role.may_be_assumed_by("ecs-tasks")
    else:
        assert role.may_be_assumed_by("ecs-tasks") is trusts


BALANCED = """
resource "aws_lb" "web" {
  load_balancer_type = "application"
}

resource "aws_lb_target_group" "web" {
  target_type = "instance"
  port        = 80
  protocol    = "HTTP"
  vpc_id      = "vpc-1"
}

resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.web.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "fixed-response"
  }
}

resource "aws_lb_listener_rule" "web" {
  listener_arn = aws_lb_listener.web.arn
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}

resource "aws_lb_target_group_attachment" "web" {
  target_group_arn = aws_lb_target_group.web.arn
  target_id        = "i-1"
}
"""


@pytest.mark.parametrize("spelling", ["aws_lb", "aws_alb"])
def test_resources_of_load_balancers_are_the_same_by_both_of_their_names(
    spelling: str, tmp_path: Path
) -> None:
    stack = stack_of(tmp_path, {"main.tf": BALANCED.replace("aws_lb", spelling)})
    index = Index(stack)
    (resource,) = index.resources(TargetGroup)
    group = TargetGroup.of(index, World(), resource)
    assert [each.resource.address for each in group.forwarders] == [f"{spelling}_listener_rule.web"]
    assert [each.resource.address for each in group.attachments] == [
        f"{spelling}_target_group_attachment.web"
    ]
    (rule,) = group.forwarders
    assert rule.load_balancer is not None
    assert rule.load_balancer.resource.address == f"{spelling}.web"
