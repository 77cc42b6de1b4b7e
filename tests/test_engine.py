"""From stacks and rules to findings: through whole configurations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ecslint.api import ADVICE, Finding, TaskDefinition, rule
from ecslint.engine.finding import Outcome
from ecslint.engine.registry import UnknownCode, load_rules, select
from ecslint.engine.run import check
from ecslint.stack import discover

RULES = load_rules()

TASK = """
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  network_mode          = "awsvpc"
  container_definitions = jsonencode([
    { name = "web", image = "web:1", memory = 64, portMappings = [{ containerPort = 80 }] }
  ])
}
"""


def outcome(directory: Path, text: str, rules: str = "ECS2") -> Outcome:
    (directory / "main.tf").write_text(text, encoding="utf-8")
    return check(discover([str(directory)]).stacks, select(RULES, [rules], []))


def test_an_entry_behind_a_conditional_one_is_the_same_entry_in_every_world(tmp_path: Path) -> None:
    text = (
        TASK
        + """
variable "public" {
  type = bool
}

resource "aws_lb_target_group" "web" {
  port     = 80
  protocol = "HTTP"
}

resource "aws_ecs_service" "web" {
  name            = "web"
  task_definition = aws_ecs_task_definition.web.arn

  dynamic "load_balancer" {
    for_each = var.public ? [1] : []
    content {
      target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/public/1"
      container_name   = "web"
      container_port   = 80
    }
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 80
  }
}
"""
    )
    found = outcome(tmp_path, text, "ECS201").findings
    assert [(f.code, f.at.span.line, f.when) for f in found] == [("ECS201", 14, ())]


def test_a_part_is_looked_at_whatever_else_may_be_there(tmp_path: Path) -> None:
    names = [f"c{number}" for number in range(10)]
    variables = "".join(f'variable "{name}" {{\n  type = bool\n}}\n' for name in names)
    ports = "portMappings = [{ containerPort = 80, hostPort = 81 }]"
    container = '{ name = "%s", image = "web:1", memory = 64, ' + ports + " }"
    lists = ", ".join(f"var.{name} ? [{container % name}] : []" for name in names)
    task = (
        'resource "aws_ecs_task_definition" "web" {\n  family = "web"\n  network_mode = "awsvpc"\n'
        f"  container_definitions = jsonencode(concat({lists}))\n}}\n"
    )
    found = outcome(tmp_path, variables + task, "ECS101").findings
    assert [(f.code, f.message.split()[1], f.when) for f in found] == [
        ("ECS101", f'"{name}"', ()) for name in names
    ]


def test_instances_with_the_same_mistake_are_one_finding(tmp_path: Path) -> None:
    task = TASK.replace('network_mode          = "awsvpc"', 'network_mode = "awsvpc"\n  count = 3')
    task = task.replace("containerPort = 80", "containerPort = 80, hostPort = 81")
    found = outcome(tmp_path, task, "ECS101").findings
    assert [(f.at.resource, f.also) for f in found] == [
        (
            "aws_ecs_task_definition.web[0]",
            ("aws_ecs_task_definition.web[1]", "aws_ecs_task_definition.web[2]"),
        )
    ]


def test_that_a_resource_exists_at_all_is_no_condition_of_a_finding(tmp_path: Path) -> None:
    task = TASK.replace(
        'network_mode          = "awsvpc"', 'network_mode = "awsvpc"\n  count = var.on ? 1 : 0'
    )
    task = task.replace("containerPort = 80", "containerPort = 80, hostPort = 81")
    found = outcome(tmp_path, 'variable "on" {\n  type = bool\n}\n' + task, "ECS101").findings
    assert [(f.code, f.when) for f in found] == [("ECS101", ())]


def test_what_a_rule_could_not_read_is_counted_with_its_reason(tmp_path: Path) -> None:
    task = TASK.replace('"awsvpc"', "var.mode")
    result = outcome(tmp_path, 'variable "mode" {\n  type = string\n}\n' + task, "ECS101")
    assert result.findings == []
    assert [(a.resource, a.reason, a.codes) for a in result.abstentions] == [
        ("aws_ecs_task_definition.web", "var.mode has no default", ("ECS101",))
    ]


def test_a_rule_that_breaks_down_hides_no_other(tmp_path: Path) -> None:
    @rule("ECS999", "broken")
    def broken(task: TaskDefinition) -> Iterator[Finding]:
        """It breaks down."""
        raise ZeroDivisionError
        yield

    task = TASK.replace("containerPort = 80", "containerPort = 80, hostPort = 81")
    (tmp_path / "main.tf").write_text(task, encoding="utf-8")
    result = check(discover([str(tmp_path)]).stacks, [broken, *select(RULES, ["ECS101"], [])])
    assert [finding.code for finding in result.findings] == ["ECS101"]
    ((code, stack, fault),) = result.faults
    assert (code, stack, type(fault)) == ("ECS999", str(tmp_path), ZeroDivisionError)


def test_advice_is_given_only_when_its_rule_is_asked_for(tmp_path: Path) -> None:
    @rule("ECS998", "advising", severity=ADVICE)
    def advising(task: TaskDefinition) -> Iterator[Finding]:
        """It advises."""
        yield Finding(at=task.at("family"), message="advice")

    (tmp_path / "main.tf").write_text(TASK, encoding="utf-8")
    stacks = discover([str(tmp_path)]).stacks
    assert check(stacks, [advising]).findings == []
    assert [f.message for f in check(stacks, [advising._replace(explicit=True)]).findings] == ["advice"]


def test_rules_are_selected_by_code_prefix_and_name() -> None:
    def codes(chosen: list[str], ignored: list[str]) -> list[str]:
        return [selected.code for selected in select(RULES, chosen, ignored)]

    assert codes(["awsvpc-instance-target"], []) == ["ECS201"]
    assert codes(["ecs201"], []) == ["ECS201"]
    assert all(code.startswith("ECS2") for code in codes(["ECS2"], []))
    assert "ECS201" not in codes([], ["ECS201"])
    assert "ECS202" in codes([], ["ECS201"])
    assert codes(["ECS201", "ECS202"], ["bridge-ip-target"]) == ["ECS201"]


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("load-balancer-not-allow", "load-balancer-not-allowed"),
        ("awsvpc-instance-targets", "awsvpc-instance-target"),
        ("zzzz", ""),
    ],
)
def test_a_selection_that_names_no_rule_suggests_one(text: str, suggestion: str) -> None:
    with pytest.raises(UnknownCode) as problem:
        select(RULES, [text], [])
    assert problem.value.suggestion == suggestion
