"""Every option of every command has an effect that can be seen, and what cannot act is refused."""

from __future__ import annotations

import io
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from projects import write

from ecslint.cli import main
from ecslint.commands import COMMANDS, watching
from ecslint.commands.configuration import keys

TASK = """\
{
  "family": "web",
  "networkMode": "awsvpc",
  "containerDefinitions": [
    {"name": "web", "image": "nginx", "memory": 64, "hostname": "web",
     "portMappings": [{"containerPort": 80, "hostPort": 8080}]}
  ]
}
"""
INFRA = """\
variable "mode" {
  default = "bridge"
}

# ecslint: ignore[ECS835] it is no service
# ecslint: ignore[ECS102] there are no two ports
# ecslint: ignore[ACME001] ours
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  network_mode          = var.mode
  container_definitions = jsonencode([{
    name         = "web"
    image        = "nginx"
    memory       = 64
    portMappings = [{ containerPort = 80, hostPort = 8080 }]
  }])
}

resource "aws_ecs_task_definition" "live" {
  family                = "live"
  network_mode          = terraform.workspace == "live" ? "awsvpc" : "bridge"
  container_definitions = jsonencode([{
    name         = "web"
    image        = "nginx"
    memory       = 64
    portMappings = [{ containerPort = 80, hostPort = 8080 }]
  }])
}

# ecslint: ignore[ECS303] later
resource "aws_ecs_service" "known" {
  name            = "known"
  desired_count   = 1
  task_definition = aws_ecs_task_definition.known.arn
  network_configuration {
    subnets = ["subnet-1"]
  }
}

resource "aws_ecs_service" "new" {
  name            = "new"
  desired_count   = 1
  task_definition = aws_ecs_task_definition.known.arn
  network_configuration {
    subnets = ["subnet-1"]
  }
}

resource "aws_ecs_task_definition" "known" {
  family                = "known"
  network_mode          = "awsvpc"
  container_definitions = jsonencode([{ name = "web", image = "nginx", memory = 64 }])
}
"""
TEMPLATE = """\
Parameters:
  Mode: { Type: String }
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: !Ref Mode
      ContainerDefinitions:
        - Name: web
          Image: nginx
          Memory: 64
          PortMappings: [{ ContainerPort: 80, HostPort: 8080 }]
"""
RULE = """\
from ecslint.api import Finding, TaskDefinition, rule


@rule("ACME001", "shared-network")
def shared_network(task: TaskDefinition):
    \"\"\"A task shares the network of its instance.\"\"\"
    if task.network_mode == "bridge":
        yield Finding(at=task.at("network_mode"), message=f"{task} shares its network")
"""
FILES = {
    "task.json": TASK,
    "infra/main.tf": INFRA,
    "infra/values.txt": 'mode = "awsvpc"\n',
    "stack/template.yaml": TEMPLATE,
    "lint/network/checks.py": RULE,
    "stack/ecslint.toml": 'ignore = ["ECS5"]\n',
    "empty/readme": "",
}

BASE = {
    "add-ignores": ["--reason", "later", "--fail-on", "advice"],
    "explain": ["ECS201"],
    "config": ["show"],
    "merge": ["a.json", "b.json"],
    "test-rules": ["lint"],
}
"""What a command is given in any case."""

GIVEN = {
    "baseline": ["--baseline", "known.json"],
    "cache_dir": ["--cache-dir", "elsewhere"],
    "color": ["--color", "always"],
    "diff": ["--diff"],
    "exclude": ["--exclude", "infra"],
    "exit_zero": ["--exit-zero"],
    "extend_ignore": ["--extend-ignore", "ECS101,ECS102"],
    "extend_select": ["--extend-select", "ECS835"],
    "fail_on": ["--fail-on", "warning"],
    "fix": ["--fix"],
    "format": ["--format", "json"],
    "ignore": ["--ignore", "ECS101,ECS102"],
    "no_baseline": ["--no-baseline"],
    "no_cache": ["--no-cache"],
    "no_ci": ["--no-ci"],
    "no_suppressions": ["--no-suppressions"],
    "output": ["--output", "markdown=report.md"],
    "parameters": ["--parameters", "Mode=awsvpc"],
    "paths": ["infra"],
    "profile": ["--profile", "strict"],
    "prune": ["--prune"],
    "require_inputs": ["--require-inputs"],
    "rules": ["--rules", "lint"],
    "select": ["--select", "ECS3"],
    "shard": ["--shard", "1/2"],
    "show_suppressed": ["--show-suppressed"],
    "show_undetermined": ["--show-undetermined"],
    "since": ["--since", "HEAD"],
    "statistics": ["--statistics"],
    "stdin_name": ["--stdin-name", "task.json"],
    "stdout": ["--stdout"],
    "tf_var_env": ["--tf-var-env"],
    "unsafe_fixes": ["--unsafe-fixes"],
    "var": ["--var", "mode=awsvpc"],
    "var_file": ["--var-file", "infra/values.txt"],
    "watch": ["--watch"],
    "workspace": ["--workspace", "dev"],
    ("check", "fail_on"): ["--fail-on", "never"],
    ("merge", "fail_on"): ["--fail-on", "never"],
    ("add-ignores", "reason"): ["--reason", "never"],
    ("config", "jobs"): ["--jobs", "2"],
    ("config", "paths"): ["stack"],
    ("remove-ignores", "paths"): ["task.json"],
    ("explain", "codes"): ["ECS101"],
    ("explain", "rules"): ["--rules", "lint", "ACME001"],
    ("init", "paths"): ["empty"],
}
"""What the options are given: by their name, or for one command."""

WITHOUT = {
    ("check", "require_inputs"): ["empty"],
    ("check", "stdin_name"): ["-"],
    ("check", "unsafe_fixes"): ["--diff"],
    ("explain", "codes"): [],
    ("add-ignores", "fail_on"): ["--reason", "later"],
    ("add-ignores", "reason"): [],
    ("config", "rules"): ["show", "--ignore", "ACME001"],
}
"""What else is given, instead of what the command is given in any case."""

BEFORE = {
    "baseline": [["baseline", "--baseline", "known.json", "--select", "ECS1"]],
    "no_baseline": [["baseline"]],
    "prune": [["baseline", "--select", "ECS3"]],
    "merge": [
        ["check", "--shard", f"{n}/2", "--output", f"json={name}.json"] for n, name in ((1, "a"), (2, "b"))
    ],
}
"""Calls that come first, for an option or a command."""

ENVIRONMENT = {"tf_var_env": ("TF_VAR_mode", "awsvpc"), "no_ci": ("GITHUB_ACTIONS", "true")}

SEEN_ELSEWHERE = {
    ("check", "jobs"): "test_large_repositories.py",
    ("check", "no_cache"): "test_large_repositories.py",
    ("explain", "color"): "test_terminal.py",
    ("explain", "no_pager"): "test_terminal.py",
}
"""Effects that take a terminal, or several processes, to be seen."""

ONLY = {("config", "action"), ("test-rules", "directory"), ("merge", "reports")}
"""Words without which there is no call at all."""


def declared() -> list[tuple[str, str]]:
    return [
        (command, option.name)
        for command in COMMANDS
        for option in import_module(f"ecslint.commands.{command.replace('-', '_')}").Options.declared()
    ]


def arguments(command: str, option: str) -> list[str]:
    specific: list[str] = GIVEN.get((command, option), [])  # type: ignore[call-overload]
    return specific or GIVEN[option]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a command is called: without a terminal, a pipeline, or the person's own cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def observed(
    top: Path,
    calls: list[list[str]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> object:
    """All that can be seen of the last of some calls: status, output, files."""
    (top / "project").mkdir(parents=True)
    monkeypatch.chdir(top / "project")
    write(FILES)
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "all"]):
        subprocess.run([*git, *words], check=True)
    for call in calls[:-1]:
        main(call)
    capsys.readouterr()
    status = main(calls[-1])
    out, err = capsys.readouterr()
    files = {
        str(path.relative_to(top)): path.read_bytes()
        for path in sorted(top.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }
    return status, out, err, files


@pytest.mark.parametrize(("command", "option"), [each for each in declared() if each not in SEEN_ELSEWHERE])
def test_every_option_has_an_effect_that_can_be_seen(
    command: str,
    option: str,
    place: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupt(*_: object) -> list[str]:
        raise KeyboardInterrupt

    monkeypatch.setattr(watching._Watched, "wait", interrupt)
    if option in ENVIRONMENT:
        monkeypatch.setenv(*ENVIRONMENT[option])
    base = [command, *WITHOUT.get((command, option), BASE.get(command, []))]
    before = [*BEFORE.get(command, []), *BEFORE.get(option, [])]
    seen = []
    for number, more in enumerate(([], [] if (command, option) in ONLY else arguments(command, option))):
        call = [command] if (command, option) in ONLY and number else [*base, *more]
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{}")))
        monkeypatch.setenv("XDG_CACHE_HOME", str(place / str(number) / "cache"))
        seen.append(observed(place / str(number), [*before, call], capsys, monkeypatch))
    assert seen[0] != seen[1]


def test_each_option_that_is_seen_elsewhere_is_named_there() -> None:
    for (_, option), file in SEEN_ELSEWHERE.items():
        text = (Path(__file__).parent / file).read_text(encoding="utf-8")
        assert f"--{option.replace('_', '-')}" in text


def test_what_can_be_configured_means_the_same_for_each_command() -> None:
    known = {option.name: option for option in keys()}
    for command in COMMANDS:
        for option in import_module(f"ecslint.commands.{command.replace('-', '_')}").Options.declared():
            if option.configured:
                ours = known[option.name]
                assert (option.default, option.choices) == (ours.default, ours.choices), (
                    command,
                    option.name,
                )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("--exit-zero --fail-on error", "with --exit-zero the exit status is 0, whatever --fail-on says"),
        (
            "--no-suppressions --show-suppressed",
            "with --no-suppressions there is nothing that --show-suppressed could show",
        ),
        ("--format json --color always", "--color has no effect on json"),
        ("--format concise --color always", "--color has no effect on concise"),
        ("--unsafe-fixes", "--unsafe-fixes has no effect by itself"),
        ("--fix --diff", "--diff shows what --fix would change, so they contradict each other"),
        ("--fix --since HEAD", "--fix cannot be used with --since"),
        ("--fix --watch", "--fix cannot be used with --watch"),
        ("--fix --shard 1/2", "--fix cannot be used with --shard"),
        ("--fix - --stdin-name task.json", "--fix cannot be used with --stdin-name"),
        ("--diff --format json", "--diff cannot be used with --format"),
        ("--diff --output json=a.json", "--diff cannot be used with --output"),
        ("--select ECS201 --ignore ECS2", "no rule is left to run"),
        ("--ignore all", "no rule is left to run"),
        ("task.json --exclude x", "--exclude is about what lies below directories, and only files are given"),
        ("task.json --var mode=x", "--var has no effect: there is no root module here"),
        ("task.json --var-file infra/values.txt", "--var-file has no effect: there is no root module here"),
        ("stack --workspace live", "--workspace has no effect: there is no root module here"),
        ("infra --parameters Mode=x", "--parameters has no effect: there is no template here"),
    ],
)
def test_what_cannot_act_is_refused(
    given: str,
    message: str,
    place: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = observed(place, [["check", *given.split()]], capsys, monkeypatch)
    status, out, err, _ = seen  # type: ignore[misc]
    assert (status, out, err.splitlines()[0]) == (2, "", f"error: {message}")


@pytest.mark.parametrize("given", ["--format json", "--exit-zero", "--no-suppressions", "task.json"])
def test_what_a_file_says_for_every_run_may_have_no_effect_on_one(
    given: str, place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = 'fail-on = "never"\ncolor = "always"\nshow-suppressed = true\nexclude = ["x"]\n'
    monkeypatch.setitem(FILES, "ecslint.toml", text)
    seen = observed(place, [["check", *given.split()]], capsys, monkeypatch)
    status, _, err, _ = seen  # type: ignore[misc]
    assert (status, err) == (0, "")
