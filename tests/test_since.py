"""`--since`: everything is analysed, and what touches changed lines is reported; git runs nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from projects import replace, write

from ecslint.cli import main

TASK = """\
resource "aws_ecs_task_definition" "%(name)s" {
  family       = "%(name)s"
  network_mode = "awsvpc"
  container_definitions = jsonencode([{
    name         = "web"
    image        = "nginx:1.27"
    memory       = 256
    portMappings = [{ containerPort = 80, hostPort = %(port)s }]
  }])
}
"""
GROUP = """\
resource "aws_lb_target_group" "web" {
  port        = 80
  protocol    = "HTTP"
  vpc_id      = "vpc-1"
  target_type = var.target_type
}
"""
SERVICE = """\
resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = "c"
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 1
  launch_type     = "EC2"

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
VARIABLES = 'variable "target_type" {\n  default = "ip"\n}\n'


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A committed repository with three findings, which is the working directory."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path.parent))
    top = tmp_path / "repository"
    top.mkdir()
    monkeypatch.chdir(top)
    git("init", "--quiet", "--initial-branch", "main")
    write({"a/main.tf": TASK % {"name": "a", "port": 81}})
    write({"b/main.tf": TASK % {"name": "b", "port": 82}})
    write({"web/main.tf": TASK % {"name": "web", "port": 80} + GROUP + SERVICE})
    write({"web/variables.tf": VARIABLES})
    commit()
    return top


def git(*words: str) -> str:
    settings = ["-c", "user.email=a@b.example", "-c", "user.name=a", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *settings, *words], capture_output=True, text=True, check=True).stdout


def commit() -> None:
    git("add", "--all")
    git("commit", "--quiet", "--allow-empty", "--message", "x")


def since(capsys: pytest.CaptureFixture[str], reference: str = "HEAD", *options: str) -> list[str]:
    """Code and file of each finding that is reported."""
    capsys.readouterr()
    assert main(["check", "--format", "concise", "--exit-zero", "--since", reference, *options]) == 0
    return [_told(line) for line in capsys.readouterr().out.splitlines()]


def _told(line: str) -> str:
    path, _, rest = line.partition(".tf:")
    return f"{rest.split()[2]} {path}.tf"


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert main(["check", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    return err


def test_without_a_change_nothing_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 1
    capsys.readouterr()
    assert main(["check", "--since", "HEAD"]) == 0
    assert capsys.readouterr().out.endswith(": no problems (3 not on changed lines)\n")
    main(["check", "--since", "HEAD", "--format", "json"])
    assert json.loads(capsys.readouterr().out)["summary"]["elsewhere"] == 3


def test_a_changed_line_brings_its_finding_and_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    replace("a/main.tf", "hostPort = 81", "hostPort = 83")
    replace("b/main.tf", '"b"', '"bb"')
    assert since(capsys) == ["ECS101 a/main.tf"]
    git("add", "--all")
    assert since(capsys) == ["ECS101 a/main.tf"]
    commit()
    assert since(capsys) == []
    assert since(capsys, "HEAD~1") == ["ECS101 a/main.tf"]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("web/variables.tf", '"ip"', '"instance"'),
        ("web/main.tf", "var.target_type", '"instance"'),
    ],
)
def test_any_place_of_a_finding_counts(
    name: str, old: str, new: str, capsys: pytest.CaptureFixture[str]
) -> None:
    replace(name, old, new)
    assert since(capsys) == ["ECS201 web/main.tf"]


def test_what_a_file_of_variables_sets_counts(capsys: pytest.CaptureFixture[str]) -> None:
    write({"web/terraform.tfvars": 'target_type = "instance"\n'})
    assert since(capsys) == ["ECS201 web/main.tf"]


def test_what_is_missing_since_lines_went_counts(capsys: pytest.CaptureFixture[str]) -> None:
    replace("web/main.tf", '    security_groups = ["sg-1"]\n', "")
    replace("a/main.tf", "    memory       = 256\n", "")
    assert since(capsys) == ["ECS510 a/main.tf", "ECS303 web/main.tf"]


def test_an_untracked_file_counts_whole_and_an_ignored_one_does_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write({"new folder/äöü.tf": TASK % {"name": "n", "port": 83}})
    assert since(capsys) == ["ECS101 new folder/äöü.tf"]
    write({".gitignore": "new*\n"})
    assert since(capsys, "HEAD", "new folder") == []


@pytest.mark.parametrize("name", ["with space.tf", "ä\tb.tf", 'quo"te.tf', "back\\slash.tf", "++ b.tf"])
def test_names_of_any_kind_are_understood(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    git("rm", "-r", "--quiet", "a", "b")
    write({f"n/{name}": TASK % {"name": "n", "port": 82} + "# ++ b/x\n-- a/y\n"[:11]})
    commit()
    assert since(capsys) == []
    replace(f"n/{name}", "82", "83")
    assert len(since(capsys)) == 1


def test_a_renamed_file_has_changed_only_where_it_differs(capsys: pytest.CaptureFixture[str]) -> None:
    git("mv", "a/main.tf", "a/tasks.tf")
    assert since(capsys) == []
    replace("a/tasks.tf", "hostPort = 81", "hostPort = 83")
    assert since(capsys) == ["ECS101 a/tasks.tf"]


def test_what_others_have_done_meanwhile_does_not_count(capsys: pytest.CaptureFixture[str]) -> None:
    git("switch", "--quiet", "--create", "work")
    replace("a/main.tf", "hostPort = 81", "hostPort = 83")
    commit()
    git("switch", "--quiet", "main")
    replace("b/main.tf", "hostPort = 82", "hostPort = 84")
    commit()
    git("switch", "--quiet", "work")
    assert since(capsys, "main") == ["ECS101 a/main.tf"]


def test_a_file_that_git_takes_for_binary_counts_whole(capsys: pytest.CaptureFixture[str]) -> None:
    write({".gitattributes": "*.tf binary\n"})
    commit()
    replace("a/main.tf", '"a" {', '"aa" {')
    git("mv", "b/main.tf", "b/tasks.tf")
    replace("b/tasks.tf", '"b" {', '"bb" {')
    assert since(capsys) == ["ECS101 a/main.tf", "ECS101 b/tasks.tf"]


def test_a_file_without_a_last_newline_is_understood(capsys: pytest.CaptureFixture[str]) -> None:
    write({"a/main.tf": (TASK % {"name": "a", "port": 81}).rstrip()})
    commit()
    write({"a/main.tf": "\n\n" + (TASK % {"name": "a", "port": 81})})
    assert since(capsys) == []


def test_it_is_the_same_from_a_folder_and_for_a_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    replace("a/main.tf", "hostPort = 81", "hostPort = 83")
    assert since(capsys, "HEAD", "a/main.tf") == ["ECS101 a/main.tf"]
    assert since(capsys, "HEAD", "b") == []
    monkeypatch.chdir("a")
    assert since(capsys, "HEAD") == ["ECS101 main.tf"]


def test_what_lies_in_a_repository_inside_is_reported_as_git_does_not_know(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"inner/main.tf": TASK % {"name": "inner", "port": 85}})
    monkeypatch.chdir("inner")
    git("init", "--quiet")
    commit()
    monkeypatch.chdir(repository)
    assert since(capsys) == ["ECS101 inner/main.tf"]


def test_what_the_baseline_has_is_not_reported_on_changed_lines_either(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["baseline"]) == 0
    replace("a/main.tf", "hostPort = 81", "hostPort = 83")
    assert since(capsys) == []
    assert since(capsys, "HEAD", "--no-baseline") == ["ECS101 a/main.tf"]


# -- refusals ---------------------------------------------------------------------------------------------


def test_a_commit_that_git_does_not_know_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for reference in ("origin/main", "--output=x", "HEAD:a", "HEAD..HEAD", "main^{tree}"):
        err = refusal(capsys, f"--since={reference}")
        assert err.startswith(f"error: git knows no commit '{reference}'\nhelp: fetch it first; in CI ")
    assert not Path("x").exists()


def test_a_history_of_its_own_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    git("switch", "--quiet", "--orphan", "other")
    commit()
    write({"a/main.tf": TASK % {"name": "a", "port": 81}})
    err = refusal(capsys, "--since", "main")
    assert err.startswith(
        "error: 'main' and HEAD have no commit in common\nhelp: a shallow clone may lack it"
    )


def test_a_directory_without_a_repository_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    outside = tmp_path / "outside"
    outside.mkdir()
    monkeypatch.chdir(outside)
    write({"main.tf": TASK % {"name": "a", "port": 81}})
    expected = f"error: --since needs a git repository, and '{outside}' lies in none\n"
    assert refusal(capsys, "--since", "HEAD") == expected


def test_a_machine_without_git_is_told_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    expected = "error: --since needs git, and there is none\nhelp: install git, or leave --since out\n"
    assert refusal(capsys, "--since", "HEAD") == expected


def test_a_repository_of_somebody_else_is_explained(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    real = subprocess.run

    def run(*arguments: object, env: dict[str, str], **more: object) -> object:
        # What git's own tests set, so that it takes the repository for that of somebody else.
        return real(*arguments, env=env | {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}, **more)  # type: ignore

    monkeypatch.setattr(subprocess, "run", run)
    err = refusal(capsys, "--since", "HEAD")
    assert err.startswith("error: git refuses to read '")
    assert "git config --global --add safe.directory" in err


# -- nothing is executed ------------------------------------------------------------------------------------


def test_git_runs_nothing_that_the_repository_has_configured(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    trap = repository.parent / "trap"
    trap.write_text(f'#!/bin/sh\ntouch "{repository.parent}/sprung"\ncat\n', encoding="utf-8")
    trap.chmod(0o755)
    write({".gitattributes": "*.tf diff=trap filter=trap\n*.json filter=other\n"})
    commit()
    for key in (
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "diff.external",
        "diff.trap.command",
        "diff.trap.textconv",
        "filter.trap.clean",
        "filter.trap.smudge",
        "filter.other.process",
    ):
        git("config", key, str(trap))
    git("config", "filter.trap.required", "true")
    for hook in ("post-index-change", "fsmonitor-watchman", "pre-auto-gc"):
        hooks = Path(".git/hooks")
        hooks.mkdir(exist_ok=True)
        (hooks / hook).write_text(trap.read_text(encoding="utf-8"), encoding="utf-8")
        (hooks / hook).chmod(0o755)
    Path("inner").mkdir()
    monkeypatch.chdir("inner")
    git("init", "--quiet")
    write({"notes.md": "inside\n"})
    commit()
    monkeypatch.chdir(repository)
    commit()
    write({"inner/notes.md": "changed\n"})
    git("-C", "inner", "config", "core.fsmonitor", str(trap))
    (repository.parent / "sprung").unlink()  # by git itself, when it was asked to commit
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(trap))
    write({"a/task.json": "{}"})
    text = Path("a/main.tf").read_text(encoding="utf-8").replace("hostPort = 81", "hostPort = 83")
    write({"a/main.tf": text})
    os.utime("b/main.tf", (0, 0))  # git would note in its index that the content is the same
    index = Path(".git/index").read_bytes()
    assert since(capsys) == ["ECS101 a/main.tf"]
    assert not (repository.parent / "sprung").exists()
    assert Path(".git/index").read_bytes() == index


def test_what_a_partial_clone_lacks_is_not_fetched(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    git("config", "uploadpack.allowFilter", "true")
    replace("a/main.tf", "hostPort = 81", "hostPort = 83")
    commit()
    git("clone", "--quiet", "--filter=blob:none", f"file://{repository}", str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    assert since(capsys) == []
    err = refusal(capsys, "--since", "HEAD~1")
    assert err.startswith("error: git diff failed: ")
    assert err.endswith(
        "help: the clone is partial, and ecslint fetches nothing: git fetch --refetch --no-filter\n"
    )


def test_the_variables_of_a_hook_do_not_lead_astray(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    replace("a/main.tf", "hostPort = 81", "hostPort = 83")
    other = tmp_path / "other"
    other.mkdir()
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"):
        monkeypatch.setenv(name, str(other))
    monkeypatch.setenv("GIT_DIFF_OPTS", "--unified=99")
    assert since(capsys) == ["ECS101 a/main.tf"]


def test_settings_of_a_person_do_not_change_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    for key, value in {
        "diff.noprefix": "true",
        "diff.mnemonicPrefix": "true",
        "diff.context": "9",
        "diff.interHunkContext": "9",
        "diff.renames": "false",
        "color.ui": "always",
        "core.quotePath": "true",
    }.items():
        git("config", key, value)
    replace("a/main.tf", "hostPort = 81", "hostPort = 83")
    git("mv", "b/main.tf", "b/ü.tf")
    replace("b/ü.tf", "    memory ", "    cpu = 1\n    memory ")
    replace("b/ü.tf", "  }])", "    essential = true\n  }])")
    assert since(capsys) == ["ECS101 a/main.tf"]


def test_a_check_without_since_runs_no_git(tmp_path: Path) -> None:
    program = tmp_path / "git"
    program.write_text(f'#!/bin/sh\ntouch "{tmp_path}/asked"\n', encoding="utf-8")
    program.chmod(0o755)
    root = str(Path(__file__).resolve().parent.parent)
    environment = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": root}
    command = [sys.executable, "-m", "ecslint", "check", "a", "--exit-zero"]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    assert not (tmp_path / "asked").exists()
    subprocess.run([*command, "--since", "HEAD"], env=environment, check=False, capture_output=True)
    assert (tmp_path / "asked").exists()
