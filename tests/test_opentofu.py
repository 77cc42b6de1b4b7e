"""OpenTofu where it has what Terraform does not: nothing of it is refused, and what it says counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hcl_values import plain
from projects import write
from test_terraform import stack_of

from ecslint.hcl.canonical import condition_text
from ecslint.resource import Stack
from ecslint.stack import discover

FIXTURES = Path(__file__).parent / "fixtures"

MAIN = """
variable "folder" { default = "web" }
variable "bucket" { default = "states" }
variable "regions" { default = ["eu-west-1", "us-east-1"] }
variable "on" { type = bool }
locals { source = "./${var.folder}" }
terraform {
  backend "s3" { bucket = var.bucket }
  encryption {
    key_provider "pbkdf2" "key" { passphrase = var.bucket }
    method "aes_gcm" "new" { keys = key_provider.pbkdf2.key }
    state { method = method.aes_gcm.new }
  }
}
provider "aws" {
  alias    = "by_region"
  for_each = toset(var.regions)
  region   = each.value
}
resource "aws_ecs_cluster" "each" {
  for_each = toset(var.regions)
  provider = aws.by_region[each.key]
  name     = tofu.workspace
}
"""


def found(stack: Stack) -> list[tuple[str, str]]:
    assert [problem.message for problem in stack.problems] == []
    return [(resource.address, condition_text(resource.exists)) for resource in stack.resources]


def test_providers_that_iterate_and_encryption_are_read(tmp_path: Path) -> None:
    addresses = [address for address, _ in found(stack_of(tmp_path, {"main.tofu": MAIN}))]
    assert addresses == ['aws_ecs_cluster.each["eu-west-1"]', 'aws_ecs_cluster.each["us-east-1"]']


@pytest.mark.parametrize(
    ("enabled", "expected"),
    [
        ("true", ["true", "true"]),
        ("false", []),
        ("var.on", ["var.on", "var.on"]),
        ("!var.on", ["!var.on", "!var.on"]),
        ("var.missing.on", ["var.missing.on", "var.missing.on"]),
    ],
)
def test_what_is_not_enabled_is_not_there(tmp_path: Path, enabled: str, expected: list[str]) -> None:
    lifecycle = f"lifecycle {{\n    enabled = {enabled}\n  }}"
    text = f"""
    variable "missing" {{ type = object({{ on = bool }}) }}
    variable "on" {{ type = bool }}
    resource "aws_ecs_cluster" "a" {{
      name = "a"
      {lifecycle}
    }}
    module "m" {{
      source = "./m"
      {lifecycle}
    }}
    """
    inner = 'resource "aws_ecs_cluster" "b" { name = "b" }'
    stack = stack_of(tmp_path, {"main.tofu": text, "m/main.tofu": inner})
    assert [condition for _, condition in found(stack)] == expected


def test_an_override_enables(tmp_path: Path) -> None:
    block = 'resource "aws_ecs_cluster" "a" {{\n  lifecycle {{\n    {}\n  }}\n}}\n'
    files = {"main.tofu": block.format("enabled = false"), "override.tofu": block.format("enabled = true")}
    assert found(stack_of(tmp_path, files)) == [("aws_ecs_cluster.a", "true")]
    files["override.tofu"] = block.format("prevent_destroy = true")
    assert found(stack_of(tmp_path, files)) == []


@pytest.mark.parametrize("source", ["local.source", '"./${var.folder}"', 'var.on ? "./web" : "./web"'])
def test_the_source_of_a_module_may_be_made_of_variables(tmp_path: Path, source: str) -> None:
    call = f'module "m" {{\n  source = {source}\n}}'
    inner = 'resource "aws_ecs_cluster" "b" { name = "b" }'
    stack = stack_of(tmp_path, {"main.tofu": MAIN + call, "web/main.tofu": inner})
    assert found(stack)[-1] == ("module.m.aws_ecs_cluster.b", "true")


def test_a_source_that_needs_its_own_module_is_not_known(tmp_path: Path) -> None:
    stack = stack_of(tmp_path, {"main.tofu": 'module "m" {\n  source = module.m.where\n}'})
    assert [unknown.reason for unknown in stack.unknowns] == [
        "module.m is not downloaded (run terraform init)"
    ]


def test_a_plan_of_opentofu_says_what_one_of_terraform_does(tmp_path: Path) -> None:
    """It has no `applyable` and no `complete`, and its providers are of another registry."""
    plan = json.loads((FIXTURES / "plan" / "tfplan.json").read_text(encoding="utf-8"))
    theirs = {key: value for key, value in plan.items() if key not in ("applyable", "complete")}
    theirs["resource_drift"] = theirs["resource_changes"][:1]
    theirs["relevant_attributes"] = [{"resource": "aws_ecs_cluster.x", "attribute": ["name"]}]
    text = json.dumps(theirs).replace("registry.terraform.io", "registry.opentofu.org")
    write({"terraform.json": json.dumps(plan), "tofu.json": text}, tmp_path)
    first, second = (
        discover([str(tmp_path / name)]).stacks[0].resources for name in ("terraform.json", "tofu.json")
    )
    assert [plain(each.body) for each in first] == [plain(each.body) for each in second] != []
    assert [each.address for each in first] == [each.address for each in second]
