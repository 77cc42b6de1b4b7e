"""What is configured for ecslint counts in cfn-lint, which is run for real."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      NetworkMode: awsvpc
      ContainerDefinitions:
        - Name: web
          Image: nginx:1.27
          Memory: 256
          Links: [other]
          PortMappings:
            - ContainerPort: 80
              HostPort: 8080
"""


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkdir(".git")
    os.mkdir("deploy")
    Path("deploy/template.yaml").write_text(TEMPLATE, encoding="utf-8")


def cfn_lint(*words: str, stdin: str | None = None) -> list[str]:
    """The ids of ecslint that cfn-lint reports; where it fails, what it says."""
    paths = [] if stdin is not None else ["deploy/template.yaml"]
    done = subprocess.run(
        [
            *(sys.executable, "-c", "from cfnlint.runner import main; main()", *paths, "--format", "json"),
            *("--append-rules", "ecslint.integrations.cfn_lint", *words),
        ],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
    )
    found = json.loads(done.stdout or "[]")
    return [
        each["Rule"]["Id"] if each["Rule"]["Id"] != "E0002" else each["Message"]
        for each in found
        if each["Rule"]["Id"][1] in "90" and each["Rule"]["Id"] != "E0001"
    ]


def configure(text: str, name: str = "ecslint.toml") -> None:
    Path(name).write_text(text, encoding="utf-8")


BOTH = ["E9101", "E9109"]


@pytest.mark.parametrize(
    ("configuration", "found"),
    [
        ("", BOTH),
        ('ignore = ["ECS101"]', ["E9109"]),
        ('ignore = ["ECS1"]', []),
        ('select = ["links-outside-bridge"]', ["E9109"]),
        ('severity = { ECS101 = "warning" }', ["E9109", "W9101"]),
        ('severity = { ECS101 = "advice", ECS109 = "off" }', []),
        ('per-path-ignores = { "deploy/**" = ["ECS101"] }', ["E9109"]),
        ('per-path-ignores = { "other/**" = ["ECS101"] }', BOTH),
        ('[[suppress]]\npath = "deploy/*.yaml"\ncode = "ECS101"\nreason = "x"', ["E9109"]),
        (
            '[[suppress]]\npath = "deploy/*.yaml"\ncode = "ECS101"\nreason = "x"\nuntil = 2020-01-01',
            BOTH,
        ),
    ],
)
def test_what_is_configured_counts(configuration: str, found: list[str]) -> None:
    configure(configuration)
    assert sorted(cfn_lint()) == found


def test_the_nearest_file_counts() -> None:
    configure('ignore = ["ECS1"]')
    configure('[tool.ecslint]\nignore = ["ECS109"]\n', "deploy/pyproject.toml")
    assert cfn_lint() == ["E9101"]


def test_what_a_severity_makes_advice_is_informational() -> None:
    configure('severity = { ECS101 = "advice" }')
    assert sorted(cfn_lint("--include-checks", "I")) == ["E9109", "I9101"]


def test_a_template_from_a_pipe_has_the_configuration_of_the_working_directory() -> None:
    assert sorted(cfn_lint(stdin=TEMPLATE)) == BOTH
    configure('ignore = ["ECS101"]')
    assert cfn_lint(stdin=TEMPLATE) == ["E9109"]


def test_a_fault_in_the_configuration_is_said_once() -> None:
    configure('ignore = ["ECS999"]')
    (message,) = cfn_lint()
    assert "ECS999" in message
