"""Large repositories: the cache of results, worker processes, shards and their merging."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from projects import write

import ecslint.report
from ecslint import facts, looking, workers
from ecslint.cache import file, store
from ecslint.cli import main
from ecslint.commands import speed
from ecslint.commands.reports import FORMATS
from ecslint.engine import observation
from ecslint.engine.finding import Finding
from ecslint.hcl import parser
from ecslint.shards import assigned
from ecslint.source import Source

SERVICE = """
variable "name" {}
variable "target_type" { default = "instance" }
resource "aws_ecs_task_definition" "task" {
  family                = var.name
  network_mode          = "awsvpc"
  container_definitions = templatefile("${path.module}/task.json.tftpl", { name = var.name })
}
resource "aws_lb_target_group" "group" {
  target_type = var.target_type
  port        = 80
  protocol    = "HTTP"
  vpc_id      = "vpc-1"
}
resource "aws_ecs_service" "service" {
  name            = var.name
  task_definition = aws_ecs_task_definition.task.arn
  network_configuration {
    subnets = ["subnet-1"]
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.group.arn
    container_name   = "web"
    container_port   = 80
  }
}
"""
TASK = '[{"name": "web", "image": "nginx", "portMappings": [{"containerPort": 80}], "essential": true}]'
TEMPLATE = """
Parameters:
  Mode: {Type: String, AllowedValues: [awsvpc, bridge]}
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: !Ref Mode
      ContainerDefinitions:
        - {Name: web, Image: nginx, PortMappings: [{ContainerPort: 80, HostPort: 8080}]}
"""
SERVICES = 14
UNITS = SERVICES + 3
STACKS = UNITS + 1
"""One of the services is deployed to two environments."""
DOCUMENT = '{"family": "web", "networkMode": "bridge", "containerDefinitions": [{"name": "web"}]}'


@pytest.fixture
def monorepo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with stacks of all kinds, some of which share a module."""
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    monkeypatch.chdir(root)
    files = {
        "modules/service/main.tf": SERVICE + "# ecslint: ignore[ECS303] given from outside\n",
        "modules/service/task.json.tftpl": TASK,
        "cloudformation/template.yaml": TEMPLATE,
        "deploy/task.json": DOCUMENT,
        "broken/main.tf": 'resource "aws_ecs_service" {',
        "ecslint.toml": (
            '[[suppress]]\npath = "services/s3"\ncode = "ECS201"\nreason = "moves"\n'
            '[[suppress]]\npath = "services/s4"\ncode = "ECS101"\nreason = "is not needed"\n'
            '[[stack]]\npath = "services/s5"\n'
            '[stack.environments.prod]\nvars = { target_type = "ip" }\n[stack.environments.dev]\n'
        ),
    }
    for number in range(SERVICES):
        own = "" if number % 3 else "  # ecslint: ignore[ECS202] unused\n"
        files[f"services/s{number}/main.tf"] = (
            'variable "target_type" { default = "instance" }\n'
            f'module "service" {{\n  source = "../../modules/service"\n  name = "s{number}"\n{own}'
            "  target_type = var.target_type\n}\n"
        )
    write(files)
    return root


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run ecslint; what it writes to standard output."""

    def run(*arguments: str, status: int | None = None) -> str:
        came = main(list(arguments))
        captured = capsys.readouterr()
        assert came == status if status is not None else came in (0, 1), captured.err
        return captured.out

    return run


@pytest.fixture
def observed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the stacks that rules are asked about in this process."""
    names: list[str] = []
    observe = observation.observe

    def noting(index: Any, rules: Any) -> Any:
        names.append(index.stack.name)
        return observe(index, rules)

    monkeypatch.setattr(looking, "observe", noting)
    return names


PLAIN = ("--no-cache", "--jobs", "1")
KEPT = ("--cache-dir", "../kept", "--jobs", "1")


# -- the cache -------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["json", "text", "sarif", "concise"])
def test_a_warm_run_reports_what_a_cold_one_did_and_asks_no_rule(
    monorepo: Path, run: Callable[..., str], observed: list[str], format: str
) -> None:
    expected = run("check", "--format", format, *PLAIN)
    assert run("check", "--format", format, *KEPT) == expected
    observed.clear()
    assert run("check", "--format", format, *KEPT) == expected
    assert observed == []


CHANGES: dict[str, tuple[Callable[[], object], set[str]]] = {
    "an own file": (lambda: _append("services/s7/main.tf", "# changed\n"), {"services/s7"}),
    "a file beside it": (lambda: write({"services/s7/more.tf": ""}), {"services/s7"}),
    "a variables file": (
        lambda: write({"services/s7/terraform.tfvars": 'target_type = "ip"\n'}),
        {"services/s7"},
    ),
    "a downloaded module": (
        lambda: write({"services/s7/.terraform/modules/modules.json": '{"Modules": []}'}),
        {"services/s7"},
    ),
    "what a template is made of": (
        lambda: _append("modules/service/task.json.tftpl", "\n"),
        {f"services/s{number}" for number in range(SERVICES)},
    ),
    "a template": (
        lambda: _append("cloudformation/template.yaml", "# x\n"),
        {"cloudformation/template.yaml"},
    ),
    "a document": (lambda: _append("deploy/task.json", "\n"), {"deploy"}),
    "a further document": (lambda: write({"deploy/other.json": DOCUMENT}), {"deploy"}),
    "the environments of a stack": (
        lambda: _replace("ecslint.toml", '"ip"', '"lambda"'),
        {"services/s5", "cloudformation/template.yaml"},
    ),
}


def _append(path: str, text: str) -> None:
    write({path: Path(path).read_text() + text})


def _replace(path: str, old: str, new: str) -> None:
    write({path: Path(path).read_text().replace(old, new)})


@pytest.mark.parametrize("change", CHANGES)
def test_what_rests_on_a_changed_file_is_looked_at_again_and_nothing_else(
    monorepo: Path, run: Callable[..., str], observed: list[str], change: str
) -> None:
    run("check", "--format", "json", *KEPT)
    edit, stacks = CHANGES[change]
    edit()
    observed.clear()
    warm = run("check", "--format", "json", *KEPT)
    assert set(observed) == stacks
    assert warm == run("check", "--format", "json", *PLAIN)


def test_a_warm_run_parses_nothing_but_what_has_changed(
    monorepo: Path, run: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[str] = []
    parse_file = parser.parse

    def noting(source: Source) -> Any:
        parsed.append(source.path)
        return parse_file(source)

    monkeypatch.setattr(parser, "parse", noting)
    run("check", *KEPT)
    assert "services/s2/main.tf" in parsed and "modules/service/main.tf" in parsed
    parsed.clear()
    run("check", *KEPT)
    assert all("ecslint: ignore" in Path(path).read_text() for path in parsed)
    write({"services/s2/main.tf": Path("services/s2/main.tf").read_text() + "# edited\n"})
    run("check", *KEPT)
    assert "services/s2/main.tf" in parsed and "services/s1/main.tf" not in parsed


def test_what_calls_what_is_found_out_anew_when_a_call_changes(
    monorepo: Path, run: Callable[..., str]
) -> None:
    run("check", *KEPT)
    called = '{ source = "../s3" }\n'
    write({"services/s2/main.tf": Path("services/s2/main.tf").read_text() + f'module "other" {called}'})
    expected = run("check", "--format", "json", *PLAIN)
    assert run("check", "--format", "json", *KEPT) == expected
    assert json.loads(expected)["summary"]["stacks"] == UNITS - 1


def test_what_is_known_of_a_repository_helps_where_one_file_is_checked(
    monorepo: Path, run: Callable[..., str], observed: list[str]
) -> None:
    run("check", *KEPT)
    expected = run("check", "--format", "json", "services/s1/main.tf", *PLAIN)
    observed.clear()
    assert run("check", "--format", "json", "services/s1/main.tf", *KEPT) == expected
    assert observed == []


def test_other_rules_inputs_and_suppressions_are_not_answered_from_the_cache(
    monorepo: Path, run: Callable[..., str]
) -> None:
    run("check", *KEPT)
    for more in (
        ("--select", "ECS201"),
        ("--select", "all"),
        ("--var", "target_type=ip"),
        ("--no-suppressions",),
        ("services/s3",),
        ("modules/service/main.tf",),
    ):
        assert run("check", "--format", "json", *more, *KEPT) == run(
            "check", "--format", "json", *more, *PLAIN
        )


def test_a_new_suppression_counts_though_nothing_is_looked_at_again(
    monorepo: Path, run: Callable[..., str], observed: list[str]
) -> None:
    run("check", *KEPT)
    observed.clear()
    _append("ecslint.toml", '\n[[suppress]]\npath = "**"\ncode = "ECS201"\nreason = "everywhere"\n')
    warm = run("check", "--format", "json", *KEPT)
    assert not any(name.startswith("services/s1") for name in observed)
    assert warm == run("check", "--format", "json", *PLAIN)
    assert "ECS201" not in {finding["code"] for finding in json.loads(warm)["findings"]}


def kept_file() -> Path:
    (path,) = Path("../kept").glob("*.json")
    return path


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[: len(data) // 2],
        lambda data: b"",
        lambda data: data.replace(b"ECS201", b"ECS202"),
        lambda data: b"\x80\x04pickled",
        lambda data: data + b" ",
        lambda data: b"[" * 100_000,
    ],
)
def test_a_spoilt_cache_counts_for_nothing_and_is_written_again(
    monorepo: Path, run: Callable[..., str], observed: list[str], spoil: Callable[[bytes], bytes]
) -> None:
    expected = run("check", "--format", "json", *KEPT)
    whole = kept_file().read_bytes()
    kept_file().write_bytes(spoil(whole))
    observed.clear()
    assert run("check", "--format", "json", *KEPT) == expected
    assert len(observed) == STACKS
    assert len(kept_file().read_bytes()) == len(whole)


def test_the_cache_of_another_version_counts_for_nothing(
    monorepo: Path, run: Callable[..., str], observed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run("check", *KEPT)
    observed.clear()
    monkeypatch.setattr("ecslint.cache.version.__version__", "0.0.0")
    run("check", *KEPT)
    assert len(observed) == STACKS


def test_records_that_are_none_are_passed_over(
    monorepo: Path, run: Callable[..., str], observed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run("check", "--format", "json", *KEPT)
    read = file.read

    def tampered(path: str, version: Callable[[], str]) -> file.Content:
        content = read(path, version)
        texts = ["{}", "[]", "null", '{"sources": [], "stacks": [{}]}', '{"sources": 1}', "{"]
        units = {key: entry for key, entry in content.entries.items() if entry.text.startswith("{")}
        assert len(units) == UNITS
        for number, (key, entry) in enumerate(units.items()):
            content.entries[key] = entry._replace(text=texts[number % len(texts)])
        return content

    monkeypatch.setattr(file, "read", tampered)
    observed.clear()
    assert run("check", "--format", "json", *KEPT) == expected
    assert len(observed) == STACKS


@pytest.mark.parametrize(
    "content",
    [
        "[" * 100_000,
        "[]",
        '{"version": VERSION, "facts": [], "entries": {}}',
        '{"version": VERSION, "facts": 1, "entries": []}',
        '{"version": VERSION, "facts": [["content", 1, 2]], "entries": [["x", 1, [0]]]}',
        '{"version": VERSION, "facts": [], "entries": [["x", "x", []]]}\n{}',
        '{"version": VERSION, "facts": [], "entries": [["x", 1, [7]]]}\n{}',
        '{"version": VERSION, "facts": [], "entries": [["x", 1]]}\n{}',
    ],
)
def test_a_whole_file_of_the_cache_that_says_nothing_of_use_counts_for_nothing(
    monorepo: Path, run: Callable[..., str], content: str
) -> None:
    expected = run("check", "--format", "json", *KEPT)
    version = json.loads(kept_file().read_text().split("\n")[1])["version"]
    spoilt = content.replace("VERSION", json.dumps(version)).encode()
    kept_file().write_bytes(facts.digest(spoilt).encode() + b"\n" + spoilt)
    assert run("check", "--format", "json", *KEPT) == expected
    assert run("check", "--format", "json", *KEPT) == expected


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes to open")
def test_a_pipe_in_the_place_of_the_cache_is_not_waited_for(monorepo: Path, run: Callable[..., str]) -> None:
    expected = run("check", "--format", "json", *KEPT)
    path = kept_file()
    path.unlink()
    os.mkfifo(path)
    assert run("check", "--format", "json", *KEPT) == expected


def test_a_full_disk_leaves_nothing_behind(
    monorepo: Path, run: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    run("check", *KEPT)
    assert list(Path("../kept").iterdir()) == []


def test_where_nothing_can_be_written_nothing_is_kept_and_nothing_said(
    monorepo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"../kept": "a file"})
    assert main(["check", "--exit-zero", *KEPT]) == 0
    assert capsys.readouterr().err == ""
    assert Path("../kept").read_text() == "a file"


def test_without_an_option_results_are_kept_in_the_cache_directory_of_the_user(
    monorepo: Path, run: Callable[..., str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    run("check", "--no-cache")
    run("check", "services/s1")
    assert not (tmp_path / "xdg").exists()
    run("check")
    assert [path.suffix for path in (tmp_path / "xdg" / "ecslint").iterdir()] == [".json"]
    assert not (monorepo / ".cache").exists()
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    run("check")
    assert (tmp_path / "home" / ".cache" / "ecslint").is_dir()


@pytest.mark.parametrize(("count", "is_kept"), [(15, False), (16, True)])
def test_results_are_kept_where_there_are_sixteen_stacks(
    repository: Path,
    run: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    count: int,
    is_kept: bool,
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    write({f"s{number}/main.tf": SERVICE for number in range(count)})
    run("check")
    assert (tmp_path / "xdg").exists() == is_kept


def test_the_oldest_files_go_when_there_is_too_much(
    monorepo: Path, run: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_BYTES", 250_000)
    for number in range(3):
        write({f"../kept/{number}.json": "x" * 100_000})
        os.utime(f"../kept/{number}.json", (1000 + number, 1000 + number))
    run("check", *KEPT)
    left = sorted(path.name for path in Path("../kept").iterdir())
    assert "0.json" not in left and "2.json" in left


def test_runs_at_the_same_time_never_spoil_the_cache(monorepo: Path) -> None:
    command = [sys.executable, "-m", "ecslint", "check", "--format", "json", "--exit-zero"]
    environment = os.environ | {"PYTHONPATH": str(Path(ecslint.report.__file__).parents[2])}
    expected = subprocess.run([*command, *PLAIN], capture_output=True, check=True, env=environment).stdout
    for _ in range(2):
        runs = [
            subprocess.Popen([*command, *KEPT], stdout=subprocess.PIPE, env=environment) for _ in range(4)
        ]
        assert [process.communicate()[0] for process in runs] == [expected] * 4
        _, head, *texts = kept_file().read_text().split("\n")
        assert len(json.loads(head)["entries"]) == len(texts) > UNITS
        assert [path.name for path in Path("../kept").iterdir()] == [kept_file().name]


def test_a_record_has_every_attribute_of_a_finding_that_a_rule_gives() -> None:
    by_the_engine = {"code", "name", "also", "stacks", "suppression"}
    recorded = {"at", "because", "message", "aws_error", "help", "severity", "when", "fix"}
    assert set(Finding.__slots__) == by_the_engine | recorded


# -- processes -------------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", ["2", "3"])
def test_several_processes_report_the_same_in_the_same_order(
    monorepo: Path, run: Callable[..., str], observed: list[str], jobs: str
) -> None:
    expected = run("check", "--format", "json", *PLAIN)
    observed.clear()
    assert run("check", "--format", "json", "--no-cache", "--jobs", jobs) == expected
    assert observed == []
    assert run("check", "--format", "json", "--jobs", jobs, "--cache-dir", "../kept") == expected
    assert run("check", "--format", "json", *KEPT) == expected
    assert observed == []


def test_processes_that_are_not_made_by_forking_report_the_same(
    monorepo: Path, run: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run("check", "--format", "json", *PLAIN)
    monkeypatch.setattr(workers, "METHOD", "spawn")
    assert run("check", "--format", "json", "--no-cache", "--jobs", "2") == expected


def test_auto_makes_no_process_for_little(
    monorepo: Path, run: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a process was made")

    monkeypatch.setattr(workers, "in_workers", refuse)
    run("check", "--no-cache", "--jobs", "auto")
    run("check", "--no-cache")


def test_a_process_that_dies_is_a_fault_and_no_hang(
    monorepo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here = os.getpid()

    def dying(index: Any, rules: Any) -> Any:
        if os.getpid() != here:
            os._exit(9)

    monkeypatch.setattr(looking, "observe", dying)
    assert main(["check", "--no-cache", "--jobs", "2"]) == 3
    assert "a process that was checking has ended unexpectedly" in capsys.readouterr().err


def test_what_a_process_refuses_is_refused_as_if_there_were_one(
    monorepo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"samconfig.toml": "", "cloudformation/samconfig.toml": "= broken"})
    errors = []
    for jobs in ("1", "2"):
        main(["check", "--no-cache", "--jobs", jobs])
        errors.append(capsys.readouterr().err)
    assert errors[0] == errors[1]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")
def test_an_interrupt_ends_all_processes(monorepo: Path) -> None:
    for number in range(200):
        write({f"many/m{number}/main.tf": SERVICE.replace("templatefile(", "tostring(")})
    process = subprocess.Popen(
        [sys.executable, "-m", "ecslint", "check", "--no-cache", "--jobs", "2"],
        env=os.environ | {"PYTHONPATH": str(Path(ecslint.report.__file__).parents[2])},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while process.poll() is None and len(_read(children).split()) < 2:
        time.sleep(0.01)
    started = _read(children).split()
    while process.poll() is None:  # Python loses an interrupt that comes while it forks
        process.send_signal(signal.SIGINT)
        time.sleep(0.05)
    assert process.returncode in (130, -signal.SIGINT)
    for child in started:
        while _is_running(child):
            time.sleep(0.01)


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def _is_running(process: str) -> bool:
    return "State:\tZ" not in (status := _read(Path(f"/proc/{process}/status"))) and bool(status)


@pytest.mark.parametrize("jobs", ["0", "-1", "two", "1.5", ""])
def test_a_number_of_processes_that_is_none_is_an_error_of_use(
    monorepo: Path, capsys: pytest.CaptureFixture[str], jobs: str
) -> None:
    if jobs:
        assert main(["check", f"--jobs={jobs}"]) == 2
        assert "--jobs cannot be" in capsys.readouterr().err
    assert speed.available() >= 1


# -- shards ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["json", "sarif"])
@pytest.mark.parametrize("count", [2, 3, 7])
def test_the_shards_together_report_what_one_run_reports(
    monorepo: Path, run: Callable[..., str], count: int, written: str
) -> None:
    reports, stacks = [], []
    for number in range(1, count + 1):
        path = f"../shard{number}.{written}"
        run("check", "--shard", f"{number}/{count}", "--output", f"{written}={path}", *PLAIN)
        report = json.loads(Path(path).read_text())
        summary = report["summary"] if written == "json" else report["runs"][0]["properties"]
        stacks.append(summary["stacks"])
        reports.append(path)
    assert sum(stacks) == UNITS and max(stacks) < UNITS
    for format in ("json", "sarif", "text"):
        whole = run("check", "--format", format, *PLAIN)
        assert run("merge", "--format", format, *reversed(reports)) == whole
    run("merge", "--output", "sarif=../whole.sarif", *reports)
    assert Path("../whole.sarif").read_text() == run("check", "--format", "sarif", *PLAIN)


MANY = (("--show-suppressed", "--show-undetermined"), ("--statistics",), ())
"""How a merged report can be asked for."""


@pytest.fixture
def rich(monorepo: Path, run: Callable[..., str]) -> Path:
    """The same with all that decides about findings beside the rules: in files, shared by stacks."""
    long = '"description": "' + "x" * 700 + '"'
    write(
        {
            "deploy/long.json": f'{{{long}, "family": "l", "networkMode": "x", "containerDefinitions": []}}',
            "deploy/wide.json": f'{{{long.replace("x", "漢")}, "family": "w", "networkMode": "y"}}',
            "modules/service/outputs.tf": "# ecslint: ignore[ECS202] not needed by any of them\n",
            "services/s6/ecslint.toml": (
                'extend = "../../ecslint.toml"\nextend-select = ["all"]\n'
                '[severity]\nECS303 = "warning"\nECS002 = "error"\n'
                '[per-path-ignores]\n"main.tf" = ["ECS002"]\n'
            ),
            "services/s9/more.tf": SERVICE.replace('variable "target_type"', 'variable "other"')
            .replace("var.target_type", '"instance"')
            .replace('variable "name" {}', 'variable "name" {}\n# ecslint: ignore[ECS201]'),
            "services/s9/task.json.tftpl": TASK,
        }
    )
    old = """resource "aws_lb_target_group" "old" {
  target_type = "lambda"
  port        = 80
}
resource "aws_ecs_service" "old" {
  name            = "old"
  task_definition = "old:1"
  load_balancer {
    target_group_arn = aws_lb_target_group.old.arn
    container_name   = "web"
    container_port   = 80
  }
}
"""
    write({"services/s10/old.tf": old, "services/s11/old.tf": old})
    run("baseline", "services/s1", "services/s2", "services/s10", "services/s11", status=0)
    _replace("services/s11/old.tf", '"lambda"', '"ip"')
    return monorepo


@pytest.mark.parametrize("written", ["json", "sarif"])
@pytest.mark.parametrize("count", [2, 3, 7])
def test_the_reports_alone_are_enough_to_merge_them_anywhere(
    rich: Path,
    run: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    count: int,
    written: str,
) -> None:
    reports = [f"../{number}.{written}" for number in range(1, count + 1)]
    for number, path in enumerate(reports, start=1):
        run("check", "--shard", f"{number}/{count}", "--output", f"{written}={path}", *PLAIN)
    asked = [
        ["--format", format, *more]
        for format in FORMATS
        for more in MANY
        if not more or format in ("text", "concise" if more != ("--statistics",) else "json")
    ]
    expected = [run("check", *more, *PLAIN) for more in asked]
    assert '"baselined": 0' not in expected[asked.index(["--format", "json"])]
    assert '"baseline_gone": 0' not in expected[asked.index(["--format", "json"])]
    (tmp_path / "elsewhere").mkdir()
    write({"../elsewhere/ecslint.toml": "this is of something else ["})
    monkeypatch.chdir(tmp_path / "elsewhere")
    rich.rename(tmp_path / "gone")
    for more, whole in zip(asked, expected, strict=True):
        assert run("merge", *more, *reports) == whole, more


def test_the_report_of_a_shard_fits_the_schema(monorepo: Path, run: Callable[..., str]) -> None:
    schema = json.loads((Path(ecslint.report.__file__).parent / "schema.json").read_text())
    report = json.loads(run("check", "--shard", "1/2", "--format", "json", *KEPT))
    jsonschema.validate(report, schema)
    assert (report["shard"]["number"], report["shard"]["count"]) == (1, 2)


def test_the_sarif_log_of_a_shard_is_valid_and_merges_with_the_json_of_another(
    monorepo: Path, run: Callable[..., str]
) -> None:
    run("check", "--shard", "1/2", "--output", "sarif=../1.sarif", *PLAIN)
    run("check", "--shard", "2/2", "--output", "json=../2.json", *PLAIN)
    schema = json.loads((Path(__file__).parent / "data" / "sarif-2.1.0.json").read_text())
    jsonschema.validate(json.loads(Path("../1.sarif").read_text()), schema)
    whole = run("check", "--format", "json", *PLAIN)
    assert run("merge", "--format", "json", "../1.sarif", "../2.json") == whole


def test_a_shard_is_answered_from_the_cache_too(
    monorepo: Path, run: Callable[..., str], observed: list[str]
) -> None:
    run("check", *KEPT)
    observed.clear()
    for number in (1, 2):
        run("check", "--shard", f"{number}/2", "--output", f"json=../{number}.json", *KEPT)
    assert observed == []
    assert run("merge", "--format", "json", "../1.json", "../2.json") == run(
        "check", "--format", "json", *PLAIN
    )


def test_what_was_said_of_the_shards_counts_for_the_whole(monorepo: Path, run: Callable[..., str]) -> None:
    said = ("services", "--select", "ECS201", "--var", "target_type=ip", "--var", "target_type=instance")
    for number in (1, 2):
        run("check", *said, "--shard", f"{number}/2", "--output", f"json=../{number}.json", *PLAIN)
    whole = run("check", *said, "--format", "json", *PLAIN, status=1)
    assert run("merge", "../2.json", "../1.json", "--format", "json", status=1) == whole
    run("merge", "../2.json", "../1.json", "--exit-zero", status=0)
    run("merge", "../2.json", "../1.json", "--fail-on", "never", status=0)


def test_what_cannot_be_merged_is_an_error_of_use(
    monorepo: Path, run: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    for number in (1, 2):
        run("check", "--shard", f"{number}/2", "--output", f"json=../{number}.json", *PLAIN)
    run("check", "--shard", "2/2", "--select", "ECS201", "--output", "json=../other.json", *PLAIN)
    run("check", "--output", "json=../whole.json", *PLAIN)
    old = Path("../1.json").read_text().replace('"name": "ecslint",', '"name": "ecslint", "x": "",')
    report = json.loads(old)
    report["tool"]["version"] = "0.0.1"
    write({"../old.json": json.dumps(report), "../broken.json": "{"})

    def refusal(*reports: str) -> str:
        assert main(["merge", *reports]) == 2
        return capsys.readouterr().err.splitlines()[0]

    assert refusal("../1.json") == "error: of 2 shards there is no report of 2"
    assert refusal("../1.json", "../other.json") == (
        "error: ../other.json is of a run with other options than the first report"
    )
    assert refusal("../1.json", "../1.json") == "error: ../1.json and ../1.json are both of shard 1"
    report = json.loads(Path("../2.json").read_text())
    report["shard"]["units"].pop()
    write({"../less.json": json.dumps(report)})
    assert refusal("../1.json", "../less.json").startswith("error: the shards are not of the same files")
    write({"services/new/main.tf": SERVICE})
    run("check", "--shard", "2/2", "--output", "json=../newer.json", *PLAIN)
    assert refusal("../1.json", "../newer.json") == (
        "error: ../newer.json is of a run with other files than the first report"
    )
    for key, value in (("sources", []), ("texts", 1), ("deployed", [[]]), ("rules", [1]), ("counts", None)):
        report = json.loads(Path("../2.json").read_text())
        report["shard"][key] = value
        write({"../spoilt.json": json.dumps(report)})
        assert refusal("../1.json", "../spoilt.json") == "error: the reports are not as ecslint writes them"
    write({"../half.json": Path("../2.json").read_text()[:-100]})
    assert refusal("../1.json", "../half.json") == "error: ../half.json cannot be read: it is not JSON"
    assert refusal("../1.json", "../whole.json") == "error: ../whole.json is not the report of a shard"
    assert refusal("../old.json", "../2.json").startswith("error: ../old.json is of ecslint 0.0.1, and this")
    write({"../two.sarif": '{"runs": [{}, {}]}', "../list.json": "[]"})
    assert refusal("../two.sarif") == "error: ../two.sarif is not the report of a shard"
    assert refusal("../list.json") == "error: ../list.json is not the report of a shard"
    assert refusal("../broken.json") == "error: ../broken.json cannot be read: it is not JSON"
    assert refusal("../nowhere.json").startswith("error: ../nowhere.json cannot be read: No such file")


@pytest.mark.parametrize("shard", ["0/2", "3/2", "1", "1/", "a/b", "1/2/3"])
def test_a_shard_that_is_none_is_an_error_of_use(
    monorepo: Path, capsys: pytest.CaptureFixture[str], shard: str
) -> None:
    assert main(["check", "--shard", shard]) == 2
    assert f"--shard cannot be '{shard}'" in capsys.readouterr().err


def test_a_shard_stays_what_it_was_when_a_stack_is_added_and_none_is_much_larger_than_others() -> None:
    sizes = {f"terraform services/{number}": 100 + number % 50 for number in range(1000)}
    for count in (2, 3, 7):
        before = assigned(sizes, count)
        after = assigned({**sizes, "terraform services/new": 120}, count)
        moved = [name for name in sizes if before[name] != after[name]]
        assert len(moved) <= 10
        loads = [sum(sizes[name] for name in sizes if before[name] == shard) for shard in range(count)]
        assert max(loads) <= 1.11 * sum(loads) / count


def test_a_stack_that_is_larger_than_a_shard_gets_one_to_itself_as_far_as_possible() -> None:
    places = assigned({"large": 1000, **{f"small{number}": 1 for number in range(100)}}, 2)
    assert sum(place == places["large"] for place in places.values()) == 1


# -- templates that belong together -----------------------------------------------------------------

GROUP = """
  Group:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {Port: 80, Protocol: HTTP, VpcId: vpc-1, TargetType: instance}
"""
EXPORTING = f"""
Resources:
  Cluster: {{Type: AWS::ECS::Cluster}}{GROUP}
Outputs:
  Cluster: {{Value: !Ref Cluster, Export: {{Name: shared-cluster}}}}
  Group: {{Value: !Ref Group, Export: {{Name: shared-group}}}}
"""
IMPORTING = f"""{TEMPLATE}
  Service:
    Type: AWS::ECS::Service
    Properties:
      Cluster: !ImportValue shared-cluster
      TaskDefinition: !Ref Task
      DesiredCount: 1
      LoadBalancers: [{{ContainerName: web, ContainerPort: 80, TargetGroupArn: !ImportValue shared-group}}]
"""
NESTING = """
Resources:
  Child:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: FILE, Parameters: {Mode: bridge}}
"""


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of templates, of which some belong together."""
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    monkeypatch.chdir(repository)
    write({f"alone/{number}/template.yaml": f"{TEMPLATE}{GROUP}" for number in range(9)})
    write(
        {
            "network.yaml": EXPORTING,
            "app/a.yaml": IMPORTING,
            "app/b.yaml": IMPORTING,
            "app/waiting.yaml": IMPORTING.replace("shared", "late"),
            "nested/parent.yaml": NESTING.replace("FILE", "child.yaml"),
            "nested/child.yaml": TEMPLATE,
        }
    )
    return repository


def test_a_template_is_looked_at_with_those_it_belongs_to_and_with_no_other(
    templates: Path, run: Callable[..., str], observed: list[str]
) -> None:
    report = json.loads(run("check", "--format", "json", *PLAIN))
    alone = [f"alone/{number}/template.yaml" for number in range(9)]
    importing = ["app/a.yaml", "app/b.yaml", "app/waiting.yaml"]
    assert sorted(observed) == [*alone, *importing, "nested/parent.yaml"]
    assert report["summary"]["target_groups"] == len(alone) + 1
    assert report["summary"]["files"] == len(alone) + 6


MOVES: dict[str, tuple[Callable[[], object], set[str]]] = {
    "a template that stands alone": (
        lambda: _append("alone/3/template.yaml", "# x\n"),
        {"alone/3/template.yaml"},
    ),
    "one that imports": (lambda: _append("app/a.yaml", "# x\n"), {"app/a.yaml"}),
    "one from which others import": (
        lambda: _replace("network.yaml", "instance", "ip"),
        {"app/a.yaml", "app/b.yaml"},
    ),
    "a new one that exports what nobody did": (
        lambda: write({"late.yaml": EXPORTING.replace("shared", "late")}),
        {"app/waiting.yaml"},
    ),
    "a new one without ECS that does": (
        lambda: write(
            {"topic.yaml": "Resources: {T: {Type: AWS::SNS::Topic}}\n" + EXPORTING[EXPORTING.index("Out") :]}
        ),
        {"app/a.yaml", "app/b.yaml", "network.yaml"},
    ),
    "a new one that exports the same": (
        lambda: write({"other.yaml": EXPORTING}),
        {"app/a.yaml", "app/b.yaml", "network.yaml", "other.yaml"},
    ),
    "a nearer one that exports the same": (
        lambda: write({"app/other.yaml": EXPORTING}),
        {"app/a.yaml", "app/b.yaml", "network.yaml"},
    ),
    "another name of an export": (
        lambda: _replace("network.yaml", "shared", "common"),
        {"app/a.yaml", "app/b.yaml", "network.yaml"},
    ),
    "another name of the file that exports": (
        lambda: os.rename("network.yaml", "net.yaml"),
        {"app/a.yaml", "app/b.yaml"},
    ),
    "none that exports": (lambda: os.remove("network.yaml"), {"app/a.yaml", "app/b.yaml"}),
    "another import": (
        lambda: _replace("app/b.yaml", "shared", "late"),
        {"app/b.yaml"},
    ),
    "a nested template": (lambda: _append("nested/child.yaml", "# x\n"), {"nested/parent.yaml"}),
    "no nested template": (lambda: os.remove("nested/child.yaml"), set()),
    "another name of a nested template": (
        lambda: os.rename("nested/child.yaml", "nested/other.yaml"),
        {"nested/other.yaml"},
    ),
    "a parent that nests no more": (
        lambda: _replace("nested/parent.yaml", "child.yaml", "nowhere.yaml"),
        {"nested/child.yaml"},
    ),
    "a new parent": (
        lambda: write({"alone/parent.yaml": NESTING.replace("FILE", "3/template.yaml")}),
        {"alone/parent.yaml"},
    ),
    "parameters of the one that exports": (
        lambda: write({"ecslint.toml": '[[stack]]\npath = "network.yaml"\n[stack.environments.x]\n'}),
        {stack for number in range(9) for stack in [f"alone/{number}/template.yaml"]}
        | {"app/a.yaml", "app/b.yaml", "app/waiting.yaml", "nested/parent.yaml"},
    ),
}


@pytest.mark.parametrize("move", MOVES)
def test_what_belongs_to_a_changed_template_is_looked_at_again_and_nothing_else(
    templates: Path, run: Callable[..., str], observed: list[str], move: str
) -> None:
    run("check", "--format", "json", *KEPT)
    edit, stacks = MOVES[move]
    edit()
    observed.clear()
    warm = run("check", "--format", "json", *KEPT)
    assert set(observed) == stacks
    assert warm == run("check", "--format", "json", *PLAIN)


@pytest.mark.parametrize("count", [2, 3])
def test_the_shards_of_templates_together_report_what_one_run_reports(
    templates: Path, run: Callable[..., str], count: int
) -> None:
    stacks = []
    for number in range(1, count + 1):
        run("check", "--shard", f"{number}/{count}", "--output", f"json=../{number}.json", *PLAIN)
        stacks.append(json.loads(Path(f"../{number}.json").read_text())["summary"]["stacks"])
    assert sum(stacks) == 13 and max(stacks) < 10
    reports = [f"../{number}.json" for number in range(1, count + 1)]
    whole = run("check", "--format", "json", *PLAIN)
    assert run("merge", "--format", "json", *reports) == whole
    assert run("check", "--format", "json", "--no-cache", "--jobs", "2") == whole


def test_a_parameter_that_no_template_declares_is_refused_though_all_is_known(
    templates: Path, run: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    given = ("--parameters", "Mode=bridge")
    assert run("check", "--format", "json", *given, *KEPT) == run("check", "--format", "json", *given, *PLAIN)
    for more in ((), ("--shard", "2/3"), ("--shard", "3/3")):
        assert main(["check", *given, "--parameters", "Mod=x", *more, *KEPT]) == 2
        assert "no template declares the parameter 'Mod'" in capsys.readouterr().err


# -- the progress bar ------------------------------------------------------------------------------


def test_there_is_no_progress_bar_where_there_is_no_terminal(
    monorepo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("ecslint.commands.progress._PATIENCE", 0.0)
    assert main(["check", "--exit-zero", *PLAIN]) == 0
    assert capsys.readouterr().err == ""


def test_a_terminal_shows_the_progress_and_then_takes_it_away(
    monorepo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("ecslint.commands.progress._PATIENCE", 0.0)
    monkeypatch.setattr("ecslint.commands.progress._BETWEEN", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert main(["check", "--exit-zero", *PLAIN]) == 0
    shown = capsys.readouterr().err
    assert f"checking [##############################] {UNITS}/{UNITS}" in shown
    assert shown.endswith("\r\x1b[K")
    monkeypatch.setenv("TERM", "dumb")
    assert main(["check", "--exit-zero", *PLAIN]) == 0
    assert capsys.readouterr().err == ""
