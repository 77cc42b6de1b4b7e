"""Inputs from outside: options, the environment of the process, and which of several values counts."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hcl_values import plain
from projects import write

from ecslint.cli import main
from ecslint.stack import discover

MAIN = """\
variable "mode" {
  default = "awsvpc"
}

variable "cpu" {
  type    = number
  default = 256
}

variable "containers" {
  type    = list(object({ name = string, image = optional(string, "nginx") }))
  default = []
}

resource "aws_ecs_task_definition" "web" {
  family                = "web"
  network_mode          = var.mode
  cpu                   = var.cpu
  memory                = 512
  container_definitions = jsonencode(var.containers)
}
"""
SERVICE = """\
resource "aws_ecs_service" "web" {
  name          = "web"
  desired_count = terraform.workspace == "prod" ? 3 : 1
}
"""

Project = Callable[[dict[str, str]], None]


@pytest.fixture
def project(repository: Path) -> Project:
    """Writes files into a git repository that is the working directory."""
    return partial(write, root=repository)


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """The facts of the only thing that `show` describes."""
    assert main(["show", "--format", "json", *arguments]) == 0
    (resource,) = json.loads(capsys.readouterr().out)["stacks"][0]["resources"]
    facts: dict[str, Any] = resource["facts"]
    return facts


def value(capsys: pytest.CaptureFixture[str], fact: str, *arguments: str) -> object:
    """The only value of a fact, or all that it may be."""
    readings = shown(capsys, *arguments)[fact]["values"]
    return readings[0]["value"] if len(readings) == 1 else [(r["value"], r["when"]) for r in readings]


def way(capsys: pytest.CaptureFixture[str], fact: str, *arguments: str) -> list[tuple[str, str, int]]:
    (reading,) = shown(capsys, *arguments)[fact]["values"]
    return [(step["message"], step["path"], step["line"]) for step in reading["via"]]


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What is said of a call that is an error of use."""
    assert main([*arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    return err


# -- which value counts ------------------------------------------------------------------------------

FILES = {
    "main.tf": MAIN,
    "terraform.tfvars": 'mode = "none"\n',
    "one.tfvars": 'mode = "bridge"\n',
    "two.tfvars": 'mode = "host"\ncpu = 512\n',
    # A root that is described is not deployed once with each of the files beside it.
    "ecslint.toml": '[[stack]]\npath = "."\n',
}


@pytest.mark.parametrize(
    ("arguments", "mode"),
    [
        ([], "none"),
        (["--var", "mode=host"], "host"),
        (["--var-file", "one.tfvars"], "bridge"),
        (["--var-file", "one.tfvars", "--var-file", "two.tfvars"], "host"),
        (["--var-file", "two.tfvars", "--var-file", "one.tfvars"], "bridge"),
        (["--var", "mode=awsvpc", "--var-file=one.tfvars"], "bridge"),
        (["--var-file=one.tfvars", "--var=mode=awsvpc"], "awsvpc"),
        (["--var", "mode=host", "--var-file=one.tfvars", "--var", "mode=awsvpc"], "awsvpc"),
        (["--var", "mode=host", "--var", "mode=awsvpc"], "awsvpc"),
    ],
)
def test_the_last_of_variables_and_variables_files_counts(
    arguments: list[str], mode: str, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project(FILES)
    assert value(capsys, "network_mode", *arguments) == mode


def test_variables_of_the_environment_count_when_asked_for_and_less_than_files(
    project: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project(FILES)
    monkeypatch.setenv("TF_VAR_mode", "host")
    monkeypatch.setenv("TF_VAR_cpu", "1024")
    monkeypatch.setenv("TF_VAR_unheard_of", "x")
    assert value(capsys, "cpu") == 256
    assert value(capsys, "cpu", "--tf-var-env") == 1024
    assert way(capsys, "cpu", "--tf-var-env") == [("var.cpu set by TF_VAR_cpu", "main.tf", 5)]
    assert value(capsys, "network_mode", "--tf-var-env") == "none"
    assert value(capsys, "cpu", "--tf-var-env", "--var-file", "two.tfvars") == 512


def test_automatic_files_count_more_than_terraform_tfvars_in_the_order_of_their_names(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project(FILES | {"b.auto.tfvars": 'mode = "host"', "a.auto.tfvars.json": '{"mode": "bridge"}'})
    assert value(capsys, "network_mode") == "host"
    assert value(capsys, "network_mode", "--var-file", "one.tfvars") == "bridge"


def test_a_value_tells_who_set_it(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project(FILES | {"three.tfvars.json": '{\n  "mode": "host"\n}\n'})
    assert way(capsys, "network_mode", "--var", "mode=host") == [("var.mode set by --var", "main.tf", 1)]
    assert way(capsys, "network_mode", "--var-file=one.tfvars") == [("set in one.tfvars", "one.tfvars", 1)]
    assert way(capsys, "network_mode", "--var-file=three.tfvars.json") == [
        ("set in three.tfvars.json", "three.tfvars.json", 2)
    ]


def test_a_variables_file_may_lie_anywhere(
    project: Project, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    project(FILES)
    outside = tmp_path_factory.mktemp("outside") / "secret.tfvars"
    outside.write_text('mode = "bridge"\n', encoding="utf-8")
    assert value(capsys, "network_mode", "--var-file", str(outside)) == "bridge"


def test_a_broken_variables_file_makes_unknown_what_it_may_set(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project(FILES | {"broken.tfvars": 'cpu = 512\nmode = "bri'})
    facts = shown(capsys, "--var-file", "broken.tfvars")
    assert [unknown["reason"] for unknown in facts["network_mode"]["unknown"]] == [
        "a file that may set var.mode could not be read"
    ]
    assert value(capsys, "network_mode", "--var-file", "broken.tfvars", "--var", "mode=host") == "host"
    assert main(["check", "--format", "concise", "--var-file", "broken.tfvars"]) == 1
    assert capsys.readouterr().out.startswith("broken.tfvars:2:")


# -- what a value is ---------------------------------------------------------------------------------


def test_what_is_typed_is_text_for_a_primitive_type_and_an_expression_for_any_other(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project(FILES)
    assert value(capsys, "network_mode", "--var", 'mode=["x"]') == '["x"]'
    assert value(capsys, "cpu", "--var", "cpu=1024") == 1024
    containers = '[{ name = "a" }, # first\n { name = "b", image = "httpd" }]'
    assert value(capsys, "containers", "--var", f"containers={containers}") == ["a", "b"]


def test_a_variables_file_in_json_has_no_templates(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project({"main.tf": MAIN, "a.tfvars.json": '{"mode": "${x}", "containers": [{"name": "$${y}"}]}'})
    assert value(capsys, "network_mode", "--var-file", "a.tfvars.json") == "${x}"
    assert value(capsys, "containers", "--var-file", "a.tfvars.json") == ["$${y}"]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("containers=[", "expected a value, found ')'"),
        ("containers=[var.cpu]", "variables cannot be used here"),
        ('containers=[upper("x")]', "functions cannot be called here"),
        ("containers=1)\nx = (2", "one expression is expected"),
    ],
)
def test_a_value_that_is_no_constant_expression_is_an_error_of_use(
    given: str, reason: str, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project(FILES)
    assert refused(capsys, "check", "--var", given) == (
        f"error: the value of containers set by --var is not valid: {reason}\n"
    )


# -- errors of use -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--var", "mod=host"],
            "error: no root module declares the variable 'mod' that is set by --var\n"
            "help: did you mean 'mode'?\n",
        ),
        (["--var", "mode"], "error: --var cannot be 'mode'\nhelp: write --var NAME=VALUE\n"),
        (["--var", "mode =x"], "error: --var cannot be 'mode =x'\nhelp: write --var NAME=VALUE\n"),
        (
            ["--var-file", "on.tfvars"],
            "error: there is no file 'on.tfvars'\nhelp: did you mean 'one.tfvars'?\n",
        ),
    ],
)
@pytest.mark.parametrize("command", ["check", "show"])
def test_what_cannot_be_meant_is_refused(
    command: str,
    arguments: list[str],
    message: str,
    project: Project,
    capsys: pytest.CaptureFixture[str],
) -> None:
    project(FILES)
    assert refused(capsys, command, *arguments) == message


def test_a_variable_need_only_be_declared_by_one_root_module_in_scope(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project({"a/main.tf": MAIN, "b/main.tf": SERVICE})
    assert main(["check", "--var", "mode=host"]) == 0
    assert main(["check", "a", "--var", "mode=host"]) == 0
    capsys.readouterr()
    assert "no root module declares the variable 'mode'" in refused(
        capsys, "check", "b", "--var", "mode=host"
    )


def test_a_variables_file_may_set_what_no_root_module_declares(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project(FILES | {"more.tfvars": "other = 1\n"})
    assert main(["check", "--var-file", "more.tfvars"]) == 0


def test_a_broken_root_module_may_declare_any_variable(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project({"main.tf": MAIN + 'variable "other" {\n'})
    assert main(["check", "--var", "other=1", "--exit-zero"]) == 0


# -- workspaces --------------------------------------------------------------------------------------


def test_the_workspace_is_unknown_unless_it_is_given(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project({"main.tf": SERVICE})
    assert value(capsys, "desired_count") == [
        (3, ['terraform.workspace == "prod"']),
        (1, ['terraform.workspace != "prod"']),
    ]
    assert value(capsys, "desired_count", "--workspace", "prod") == 3
    assert value(capsys, "desired_count", "--workspace=dev") == 1


def test_opentofu_calls_the_workspace_by_its_own_name_too(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project({"main.tofu": SERVICE.replace("terraform.", "tofu.")})
    assert value(capsys, "desired_count", "--workspace", "prod") == 3
    both = 'terraform.workspace == "prod"', '(tofu.workspace == "prod" && terraform.workspace != "prod")'
    project({"main.tofu": SERVICE.replace(both[0], both[1])})
    assert value(capsys, "desired_count") == 1


# -- the files of a root module ----------------------------------------------------------------------


def test_override_files_say_the_last_word_in_the_order_of_their_names(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project(
        {
            "main.tf": MAIN,
            "a_override.tf": 'variable "mode" { default = "bridge" }',
            "b.prod_override.tf": 'variable "mode" { default = "host" }',
            "override.tf.json": '{"resource": {"aws_ecs_task_definition": {"web": {"cpu": 1024}}}}',
            "not_an_override_file.tf": "",
        }
    )
    assert value(capsys, "network_mode") == "host"
    assert value(capsys, "cpu") == 1024


def test_an_override_replaces_arguments_of_lifecycle_one_by_one(project: Project) -> None:
    block = 'resource "aws_ecs_service" "web" {\n  lifecycle {\n    %s\n  }\n}\n'
    project(
        {
            "main.tf": block % "ignore_changes = [desired_count]\n    prevent_destroy = false",
            "override.tf": block % "prevent_destroy = true",
        }
    )
    (service,) = discover(["."]).stacks[0].resources
    assert service.meta is not None
    assert plain(service.meta) == {
        "lifecycle": {"ignore_changes": ["desired_count"], "prevent_destroy": True}
    }


def test_opentofu_reads_a_tofu_file_in_the_place_of_the_terraform_one(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project(
        {
            "main.tf": MAIN,
            "main.tofu": MAIN.replace("awsvpc", "bridge"),
            "override.tofu": 'variable "cpu" { default = 512 }',
        }
    )
    assert value(capsys, "network_mode") == "bridge"
    assert value(capsys, "cpu") == 512


JSON = {
    "variable": {
        "mode": {"default": "awsvpc"},
        "cpu": {"type": "number", "default": "256"},
        "containers": {
            "type": 'list(object({ name = string, image = optional(string, "nginx") }))',
            "default": [{"name": "${web}"}],
        },
    },
    "resource": {
        "aws_ecs_task_definition": {
            "web": {
                "//": "a remark",
                "family": "web",
                "network_mode": "${var.mode}",
                "cpu": "${var.cpu}",
                "memory": 512,
                "container_definitions": "${jsonencode(var.containers)}",
                "depends_on": ["aws_lb_listener.web"],
            }
        },
        "aws_lb_listener": {
            "web": {"default_action": {"type": "${var.mode}", "target_group_arn": "arn:x"}},
        },
    },
}


def test_json_syntax_is_read_as_terraform_reads_it(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project({"main.tf.json": json.dumps(JSON)})
    assert value(capsys, "network_mode", "--var", "mode=host") == "host"
    facts = shown(capsys)
    assert [facts["cpu"]["values"][0]["value"], facts["containers"]["values"][0]["value"]] == [
        256,
        ["${web}"],
    ]
    assert value(capsys, "containers", "--var", 'containers=[{ name = "a" }]') == ["a"]

    resources = {resource.address: resource for resource in discover(["."]).stacks[0].resources}
    task = resources["aws_ecs_task_definition.web"]
    assert [reference.target for reference in task.after] == ["aws_lb_listener.web"]
    assert plain(resources["aws_lb_listener.web"].body) == {
        "default_action": {"type": "awsvpc", "target_group_arn": "arn:x"}
    }
