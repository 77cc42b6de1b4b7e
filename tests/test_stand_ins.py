"""Published modules that are not downloaded: what their calls say is understood all the same."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ecslint.engine.registry import load_rules
from ecslint.engine.run import check
from ecslint.hcl.parser import parse
from ecslint.parsers.terraform import load
from ecslint.parsers.terraform.module_sources import Published, published
from ecslint.report.json import render
from ecslint.source import Source, Workspace

GROUP = """
resource "aws_lb_target_group" "web" {
  port        = 80
  protocol    = "HTTP"
  target_type = "%s"
  vpc_id      = "vpc-1"
}
"""
SERVICE = """
module "web" {
  source      = "%s"
  version     = "%s"
  name        = "web"
  cluster_arn = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
  subnet_ids  = ["subnet-1"]
  container_definitions = {
    app = {
      image = "nginx:1"
      %s = [{ name = "http", containerPort = 8080 }]
    }
  }
  load_balancer = {
    web = {
      target_group_arn = %s
      container_name   = "app"
      container_port   = 8080
    }
  }
  %s
}
"""
ECS = "terraform-aws-modules/ecs/aws//modules/service"


def service(
    group: str = "aws_lb_target_group.web.arn", version: str = "~> 5.6", more: str = "", source: str = ECS
) -> str:
    ports = "port_mappings" if re.match(r"\D*5", version) else "portMappings"
    return SERVICE % (source, version, ports, group, more)


def reported(directory: Path, text: str) -> dict[str, Any]:
    """The JSON report about a root module of one file."""
    directory.mkdir(exist_ok=True)
    (directory / "main.tf").write_text(text)
    stack = load(Workspace(str(directory)), str(directory))
    report: dict[str, Any] = json.loads(render(check([stack], load_rules()), {}))
    return report


def errors(directory: Path, text: str) -> list[tuple[str, str]]:
    """The code of each error, and the line that it points at."""
    lines = text.splitlines()
    return [
        (finding["code"], lines[finding["line"] - 1].strip())
        for finding in reported(directory, text)["findings"]
        if finding["severity"] == "error"
    ]


# -- services ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["~> 5.6", "5.11.3", "~> 6.7", "7.5.0"])
def test_a_service_of_a_module_runs_in_awsvpc_mode_unless_it_says_otherwise(
    tmp_path: Path, version: str
) -> None:
    instances = GROUP % "instance" + service(version=version)
    assert errors(tmp_path, instances) == [("ECS201", 'target_type = "instance"')]
    assert errors(tmp_path, GROUP % "ip" + service(version=version)) == []


def test_each_argument_of_a_service_stands_where_it_is_written(tmp_path: Path) -> None:
    text = GROUP % "ip" + service()
    name = text.replace('container_name   = "app"', 'container_name   = "nginx"')
    assert errors(tmp_path, name) == [("ECS205", 'container_name   = "nginx"')]
    port = text.replace("container_port   = 8080", "container_port   = 80")
    assert errors(tmp_path, port) == [("ECS206", "container_port   = 80")]
    host = text.replace("containerPort = 8080 }", "containerPort = 8080, hostPort = 80 }")
    (found,) = reported(tmp_path, host)["findings"]
    (line,) = [line for line in host.splitlines() if "hostPort" in line]
    assert (found["code"], line[found["column"] - 1 :].startswith("hostPort")) == ("ECS101", True)


def test_a_finding_about_a_module_shows_the_call_and_the_default(tmp_path: Path) -> None:
    (found,) = reported(tmp_path, GROUP % "instance" + service())["findings"]
    assert found["resource"] == "aws_lb_target_group.web"
    assert [(place["resource"], place["line"]) for place in found["related"]] == [
        ("module.web.aws_ecs_task_definition.this[0]", 9),
        ("module.web.aws_ecs_service.this[0]", 23),
    ]
    assert [(step["message"], step["line"]) for step in found["via"]] == [
        ("network_mode of module.web by default", 9),
        ("module.web", 9),
        ("argument load_balancer of module.web", 21),
        ("module.web", 9),
    ]


def test_a_module_gives_its_service_a_security_group_unless_it_is_told_not_to(tmp_path: Path) -> None:
    def warned(more: str) -> list[tuple[str, int]]:
        report = reported(tmp_path, GROUP % "ip" + service(more=more))
        return [(found["code"], found["line"]) for found in report["findings"]]

    assert warned("") == []
    assert warned("create_security_group = false") == [("ECS303", 9)]
    assert warned('create_security_group = false\n  security_group_ids = ["sg-1"]') == []


def test_a_module_that_is_called_for_each_of_several_is_understood_for_each(tmp_path: Path) -> None:
    each = 'for_each = { a = "awsvpc", b = "bridge" }\n  network_mode = each.value\n  launch_type = "EC2"'
    text = GROUP % "instance" + service(more=each + '\n  requires_compatibilities = ["EC2"]')
    (found,) = [f for f in reported(tmp_path, text)["findings"] if f["code"] == "ECS201"]
    assert 'module.web["a"].aws_ecs_task_definition.this[0] runs in awsvpc mode' in found["message"]


def test_the_services_of_the_whole_module_are_understood(tmp_path: Path) -> None:
    for version, ports in (("5.12.0", "port_mappings"), ("~> 7.0", "portMappings")):
        text = (
            GROUP % "instance"
            + f"""
        module "ecs" {{
          source       = "terraform-aws-modules/ecs/aws"
          version      = "{version}"
          cluster_name = "main"
          services = {{
            web = {{
              subnet_ids = ["subnet-1"]
              container_definitions = {{
                app = {{ image = "nginx:1", {ports} = [{{ containerPort = 80 }}] }}
              }}
              load_balancer = {{
                web = {{
                  target_group_arn = aws_lb_target_group.web.arn
                  container_name   = "app"
                  container_port   = 81
                }}
              }}
            }}
          }}
        }}
        """
        )
        assert errors(tmp_path, text) == [
            ("ECS201", 'target_type = "instance"'),
            ("ECS206", "container_port   = 81"),
        ]


# -- load balancers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["~> 9.0", "10.5.0"])
def test_a_target_group_of_a_module_is_followed_from_its_output(tmp_path: Path, version: str) -> None:
    text = f"""
module "alb" {{
  source  = "terraform-aws-modules/alb/aws"
  version = "{version}"
  subnets = ["subnet-1", "subnet-2"]
  vpc_id  = "vpc-1"
  listeners = {{
    http = {{ forward = {{ target_group_key = "web" }} }}
  }}
  target_groups = {{
    web = {{ target_type = "instance", protocol = "HTTP", port = 80 }}
  }}
}}
""" + service('module.alb.target_groups["web"].arn')
    (found,) = reported(tmp_path, text)["findings"]
    assert (found["code"], found["resource"]) == ("ECS201", 'module.alb.aws_lb_target_group.this["web"]')
    assert text.splitlines()[found["line"] - 1].strip().startswith('web = { target_type = "instance"')


def test_target_groups_of_before_were_a_list(tmp_path: Path) -> None:
    text = """
module "alb" {
  source        = "terraform-aws-modules/alb/aws"
  version       = "~> 8.3"
  subnets       = ["subnet-1", "subnet-2"]
  vpc_id        = "vpc-1"
  target_groups = [{ backend_protocol = "HTTP", backend_port = 80, target_type = "instance" }]
  http_tcp_listeners = [{ port = 80, protocol = "HTTP" }]
}
""" + service("module.alb.target_group_arns[0]")
    assert [code for code, _ in errors(tmp_path, text)] == ["ECS201"]


# -- Cloud Posse ------------------------------------------------------------------------------------------


def test_container_definitions_of_a_module_are_read_in_every_form(tmp_path: Path) -> None:
    for form in (
        "module.app.json_map_encoded_list",
        "jsonencode([module.app.json_map_object])",
        '"[${module.app.json_map_encoded}]"',
    ):
        text = f"""
module "app" {{
  source           = "cloudposse/ecs-container-definition/aws"
  version          = "0.61.1"
  container_name   = "app"
  container_image  = "nginx:1"
  container_memory = 512
  port_mappings    = [{{ containerPort = 80, hostPort = 8080, protocol = "tcp" }}]
}}
resource "aws_ecs_task_definition" "app" {{
  family                = "app"
  network_mode          = "awsvpc"
  container_definitions = {form}
}}
"""
        (found,) = errors(tmp_path, text)
        assert (found[0], found[1].startswith("port_mappings")) == ("ECS101", True), form


def test_a_service_and_its_task_made_by_one_module_are_understood(tmp_path: Path) -> None:
    text = (
        GROUP % "instance"
        + """
module "task" {
  source                    = "cloudposse/ecs-alb-service-task/aws"
  version                   = "0.78.0"
  name                      = "web"
  ecs_cluster_arn           = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
  subnet_ids                = ["subnet-1"]
  vpc_id                    = "vpc-1"
  container_definition_json = jsonencode([
    { name = "app", image = "nginx:1", portMappings = [{ containerPort = 80 }] }
  ])
  ecs_load_balancers = [{
    container_name   = "app"
    container_port   = 81
    elb_name         = null
    target_group_arn = aws_lb_target_group.web.arn
  }]
}
"""
    )
    assert errors(tmp_path, text) == [
        ("ECS201", 'target_type = "instance"'),
        ("ECS206", "container_port   = 81"),
    ]


# -- what is not known ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [">= 5.0", "> 5.1, >= 5.2", "~> 5", "< 7.0", "4.1.3", "nonsense"])
def test_a_version_that_is_not_certain_leaves_a_module_unknown(tmp_path: Path, version: str) -> None:
    report = reported(tmp_path, GROUP % "instance" + service(version=version))
    assert report["findings"] == []
    assert report["summary"]["services"] == 0


def test_a_module_of_the_same_name_by_others_is_not_taken_for_it(tmp_path: Path) -> None:
    text = GROUP % "instance" + service(source="example/ecs/aws//modules/service", version="5.11.3")
    assert reported(tmp_path, text)["findings"] == []


def test_a_module_is_said_once_not_to_be_downloaded(tmp_path: Path) -> None:
    text = "".join(
        service(more=f"network_mode = module.net.mode{number}").replace('module "web"', f'module "w{number}"')
        for number in range(5)
    )
    text += 'module "net" {\n  source  = "example/net/aws"\n  version = "1.0.0"\n}\n'
    said = [
        (unknown["resource"], unknown["reason"])
        for unknown in reported(tmp_path, GROUP % "ip" + text)["undetermined"]
        if "is not downloaded" in unknown["reason"]
    ]
    assert sorted(said) == sorted(
        (name, f"{name} is not downloaded (run terraform init)")
        for name in ("module.net", *(f"module.w{number}" for number in range(5)))
    )


def test_outputs_lead_to_what_the_module_makes_or_are_unknown(tmp_path: Path) -> None:
    text = (
        GROUP % "ip"
        + service()
        + """
resource "aws_ecs_service" "other" {
  name            = "other"
  task_definition = module.web.%s
  launch_type     = "FARGATE"
}
"""
    )
    assert errors(tmp_path, text % "task_definition_arn") == [
        ("ECS301", 'resource "aws_ecs_service" "other" {')
    ]
    assert errors(tmp_path, text % "another_output") == []


def test_a_downloaded_module_is_read_instead(tmp_path: Path) -> None:
    listing = {"Modules": [{"Key": "web", "Dir": ".terraform/modules/web/modules/service"}]}
    inside = tmp_path / ".terraform" / "modules" / "web" / "modules" / "service"
    inside.mkdir(parents=True)
    (tmp_path / ".terraform" / "modules" / "modules.json").write_text(json.dumps(listing))
    (inside / "main.tf").write_text("""
variable "container_definitions" {}
resource "aws_ecs_task_definition" "mine" {
  network_mode          = "awsvpc"
  container_definitions = jsonencode([
    { name = "app", portMappings = [{ containerPort = 1, hostPort = 2 }] }
  ])
}
""")
    report = reported(tmp_path, GROUP % "instance" + service())
    found = next(found for found in report["findings"] if found["code"] == "ECS101")
    assert found["path"].endswith("modules/web/modules/service/main.tf")
    assert {(step["message"], step["line"]) for step in found["via"]} == {("module.web", 9)}


# -- addresses ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "version", "expected"),
    [
        ("a/ecs/aws", "1.2.3", Published("a/ecs/aws", (1, 2, 3), (1, 2, 4))),
        ("a/ecs/aws//modules/x", "~> 1.2", Published("a/ecs/aws/modules/x", (1, 2, 0), (2, 0, 0))),
        ("a/ecs/aws", "~> 1.2.3", Published("a/ecs/aws", (1, 2, 3), (1, 3, 0))),
        ("a/ecs/aws", ">= 1.2, < 2", Published("a/ecs/aws", (1, 2, 0), (2, 0, 0))),
        ("a/ecs/aws", ">= 1.2", Published("a/ecs/aws", (1, 2, 0), None)),
        ("a/ecs/aws", None, Published("a/ecs/aws", None, None)),
        ("registry.example.com/a/ecs/aws", "1.2.3", Published("a/ecs/aws", (1, 2, 3), (1, 2, 4))),
        ("github.com/a/terraform-aws-ecs?ref=v1.2.3", None, Published("a/ecs/aws", (1, 2, 3), (1, 2, 4))),
        (
            "git::https://example.com/mirror/a/terraform-aws-ecs.git//modules/x?ref=1.2.3&depth=1",
            None,
            Published("a/ecs/aws/modules/x", (1, 2, 3), (1, 2, 4)),
        ),
        (
            "git@github.com:a/terraform-aws-alb-x.git?ref=v1.2.3",
            None,
            Published("a/alb-x/aws", (1, 2, 3), (1, 2, 4)),
        ),
        ("git::ssh://git@example.com/a/terraform-aws-ecs.git", None, Published("a/ecs/aws", None, None)),
        ("github.com/a/terraform-aws-ecs?ref=main", None, Published("a/ecs/aws", None, None)),
        ("s3::https://s3.amazonaws.com/bucket/ecs.zip", None, None),
        ("./modules/ecs", None, None),
    ],
)
def test_an_address_names_a_published_module(
    source: str, version: str | None, expected: Published | None
) -> None:
    assert published(source, version) == expected


MODULES = Path(__file__).parent.parent / "ecslint" / "model" / "modules"


@pytest.mark.parametrize(
    "path", sorted(MODULES.rglob("*.tf")), ids=lambda path: str(path.relative_to(MODULES))
)
def test_every_stand_in_is_sound(path: Path) -> None:
    assert parse(Source(str(path), path.read_text())).problems == []
