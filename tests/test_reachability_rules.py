"""What the pages of the reachability rules do not show: everything that may let traffic through."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecslint.engine.registry import load_rules
from ecslint.engine.run import check
from ecslint.stack import discover

WEB = """
resource "aws_lb" "web" {
  load_balancer_type = "KIND"
  security_groups    = [GROUPS]
}
resource "aws_lb_target_group" "web" {
  protocol    = "PROTOCOL"
  target_type = "ip"
}
resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.web.arn
  protocol          = "PROTOCOL"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}
resource "aws_ecs_task_definition" "web" {
  family       = "web"
  network_mode = "awsvpc"
  container_definitions = jsonencode([{
    name = "web", image = "nginx", memory = 64, portMappings = [{ containerPort = 8080 }]
  }])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  task_definition = aws_ecs_task_definition.web.arn
  network_configuration {
    subnets         = ["subnet-1"]
    security_groups = [TASKS]
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 8080
  }
}
resource "aws_security_group" "balancer" {}
resource "aws_security_group" "other" {}
"""
BALANCER = "aws_security_group.balancer.id"
TASKS = "aws_security_group.tasks.id"


def found(
    directory: Path,
    text: str,
    *,
    kind: str = "application",
    protocol: str = "HTTP",
    groups: str = BALANCER,
    tasks: str = TASKS,
    code: str = "ECS307",
) -> list[str]:
    """The addresses of the resources that findings of a rule are about."""
    web = WEB.replace("KIND", kind).replace("PROTOCOL", protocol)
    web = web.replace("GROUPS", groups).replace("TASKS", tasks)
    (directory / "main.tf").write_text(web + text, encoding="utf-8")
    rules = [rule._replace(explicit=True) for rule in load_rules() if rule.code == code]
    outcome = check(discover([str(directory)]).stacks, rules)
    assert outcome.faults == []
    return [finding.at.resource for finding in outcome.findings]


def inline(protocol: str = "tcp", low: int = 8080, high: int = 8080, source: str = "") -> str:
    return f"""
resource "aws_security_group" "tasks" {{
  ingress {{
    protocol  = "{protocol}"
    from_port = {low}
    to_port   = {high}
    {source or f"security_groups = [{BALANCER}]"}
  }}
}}
"""


CLOSED = 'resource "aws_security_group" "tasks" {}\n'


def apart(kind: str, body: str) -> str:
    return f'{CLOSED}resource "{kind}" "more" {{\n  {body}\n}}\n'


PORTS = 'protocol = "tcp"\n  from_port = 0\n  to_port = 65535\n  '
RULE = f'type = "ingress"\n  {PORTS}security_group_id = {TASKS}\n  '
INGRESS = f'ip_protocol = "-1"\n  security_group_id = {TASKS}\n  '


@pytest.mark.parametrize(
    "text",
    [
        inline(),
        inline("-1", 0, 0),
        inline("all", 0, 0),
        inline("6"),
        inline(low=8000, high=9000),
        inline(source='cidr_blocks = ["192.0.2.0/24"]'),
        inline(source='ipv6_cidr_blocks = ["::/0"]'),
        inline(source='prefix_list_ids = ["pl-1"]'),
        inline(source='security_groups = ["sg-1"]'),
        inline(source="security_groups = var.sources") + 'variable "sources" { type = list(string) }\n',
        apart("aws_security_group_rule", f"{RULE}source_security_group_id = {BALANCER}"),
        apart("aws_security_group_rule", f'{RULE}cidr_blocks = ["10.0.0.0/16"]'),
        apart("aws_security_group_rule", f'{RULE}prefix_list_ids = ["pl-1"]'),
        apart("aws_vpc_security_group_ingress_rule", f"{INGRESS}referenced_security_group_id = {BALANCER}"),
        apart("aws_vpc_security_group_ingress_rule", f'{INGRESS}cidr_ipv4 = "10.0.0.0/16"'),
        apart("aws_vpc_security_group_ingress_rule", f'{INGRESS}cidr_ipv6 = "::/0"'),
        apart("aws_vpc_security_group_ingress_rule", f'{INGRESS}prefix_list_id = "pl-1"'),
        apart("aws_vpc_security_group_ingress_rule", INGRESS.replace(TASKS, "var.group"))
        + 'variable "group" { type = string }\n',
        apart("aws_ssm_parameter", f"value = {TASKS}"),
        f'{CLOSED}output "group" {{\n  value = {TASKS}\n}}\n',
        f'{CLOSED}module "rules" {{\n  source = "example/rules/aws"\n  group = {TASKS}\n}}\n',
        'resource "aws_security_group" "tasks" {\n  lifecycle {\n    ignore_changes = [ingress]\n  }\n}\n',
        'variable "rules" { type = any }\nresource "aws_security_group" "tasks" {\n'
        '  dynamic "ingress" {\n    for_each = var.rules\n    content {\n      protocol = ingress.value\n'
        "    }\n  }\n}\n",
    ],
)
def test_what_may_let_the_load_balancer_in_is_left_alone(text: str, tmp_path: Path) -> None:
    assert found(tmp_path, text) == []


@pytest.mark.parametrize(
    "text",
    [
        CLOSED,
        'resource "aws_security_group" "tasks" {\n  ingress = []\n}\n',
        inline(low=80, high=80),
        inline(low=0, high=0),
        inline("udp"),
        inline("icmp", -1, -1),
        inline(source="security_groups = [aws_security_group.other.id]"),
        inline(source="self = true"),
        inline(low=80, high=80, source="security_groups = var.sources")
        + 'variable "sources" { type = list(string) }\n',
        apart("aws_security_group_rule", f"{RULE}self = true"),
        apart(
            "aws_security_group_rule",
            f'{RULE}cidr_blocks = ["0.0.0.0/0"]'.replace('"ingress"', '"egress"'),
        ),
        apart("aws_vpc_security_group_egress_rule", f'{INGRESS}cidr_ipv4 = "0.0.0.0/0"'),
        apart("aws_db_instance", f"vpc_security_group_ids = [{TASKS}]"),
    ],
)
def test_what_certainly_lets_it_in_nowhere_is_reported(text: str, tmp_path: Path) -> None:
    assert found(tmp_path, text) == ["aws_security_group.tasks"]


def test_each_group_of_the_tasks_can_let_it_in(tmp_path: Path) -> None:
    both = f"{TASKS}, aws_security_group.other.id"
    assert found(tmp_path, inline(), tasks=both) == []
    assert found(tmp_path, inline("udp"), tasks=both) == ["aws_security_group.tasks"]
    assert found(tmp_path, CLOSED, tasks=f'{TASKS}, "sg-1"') == []


def test_each_group_of_the_load_balancer_can_be_let_in(tmp_path: Path) -> None:
    assert found(tmp_path, inline(), groups=f"aws_security_group.other.id, {BALANCER}") == []
    assert found(tmp_path, inline(), groups='"sg-1"') == []
    assert found(tmp_path, inline(source="self = true"), groups=TASKS) == []


def test_without_groups_the_load_balancer_may_come_from_anywhere(tmp_path: Path) -> None:
    other = inline(source="security_groups = [aws_security_group.other.id]")
    assert found(tmp_path, other, groups="") == []
    assert found(tmp_path, CLOSED, groups="") == ["aws_security_group.tasks"]


def test_a_network_load_balancer_may_keep_the_addresses_of_clients(tmp_path: Path) -> None:
    other = inline(source="security_groups = [aws_security_group.other.id]")
    assert found(tmp_path, other, kind="network", protocol="TCP") == []
    assert found(tmp_path, CLOSED, kind="network", protocol="TCP") == ["aws_security_group.tasks"]
    assert found(tmp_path, inline("udp"), kind="network", protocol="UDP") == []
    assert found(tmp_path, CLOSED, kind="network", protocol="TCP_UDP") == []


def test_the_adopted_default_group_has_the_rules_that_are_written(tmp_path: Path) -> None:
    group = inline().replace('"aws_security_group" "tasks"', '"aws_default_security_group" "tasks"')
    tasks = "aws_default_security_group.tasks.id"
    assert found(tmp_path, group, tasks=tasks) == []
    closed = group.replace("8080", "80")
    assert found(tmp_path, closed, tasks=tasks) == ["aws_default_security_group.tasks"]


FARGATE = f"""
resource "aws_cloudwatch_event_target" "job" {{
  rule = "nightly"
  arn  = "arn:aws:ecs:eu-west-1:111122223333:cluster/main"
  ecs_target {{
    task_definition_arn = aws_ecs_task_definition.web.arn
    launch_type         = "FARGATE"
    network_configuration {{
      subnets         = ["subnet-1"]
      security_groups = [{TASKS}]
    }}
  }}
}}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CLOSED, ["aws_security_group.tasks"]),
        ('resource "aws_security_group" "tasks" {\n  egress = []\n}\n', ["aws_security_group.tasks"]),
        ('resource "aws_security_group" "tasks" {\n  egress {\n    protocol = "-1"\n  }\n}\n', []),
        (apart("aws_vpc_security_group_egress_rule", INGRESS), []),
        (apart("aws_security_group_rule", RULE.replace("ingress", "egress")), []),
        (apart("aws_security_group_rule", RULE), ["aws_security_group.tasks"]),
    ],
)
def test_a_group_without_egress_is_reported_on_fargate_only(
    text: str, expected: list[str], tmp_path: Path
) -> None:
    assert found(tmp_path, text, code="ECS309") == []
    assert found(tmp_path, text + FARGATE, code="ECS309") == expected
