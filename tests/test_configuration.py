"""Configuration: keys of files, variables of the environment, what counts more, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from projects import write

from ecslint.cli import main

TASK = """\
{
  "family": "web",
  "networkMode": "awsvpc",
  "containerDefinitions": [
    {"name": "web", "image": "nginx", "memory": 64, "portMappings": [{"containerPort": 80, "hostPort": 8080}]}
  ]
}
"""
SOUND = TASK.replace("8080", "80")
SERVICE = """\
resource "aws_ecs_service" "web" {
  name            = "web"
  desired_count   = 1
  task_definition = aws_ecs_task_definition.web.arn
  network_configuration {
    subnets = ["subnet-1"]
  }
}

resource "aws_ecs_task_definition" "web" {
  family                = "web"
  network_mode          = "awsvpc"
  container_definitions = jsonencode([{ name = "web", image = "nginx", memory = 64 }])
}
"""
"""A service without a security group, which is a warning, and without a circuit breaker, which is advice."""

pytestmark = pytest.mark.usefixtures("repository")


def found(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[tuple[str, str, str]]:
    """The file, severity and code of each finding."""
    main(["check", "--format", "json", *arguments])
    out, err = capsys.readouterr()
    assert err == ""
    return [(each["path"], each["severity"], each["code"]) for each in json.loads(out)["findings"]]


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["check", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    return err


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, tuple[object, str]]:
    """What `config show` says of each key: its value and origin."""
    assert main(["config", "show", "--format", "json", *arguments]) == 0
    values = json.loads(capsys.readouterr().out)["values"]
    return {each["key"]: (each["value"], each["origin"]) for each in values}


# -- which rules -------------------------------------------------------------------------------------

HOST_PORT = ("task.json", "error", "ECS101")
GROUP = ("main.tf", "warning", "ECS303")
BREAKER = ("main.tf", "advice", "ECS835")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [GROUP, HOST_PORT]),
        ('select = ["ECS1"]', [HOST_PORT]),
        ('select = ["ECS835"]', [BREAKER]),
        ('select = ["ECS1"]\nextend-select = ["ECS835"]', [BREAKER, HOST_PORT]),
        ('extend-select = ["missing-circuit-breaker"]', [BREAKER, GROUP, HOST_PORT]),
        ('ignore = ["ECS1"]', [GROUP]),
        ('ignore = ["ECS303"]\nextend-ignore = ["awsvpc-host-port-mismatch"]', []),
        ('severity = { ECS101 = "warning" }', [GROUP, ("task.json", "warning", "ECS101")]),
        ('severity = { ECS101 = "off" }', [GROUP]),
        ('severity = { ECS101 = "advice" }', [GROUP, ("task.json", "advice", "ECS101")]),
        ('severity = { ECS835 = "error" }', [("main.tf", "error", "ECS835"), GROUP, HOST_PORT]),
        ('severity = { ECS1 = "off", ECS101 = "warning" }', [GROUP, ("task.json", "warning", "ECS101")]),
        ('severity = { ECS101 = "warning", all = "off" }', [("task.json", "warning", "ECS101")]),
        ('select = ["ECS303"]\nseverity = { ECS101 = "warning" }', [GROUP]),
        ('per-path-ignores = { "*.json" = ["ECS1"] }', [GROUP]),
        ('per-path-ignores = { "*.tf" = ["ECS1"] }', [GROUP, HOST_PORT]),
        ('per-path-ignores = { "**" = ["all"] }', []),
    ],
)
def test_a_file_decides_which_rules_are_run_and_how_severe_they_are(
    text: str, expected: list[tuple[str, str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    write({"ecslint.toml": text, "main.tf": SERVICE, "task.json": TASK})
    assert found(capsys) == expected


def test_the_table_of_a_pyproject_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    write({"pyproject.toml": '[tool.ecslint]\nignore = ["ECS1"]\n', "main.tf": SERVICE, "task.json": TASK})
    assert found(capsys) == [GROUP]


def test_each_stack_has_the_rules_of_the_file_nearest_to_it(capsys: pytest.CaptureFixture[str]) -> None:
    write(
        {
            "ecslint.toml": 'ignore = ["ECS1"]\n',
            "one/task.json": TASK,
            "two/ecslint.toml": 'severity = { ECS101 = "warning" }\n',
            "two/deep/task.json": TASK,
        }
    )
    assert found(capsys) == [("two/deep/task.json", "warning", "ECS101")]


def test_a_suppression_is_judged_by_the_rules_of_its_stack(capsys: pytest.CaptureFixture[str]) -> None:
    suppressed = "# ecslint: ignore[ECS303] waits for the network\n" + SERVICE.replace(
        'subnets = ["subnet-1"]', 'subnets = ["subnet-1"]\n    security_groups = ["sg-1"]'
    )
    write(
        {
            "one/main.tf": suppressed,
            "two/ecslint.toml": 'ignore = ["ECS303"]\n',
            "two/main.tf": suppressed,
            "three/ecslint.toml": 'severity = { ECS002 = "error" }\n',
            "three/main.tf": suppressed,
            "four/ecslint.toml": 'ignore = ["ECS002"]\n',
            "four/main.tf": suppressed,
        }
    )
    assert found(capsys) == [("one/main.tf", "warning", "ECS002"), ("three/main.tf", "error", "ECS002")]


def test_what_a_rule_has_lowered_stays_lowered(capsys: pytest.CaptureFixture[str]) -> None:
    mapping = '{"containerPort": 80, "protocol": "TCP"}'
    write({"task.json": SOUND.replace('{"containerPort": 80, "hostPort": 80}', mapping)})
    usual = found(capsys, "--select", "ECS114")
    write({"ecslint.toml": 'select = ["ECS114"]\nseverity = { ECS114 = "error" }\n'})
    assert usual == found(capsys) == [("task.json", "advice", "ECS114")]


# -- what counts more --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "variable", "text", "expected"),
    [
        ((), "", "", 1),
        ((), "", 'fail-on = "never"', 0),
        ((), "never", "", 0),
        ((), "never", 'fail-on = "error"', 0),
        (("--fail-on", "error"), "never", 'fail-on = "never"', 1),
        (("--fail-on", "never"), "error", 'fail-on = "error"', 0),
    ],
)
def test_the_command_line_counts_more_than_the_environment_and_that_more_than_a_file(
    arguments: tuple[str, ...], variable: str, text: str, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ECSLINT_FAIL_ON", variable)
    write({"ecslint.toml": text, "task.json": TASK})
    assert main(["check", *arguments]) == expected


def test_lists_in_the_environment_are_separated_by_commas(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"ecslint.toml": 'ignore = ["ECS2"]\n', "main.tf": SERVICE, "task.json": TASK})
    monkeypatch.setenv("ECSLINT_IGNORE", "ECS1, ECS303")
    assert found(capsys) == []
    assert found(capsys, "--ignore", "ECS2") == [GROUP, HOST_PORT]


def test_what_adds_is_added_from_everywhere(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"ecslint.toml": 'extend-ignore = ["ECS1"]\n', "main.tf": SERVICE, "task.json": TASK})
    monkeypatch.setenv("ECSLINT_EXTEND_IGNORE", "ECS2")
    assert found(capsys, "--extend-ignore", "ECS303") == []
    assert shown(capsys, "--extend-ignore", "ECS303")["extend-ignore"] == (
        ["ECS303", "ECS2", "ECS1"],
        "command line, ECSLINT_EXTEND_IGNORE, ecslint.toml:1",
    )


def test_what_is_meant_for_the_run_comes_from_the_file_nearest_to_the_working_directory(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"ecslint.toml": 'fail-on = "never"\n', "one/ecslint.toml": "", "one/task.json": TASK})
    assert main(["check", "one"]) == 0
    monkeypatch.chdir(repository / "one")
    assert main(["check"]) == 1


@pytest.mark.parametrize(("text", "expected"), [("yes", 1), ("1", 1), ("False", 0), ("off", 0), ("", 0)])
def test_a_flag_in_the_environment_is_true_or_false(
    text: str, expected: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"main.tf": "# ecslint: ignore-file[ECS303] later\n" + SERVICE})
    monkeypatch.setenv("ECSLINT_SHOW_SUPPRESSED", text)
    assert main(["check", "--format", "concise"]) == 0
    assert capsys.readouterr().out.count("ECS303") == expected


def test_a_strict_run_reports_advice_fails_on_warnings_and_wants_reasons_and_inputs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write({"ecslint.toml": 'profile = "strict"\n'})
    assert refused(capsys) == (
        "error: no ECS configuration found in .\n"
        "help: inputs are required; name the directories that have them\n"
    )
    write({"main.tf": SERVICE})
    assert main(["check"]) == 1
    capsys.readouterr()
    assert {BREAKER, GROUP} <= set(found(capsys))
    write({"main.tf": "# ecslint: ignore-file[ECS303]\n" + SERVICE})
    assert ("main.tf", "error", "ECS003") in found(capsys)
    write({"ecslint.toml": 'profile = "strict"\nfail-on = "never"\nseverity = { ECS003 = "warning" }\n'})
    assert ("main.tf", "warning", "ECS003") in found(capsys)
    assert main(["check"]) == 0


# -- extend ------------------------------------------------------------------------------------------


def test_a_file_that_is_extended_may_have_any_name(capsys: pytest.CaptureFixture[str]) -> None:
    write({"shared/base.toml": 'ignore = ["ECS1"]\n', "ecslint.toml": 'extend = "shared/base.toml"\n'})
    assert shown(capsys)["ignore"] == (["ECS1"], "shared/base.toml:1")


def test_a_file_adds_to_the_one_that_it_extends(capsys: pytest.CaptureFixture[str]) -> None:
    write(
        {
            "shared/base.toml": "",
            "shared/ecslint.toml": 'ignore = ["ECS303"]\nextend-ignore = ["ECS835"]\n'
            'severity = { ECS101 = "warning", ECS102 = "warning" }\n'
            '[[suppress]]\npath = "../task.json"\ncode = "ECS101"\nreason = "elsewhere"\n',
            "ecslint.toml": 'extend = "shared/ecslint.toml"\nignore = ["ECS2"]\nextend-ignore = ["ECS5"]\n'
            'severity = { ECS101 = "advice" }\n',
            "task.json": TASK,
        }
    )
    values = shown(capsys)
    assert values["ignore"] == (["ECS2"], "ecslint.toml:2")
    assert values["extend-ignore"] == (["ECS5", "ECS835"], "ecslint.toml:3, shared/ecslint.toml:2")
    assert values["severity.ECS101"] == ("advice", "ecslint.toml:4")
    assert values["severity.ECS102"] == ("warning", "shared/ecslint.toml:3")
    assert found(capsys) == []
    assert found(capsys, "--no-suppressions") == [("task.json", "advice", "ECS101")]


def test_patterns_stay_relative_to_the_file_that_has_them(capsys: pytest.CaptureFixture[str]) -> None:
    base = 'exclude = ["here"]\nper-path-ignores = { "a.json" = ["ECS1"] }\n'
    write({"shared/ecslint.toml": base, "shared/here/a.json": TASK, "here/a.json": TASK, "a.json": TASK})
    write({"ecslint.toml": 'extend = "shared/ecslint.toml"\n'})
    assert found(capsys) == [("a.json", "error", "ECS101"), ("here/a.json", "error", "ECS101")]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"ecslint.toml": 'extend = "ecslin.toml"'},
            "error: ecslint.toml: extend: there is no file 'ecslin.toml'\n"
            "help: did you mean 'ecslint.toml'?\n",
        ),
        (
            {"ecslint.toml": 'extend = "ecslint.toml"'},
            "error: ecslint.toml: extend: 'ecslint.toml' extends this file itself\n",
        ),
        (
            {"ecslint.toml": 'extend = "a/ecslint.toml"', "a/ecslint.toml": 'extend = "../ecslint.toml"'},
            "error: a/ecslint.toml: extend: '../ecslint.toml' extends this file itself\n",
        ),
        (
            {"ecslint.toml": 'extend = "../ecslint.toml"', "../ecslint.toml": ""},
            "error: ecslint.toml: extend: '../ecslint.toml' lies outside of the repository\n",
        ),
        (
            {"ecslint.toml": 'extend = "pyproject.toml"', "pyproject.toml": "[tool.other]\n"},
            "error: ecslint.toml: extend: 'pyproject.toml' has no table [tool.ecslint]\n",
        ),
        (
            {"ecslint.toml": 'extend = "a/ecslint.toml"', "a/ecslint.toml": "fail = 1"},
            "error: a/ecslint.toml: there is no key 'fail'\nhelp: did you mean 'fail-on'?\n",
        ),
    ],
)
def test_what_cannot_be_extended_is_refused(
    files: dict[str, str],
    message: str,
    repository: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (repository / "inner" / ".git").mkdir(parents=True)
    monkeypatch.chdir(repository / "inner")
    write(files)
    assert refused(capsys) == message


# -- exclude -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ('["legacy"]', ["new/task.json", "task.json"]),
        ('["legacy/", "new"]', ["task.json"]),
        ('["./legacy/**"]', ["new/task.json", "task.json"]),
        ('["**/*.json"]', ["legacy/deep/task.json", "legacy/main.tf"]),
        ('["*.json"]', ["legacy/deep/task.json", "legacy/main.tf", "new/task.json"]),
        ('["legacy/deep"]', ["legacy/main.tf", "new/task.json", "task.json"]),
        ("[]", ["legacy/deep/task.json", "legacy/main.tf", "new/task.json", "task.json"]),
    ],
)
def test_what_is_excluded_is_not_looked_for(
    patterns: str, expected: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        {"legacy/main.tf": SERVICE, "legacy/deep/task.json": TASK, "new/task.json": TASK, "task.json": TASK}
    )
    write({"ecslint.toml": f"exclude = {patterns}\n", "legacy/deep/ecslint.toml": 'ignore = ["ECS2"]\n'})
    main(["check", "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    assert [each["path"] for each in report["findings"]] == expected


def test_what_is_given_is_looked_at_even_where_it_is_excluded(capsys: pytest.CaptureFixture[str]) -> None:
    write({"ecslint.toml": 'exclude = ["legacy"]\n', "legacy/task.json": TASK})
    assert (
        found(capsys, "legacy")
        == found(capsys, "legacy/task.json")
        == [("legacy/task.json", "error", "ECS101")]
    )


def test_a_module_that_is_excluded_is_still_a_part_of_what_calls_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call = 'module "web" {\n  source = "./modules/web"\n}\n'
    write({"main.tf": call, "modules/web/main.tf": SERVICE, "ecslint.toml": 'exclude = ["modules"]\n'})
    assert found(capsys) == [("modules/web/main.tf", "warning", "ECS303")]


def test_exclude_on_the_command_line_counts_instead_of_the_file_and_is_relative_to_where_one_is(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"ecslint.toml": 'exclude = ["a"]\n', "a/task.json": TASK, "a/b/task.json": TASK})
    monkeypatch.chdir(repository / "a")
    assert found(capsys, "--exclude", "b") == [("task.json", "error", "ECS101")]
    assert main(["check", "--exclude", "*.json", "--exclude", "b"]) == 0
    assert capsys.readouterr().err == "ecslint: no ECS configuration found in .\n"


# -- what is refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fali-on = 1", "ecslint.toml: there is no key 'fali-on'\nhelp: did you mean 'fail-on'?\n"),
        ('fail-on = "eror"', "ecslint.toml: fail-on cannot be 'eror'\nhelp: did you mean 'error'?\n"),
        ("fail-on = 1", "ecslint.toml: fail-on must be a string, not an integer\n"),
        ("show-suppressed = 1", "ecslint.toml: show-suppressed must be a boolean, not an integer\n"),
        ('select = "ECS2"', "ecslint.toml: select must be an array, not a string\n"),
        ("select = [2]", "ecslint.toml: select must hold strings, not an integer\n"),
        (
            '\nselect = ["awsvpc-instance-targt"]',
            "ecslint.toml:2: select: there is no rule 'awsvpc-instance-targt'\n"
            "help: did you mean 'awsvpc-instance-target'?\n",
        ),
        (
            'extend-ignore = ["ACME001"]',
            "ecslint.toml:1: extend-ignore: there is no rule 'ACME001'\n"
            "help: rules of your own are there with --rules DIR\n",
        ),
        (
            '[severity]\nawsvpc-instance-targt = "off"',
            "ecslint.toml:2: severity: there is no rule 'awsvpc-instance-targt'\n"
            "help: did you mean 'awsvpc-instance-target'?\n",
        ),
        (
            'severity = { ECS2 = "of" }',
            "ecslint.toml: severity: ECS2 cannot be 'of'\nhelp: did you mean 'off'?\n",
        ),
        (
            'severity = "off"',
            "ecslint.toml: severity must be a table, not a string\n"
            'help: write severity = { ECS303 = "error" }\n',
        ),
        (
            'per-path-ignores = { "a/**" = [] }',
            "ecslint.toml: per-path-ignores: 'a/**' names no rule\n"
            'help: write per-path-ignores = { "examples/**" = ["ECS3"] }\n',
        ),
        (
            '[per-path-ignores]\n"a/**" = ["ECS9999"]',
            "ecslint.toml:2: per-path-ignores: there is no rule 'ECS9999'\n"
            "help: ecslint rules lists all of them\n",
        ),
        (
            'exclude = ["a/*.tf"]',
            "exclude: 'a/*.tf' cannot be left out: Terraform reads all files of a directory\n"
            "help: exclude the directory\n",
        ),
        (
            'rules = ["lint"]',
            "ecslint.toml: rules of one's own run code, so no file can turn them on\n"
            "help: give them on the command line: --rules DIRECTORY\n",
        ),
        (
            'baseline = "../b.json"',
            "ecslint.toml: baseline: '../b.json' lies outside of the repository\n",
        ),
    ],
)
def test_what_a_file_cannot_mean_is_refused_with_its_place(
    text: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write({"ecslint.toml": text, "task.json": TASK})
    assert refused(capsys) == f"error: {message}"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("FAIL_ON", "eror", "ECSLINT_FAIL_ON cannot be 'eror'\nhelp: did you mean 'error'?\n"),
        (
            "SHOW_SUPPRESSED",
            "perhaps",
            "ECSLINT_SHOW_SUPPRESSED cannot be 'perhaps'\nhelp: write true or false\n",
        ),
        (
            "SELECT",
            "awsvpc-instance-targt",
            "ECSLINT_SELECT: select: there is no rule 'awsvpc-instance-targt'\n"
            "help: did you mean 'awsvpc-instance-target'?\n",
        ),
    ],
)
def test_what_the_environment_cannot_mean_is_refused(
    name: str, text: str, message: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"ECSLINT_{name}", text)
    write({"task.json": TASK})
    assert refused(capsys) == f"error: {message}"
