"""`--statistics` and `--show-undetermined`: the whole of a run in numbers, and what it could not evaluate."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ecslint.cli import main

TASK = """\
resource "aws_ecs_task_definition" "{name}" {{
  family       = "{name}"
  network_mode = "awsvpc"
  container_definitions = jsonencode([{{
    name         = "web"
    image        = "nginx:1.27"
    memory       = {memory}
    links        = [{links}]
    portMappings = [{{ containerPort = 80, hostPort = {port} }}]
  }}])
}}
"""
VARIABLES = 'variable "port" {}\nvariable "memory" {}\n'


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A repository with three findings, and values that nobody knows."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "main.tf").write_text(
        TASK.format(name="a", memory=256, port=81, links="")
        + TASK.format(name="b", memory=256, port=82, links='"x"')
        + TASK.format(name="c", memory="var.memory", port="var.port", links="")
        + TASK.format(name="d", memory="256", port="var.port", links=""),
        encoding="utf-8",
    )
    (tmp_path / "variables.tf").write_text(VARIABLES, encoding="utf-8")


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert main(["check", "--exit-zero", *arguments]) == 0
    return capsys.readouterr().out


def test_statistics_stand_in_the_place_of_the_findings(capsys: pytest.CaptureFixture[str]) -> None:
    shown = told(capsys, "--statistics", "--select", "ECS1")
    assert shown == (
        "2  ECS101  error    awsvpc-host-port-mismatch\n"
        "1  ECS109  error    links-outside-bridge\n"
        "\n"
        "2 files, 0 services, 4 task definitions: 3 errors (2 values unknown; see --show-undetermined)\n"
    )
    assert main(["check", "--statistics"]) == 1


def test_statistics_of_a_clean_run_are_the_summary(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "--statistics", "--select", "ECS8") == (
        "2 files, 0 services, 4 task definitions: no problems\n"
    )


def test_statistics_for_programs_have_the_sums_too(capsys: pytest.CaptureFixture[str]) -> None:
    report = json.loads(told(capsys, "--statistics", "--format", "json", "--select", "ECS1"))
    assert report["severities"] == {"error": 3, "warning": 0, "advice": 0}
    assert report["rules"] == [
        {"code": "ECS101", "name": "awsvpc-host-port-mismatch", "severity": "error", "count": 2},
        {"code": "ECS109", "name": "links-outside-bridge", "severity": "error", "count": 1},
    ]


def test_a_report_in_a_file_has_the_findings_beside_statistics(capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "--statistics", "--output", "concise=found.txt", "--select", "ECS1")
    assert len(Path("found.txt").read_text(encoding="utf-8").splitlines()) == 3


def test_what_is_undetermined_is_listed_by_reason(capsys: pytest.CaptureFixture[str]) -> None:
    shown = told(capsys, "--show-undetermined", "--select", "ECS101,ECS510")
    assert shown.endswith(
        "\n"
        "undetermined: var.port has no default\n"
        "  --> variables.tf:1:1 aws_ecs_task_definition.c: ECS101\n"
        "  --> variables.tf:1:1 aws_ecs_task_definition.d: ECS101\n"
        "\n"
        "undetermined: var.memory has no default\n"
        "  --> variables.tf:2:1 aws_ecs_task_definition.c: ECS510\n"
        "\n"
        "2 files, 0 services, 4 task definitions: 2 errors (3 values unknown)\n"
    )


def test_what_is_undetermined_is_a_line_each_in_the_concise_report(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown = told(capsys, "--show-undetermined", "--format", "concise", "--select", "ECS101,ECS510")
    assert shown.splitlines()[2:] == [
        "variables.tf:1:1: undetermined var.port has no default (aws_ecs_task_definition.c: ECS101)",
        "variables.tf:1:1: undetermined var.port has no default (aws_ecs_task_definition.d: ECS101)",
        "variables.tf:2:1: undetermined var.memory has no default (aws_ecs_task_definition.c: ECS510)",
    ]
    assert "undetermined" not in told(capsys, "--format", "concise")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--statistics", "--format", "sarif"], "--statistics has no effect on sarif"),
        (["--statistics", "--format", "concise"], "--statistics has no effect on concise"),
        (["--statistics", "--show-undetermined"], "--show-undetermined has no effect on --statistics"),
        (["--statistics", "--show-suppressed"], "--show-suppressed has no effect on --statistics"),
        (
            ["--show-undetermined", "--format", "json"],
            "--show-undetermined has no effect on JSON, which always has what is undetermined",
        ),
        (["--show-undetermined", "--format", "gitlab"], "--show-undetermined has no effect on gitlab"),
    ],
)
def test_what_can_have_no_effect_is_refused(
    options: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", *options]) == 2
    assert capsys.readouterr().err.startswith(f"error: {message}\n")


def test_reports_in_files_show_what_is_undetermined(capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "--format", "json", "--output", "text=found.txt", "--show-undetermined")
    assert "undetermined: var.port has no default" in Path("found.txt").read_text(encoding="utf-8")
