"""What Terraform refuses of a block: numbers of instances that cannot be, and ephemeral arguments."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_terraform import one, stack_of

from ecslint.resource import Stack

INPUTS = """
variable "names" { type = set(string) }
variable "secret" {
  type      = set(string)
  sensitive = true
}
variable "token" {
  type      = string
  ephemeral = true
}
variable "size" {
  type      = number
  sensitive = true
}
variable "later" { default = null }
locals {
  secret = [for name in var.secret : upper(name)]
}
"""
MAP = "for_each needs a map or a set of strings, not a list"
SHOWN = "for_each is sensitive, and its keys would be shown in addresses"
KEPT = "count is ephemeral, and addresses of resources are kept"
WHOLE = "count is no whole number of 0 or more"


def messages(stack: Stack) -> list[str]:
    return [problem.message for problem in stack.problems]


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ('for_each = ["a"]', MAP),
        ('for_each = tolist(["a"])', MAP),
        ('for_each = var.names == toset([]) ? ["a"] : ["b"]', MAP),
        ("for_each = toset([1])", "for_each needs a set of strings"),
        ('for_each = "a"', "for_each needs a map or a set, not one value"),
        ("for_each = null", "for_each is null"),
        ("for_each = var.secret", SHOWN),
        ("for_each = toset(local.secret)", SHOWN),
        ("for_each = { for name in var.secret : name => name }", SHOWN),
        ('for_each = sensitive(toset(["a"]))', SHOWN),
        ('for_each = var.secret == var.names ? toset(["a"]) : toset([])', SHOWN),
        ("count = -1", WHOLE),
        ("count = 1.5", WHOLE),
        ('count = "many"', WHOLE),
        ("count = [1]", "count is no number"),
        ("count = null", "count is null"),
        ('count = var.token == "" ? 0 : 1', KEPT),
    ],
)
def test_a_number_of_instances_that_is_refused(tmp_path: Path, argument: str, message: str) -> None:
    assert messages(one(tmp_path, f'{INPUTS}resource "aws_x" "x" {{\n  {argument}\n}}')) == [message]
    module = f'{INPUTS}module "m" {{\n  source = "./m"\n  {argument}\n}}'
    assert messages(stack_of(tmp_path, {"main.tf": module, "m/main.tf": ""})) == [message]


@pytest.mark.parametrize(
    "argument",
    [
        "for_each = var.names",
        "for_each = nonsensitive(var.secret)",
        "for_each = can(var.secret[0]) ? var.names : toset([])",
        'for_each = var.names == toset([]) ? ["a"] : var.names',
        "for_each = var.later",
        "for_each = toset([])",
        "for_each = { a = sensitive(1) }",
        "count = var.size",
        "count = length(var.names)",
        'count = "2"',
    ],
)
def test_a_number_of_instances_that_may_be(tmp_path: Path, argument: str) -> None:
    assert messages(one(tmp_path, f'{INPUTS}resource "aws_x" "x" {{\n  {argument}\n}}')) == []


def test_an_ephemeral_argument_is_refused_unless_it_is_only_written(tmp_path: Path) -> None:
    stack = one(
        tmp_path,
        f"""
        {INPUTS}
        ephemeral "aws_secret" "s" {{ name = var.token }}
        locals {{ header = "Bearer ${{var.token}}" }}
        resource "aws_x" "x" {{
          password    = local.header
          password_wo = var.token
          known       = ephemeralasnull(var.token)
          block {{ value = ephemeral.aws_secret.s.value }}
          provisioner "local-exec" {{ command = var.token }}
        }}
        """,
    )
    assert messages(stack) == [
        "password is ephemeral, which an argument of a resource cannot be",
        "value is ephemeral, which an argument of a resource cannot be",
    ]


def test_what_a_caller_gives_is_sensitive_in_the_module(tmp_path: Path) -> None:
    stack = stack_of(
        tmp_path,
        {
            "main.tf": f"""
            {INPUTS}
            module "m" {{
              source = "./m"
              names  = var.secret
            }}
            resource "aws_x" "x" {{ for_each = module.m.out }}
            """,
            "m/main.tf": """
            variable "names" { type = set(string) }
            resource "aws_y" "y" { for_each = var.names }
            output "out" {
              value     = var.names
              sensitive = true
            }
            """,
        },
    )
    assert messages(stack) == [SHOWN, SHOWN]


def test_a_module_that_may_not_be_called_refuses_nothing(tmp_path: Path) -> None:
    call = 'variable "on" { type = bool }\nmodule "m" {\n  source = "./m"\n  count = var.on ? 1 : 0\n}\n'
    stack = stack_of(tmp_path, {"main.tf": call, "m/main.tf": 'resource "aws_x" "x" { count = -1 }'})
    assert messages(stack) == []


# -- override files ----------------------------------------------------------------------------------

BASE = """
resource "aws_x" "x" {}
data "aws_x" "x" {}
variable "x" { default = 1 }
output "x" { value = 1 }
locals { x = 1 }
module "x" { source = "./m" }
provider "aws" { alias = "x" }
"""
LIFECYCLE = 'resource "aws_x" "x" {{\n  lifecycle {{\n    {} {{\n      condition = true\n    }}\n  }}\n}}'


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ('resource "aws_x" "y" {}', 'there is no resource "aws_x" "y" to override'),
        ('data "aws_x" "y" {}', 'there is no data "aws_x" "y" to override'),
        ('variable "y" {}', 'there is no variable "y" to override'),
        ('output "y" { value = 1 }', 'there is no output "y" to override'),
        ("locals { y = 1 }", "there is no local.y to override"),
        ('module "y" { source = "./m" }', 'there is no module "y" to override'),
        ('provider "aws" { alias = "y" }', 'there is no provider "aws" with the alias "y" to override'),
        ("moved {}", "moved blocks cannot stand in an override file"),
        ("import {}", "import blocks cannot stand in an override file"),
        ('check "x" {}', "check blocks cannot stand in an override file"),
        ('variable "x" {\n  validation {}\n}', "validation blocks cannot stand in an override file"),
        ('output "x" {\n  precondition {}\n}', "precondition blocks cannot stand in an override file"),
        (LIFECYCLE.format("precondition"), "precondition blocks cannot stand in an override file"),
        (LIFECYCLE.format("postcondition"), "postcondition blocks cannot stand in an override file"),
    ],
)
def test_an_override_file_that_overrides_nothing(tmp_path: Path, block: str, message: str) -> None:
    stack = stack_of(tmp_path, {"main.tf": BASE, "override.tf": block, "m/main.tf": ""})
    assert messages(stack) == [message]
    assert [problem.code for problem in stack.problems] == ["ECS005"]
    assert {Path(problem.span.source.path).name for problem in stack.problems} == {"override.tf"}


@pytest.mark.parametrize(
    "block",
    [
        BASE,
        'provider "other" {}',
        'terraform { required_version = ">= 1" }',
        'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}',
        # Terraform ignores these; OpenTofu alone refuses them.
        "removed { from = aws_x.z }",
        'ephemeral "aws_x" "y" {}',
    ],
)
def test_an_override_file_that_terraform_accepts(tmp_path: Path, block: str) -> None:
    stack = stack_of(tmp_path, {"main.tf": BASE, "dev_override.tf": block, "m/main.tf": ""})
    assert messages(stack) == []


def test_a_block_is_missing_only_where_every_file_is_known(tmp_path: Path) -> None:
    over = 'variable "y" {}'
    # A folder of override files is there to be copied into modules.
    assert messages(stack_of(tmp_path / "a", {"override.tf": over})) == []
    # Terraform reads a.tf, OpenTofu a.tofu in its place: what is missing there may be here.
    files = {"a.tf": over, "a.tofu": "", "override.tf": over}
    assert messages(stack_of(tmp_path / "b", files)) == []
    broken = {"main.tf": "x = {", "override.tf": over}
    assert "there is no" not in " ".join(messages(stack_of(tmp_path / "c", broken)))
    json = {"main.tf": "", "override.tf.json": '{"variable": {"y": {}}}'}
    assert messages(stack_of(tmp_path / "d", json)) == ['there is no variable "y" to override']
