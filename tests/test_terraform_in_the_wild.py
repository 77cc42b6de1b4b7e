"""Ways in which Terraform is written that have led to a wrong finding, a missed one or a wrong place."""

from __future__ import annotations

import textwrap
from pathlib import Path

from projects import write

from ecslint.engine.registry import load_rules
from ecslint.engine.run import check
from ecslint.stack import discover


def found(directory: Path, files: dict[str, str]) -> list[str]:
    """What the default rules find in some files, as "CODE path:line message"."""
    write({name: textwrap.dedent(text) for name, text in files.items()}, directory)
    outcome = check(discover([str(directory)]).stacks, [rule for rule in load_rules() if not rule.explicit])
    assert outcome.faults == []
    return [
        f"{finding.code} {Path(finding.at.span.source.path).relative_to(directory).as_posix()}:"
        f"{finding.at.span.bounds()[0]} {finding.message}"
        for finding in outcome.findings
    ]


FARGATE = """
    requires_compatibilities = ["FARGATE"]
    network_mode             = "awsvpc"
    cpu                      = 256
    memory                   = 512
"""
LOGGING = """
    container_definitions = jsonencode([{
      name             = "web"
      image            = "nginx"
      logConfiguration = {
        logDriver = "awslogs"
        options   = { awslogs-group = "g", awslogs-region = "r", awslogs-stream-prefix = "p" }
      }
    }])
"""


def test_a_whole_resource_has_more_attributes_than_are_configured(tmp_path: Path) -> None:
    assert (
        found(
            tmp_path,
            {
                "main.tf": """
                    resource "aws_iam_role" "execution" {
                      name               = "execution"
                      assume_role_policy = "{}"
                    }
                    module "task" {
                      source = "./task"
                      role   = aws_iam_role.execution
                    }
                """,
                "task/main.tf": f"""
                    variable "role" {{
                      type    = object({{ id = string, arn = string }})
                      default = {{ id = null, arn = null }}
                    }}
                    resource "aws_ecs_task_definition" "task" {{
                      family             = "task"
                      execution_role_arn = lookup(var.role, "arn", null)
                      {FARGATE}
                      {LOGGING}
                    }}
                """,
            },
        )
        == []
    )


def test_a_whole_resource_has_what_is_configured(tmp_path: Path) -> None:
    files = {
        "main.tf": """
            resource "aws_ecr_repository" "web" {
              name = "web"
            }
            resource "aws_ecs_task_definition" "task" {
              family                = lookup(aws_ecr_repository.web, "name", "none") == "web" ? "a.b" : "ab"
              container_definitions = "[]"
            }
        """
    }
    assert [line.split(" ")[:2] for line in found(tmp_path, files)] == [
        ["ECS527", "main.tf:6"],
        ["ECS519", "main.tf:7"],
    ]


def test_a_key_given_twice_in_container_definitions_is_taken(tmp_path: Path) -> None:
    files = {
        "main.tf": """
            resource "aws_ecs_task_definition" "task" {
              family                = "task"
              container_definitions = file("containers.json")
            }
        """,
        "containers.json": '[{"name": "web", "image": "nginx", "memory": 64, "memory": 128}]',
    }
    assert found(tmp_path, files) == []


def test_an_absolute_path_begins_in_the_root_module(tmp_path: Path) -> None:
    files = {
        "app/config/main.tf": """
            output "name" {
              value = regex("/app/([^/]+)$", abspath(path.module))[0]
            }
        """,
        "app/web/main.tf": """
            module "config" {
              source = "../config"
            }
            resource "aws_ecs_task_definition" "task" {
              family                = "task"
              container_definitions = jsonencode([{
                name         = "web"
                image        = "nginx"
                memory       = 64
                links        = module.config.name == "config" ? [] : ["db"]
                portMappings = [{ containerPort = 80 }]
              }])
            }
        """,
    }
    assert found(tmp_path, files) == []


def test_json_that_goes_through_format_keeps_its_places(tmp_path: Path) -> None:
    files = {
        "main.tf": """\
            locals {
              web = jsonencode({
                name   = "web"
                image  = "nginx"
                memory = 64
                links  = ["db"]
              })
            }
            resource "aws_ecs_task_definition" "task" {
              family                = "task"
              network_mode          = "awsvpc"
              container_definitions = format("[%s]", local.web)
            }
        """
    }
    assert found(tmp_path, files) == [
        'ECS109 main.tf:6 container "web" has links, but awsvpc mode has none: only bridge mode does'
    ]


def test_a_splat_of_no_objects_is_no_list_of_objects(tmp_path: Path) -> None:
    files = {
        "main.tf": """
            variable "environment" {
              type    = list(object({ name = string, value = string }))
              default = null
            }
            locals {
              variables = coalesce(var.environment, [])
              by_name   = zipmap(local.variables[*].name, local.variables[*].value)
            }
            resource "aws_ecs_task_definition" "task" {
              family                = "task"
              container_definitions = jsonencode([{
                name        = "web"
                image       = "nginx"
                memory      = 64
                environment = [for name, value in local.by_name : { name = name, value = value }]
              }])
            }
        """
    }
    assert found(tmp_path, files) == []


def test_functions_of_old_versions_of_terraform_are_no_mistake(tmp_path: Path) -> None:
    files = {
        "main.tf": """
            resource "aws_ecs_task_definition" "task" {
              family                = "task"
              network_mode          = lookup(map("mode", "bridge"), "mode")
              tags                  = merge(map("Name", "task"), {})
              container_definitions = jsonencode(list({ name = "web", image = "nginx", memory = 64 }))
            }
        """
    }
    assert found(tmp_path, files) == []
