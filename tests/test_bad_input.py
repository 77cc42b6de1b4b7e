"""Bad input: a clear finding with its place, and the rest still checked."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import NamedTuple

import pytest
from projects import write

from ecslint.cli import main

TASK = """\
{
  "family": "web",
  "networkMode": "awsvpc",
  "containerDefinitions": [
    {"name": "web", "image": "nginx", "memory": 64, "portMappings": [{"containerPort": 80, "hostPort": 8080}]}
  ]
}
"""
TERRAFORM = """\
resource "aws_ecs_task_definition" "web" {
  family       = "web"
  network_mode = "awsvpc"
  container_definitions = jsonencode([
    { name = "web", image = "nginx", memory = 64, portMappings = [{ containerPort = 80, hostPort = 8080 }] }
  ])
}
"""
REST = ("rest/task.json", 5, "ECS101")
"""The finding that shows that the rest was checked."""


class Found(NamedTuple):
    path: str
    line: int
    code: str


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one sound file that has a mistake in it."""
    root = tmp_path / "repository"
    (root / "rest").mkdir(parents=True)
    (root / ".git").mkdir()
    (root / "rest" / "task.json").write_text(TASK, encoding="utf-8")
    monkeypatch.chdir(root)
    return root


def check(capsys: pytest.CaptureFixture[str]) -> tuple[list[Found], dict[str, str]]:
    """What is found in the working directory, and the messages by code."""
    assert main(["check", "--format", "json", "."]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    messages = {finding["code"]: finding["message"] for finding in findings}
    return [Found(f["path"], f["line"], f["code"]) for f in findings], messages


def test_several_syntax_errors_in_one_terraform_file(capsys: pytest.CaptureFixture[str]) -> None:
    write({"app/main.tf": "locals {\n  a = \n}\n\n" + TERRAFORM + '\nvariable "x" {\n  default = [1, 2\n}\n'})
    found, _ = check(capsys)
    assert ("app/main.tf", 2, "ECS001") in found
    assert ("app/main.tf", 9, "ECS101") in found
    assert len([f for f in found if f.code == "ECS001"]) >= 2
    assert REST in found


def test_what_a_broken_block_seems_to_lack_is_not_reported_as_missing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    service = (
        'resource "aws_ecs_service" "web" {\n  name = "web"\n  desired_count = 1\n'
        "  task_definition = aws_ecs_task_definition.web.arn\n"
        '  network_configuration {\n    subnets = ["a"]\n    security_groups = ["b"]\n  }\n}\n'
    )
    write({"app/main.tf": service + TERRAFORM.replace('network_mode = "awsvpc"', "network_mode =")})
    found, _ = check(capsys)
    assert found == [("app/main.tf", 12, "ECS001"), REST]


def test_a_broken_variables_file_leaves_its_variables_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    variable = 'variable "mode" {\n  default = "awsvpc"\n}\n'
    write({"app/main.tf": variable + TERRAFORM.replace('"awsvpc"', "var.mode")})
    write({"app/terraform.tfvars": 'other = "x"\nmode = \n'})
    found, _ = check(capsys)
    assert found == [("app/terraform.tfvars", 2, "ECS001"), REST]


def test_broken_json(capsys: pytest.CaptureFixture[str]) -> None:
    write({"app/task.json": TASK.replace('"memory": 64,', '"memory": 64')})
    found, messages = check(capsys)
    assert found == [("app/task.json", 5, "ECS001"), REST]
    assert "JSON" in messages["ECS001"]


def test_broken_yaml(capsys: pytest.CaptureFixture[str]) -> None:
    template = "Resources:\n  Task:\n    Type: AWS::ECS::TaskDefinition\n   Properties: {}\n"
    write({"app/template.yaml": template})
    found, _ = check(capsys)
    assert found == [("app/template.yaml", 4, "ECS001"), REST]


def test_tabs_in_yaml(capsys: pytest.CaptureFixture[str]) -> None:
    write({"app/template.yaml": "Resources:\n\tTask:\n\t\tType: AWS::ECS::TaskDefinition\n"})
    found, _ = check(capsys)
    assert found == [("app/template.yaml", 2, "ECS001"), REST]


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("app/task.json", TASK.replace('"family"', '"networkMode": "host",\n  "family"', 1), 4),
        ("app/main.tf", TERRAFORM.replace("  family", '  family = "a"\n  family', 1), 3),
        (
            "app/template.yaml",
            "Resources:\n  Task:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n"
            "      Family: a\n      Family: b\n",
            6,
        ),
    ],
)
def test_duplicate_keys(path: str, text: str, line: int, capsys: pytest.CaptureFixture[str]) -> None:
    write({path: text})
    found, _ = check(capsys)
    assert (path, line, "ECS001") in found
    assert REST in found


def test_a_file_in_latin_1(capsys: pytest.CaptureFixture[str]) -> None:
    write({"app/main.tf": b"# ok\n# caf\xe9\n" + TERRAFORM.encode()})
    found, messages = check(capsys)
    assert found == [("app/main.tf", 2, "ECS001"), REST]
    assert "UTF-8" in messages["ECS001"]


@pytest.mark.parametrize(("path", "text"), [("app/main.tf", TERRAFORM), ("app/task.json", TASK)])
def test_a_file_in_utf_16(path: str, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    write({path: text.encode("utf-16")})
    found, messages = check(capsys)
    assert found == [(path, 1, "ECS001"), REST]
    assert "UTF-16" in messages["ECS001"]


def test_a_byte_order_mark_is_no_problem(capsys: pytest.CaptureFixture[str]) -> None:
    write({"app/main.tf": b"\xef\xbb\xbf" + TERRAFORM.encode()})
    assert check(capsys)[0] == [("app/main.tf", 5, "ECS101"), REST]


def test_windows_line_endings_keep_places(capsys: pytest.CaptureFixture[str]) -> None:
    write({"app/main.tf": TERRAFORM.replace("\n", "\r\n")})
    assert check(capsys)[0] == [("app/main.tf", 5, "ECS101"), REST]


def test_a_file_too_large_to_read(capsys: pytest.CaptureFixture[str]) -> None:
    write({"app/main.tf": "# " + "x" * (9 * 1024 * 1024)})
    found, messages = check(capsys)
    assert found == [("app/main.tf", 1, "ECS001"), REST]
    assert "bytes" in messages["ECS001"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/main.tf", "locals {\n  a = " + "[" * 50_000 + "]" * 50_000 + "\n}\n" + TERRAFORM),
        ("app/task.json", TASK.rstrip("}\n") + ',\n  "x": ' + "[" * 50_000 + "]" * 50_000 + "}\n"),
        (
            "app/template.yaml",
            "Resources:\n  T:\n    Type: AWS::ECS::TaskDefinition\nX: " + "[" * 50_000 + "]" * 50_000 + "\n",
        ),
    ],
)
def test_nesting_too_deep(path: str, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    write({path: text})
    found, messages = check(capsys)
    assert any(f.path == path and f.code == "ECS001" for f in found)
    assert "deep" in messages["ECS001"]
    assert REST in found


def test_a_yaml_alias_bomb(capsys: pytest.CaptureFixture[str]) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    text = "\n".join(lines) + "\nResources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n"
    write({"app/template.yaml": text})
    found, messages = check(capsys)
    assert next(f for f in found if f.code == "ECS001").path == "app/template.yaml"
    assert "alias" in messages["ECS001"]
    assert REST in found


def test_locals_that_depend_on_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    cycle = "locals {\n  a = local.b\n  b = local.a\n}\n"
    write(
        {
            "app/main.tf": cycle
            + TERRAFORM
            + TERRAFORM.replace('"web"', '"two"', 2).replace('"awsvpc"', "local.a")
        },
    )
    assert check(capsys)[0] == [("app/main.tf", 9, "ECS101"), REST]


def test_modules_that_call_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    write({"one/main.tf": 'module "two" {\n  source = "../two"\n}\n' + TERRAFORM})
    write({"two/main.tf": 'module "one" {\n  source = "../one"\n}\n'})
    found, _ = check(capsys)
    assert ("one/main.tf", 8, "ECS101") in found
    assert REST in found


def test_symbolic_links_in_a_circle(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.symlink(repository, repository / "rest" / "again")
    os.symlink("nowhere", repository / "dangling.tf")
    os.symlink("self.json", repository / "self.json")
    found, _ = check(capsys)
    assert REST in found
    assert {f.path for f in found if f.code != "ECS001"} == {"rest/task.json"}


def test_paths_that_leave_the_repository(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outside = repository.parent / "outside"
    outside.mkdir()
    (outside / "main.tf").write_text(TERRAFORM, encoding="utf-8")
    (outside / "task.json").write_text('[{"name": "secret"}]', encoding="utf-8")
    os.symlink(outside / "main.tf", repository / "linked.tf")
    write(
        {
            "app/main.tf": 'module "out" {\n  source = "../../outside"\n}\n'
            'resource "aws_ecs_task_definition" "x" {\n  family = "x"\n'
            '  container_definitions = file("../../outside/task.json")\n}\n'
        },
    )
    found, _ = check(capsys)
    assert REST in found
    assert {f.path for f in found if f.code == "ECS101"} == {"rest/task.json"}
    assert "secret" not in str(found)


def test_directories_with_the_name_of_a_file(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "folder.tf").mkdir()
    (repository / "folder.json").mkdir()
    write({"empty.tf": ""})
    write({"empty.json": ""})
    assert check(capsys)[0] == [REST]


def test_an_expansion_without_end(capsys: pytest.CaptureFixture[str]) -> None:
    many = "locals {\n  a = range(1000)\n  b = setproduct(local.a, local.a, local.a)\n}\n"
    write({"app/main.tf": many + TERRAFORM.replace('family       = "web"', 'family = "w${length(local.b)}"')})
    assert check(capsys)[0] == [("app/main.tf", 9, "ECS101"), REST]


def test_resources_that_refer_to_each_other_as_a_whole(capsys: pytest.CaptureFixture[str]) -> None:
    circle = """\
resource "aws_lb_target_group" "web" {
  tags = { listener = aws_lb_listener.web }
}
resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb_target_group.web
}
resource "aws_ecs_service" "web" {
  load_balancer {
    container_name = aws_ecs_service.web
    target_group_arn = aws_lb_target_group.web
  }
}
"""
    write({"app/main.tf": circle + TERRAFORM})
    found, _ = check(capsys)
    assert ("app/main.tf", 17, "ECS101") in found
    assert REST in found


@pytest.mark.parametrize("number", ["1e999999", '"1e999999"', "1e999999 + 1", '"%s"' % ("9" * 5000)])
def test_numbers_of_very_many_digits(capsys: pytest.CaptureFixture[str], number: str) -> None:
    write(
        {
            "app/main.tf": TERRAFORM.replace(
                'network_mode = "awsvpc"', f'network_mode = "awsvpc"\n  cpu = {number}'
            )
        },
    )
    found, _ = check(capsys)
    assert ("app/main.tf", 6, "ECS101") in found
    assert REST in found
