"""Runners of CI read commands from what a step prints: none of them comes from what is checked."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from ecslint.cli import main

NAME = "::error file=x::hi"
HOSTILE = "##vso[task.setvariable variable=A]b ##[error]c ##VSO[x.y]d"
TASK = f"""{{
  "family": "web", "networkMode": "awsvpc",
  "containerDefinitions": [{{
    "name": "{HOSTILE}", "image": "n", "memory": 256,
    "portMappings": [{{"containerPort": 80, "hostPort": 81}}], "links": ["{HOSTILE}"]
  }}]
}}
"""
ROOT = f"""# {HOSTILE}
resource "aws_ecs_task_definition" "web" {{
  family       = "web"
  network_mode = "awsvpc"
  container_definitions = jsonencode([{{
    name         = "{HOSTILE}" # {HOSTILE}
    image        = "n"
    memory       = 256
    portMappings = [{{ containerPort = 80, hostPort = 81 /* {HOSTILE} */ }}]
  }}])
}}
"""


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkdir(".git")
    for name, text in ((f"{NAME}.json", TASK), (f"  {NAME}.json", TASK), (f"::{HOSTILE}/main.tf", ROOT)):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")


def commands(printed: str) -> list[str]:
    """The lines that a runner of GitHub or Azure takes for a command."""
    return [
        line
        for line in printed.splitlines()
        if line.lstrip().startswith("::") or re.search(r"##(vso)?\[", line, re.IGNORECASE)
    ]


@pytest.mark.parametrize("format", ["text", "concise", "json", "sarif", "gitlab", "junit", "markdown"])
def test_no_report_has_a_command(format: str, capsys: pytest.CaptureFixture[str]) -> None:
    more = ["--show-undetermined", "--show-suppressed"] if format in ("text", "concise") else []
    main(["check", "--no-ci", "--format", format, *more])
    printed = capsys.readouterr()
    assert "ECS101" in printed.out
    assert commands(printed.out + printed.err) == []


def test_annotations_are_the_only_commands_of_theirs(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--format", "github"])
    out = capsys.readouterr().out
    assert all(re.match(r"::(error|warning|notice) title=ECS\d{3} ", line) for line in commands(out))


def test_documents_for_programs_still_say_what_was_there(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--format", "json"])
    paths = {finding["path"] for finding in json.loads(capsys.readouterr().out)["findings"]}
    assert paths == {f"{NAME}.json", f"  {NAME}.json", f"::{HOSTILE}/main.tf"}
    main(["check", "--format", "junit", "--no-ci"])
    report = ElementTree.fromstring(capsys.readouterr().out.split("\n", 1)[1])
    assert {case.get("file") for case in report.iter("testcase")} == paths


def test_an_excerpt_keeps_its_columns(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.tf").write_text(ROOT.replace(f' # {HOSTILE}"', ""), encoding="utf-8")
    main(["check", "--format", "text", "a.tf"])
    lines = capsys.readouterr().out.splitlines()
    at = next(number for number, line in enumerate(lines) if "hostPort = 81" in line)
    marked = lines[at + 1]
    start, end = marked.index("^"), marked.rindex("^") + 1
    assert "81" in lines[at][start:end]


@pytest.mark.parametrize(
    "words",
    [
        ["show"],
        ["add-ignores", "--reason", HOSTILE],
        ["remove-ignores"],
        ["baseline"],
        ["check", "::nothing\n::error::x ##[error]y"],
    ],
    ids=lambda words: words[0],
)
def test_no_other_command_prints_one(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    main(words)
    printed = capsys.readouterr()
    assert printed.out or printed.err or words == ["remove-ignores"]
    assert commands(printed.out + printed.err) == []


def test_a_fault_in_the_configuration_is_told_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path("ecslint.toml").write_text(
        '[severity]\n"ECS1\\n::error::x ##[error]y" = "error"\n', encoding="utf-8"
    )
    assert main(["check"]) == 2
    assert commands(capsys.readouterr().err) == []
