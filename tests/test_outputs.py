"""Reports in files, and what a pipeline is told, through the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from junitparser import JUnitXml

from ecslint.cli import main
from ecslint.commands.reports import FORMATS
from ecslint.engine.registry import load_rules

TASK = """\
{
  "family": "web",
  "networkMode": "awsvpc",
  "containerDefinitions": [
    {"name": "web", "image": "nginx", "memory": 64, "portMappings": [{"containerPort": 80, "hostPort": %d}]}
  ]
}
"""
HERE = Path(__file__).parent
SCHEMA = json.loads((HERE / "data" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
PROJECTS = sorted(path for path in (HERE / "fixtures").iterdir() if path.is_dir())


@pytest.fixture(autouse=True)
def repository(repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one mistake, the working directory being its top."""
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    write(repository / "infra" / "web" / "task.json", 8080)
    return repository


def write(path: Path, host_port: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TASK % host_port, encoding="utf-8")


def out_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    main(["check", *arguments])
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """What the command line says of a call that it refuses; nothing is reported."""
    assert main(["check", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    return str(err).splitlines()


# -- formats -----------------------------------------------------------------------------------------


def test_sarif_is_valid_and_describes_every_rule_that_ran(capsys: pytest.CaptureFixture[str]) -> None:
    log = json.loads(out_of(capsys, "--format", "sarif"))
    jsonschema.validate(log, SCHEMA, jsonschema.Draft4Validator)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.code for rule in load_rules() if rule.severity != "advice"]
    for rule in rules:
        assert len(rule["name"]) <= 255
        assert 0 < len(rule["shortDescription"]["text"]) <= len(rule["fullDescription"]["text"]) <= 1_024
        assert rule["help"]["markdown"].startswith(f"# {rule['id']} {rule['name']}\n")
        assert "](../" not in rule["help"]["markdown"]
    (result,) = run["results"]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "ECS101"


def test_only_the_selected_rules_are_described(capsys: pytest.CaptureFixture[str]) -> None:
    (run,) = json.loads(out_of(capsys, "--format", "sarif", "--select", "ECS101"))["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["ECS101"]


@pytest.mark.parametrize(
    ("paths", "category"),
    [
        ([], "ecslint/"),
        (["infra"], "ecslint/infra/"),
        (["infra/web/task.json"], "ecslint/infra/web/task.json/"),
        (["infra/web", "infra/api"], "ecslint/infra/"),
    ],
)
def test_what_is_checked_apart_has_a_category_of_its_own(
    paths: list[str], category: str, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(repository / "infra" / "api" / "task.json", 80)
    (run,) = json.loads(out_of(capsys, "--format", "sarif", *paths))["runs"]
    assert run["automationDetails"]["id"] == category


@pytest.mark.parametrize("format", ["sarif", "github", "gitlab", "junit", "markdown"])
def test_reports_for_platforms_name_files_from_the_top_of_the_repository(
    format: str, repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    at_the_top = out_of(capsys, "--format", format)
    assert "infra/web/task.json" in at_the_top
    monkeypatch.chdir(repository / "infra" / "web")
    elsewhere = out_of(capsys, "--format", format)
    assert "infra/web/task.json" in elsewhere
    if format != "sarif":
        assert lines_without_fingerprint(elsewhere) == lines_without_fingerprint(at_the_top)


def lines_without_fingerprint(report: str) -> list[str]:
    return [line for line in report.splitlines() if "fingerprint" not in line]


@pytest.mark.parametrize("name", ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"])
def test_a_pipeline_that_brought_the_repository_without_git_says_where_its_top_is(
    name: str, repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / ".git").rmdir()
    monkeypatch.chdir(repository / "infra")
    monkeypatch.setenv(name, str(repository))
    (violation,) = json.loads(out_of(capsys, "--format", "gitlab"))
    assert violation["location"]["path"] == "infra/web/task.json"


@pytest.mark.parametrize(
    ("format", "empty"),
    [
        ("text", ""),
        ("concise", ""),
        ("github", ""),
        ("gitlab", "[]\n"),
        (
            "markdown",
            "<!-- ecslint -->\n### ecslint\n\n0 files, 0 services, 0 task definitions: no problems\n",
        ),
    ],
)
def test_a_program_gets_a_document_where_there_is_nothing_to_look_at(
    format: str, empty: str, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "infra" / "web" / "task.json").unlink()
    assert main(["check", "--format", format]) == 0
    assert capsys.readouterr() == (empty, "ecslint: no ECS configuration found in .\n")


def test_what_the_baseline_has_is_in_the_reports_that_have_a_place_for_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["baseline"]) == 0
    capsys.readouterr()
    log = json.loads(out_of(capsys, "--format", "sarif"))
    jsonschema.validate(log, SCHEMA, jsonschema.Draft4Validator)
    ((suppression,),) = [result["suppressions"] for result in log["runs"][0]["results"]]
    assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
    place = suppression["location"]["physicalLocation"]["artifactLocation"]
    assert place["uri"] == ".ecslint-baseline.json"
    assert out_of(capsys, "--format", "gitlab") == "[]\n"
    assert out_of(capsys, "--format", "github") == ""
    assert JUnitXml.fromstring(out_of(capsys, "--format", "junit").encode()).skipped == 1


@pytest.mark.parametrize("format", FORMATS)
def test_the_exit_status_is_the_same_in_every_format(format: str, repository: Path) -> None:
    assert main(["check", "--format", format]) == 1
    assert main(["check", "--format", format, "--exit-zero"]) == 0


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.name)
def test_all_formats_tell_the_same_of_a_project(
    project: Path, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    main(["check", *(f"--output={format}={repository / format}" for format in FORMATS)])
    told = {format: (repository / format).read_text(encoding="utf-8") for format in FORMATS}
    report = json.loads(told["json"])
    findings = report["findings"]
    (run,) = json.loads(told["sarif"])["runs"]
    jsonschema.validate(json.loads(told["sarif"]), SCHEMA, jsonschema.Draft4Validator)
    results = [each for each in run["results"] if not each.get("suppressions")]
    for finding, result in zip(findings, results, strict=True):
        assert (finding["code"], finding["fingerprint"]) == (
            result["ruleId"],
            result["partialFingerprints"]["ecslint/v1"],
        )
        assert len(result.get("relatedLocations", ())) == len(finding["related"])
        assert finding["line"] == result["locations"][0]["physicalLocation"]["region"]["startLine"]
    assert len(run["results"]) == len(findings) + len(report["suppressed"])
    assert [each["check_name"] for each in json.loads(told["gitlab"])] == [each["code"] for each in findings]
    junit = JUnitXml.fromstring(told["junit"].encode())
    assert (junit.failures, junit.skipped) == (len(findings), len(report["suppressed"]))
    assert len(told["concise"].splitlines()) == len(findings)
    assert len(told["markdown"].splitlines()) == len(findings) + 7 * bool(findings) + 4 * (not findings)
    assert sum(line.startswith("::") for line in told["github"].splitlines()) == sum(
        min(10, sum(each["severity"] == severity for each in findings))
        for severity in ("error", "warning", "advice")
    )


# -- files -------------------------------------------------------------------------------------------


def test_a_report_in_a_file_is_the_one_of_standard_output(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = [f"--output={format}={format}.out" for format in FORMATS]
    text = out_of(capsys, *said)
    assert text.startswith("error[ECS101]: ")
    for format in FORMATS:
        written = (repository / f"{format}.out").read_text(encoding="utf-8")
        assert written == out_of(capsys, "--format", format)


def test_reports_in_the_repository_change_nothing_in_the_next_run(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [
        "a.txt",
        "b.txt",
        "report.json",
        "report.sarif",
        "c",
        "gl-code-quality.json",
        "junit.xml",
        "a.md",
    ]
    said = [f"--output={format}={name}" for format, name in zip(FORMATS, names, strict=True)]
    before = out_of(capsys, *said)
    assert out_of(capsys, *said) == before


def test_a_file_is_not_coloured_unless_that_is_asked_for(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    main(["check", "--output", "text=plain.txt"])
    main(["check", "--output", "text=painted.txt", "--color", "always"])
    assert "\x1b[" not in (repository / "plain.txt").read_text(encoding="utf-8")
    assert "\x1b[" in (repository / "painted.txt").read_text(encoding="utf-8")


def test_what_was_in_a_file_is_replaced_even_when_nothing_is_found(repository: Path) -> None:
    (repository / "infra" / "web" / "task.json").unlink()
    (repository / "report.txt").write_text("of yesterday", encoding="utf-8")
    assert main(["check", "--output", "text=report.txt"]) == 0
    written = (repository / "report.txt").read_text(encoding="utf-8")
    assert written == "0 files, 0 services, 0 task definitions: no problems\n"


def test_a_link_is_followed_and_stays(repository: Path) -> None:
    (repository / "real.json").write_text("", encoding="utf-8")
    (repository / "link.json").symlink_to("real.json")
    assert main(["check", "--output", "json=link.json"]) == 1
    assert (repository / "link.json").is_symlink()
    assert json.loads((repository / "real.json").read_text(encoding="utf-8"))["schema_version"] == 1


def test_a_pipe_is_written_to(repository: Path) -> None:
    os.mkfifo(repository / "pipe")
    read: list[Any] = []
    reader = threading.Thread(
        target=lambda: read.append(json.loads((repository / "pipe").read_bytes())), daemon=True
    )
    reader.start()
    assert main(["check", "--output", "json=pipe"]) == 1
    reader.join(timeout=60)
    assert read[0]["schema_version"] == 1
    assert (repository / "pipe").is_fifo()


def test_what_a_shell_passes_for_a_pipe_is_written_to() -> None:
    reading, writing = os.pipe()
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(os.read(reading, 10_000)), daemon=True)
    reader.start()
    assert main(["check", "--output", f"gitlab=/dev/fd/{writing}"]) == 1
    os.close(writing)
    reader.join(timeout=60)
    os.close(reading)
    assert len(json.loads(read[0])) == 1


def test_a_file_that_cannot_be_written_is_left_as_it_is(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "report.json").write_text("of yesterday", encoding="utf-8")

    def full(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert main(["check", "--output", "json=report.json"]) == 2
    assert capsys.readouterr().err == "error: report.json cannot be written: No space left on device\n"
    assert (repository / "report.json").read_text(encoding="utf-8") == "of yesterday"
    assert {path.name for path in repository.iterdir()} == {".git", "infra", "report.json"}


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (
            ["jsn=a.json"],
            ["error: --output cannot have the format 'jsn'", "help: did you mean 'json'?"],
        ),
        (
            ["xml=a.xml"],
            [
                "error: --output cannot have the format 'xml'",
                "help: choose one of text, concise, json, sarif, github, gitlab, junit, markdown",
            ],
        ),
        (["a.json"], ["error: --output cannot be 'a.json'", "help: write --output FORMAT=FILE"]),
        (["json="], ["error: --output cannot be 'json='", "help: write --output FORMAT=FILE"]),
        (
            ["json=no/such/a.json"],
            ["error: there is no directory 'no/such'", "help: ecslint does not make directories"],
        ),
        (["json=infra"], ["error: --output writes to files, and 'infra' is a directory"]),
        (
            ["json=-"],
            ["error: --output writes to files", "help: --format json writes to standard output"],
        ),
        (["json=a", "sarif=./infra/../a"], ["error: --output writes two reports to './infra/../a'"]),
    ],
)
def test_an_output_that_cannot_be_is_refused_before_anything_is_done(
    said: list[str], answer: list[str], repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(capsys, *(f"--output={word}" for word in said)) == answer
    assert {path.name for path in repository.iterdir()} == {".git", "infra"}


@pytest.mark.parametrize("format", ["json", "sarif", "junit", "github", "gitlab", "markdown"])
def test_show_suppressed_is_refused_where_it_has_no_effect(
    format: str, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (answer,) = refused(capsys, "--show-suppressed", "--format", format)
    assert answer.startswith("error: --show-suppressed has no effect on ")
    assert ("always has" in answer) == (format in ("json", "sarif", "junit"))
    assert main(["check", "--show-suppressed", "--format", format, "--output", "text=a.txt"]) == 1


# -- GitHub Actions ----------------------------------------------------------------------------------


@pytest.fixture
def actions(repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A step of a job; the file of its summary."""
    summary = repository / ".git" / "summary.md"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    return summary


@pytest.mark.parametrize("format", [format for format in FORMATS if format != "github"])
def test_in_github_actions_annotations_come_beside_the_report(
    format: str, actions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--format", format]) == 1
    out, err = capsys.readouterr()
    assert err.startswith("::error title=ECS101 awsvpc-host-port-mismatch,file=infra/web/task.json,line=5,")
    assert len(err.splitlines()) == 1
    assert "::error" not in out
    assert out_of(capsys, "--format", format, "--no-ci") == out


def test_a_report_for_github_is_not_said_twice(actions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--format", "github"]) == 1
    out, err = capsys.readouterr()
    assert (out.count("::error "), err) == (1, "")


def test_the_summary_of_the_job_is_added_to_what_is_there(actions: Path) -> None:
    actions.write_text("# Before\n", encoding="utf-8")
    main(["check"])
    main(["check", "--format", "github"])
    text = actions.read_text(encoding="utf-8")
    assert text.startswith(
        "# Before\n<!-- ecslint -->\n### ecslint\n\n1 file, 0 services, 1 task definition: 1 error\n"
    )
    assert text.count("| error | [ECS101]") == 2


def test_the_summary_of_a_step_stays_below_what_github_takes(repository: Path, actions: Path) -> None:
    for number in range(400):
        write(repository / "infra" / str(number) / "task.json", 8080)
    actions.write_bytes(b"x" * (1024 * 1024 - 20_000))
    main(["check"])
    assert 1024 * 1024 - 1_000 < actions.stat().st_size <= 1024 * 1024
    assert actions.read_text(encoding="utf-8").endswith(" more are not shown here.\n")
    main(["check"])
    assert actions.stat().st_size <= 1024 * 1024


def test_no_ci_leaves_the_report_alone(actions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--no-ci"]) == 1
    assert capsys.readouterr().err == ""
    assert not actions.exists()


@pytest.mark.parametrize("value", ["", "false", "1"])
def test_outside_of_github_actions_nothing_is_annotated(
    value: str, actions: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", value)
    assert main(["check"]) == 1
    assert capsys.readouterr().err == ""
    assert not actions.exists()


def test_a_summary_that_cannot_be_written_is_no_failure(
    repository: Path, actions: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(repository / "no" / "summary.md"))
    assert main(["check", "--exit-zero"]) == 0
    last = capsys.readouterr().err.splitlines()[-1]
    assert last == "ecslint: the job summary cannot be written: No such file or directory"


def test_a_clean_run_says_so_in_the_summary_alone(
    repository: Path, actions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(repository / "infra" / "web" / "task.json", 80)
    assert main(["check"]) == 0
    assert capsys.readouterr().err == ""
    assert actions.read_text(encoding="utf-8") == (
        "<!-- ecslint -->\n### ecslint\n\n1 file, 0 services, 1 task definition: no problems\n"
    )


# -- hostile names -----------------------------------------------------------------------------------


def test_a_repository_with_hostile_names_is_reported_in_every_format(repository: Path) -> None:
    name = "::error::x ]]> é日本 100% `b` |c| <i>\x1b[31m\n@team".encode() + b"\xe9"
    write(Path(os.fsdecode(os.fsencode(repository) + b"/" + name + b"/task.json")), 9090)
    root = str(Path(__file__).resolve().parent.parent)
    said = [f"--output={format}={format}.out" for format in FORMATS]
    done = subprocess.run(
        [sys.executable, "-m", "ecslint", "check", *said],
        env=os.environ | {"PYTHONPATH": root, "GITHUB_ACTIONS": "true"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    for format in FORMATS:
        (repository / f"{format}.out").read_text(encoding="utf-8")
    assert len((repository / "github.out").read_bytes().splitlines()) == 2
    assert len(json.loads((repository / "gitlab.out").read_bytes())) == 2
    assert JUnitXml.fromfile(str(repository / "junit.out")).failures == 2
    assert [line[:8] for line in done.stderr.splitlines()] == [b"::error "] * 2
