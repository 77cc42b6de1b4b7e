"""Validations of variables: what they leave of an input, and the values that they refuse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hcl_values import plain
from test_terraform import attribute, bodies, existence, one, stack_of

from ecslint.cli import main
from ecslint.value import Failure, Unknown


def answers(root: Path, kind: str, condition: str, expression: str) -> Any:
    """What an expression is that asks about `var.x`, of which a validation is known."""
    text = f"""
    variable "x" {{
      type = {kind}
      validation {{
        condition     = {condition}
        error_message = "no"
      }}
    }}
    locals {{ names = ["a", "b"] }}
    resource "aws_x" "x" {{ value = {expression} }}
    """
    return plain(attribute(one(root, text), "aws_x.x", "value"))


@pytest.mark.parametrize(
    "condition",
    [
        'contains(["a", "b"], var.x)',
        "contains(local.names, var.x)",
        'var.x == "a" || var.x == "b"',
        'contains(["a", "b", "c"], var.x) && var.x != "c"',
        'can(regex("^(a|b)$", var.x))',
        'can(regex("^a$|^b$", var.x))',
        'length(regexall("^[ab]$", var.x)) > 0',
        'anytrue([for name in ["a", "b"] : name == var.x])',
        'var.x == null ? true : contains(["a", "b"], var.x)',
    ],
)
def test_a_validation_leaves_the_values_that_it_allows(tmp_path: Path, condition: str) -> None:
    assert answers(tmp_path, "string", condition, 'var.x == "c"') is False
    two_left = ("if", 'var.x == "a"', 1, 2)
    assert answers(tmp_path, "string", condition, 'var.x == "a" ? 1 : 2') == two_left


@pytest.mark.parametrize(
    "condition",
    [
        'can(regex("^(a|b)", var.x))',
        'can(regex("^(a|b)+$", var.x))',
        'contains(["a", "b"], lower(var.x))',
        'var.x == "a" || length(var.x) > 3',
        "length(var.x) > 0",
    ],
)
def test_a_validation_that_allows_more_than_it_names_leaves_all(tmp_path: Path, condition: str) -> None:
    assert answers(tmp_path, "string", condition, 'var.x == "cccc" ? 1 : 2') == (
        "if",
        'var.x == "cccc"',
        1,
        2,
    )


@pytest.mark.parametrize(
    ("condition", "expression", "expected"),
    [
        ("var.x >= 1 && var.x <= 10", "var.x > 10", False),
        ("var.x >= 1 && var.x <= 10", "var.x < 11", True),
        ("var.x >= 1 && var.x <= 10", "var.x > 0 ? 1 : 2", 1),
        ("var.x >= 1 && var.x <= 10", "var.x == 0", False),
        ("var.x >= 1 && var.x <= 10", "var.x > 5", ("unknown", "var.x > 5")),
        ("0 < var.x", "var.x <= 0", False),
        ("0 < var.x", "0 >= var.x", False),
        ("var.x >= -3 && var.x < 0", "var.x >= 0", False),
        ("var.x != 7", "var.x == 7", False),
        ("!contains([7, 8], var.x)", "var.x == 8", False),
    ],
)
def test_limits_of_a_number_decide_comparisons(
    tmp_path: Path, condition: str, expression: str, expected: object
) -> None:
    assert answers(tmp_path, "number", condition, expression) == expected


def test_a_count_that_cannot_be_zero_makes_instances_for_certain(tmp_path: Path) -> None:
    stack = one(
        tmp_path,
        """
        variable "size" {
          type = number
          validation {
            condition     = var.size >= 1
            error_message = "At least one."
          }
        }
        resource "aws_x" "x" { count = var.size }
        """,
    )
    assert existence(stack) == {"aws_x.x[*]": "true"}


MODE = """
variable "mode" {
  type    = string
  default = "none"
  validation {
    condition     = contains(["awsvpc", "bridge"], var.mode)
    error_message = "The mode must be awsvpc or bridge."
  }
}
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  network_mode          = var.mode
  container_definitions = jsonencode([{ name = "web", image = "nginx", memory = 64 }])
}
"""


def test_a_given_value_that_is_refused_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "main.tf").write_text(MODE)
    (tmp_path / "terraform.tfvars").write_text('mode = "host"\n')
    main(["check", "--format", "concise", "--exit-zero"])
    assert capsys.readouterr().out.splitlines()[0] == (
        "terraform.tfvars:1:8: error ECS005 var.mode: The mode must be awsvpc or bridge"
    )


def test_an_argument_that_is_refused_is_an_error(tmp_path: Path) -> None:
    call = 'module "m" {\n  source = "./m"\n  mode   = var.host ? "host" : "awsvpc"\n}\n'
    stack = stack_of(tmp_path, {"main.tf": 'variable "host" { type = bool }\n' + call, "m/main.tf": MODE})
    assert bodies(stack)["module.m.aws_ecs_task_definition.web"]["network_mode"] == (
        "if",
        "var.host",
        ("failure", "var.mode: The mode must be awsvpc or bridge"),
        "awsvpc",
    )


def test_the_default_of_a_called_module_that_is_refused_fails(tmp_path: Path) -> None:
    stack = stack_of(tmp_path, {"main.tf": 'module "m" {\n  source = "./m"\n}\n', "m/main.tf": MODE})
    assert isinstance(attribute(stack, "module.m.aws_ecs_task_definition.web", "network_mode"), Failure)


def test_a_default_of_the_root_module_that_is_refused_asks_for_a_value(tmp_path: Path) -> None:
    value = attribute(one(tmp_path, MODE), "aws_ecs_task_definition.web", "network_mode")
    assert isinstance(value, Unknown)
    assert value.reason == "var.mode has no valid default"
    assert value.domain == ("awsvpc", "bridge")


def test_a_validation_may_ask_about_what_the_variable_makes(tmp_path: Path) -> None:
    stack = one(
        tmp_path,
        """
        variable "a" {
          type    = string
          default = "x"
          validation {
            condition     = local.valid && var.b != var.a
            error_message = "no"
          }
        }
        variable "b" {
          type    = string
          default = "y"
          validation {
            condition     = var.a != "y"
            error_message = "no"
          }
        }
        locals { valid = contains(["x", "y"], var.a) }
        resource "aws_x" "x" {
          value = "${var.a}${var.b}"
          valid = local.valid
        }
        """,
    )
    assert bodies(stack)["aws_x.x"] == {"value": "xy", "valid": True}
