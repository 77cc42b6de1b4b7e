"""What git ignores is not looked at, unless somebody asks for it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from projects import write

from ecslint.stack import discover

ROOT = 'resource "aws_ecs_cluster" "main" {\n  name = "main"\n}\n'
TASK = '{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx"}]}\n'


def git(*words: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    subprocess.run(["git", *identity, *words], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git repository with an ignore file."""
    monkeypatch.chdir(tmp_path)
    git("init", "--quiet")
    write(
        {
            ".gitignore": "/out/\n*.generated.json\nlocal.tf\n*.tfvars\n",
            "main.tf": ROOT,
            "terraform.tfvars": "",
            "out/task.json": TASK,
            "out/root/main.tf": ROOT,
            "deploy/task.json": TASK,
            "deploy/x.generated.json": TASK,
            "mine/local.tf": ROOT,
            "both/local.tf": ROOT,
            "both/main.tf": ROOT,
            "nested/.gitignore": "secret/\n!secret/kept.json\n",
            "nested/secret/task.json": TASK,
        }
    )
    return tmp_path


def stacks(*paths: str) -> dict[str, list[str]]:
    found = discover(paths or ["."]).stacks
    return {stack.name: sorted(source.path for source in stack.sources) for stack in found}


EVERYTHING = {
    ".": ["main.tf", "terraform.tfvars"],
    "both": ["both/local.tf", "both/main.tf"],
    "deploy": ["deploy/task.json"],
}


def test_no_stack_is_made_of_what_git_ignores(repository: Path) -> None:
    assert stacks() == EVERYTHING


def test_what_is_committed_is_looked_at_though_a_pattern_matches_it(repository: Path) -> None:
    git("add", "--force", "out/task.json", "mine/local.tf")
    assert stacks() == EVERYTHING | {"mine": ["mine/local.tf"], "out": ["out/task.json"]}


def test_what_is_given_is_looked_at_though_git_ignores_it(repository: Path) -> None:
    assert stacks("out") == {"out": ["out/task.json"], "out/root": ["out/root/main.tf"]}
    assert stacks("mine/local.tf") == {"mine": ["mine/local.tf"]}
    assert list(stacks("nested/secret")) == ["nested/secret"]


def test_an_ignored_module_that_a_root_calls_is_a_part_of_it(repository: Path) -> None:
    write({"main.tf": 'module "m" {\n  source = "./out/root"\n}\n'})
    assert stacks()["."] == ["main.tf", "out/root/main.tf", "terraform.tfvars"]


def test_the_exclusions_of_the_clone_count_and_those_of_the_user_do_not(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"home/.config/git/ignore": "deploy/\n"})
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    assert stacks() == EVERYTHING
    os.remove(".gitignore")
    os.remove("nested/.gitignore")
    write({".git/info/exclude": "# a comment\nout/\nnested/\n*.generated.json\nmine/\n"})
    assert stacks() == EVERYTHING


def test_where_git_is_missing_or_fails_the_ignore_files_are_read_without_it(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git("add", "--force", "mine/local.tf")
    write({".git/info/exclude": "both/\n"})
    wanted = {name: found for name, found in EVERYTHING.items() if name != "both"} | {
        "mine": ["mine/local.tf"]
    }
    with monkeypatch.context() as patched:
        patched.setenv("PATH", "")
        assert stacks() == wanted
    write({".git/HEAD": "broken"})
    assert stacks() == wanted


def test_without_a_repository_the_ignore_files_count_too(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.rename(".git", "no-git")
    assert stacks() == EVERYTHING
    assert "out/root" in stacks("out")
    monkeypatch.chdir(repository / "deploy")
    assert stacks() == {".": ["task.json"]}


@pytest.mark.parametrize("index", [b"DIRC\0\0\0\4rest", None])
def test_nothing_is_ignored_where_nobody_can_tell_what_is_committed(
    repository: Path, monkeypatch: pytest.MonkeyPatch, index: bytes | None
) -> None:
    if index is not None:
        Path(".git/index").write_bytes(index)
    else:
        os.rename(".git", "elsewhere")
        Path(".git").write_text("gitdir: elsewhere\n", encoding="utf-8")
    monkeypatch.setenv("PATH", "")
    assert "out/root" in stacks()


def test_no_program_that_the_configuration_of_the_repository_names_is_run(repository: Path) -> None:
    write({"run.sh": "#!/bin/sh\ntouch was-run\n"})
    os.chmod("run.sh", 0o755)
    program = str(repository / "run.sh")
    for key in ("core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "diff.external"):
        git("config", key, program)
    git("config", "alias.check-ignore", f"!{program}")
    assert stacks() == EVERYTHING
    assert not Path("was-run").exists()


def refuse(*_: object, **__: object) -> None:
    raise AssertionError("git was run")


def test_git_is_not_run_where_there_is_no_ignore_file(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.remove(".gitignore")
    os.remove("nested/.gitignore")
    monkeypatch.setattr(subprocess, "run", refuse)
    assert "out/root" in stacks()


def test_git_is_not_run_where_all_is_committed(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git("add", "--force", ".")
    with monkeypatch.context() as patched:
        patched.setattr(subprocess, "run", refuse)
        committed = stacks()
    assert {"nested/secret", "out/root"} < set(committed)
    write({"out/deeper/task.json": TASK})
    assert stacks() == committed
