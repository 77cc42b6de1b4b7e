"""The hooks, installed and run by pre-commit itself on a repository made for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ecslint.cli import main

ROOT = Path(__file__).resolve().parent.parent
PACKAGED = ("ecslint", "rules", ".pre-commit-hooks.yaml", "LICENSE", "README.md", "pyproject.toml")
TASK = """\
{
  "family": "web",
  "networkMode": "awsvpc",
  "containerDefinitions": [
    {"name": "web", "image": "nginx", "memory": 64, "portMappings": [{"containerPort": 80, "hostPort": %d}]}
  ]
}
"""
MAIN = """\
resource "aws_ecs_task_definition" "web" {
  family       = "web"
  network_mode = var.mode
  container_definitions = jsonencode([
    { name = "web", image = "nginx", memory = 64, portMappings = [{ containerPort = 80, hostPort = 8080 }] }
  ])
}
"""


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This checkout as pre-commit wants it: a repository with everything committed."""
    copy = tmp_path_factory.mktemp("hooks")
    for name in PACKAGED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy)
    _commit_all(copy)
    return copy


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one sound and one broken task definition, in different folders."""
    for name, port in (("sound", 80), ("broken", 8080)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "task-definition.json").write_text(TASK % port, encoding="utf-8")
    (tmp_path / "notes.md").write_text("nothing to see\n", encoding="utf-8")
    _commit_all(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pre-commit")


def test_ecslint_checks_the_stacks_of_the_changed_files(hooks: Path, repository: Path, cache: Path) -> None:
    configure(repository, hooks, "ecslint")
    passed = pre_commit(repository, cache, "sound/task-definition.json")
    assert (passed.returncode, "Passed" in passed.stdout) == (0, True), passed.stdout
    failed = pre_commit(repository, cache, "broken/task-definition.json")
    assert (failed.returncode, "error[ECS101]" in failed.stdout) == (1, True), failed.stdout
    assert "broken/task-definition.json:5:" in failed.stdout
    skipped = pre_commit(repository, cache, "notes.md")
    assert (skipped.returncode, "no files to check" in skipped.stdout) == (0, True), skipped.stdout


def test_ecslint_all_checks_the_whole_repository(hooks: Path, repository: Path, cache: Path) -> None:
    configure(repository, hooks, "ecslint-all")
    failed = pre_commit(repository, cache, "sound/task-definition.json")
    assert (failed.returncode, "broken/task-definition.json:5:" in failed.stdout) == (1, True), failed.stdout


def test_a_changed_file_is_widened_to_the_stack_that_it_belongs_to(
    hooks: Path, tmp_path: Path, cache: Path
) -> None:
    (tmp_path / "variables.tf").write_text('variable "mode" { default = "awsvpc" }\n', encoding="utf-8")
    (tmp_path / "main.tf").write_text(MAIN, encoding="utf-8")
    (tmp_path / "other.tf").write_text(
        'resource "aws_ecs_cluster" "main" { name = "main" }\n', encoding="utf-8"
    )
    _commit_all(tmp_path)
    configure(tmp_path, hooks, "ecslint")
    failed = pre_commit(tmp_path, cache, "variables.tf")
    assert (failed.returncode, "error[ECS101]" in failed.stdout) == (1, True), failed.stdout
    assert "main.tf:5:" in failed.stdout
    passed = pre_commit(tmp_path, cache, "other.tf")
    assert (passed.returncode, "Passed" in passed.stdout) == (0, True), passed.stdout


def test_a_comment_silences_the_hook(hooks: Path, tmp_path: Path, cache: Path) -> None:
    silenced = MAIN.replace("var.mode", '"awsvpc" # ecslint: ignore[ECS101] the proxy maps the port')
    (tmp_path / "main.tf").write_text(MAIN.replace("var.mode", '"awsvpc"'), encoding="utf-8")
    _commit_all(tmp_path)
    configure(tmp_path, hooks, "ecslint")
    failed = pre_commit(tmp_path, cache, "main.tf")
    assert (failed.returncode, "error[ECS101]" in failed.stdout) == (1, True), failed.stdout
    (tmp_path / "main.tf").write_text(silenced, encoding="utf-8")
    passed = pre_commit(tmp_path, cache, "main.tf")
    assert (passed.returncode, "Passed" in passed.stdout) == (0, True), passed.stdout


def test_a_file_that_has_nothing_to_do_with_ecs_is_no_missing_input(
    hooks: Path, repository: Path, cache: Path
) -> None:
    (repository / "ecslint.toml").write_text('profile = "strict"\n', encoding="utf-8")
    (repository / "package.json").write_text("{}\n", encoding="utf-8")
    configure(repository, hooks, "ecslint")
    passed = pre_commit(repository, cache, "package.json")
    assert (passed.returncode, "Passed" in passed.stdout) == (0, True), passed.stdout


@pytest.mark.parametrize("hook", ["ecslint", "ecslint-all"])
def test_a_baseline_silences_the_hook_for_what_was_there_before(
    hook: str, hooks: Path, repository: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(repository, hooks, hook)
    monkeypatch.chdir(repository)
    assert pre_commit(repository, cache, "broken/task-definition.json").returncode == 1
    assert main(["baseline"]) == 0
    passed = pre_commit(repository, cache, "broken/task-definition.json")
    assert (passed.returncode, "Passed" in passed.stdout) == (0, True), passed.stdout
    (repository / "sound" / "task-definition.json").write_text(TASK % 9090, encoding="utf-8")
    failed = pre_commit(repository, cache, "sound/task-definition.json", "broken/task-definition.json")
    assert (failed.returncode, failed.stdout.count("error[ECS101]")) == (1, 1), failed.stdout
    assert "sound/task-definition.json:5:" in failed.stdout


def configure(repository: Path, hooks: Path, hook: str) -> None:
    revision = _git(hooks, "rev-parse", "HEAD").strip()
    (repository / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {hooks}\n  rev: {revision}\n  hooks:\n  - id: {hook}\n", encoding="utf-8"
    )
    _git(repository, "add", ".pre-commit-config.yaml")


def pre_commit(repository: Path, cache: Path, *files: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--color", "never", "--files", *files],
        cwd=repository,
        env=environment | {"PRE_COMMIT_HOME": str(cache)},
        capture_output=True,
        text=True,
        check=False,
    )


def _commit_all(directory: Path) -> None:
    _git(directory, "init", "--quiet")
    _git(directory, "add", "--all")
    identity = ("-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false")
    _git(directory, *identity, "commit", "--quiet", "--no-verify", "--message", "all")


def _git(directory: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=directory, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
