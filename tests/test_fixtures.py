"""Whole small projects, and all that ecslint says of them: `make accept` rewrites it for review."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Golden

from ecslint.cli import main

FIXTURES = Path(__file__).parent / "fixtures"
PROJECTS = sorted(path for path in FIXTURES.iterdir() if path.is_dir())


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.name)
@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (["check", "--exit-zero"], "expected.txt"),
        (["check", "--exit-zero", "--format", "json"], "expected.json.txt"),
        (["show"], "understood.txt"),
    ],
    ids=["check", "json", "show"],
)
def test_a_project_gives_what_is_expected(
    project: Path,
    command: list[str],
    expected: str,
    golden: Golden,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(project)
    monkeypatch.setenv("COLUMNS", "110")
    monkeypatch.setenv("NO_COLOR", "1")
    assert main(command) == 0
    golden(project / expected, capsys.readouterr().out)


def test_the_demo_shows_the_four_classic_mismatches(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(FIXTURES / "demo")
    assert main(["check", "--format", "concise"]) == 1
    found = [line.split()[:3] for line in capsys.readouterr().out.splitlines()]
    assert found == [
        ["orders/template.yaml:35:7:", "error", "ECS202"],
        ["web/main.tf:32:3:", "error", "ECS201"],
        ["web/main.tf:58:3:", "warning", "ECS303"],
        ["worker/task-definition.json:11:34:", "error", "ECS101"],
    ]
