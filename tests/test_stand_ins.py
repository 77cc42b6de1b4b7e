"""Published modules that are not downloaded: what their calls say is understood all the same."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ecslint.cli import main
from ecslint.engine.describe import Description, describe
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


def described(directory: Path, text: str) -> list[Description]:
    """What is understood of a root module of one file."""
    (directory / "main.tf").write_text(text)
    return describe(load(Workspace(str(directory)), str(directory)))


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


def test_a_service_whose_task_definition_others_change_is_understood(tmp_path: Path) -> None:
    for version in ("~> 5.6", "7.5.0"):
        followed = service(version=version, more="ignore_task_definition_changes = true")
        assert errors(tmp_path, GROUP % "instance" + followed) == [("ECS201", 'target_type = "instance"')]
        assert [each.address for each in described(tmp_path, followed) if each.noun == "service"] == [
            "module.web.aws_ecs_service.ignore_task_definition[0]"
        ]


@pytest.mark.parametrize("version", ["5.12.1", "6.12.0", "7.5.0"])
def test_the_capacity_providers_of_a_cluster_say_where_its_services_run(version: str, tmp_path: Path) -> None:
    group = 'auto_scaling_group_arn = "arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:1:x/workers"'
    providers = {
        "5": f"""
  default_capacity_provider_use_fargate = false
  autoscaling_capacity_providers = {{
    workers = {{
      {group}
      default_capacity_provider_strategy = {{ weight = 1 }}
    }}
  }}""",
        "6": f"""
  default_capacity_provider_strategy = {{ workers = {{ weight = 1 }} }}
  autoscaling_capacity_providers = {{
    workers = {{ {group} }}
  }}""",
        "7": f"""
  default_capacity_provider_strategy = {{ workers = {{ weight = 1 }} }}
  capacity_providers = {{
    workers = {{ auto_scaling_group_provider = {{ {group} }} }}
  }}""",
    }
    text = f"""
module "ecs" {{
  source       = "terraform-aws-modules/ecs/aws"
  version      = "{version}"
  cluster_name = "main"
{providers[version[0]]}
}}
resource "aws_ecs_service" "web" {{
  name    = "web"
  cluster = module.ecs.cluster_id
}}
"""
    (web,) = [each for each in described(tmp_path, text) if each.noun == "service"]
    (fact,) = [fact for fact in web.facts if fact.name == "runs on"]
    assert [reading.value for reading in fact.readings] == ["EC2"]


def test_services_that_are_given_different_things_are_understood_each(tmp_path: Path) -> None:
    text = """
module "ecs" {
  source       = "terraform-aws-modules/ecs/aws"
  version      = "7.5.0"
  cluster_name = "main"
  services = {
    web  = { container_definitions = { app = { image = "nginx:1" } }, network_mode = "bridge" }
    mail = { cpu = 256, container_definitions = {} }
  }
}
"""
    modes = {
        each.address: reading.value
        for each in described(tmp_path, text)
        for fact in each.facts
        if fact.name == "network mode"
        for reading in fact.readings
    }
    assert modes == {
        f'module.ecs.module.service["{name}"].aws_ecs_task_definition.this[0]': mode
        for name, mode in (("web", "bridge"), ("mail", "awsvpc"))
    }


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


def test_what_an_https_listener_does_is_known(tmp_path: Path) -> None:
    text = """
module "alb" {
  source        = "terraform-aws-modules/alb/aws"
  version       = "8.7.0"
  subnets       = ["subnet-1", "subnet-2"]
  vpc_id        = "vpc-1"
  target_groups = [
    { backend_protocol = "HTTP", backend_port = 80, target_type = "ip" },
    { backend_protocol = "HTTP", backend_port = 81, target_type = "ip" },
    { backend_protocol = "HTTP", backend_port = 82, target_type = "ip" },
  ]
  https_listeners = [
    { port = 443, certificate_arn = "arn:aws:acm:eu-west-1:1:certificate/1" },
    {
      port            = 444
      certificate_arn = "arn:aws:acm:eu-west-1:1:certificate/1"
      action_type     = "authenticate-oidc"
    },
    { port = 445, certificate_arn = "arn:aws:acm:eu-west-1:1:certificate/1", action_type = "redirect" },
  ]
}
"""
    listeners = {
        each.address: [reading.value for reading in fact.readings]
        for each in described(tmp_path, text)
        for fact in each.facts
        if fact.name == "listeners"
    }
    assert listeners == {
        "module.alb.aws_lb_target_group.main[0]": [["module.alb.aws_lb_listener.frontend_https[0]"]],
        "module.alb.aws_lb_target_group.main[1]": [["module.alb.aws_lb_listener.frontend_https[1]"]],
        "module.alb.aws_lb_target_group.main[2]": [],
    }


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


LABELLED = """
module "label" {
  source  = "cloudposse/label/null"
  version = "0.25.0"
%s
}
resource "aws_ecs_task_definition" "app" {
  family                = "app"
  container_definitions = jsonencode([{ name = module.label.id, image = "nginx:1", memory = 64 }])
}
"""


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (
            'namespace = "eg"\n stage = "test"\n name = "Web App"\n attributes = ["b", "b", "a"]',
            "eg-test-webapp-b-a",
        ),
        ('environment = "uw2"\n tenant = "core"\n name = "web"', "uw2-web"),
        ('tenant = "core"\n name = "web"\n label_order = ["name", "tenant"]\n delimiter = "_"', "web_core"),
        ('stage = "test"\n name = "webApp"\n label_value_case = "none"', "test-webApp"),
        ('stage = "test"\n name = "webApp"\n label_value_case = "title"', "Test-Webapp"),
        ('stage = "test"\n name = "web"\n label_value_case = "upper"\n delimiter = ""', "TESTWEB"),
        ('name = "web-1.2"\n regex_replace_chars = "/[^a-z]/"', "web"),
        ('context = { enabled = true, stage = "test", name = "web" }\n name = "api"', "test-api"),
        ('context = { enabled = true, name = "web", attributes = ["a"] }\n attributes = ["b"]', "web-a-b"),
        ('stage = "test"\n name = "web"\n id_length_limit = 8', "test-web"),
    ],
)
def test_a_label_is_made_of_what_it_is_given(arguments: str, name: str, tmp_path: Path) -> None:
    (task,) = described(tmp_path, LABELLED % arguments)
    assert [reading.value for fact in task.parts[0].facts[:1] for reading in fact.readings] == [name]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ("", "module.label is given no name"),
        (
            'stage = "test"\n name = "web"\n id_length_limit = 7',
            "module.label is not downloaded (run terraform init)",
        ),
        ('stage = var.stage\n}\nvariable "stage" {', "var.stage has no default"),
    ],
)
def test_a_label_that_cannot_be_known_says_why(arguments: str, reason: str, tmp_path: Path) -> None:
    (task,) = described(tmp_path, LABELLED % arguments)
    assert [said for said, _ in task.parts[0].facts[0].unknown] == [reason]


INGRESS = """
module "ingress" {
  source  = "cloudposse/alb-ingress/aws"
  version = "0.31.0"
  vpc_id  = "vpc-1"
  name    = "web"
  unauthenticated_listener_arns = ["arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/web/1/2"]
  %s
}
"""


def test_the_target_group_behind_an_ingress_is_known(tmp_path: Path) -> None:
    attached = service("module.ingress.target_group_arn")
    assert errors(tmp_path, INGRESS % "" + attached) == []
    instances = INGRESS % 'target_type = "instance"'
    assert errors(tmp_path, instances + attached) == [("ECS201", 'target_type = "instance"')]
    disabled = INGRESS % 'enabled = false\n  target_type = "instance"'
    assert "ECS201" not in dict(errors(tmp_path, disabled + attached))


def test_an_ingress_may_be_given_its_target_group(tmp_path: Path) -> None:
    given = "default_target_group_enabled = false\n  target_group_arn = aws_lb_target_group.web.arn"
    text = INGRESS % given + GROUP % "instance" + service("module.ingress.target_group_arn")
    assert errors(tmp_path, text) == [("ECS201", 'target_type = "instance"')]


# -- load balancers of others -----------------------------------------------------------------------------


ALB = """
module "alb" {
  source             = "git::https://github.com/tmknom/terraform-aws-alb.git?ref=tags/2.1.0"
  name               = "web"
  subnets            = ["subnet-1", "subnet-2"]
  vpc_id             = "vpc-1"
  access_logs_bucket = "logs"
  certificate_arn    = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
  %s
}
"""


def test_the_target_group_of_a_load_balancer_is_of_addresses_by_default(tmp_path: Path) -> None:
    attached = service("module.alb.alb_target_group_arn")
    assert errors(tmp_path, ALB % "" + attached) == []
    assert errors(tmp_path, ALB % 'target_type = "instance"' + attached) == [
        ("ECS201", 'target_type = "instance"')
    ]


@pytest.mark.parametrize(
    ("arguments", "listeners"),
    [
        ("", ["https[0]"]),
        ("enable_http_listener = false", ["https[0]"]),
        ("enable_https_listener = false", ["http[0]"]),
        ("enable_redirect_http_to_https_listener = false", ["https[0]", "http[0]"]),
    ],
)
def test_its_listeners_forward_as_they_are_enabled(
    arguments: str, listeners: list[str], tmp_path: Path
) -> None:
    (group,) = described(tmp_path, ALB % arguments)
    (fact,) = [fact for fact in group.facts if fact.name == "listeners"]
    assert [reading.value for reading in fact.readings] == [
        [f"module.alb.aws_lb_listener_rule.{name}" for name in listeners]
    ]


POD = """
module "pod" {
  source            = "registry.infrahouse.com/infrahouse/tcp-pod/aws"
  version           = "0.6.0"
  nlb_listener_port = 25
  subnets           = ["subnet-1"]
  backend_subnets   = ["subnet-2"]
  service_name      = "mail"
  %s
}
"""


def test_the_target_group_of_a_pod_is_of_instances_by_default(tmp_path: Path) -> None:
    attached = service("module.pod.target_group_arn")
    (found,) = errors(tmp_path, POD % "" + attached)
    assert found == ("ECS201", 'module "pod" {')
    assert errors(tmp_path, POD % 'target_group_type = "ip"' + attached) == []


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


def test_show_says_once_why_a_module_hides_what_it_hides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = """
module "net" {
  source = "example/net/aws"
}
module "other" {
  source = "example/other/aws"
}
resource "aws_ecs_service" "web" {
  name            = "web"
  launch_type     = "FARGATE"
  task_definition = module.net.task
  desired_count   = module.net.count
  network_configuration {
    subnets = module.net.subnets
  }
}
"""
    (tmp_path / "main.tf").write_text(text)
    assert main(["show"]) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert lines[1:7] == [
        "module.net is not downloaded (run terraform init) (main.tf:2)",
        "module.other is not downloaded (run terraform init) (main.tf:5)",
        "service aws_ecs_service.web main.tf:8",
        "task definition unknown: module.net",
        "runs on FARGATE (main.tf:10)",
        "desired count unknown: module.net",
    ]
    assert main(["show", "--format", "json"]) == 0
    (service,) = json.loads(capsys.readouterr().out)["stacks"][0]["resources"]
    (unknown,) = service["facts"]["desired_count"]["unknown"]
    assert unknown["reason"] == "module.net is not downloaded (run terraform init)"


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
