"""`exclude` and what Terraform reads as a whole: a directory goes when all of its files do."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecslint.cli import main

ROOT = 'resource "aws_ecs_cluster" "main" {\n  name = "main"\n}\n'
TASK = '{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx"}]}\n'


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in {
        ".git/HEAD": "",
        "main.tf": ROOT,
        "legacy/main.tf": ROOT,
        "legacy/more.tf": "",
        "legacy/task.json": TASK,
        "legacy/sub/main.tf": ROOT,
        "kept/main.tf": ROOT,
    }.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")


def stacks(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """The names of the stacks that are looked at."""
    assert main(["show", *words]) == 0
    return [line.split()[1] for line in capsys.readouterr().out.splitlines() if line.startswith("stack ")]


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("legacy", [".", "kept"]),
        ("legacy/", [".", "kept"]),
        ("legacy/**", [".", "kept"]),
        ("legacy/*", [".", "kept"]),
        ("legacy/m*", [".", "kept", "legacy", "legacy/sub"]),
        ("legacy/main*", [".", "kept", "legacy", "legacy", "legacy/sub"]),
        ("*/*", ["."]),
        ("**/sub", [".", "kept", "legacy", "legacy"]),
        ("l*y/*", [".", "kept"]),
    ],
)
def test_a_directory_is_excluded_by_its_name_or_by_all_its_files(
    pattern: str, left: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert stacks(capsys, "--exclude", pattern) == left
    Path("ecslint.toml").write_text(f'exclude = ["{pattern}"]\n', encoding="utf-8")
    assert stacks(capsys) == left


def test_a_directory_that_is_given_is_looked_at_whatever_its_files_are_called(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("ecslint.toml").write_text('exclude = ["legacy/*"]\n', encoding="utf-8")
    assert stacks(capsys, "legacy") == ["legacy", "legacy", "legacy/sub"]
