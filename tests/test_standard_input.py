"""`ecslint check -`: what an editor holds, checked in the place of its file among the others on the disk."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ecslint.cli import main

Check = Callable[..., tuple[int, str, str]]

MAIN = """\
variable "mode" {
  default = "bridge"
}

resource "aws_ecs_task_definition" "web" {
  family                = "web"
  network_mode          = var.mode
  container_definitions = file("${path.module}/containers.json")
}
"""
CONTAINERS = """\
[{"name": "web", "image": "nginx", "memory": 64, "portMappings": [{"containerPort": 80, "hostPort": 8080}]}]
"""
TASK = '{"family": "web", "networkMode": "awsvpc", "containerDefinitions": %s}'
TEMPLATE = """\
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: awsvpc
      ContainerDefinitions:
        - Name: web
          Image: nginx
          Memory: 64
          PortMappings:
            - ContainerPort: 80
              HostPort: 8080
"""


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a root module that reads its containers from a file."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "main.tf").write_text(MAIN, encoding="utf-8")
    (tmp_path / "infra" / "containers.json").write_text(CONTAINERS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def check(workplace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """Check with some standard input: the status, the report, and what is said beside it."""

    def run(content: str | bytes, *arguments: str) -> tuple[int, str, str]:
        data = content.encode() if isinstance(content, str) else content
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        status = main(["check", "--format", "concise", *arguments])
        out, err = capsys.readouterr()
        return status, out, err

    return run


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("infra/main.tf", MAIN.replace("bridge", "awsvpc"), ["infra/containers.json:1:89: error ECS101"]),
        (
            "infra/containers.json",
            CONTAINERS.replace("memory", "memry"),
            ["infra/containers.json:1:2: error ECS510", "infra/containers.json:1:36: warning ECS517"],
        ),
        ("infra/terraform.tfvars", 'mode = "awsvpc"', ["infra/containers.json:1:89: error ECS101"]),
        ("infra/new.auto.tfvars", 'mode = "awsvpc"', ["infra/containers.json:1:89: error ECS101"]),
        ("infra/more.tf", 'resource "aws_ecs_service" "a" {', ["infra/more.tf:1:1: error ECS001"]),
        ("new.json", TASK % CONTAINERS, ["new.json:1:156: error ECS101"]),
        ("./infra/../new.json", TASK % CONTAINERS, ["new.json:1:156: error ECS101"]),
        ("infra/new.yaml", TEMPLATE, ["infra/new.yaml:12:15: error ECS101"]),
    ],
)
def test_it_counts_in_the_place_of_the_file_whether_that_exists_or_not(
    name: str, content: str, found: list[str], check: Check, workplace: Path
) -> None:
    before = contents(workplace)
    status, out, err = check(content, "-", "--stdin-name", name)
    assert (status, err, len(out.splitlines())) == (1, "", len(found)), out + err
    assert [line[: len(start)] for line, start in zip(out.splitlines(), found, strict=True)] == found
    assert contents(workplace) == before
    assert main(["check", "."]) == 0


def contents(directory: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def test_what_has_nothing_to_do_with_it_is_not_reported(check: Check, workplace: Path) -> None:
    (workplace / "broken.json").write_text(TASK % CONTAINERS, encoding="utf-8")
    assert check(MAIN, "-", "--stdin-name=infra/main.tf")[:2] == (0, "")


def test_a_file_that_is_mended_in_the_editor_is_well(check: Check, workplace: Path) -> None:
    (workplace / "broken.json").write_text(TASK % CONTAINERS, encoding="utf-8")
    assert check("", "broken.json")[0] == 1
    assert check(TASK % CONTAINERS.replace("8080", "80"), "-", "--stdin-name", "broken.json")[:2] == (0, "")


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"\xff\xfe{\0}\0", "new.tf", "new.tf:1:1: error ECS001 the file is UTF-16"),
        ((TASK % CONTAINERS).encode("utf-16"), "new.json", "new.json:1:1: error ECS001 the file is UTF-16"),
        (b"\xef\xbb\xbf" + (TASK % CONTAINERS).encode(), "new.json", "new.json:1:156: error ECS101"),
        (b"locals {\n  \x97\x00\x01", "new.tf", "new.tf:2:3: error ECS001 the file is not UTF-8"),
        (b" " * (8 * 1024 * 1024 + 1), "new.tf", "new.tf:1:1: error ECS001 the file has 8,388,609 bytes"),
    ],
)
def test_any_bytes_are_read_as_those_of_a_file_are(
    content: bytes, name: str, message: str, check: Check
) -> None:
    status, out, err = check(content, "-", "--stdin-name", name)
    assert (status, out[: len(message)], err) == (1, message, "")


def test_nothing_is_nothing_to_check(check: Check) -> None:
    assert check("", "-", "--stdin-name", "new.json") == (
        0,
        "",
        "ecslint: no ECS configuration found in new.json\n",
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-"], "error: '-' needs the name of a file\nhelp: write ecslint check - --stdin-name task.json\n"),
        (
            [".", "--stdin-name", "a.tf"],
            "error: --stdin-name has no effect without '-'\nhelp: write ecslint check - --stdin-name a.tf\n",
        ),
        (
            ["-", "infra", "--stdin-name", "a.tf"],
            "error: '-' stands alone: standard input is checked as one file\n"
            "help: leave the other paths out\n",
        ),
        (
            ["-", "--stdin-name", "infra"],
            "error: --stdin-name cannot be 'infra', a directory\nhelp: name a file in it\n",
        ),
        (
            ["-", "--stdin-name", "a.tf", "--since", "main"],
            "error: --since compares what is on the disk, which standard input is not\n",
        ),
        (
            ["-", "--stdin-name", "ifra/a.tf"],
            "error: --stdin-name cannot be 'ifra/a.tf': there is no directory 'ifra'\n",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(arguments: list[str], message: str, check: Check) -> None:
    assert check("", *arguments) == (2, "", message)
