"""Configuration files: environments of a stack, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from projects import write

from ecslint.cli import main

MAIN = """\
variable "mode" {
  default = "awsvpc"
}

variable "target_type" {}

variable "public" {
  type = bool
}

resource "aws_lb_target_group" "web" {
  port        = 80
  protocol    = "HTTP"
  vpc_id      = "vpc-1"
  target_type = var.target_type
}

resource "aws_lb_listener" "web" {
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/1"
  port              = 80
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}

resource "aws_ecs_task_definition" "web" {
  family                = "web"
  network_mode          = var.mode
  container_definitions = jsonencode([{
    name         = "web"
    image        = "nginx"
    memory       = 64
    portMappings = [{ containerPort = 80 }]
  }])
}

resource "aws_ecs_service" "web" {
  name            = "web"
  desired_count   = terraform.workspace == "live" ? 3 : 1
  task_definition = aws_ecs_task_definition.web.arn
  network_configuration {
    subnets         = ["subnet-1"]
    security_groups = ["sg-1"]
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.web.arn
    container_name   = "web"
    container_port   = 80
  }
}
"""
PRODUCTION = 'target_type = "instance"\n'
DEVELOPMENT = 'target_type = "ip"\n'
IN_PROD = "error: ecslint.toml: stack 'infra', environment 'prod': "


@pytest.fixture
def project(repository: Path) -> Path:
    """A git repository with one root module, which is the working directory."""
    write({"infra/main.tf": MAIN, "infra/env/prod.tfvars": PRODUCTION, "infra/env/dev.tfvars": DEVELOPMENT})
    return repository


def environments(**settings: str) -> str:
    """A configuration file with these environments of the stack, each with its settings."""
    tables = [f"[stack.environments.{name}]\n{text}\n" for name, text in settings.items()]
    return '[[stack]]\npath = "infra"\n' + "".join(tables)


def checked(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    main(["check", "--format", "json", "--select", "ECS201", *arguments])
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def found(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[tuple[str, list[str]]]:
    """The code of each finding, and when it holds."""
    return [(finding["code"], finding["when"]) for finding in checked(capsys, *arguments)["findings"]]


def refused(capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["check"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    return err


# -- environments ------------------------------------------------------------------------------------


PROD = 'var-files = ["infra/env/prod.tfvars"]'
DEV = 'var-files = ["infra/env/dev.tfvars"]'


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"dev": DEV}, []),
        ({"prod": PROD}, [("ECS201", [])]),
        ({"dev": DEV, "prod": PROD}, [("ECS201", ["environment prod"])]),
        ({"prod": PROD, "stage": PROD}, [("ECS201", [])]),
        (
            {"prod": PROD, "dev": DEV, "stage": PROD},
            [("ECS201", ["environment prod", "environment stage"])],
        ),
        (
            {"prod": PROD, "dev": f'{PROD}\nvars = {{ target_type = "ip" }}'},
            [("ECS201", ["environment prod"])],
        ),
        ({"prod": PROD, "dev": ""}, [("ECS201", ["environment prod"])]),
    ],
)
def test_a_finding_says_in_which_environments_it_holds_unless_in_all(
    settings: dict[str, str],
    expected: list[tuple[str, list[str]]],
    project: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write({"ecslint.toml": environments(**settings)})
    assert found(capsys) == expected


def test_conditions_stand_beside_the_environment_in_which_they_matter(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    conditional = MAIN.replace("= var.target_type", '= var.public ? var.target_type : "ip"')
    public = 'var-files = ["infra/env/prod.tfvars"]\nvars = { public = true }'
    write({"infra/main.tf": conditional, "ecslint.toml": environments(prod=public, stage=PROD, dev=DEV)})
    assert found(capsys) == [("ECS201", ["environment prod", "environment stage and var.public"])]
    write({"ecslint.toml": environments(one=PROD, two=PROD)})
    assert found(capsys) == [("ECS201", ["var.public"])]


def test_instances_that_differ_between_environments_are_one_finding(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    several = MAIN.replace(
        'resource "aws_ecs_service" "web" {',
        'resource "aws_ecs_service" "web" {\n  for_each = toset(var.names)',
    )
    names = {name: f'{PROD}\nvars = {{ names = ["{name}", "c"] }}' for name in ("a", "b")}
    write(
        {
            "infra/main.tf": several + 'variable "names" {\n  type = list(string)\n}\n',
            "ecslint.toml": environments(**names),
        }
    )
    assert found(capsys) == [("ECS201", [])]
    summary = checked(capsys)["summary"]
    assert (summary["services"], summary["task_definitions"]) == (3, 1)


def test_a_stack_in_several_environments_is_counted_once(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"ecslint.toml": environments(prod=PROD, dev=DEV)})
    summary = checked(capsys)["summary"]
    assert {name: summary[name] for name in list(summary)[:6]} == {
        "files": 3,
        "stacks": 1,
        "task_definitions": 1,
        "services": 1,
        "target_groups": 1,
        "errors": 1,
    }


def test_a_value_tells_in_which_environment_it_was_set(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"ecslint.toml": environments(prod=PROD + '\nvars = { mode = "awsvpc" }', dev=DEV)})
    (finding,) = checked(capsys)["findings"]
    assert [(step["message"], step["path"], step["line"]) for step in finding["via"]] == [
        ("set in prod.tfvars", "infra/env/prod.tfvars", 1),
        ("var.mode set by environment prod", "infra/main.tf", 1),
    ]


def test_what_is_said_of_the_stack_itself_holds_in_every_environment(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shared = environments(prod="", dev='vars = { target_type = "ip" }')
    write({"ecslint.toml": shared.replace("[stack.", f"{PROD}\n[stack.", 1)})
    assert found(capsys) == [("ECS201", ["environment prod"])]
    write({"ecslint.toml": environments() + PROD})
    assert found(capsys) == [("ECS201", [])]


def test_the_command_line_counts_more_than_configuration(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"ecslint.toml": environments(prod=PROD, dev=DEV)})
    assert found(capsys, "--var", "target_type=ip") == []
    assert found(capsys, "--var-file", "infra/env/prod.tfvars") == [("ECS201", [])]


def test_show_describes_each_environment(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write({"ecslint.toml": environments(prod=f'{PROD}\nworkspace = "live"', dev=f'{DEV}\nworkspace = "x"')})
    assert main(["show"]) == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert [
        line.split("  (")[0] for line in lines if line.startswith(("stack", "desired", "target type"))
    ] == [
        "stack infra, environment prod",
        "desired count    3",
        "target type  instance",
        "stack infra, environment dev",
        "desired count    1",
        "target type  ip",
    ]
    assert main(["show", "--format", "json"]) == 0
    stacks = json.loads(capsys.readouterr().out)["stacks"]
    assert [(stack["name"], stack["environment"]) for stack in stacks] == [
        ("infra", "prod"),
        ("infra", "dev"),
    ]


def test_a_changed_variables_file_is_widened_to_the_stacks_that_configuration_gives_it_to(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"ecslint.toml": environments(prod=PROD, dev=DEV)})
    assert found(capsys, "infra/env/prod.tfvars") == [("ECS201", ["environment prod"])]
    assert found(capsys, "infra/env/dev.tfvars") == []


def test_values_of_every_type_can_be_written(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        {
            "infra/main.tf": """
                variable "options" { type = any }
                resource "aws_ecs_task_definition" "web" {
                  family       = "web"
                  cpu          = var.options.cpu * var.options.factor
                  network_mode = var.options.modes[var.options.deep.index]
                  memory       = var.options.large ? 512 : 256
                }
            """,
            "ecslint.toml": environments(
                a="[stack.environments.a.vars.options]\ncpu = 256\nfactor = 0.5\nlarge = true\n"
                'modes = ["host", "bridge"]\ndeep = { index = "1" }'
            ),
        }
    )
    assert main(["show", "--format", "json"]) == 0
    (task,) = json.loads(capsys.readouterr().out)["stacks"][0]["resources"]
    facts = [task["facts"][name]["values"][0]["value"] for name in ("cpu", "network_mode", "memory")]
    assert facts == [128, "bridge", 512]


# -- which file counts -------------------------------------------------------------------------------

INFERRED = [("ECS201", ["environment env/prod.tfvars"])]
HERE = '[[stack]]\npath = "."\nvars = { target_type = "%s" }\n'


def test_the_nearest_configuration_file_counts(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    above = '[[stack]]\npath = "infra"\nvars = { target_type = "%s" }\n'
    write({"ecslint.toml": above % "instance"})
    assert found(capsys) == [("ECS201", [])]
    write({"infra/ecslint.toml": HERE % "ip"})
    assert found(capsys) == []
    write({"infra/ecslint.toml": ""})
    assert found(capsys) == INFERRED


def test_pyproject_counts_when_it_has_the_table_and_less_than_the_own_file(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = '[[tool.ecslint.stack]]\npath = "."\nvars = { target_type = "instance" }\n'
    write({"infra/pyproject.toml": '[project]\nname = "ecslint"\n[tool.other]\nx = 1\n', "ecslint.toml": ""})
    assert found(capsys) == INFERRED
    write({"infra/pyproject.toml": table})
    assert found(capsys) == [("ECS201", [])]
    write({"infra/ecslint.toml": HERE % "ip"})
    assert found(capsys) == []


def test_a_file_above_the_repository_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write({"ecslint.toml": "wrong = 1\n", "repository/infra/main.tf": MAIN, "repository/.git/HEAD": ""})
    monkeypatch.chdir(tmp_path / "repository")
    assert main(["check"]) == 0


def test_a_run_without_configuration_imports_no_reader_of_it(project: Path) -> None:
    import subprocess
    import sys

    write({"pyproject.toml": '[project]\nname = "x"\n'})
    code = "import sys; from ecslint.cli import main; main([]); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"tomllib", "ecslint.config"} & set(done.stderr.split()) == set()


# -- what is refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "stak = 1",
            "error: ecslint.toml: there is no key 'stak'\nhelp: did you mean 'stack'?\n",
        ),
        (
            "[[stack]]\npath = 'infra'\nzzz = 1",
            "error: ecslint.toml: stack 'infra': there is no key 'zzz'\n"
            "help: choose from path, var-files, vars, workspace, environments\n",
        ),
        (
            "[stack]\npath = 'infra'",
            "error: ecslint.toml: stack must be an array, not a table\n"
            'help: write [[stack]] and, below it, path = "infra"\n',
        ),
        (
            "stack = [1]",
            "error: ecslint.toml: stack: this must be a table, not an integer\n",
        ),
        (
            "[[stack]]\nvars = {}",
            'error: ecslint.toml: stack: there is no path\nhelp: write path = "infra"\n',
        ),
        (
            "[[stack]]\npath = ['infra']",
            'error: ecslint.toml: stack: path must be a string, not an array\nhelp: write path = "infra"\n',
        ),
        (
            "[[stack]]\npath = 'infar'",
            "error: ecslint.toml: stack 'infar': there is no directory or template 'infar'\n"
            "help: did you mean 'infra'?\n",
        ),
        (
            "[[stack]]\npath = 'infra'\n[[stack]]\npath = './infra'",
            "error: ecslint.toml: the stack 'infra' is described twice\n",
        ),
        (
            "[[stack]]\npath = 'infra'\n[stack.enviroments.prod]",
            "error: ecslint.toml: stack 'infra': there is no key 'enviroments'\n"
            "help: did you mean 'environments'?\n",
        ),
        (
            environments(prod="var_files = []"),
            f"{IN_PROD}there is no key 'var_files'\nhelp: did you mean 'var-files'?\n",
        ),
        (
            environments(prod="var-files = 'infra/env/prod.tfvars'"),
            f"{IN_PROD}var-files must be an array, not a string\n"
            'help: write var-files = ["infra/prod.tfvars"]\n',
        ),
        (
            environments(prod="var-files = [1.5]"),
            f"{IN_PROD}var-files must hold strings, not a number\n"
            'help: write var-files = ["infra/prod.tfvars"]\n',
        ),
        (
            environments(prod="var-files = ['infra/env/prd.tfvars']"),
            f"{IN_PROD}there is no file 'infra/env/prd.tfvars'\n"
            "help: did you mean 'infra/env/prod.tfvars'?\n",
        ),
        (
            environments(prod="vars = { mode = 2026-11-23 }"),
            f"{IN_PROD}vars.mode must be a string, number, boolean, array or table\n"
            'help: write vars = { name = "value" }\n',
        ),
        (
            environments(prod="vars = { mode = [nan] }"),
            f"{IN_PROD}vars.mode must be a number that Terraform has\n"
            'help: write vars = { name = "value" }\n',
        ),
        (
            environments(prod="vars = { mod = 'host' }"),
            "error: no root module declares the variable 'mod' that is set by environment prod\n"
            "help: did you mean 'mode'?\n",
        ),
        (
            environments(prod="workspace = true"),
            f'{IN_PROD}workspace must be a string, not a boolean\nhelp: write workspace = "prod"\n',
        ),
    ],
)
def test_what_a_configuration_file_cannot_mean_is_refused(
    text: str, message: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"ecslint.toml": text})
    assert refused(capsys) == message


def test_a_file_that_is_not_toml_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write({"ecslint.toml": "[[stack"})
    assert refused(capsys).startswith("error: ecslint.toml is not valid TOML: ")
    Path("ecslint.toml").write_bytes(b"\xff")
    assert refused(capsys).startswith("error: ecslint.toml: the file is not UTF-8")


def test_a_variables_file_outside_of_the_repository_is_refused(
    project: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.tfvars"
    outside.write_text(PRODUCTION, encoding="utf-8")
    write({"ecslint.toml": environments(prod=f"var-files = ['{outside}']")})
    assert refused(capsys) == (f"{IN_PROD}the file '{outside}' lies outside of the repository\n")


def test_a_table_of_pyproject_is_held_to_the_same(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write({"pyproject.toml": "[tool.ecslint]\nstak = 1\n"})
    assert refused(capsys) == ("error: pyproject.toml: there is no key 'stak'\nhelp: did you mean 'stack'?\n")
