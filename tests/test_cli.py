"""The command line: commands, options, exit statuses, and where output goes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ecslint import __version__
from ecslint.cli import main
from ecslint.commands import COMMANDS, plain
from ecslint.commands.check_options import Options
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


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, and no say of the environment in the colours."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "ECSLINT_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def broken(workplace: Path) -> Path:
    return _task(workplace / "broken" / "task.json", 8080)


@pytest.fixture
def sound(workplace: Path) -> Path:
    return _task(workplace / "sound" / "task.json", 80)


def _task(path: Path, host_port: int) -> Path:
    path.parent.mkdir()
    path.write_text(TASK % host_port, encoding="utf-8")
    return path


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    root = str(Path(__file__).resolve().parent.parent)
    return subprocess.run(
        [sys.executable, "-m", "ecslint", *arguments],
        env=os.environ | {"PYTHONPATH": root} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


# -- check ---------------------------------------------------------------------------------------


def test_findings_make_the_exit_status_one(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "broken"]) == 1
    out, err = capsys.readouterr()
    assert out.startswith("error[ECS101]: ")
    assert " --> broken/task.json:5:" in out
    assert out.endswith("\n1 file, 0 services, 1 task definition: 1 error\n")
    assert err == ""


def test_a_clean_run_prints_one_line(sound: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "sound"]) == 0
    assert capsys.readouterr() == ("1 file, 0 services, 1 task definition: no problems\n", "")


@pytest.mark.parametrize("arguments", [[], ["check"], ["."], ["check", "."], ["--color", "never"]])
def test_check_and_the_working_directory_are_what_is_meant_when_nothing_is_said(
    arguments: list[str], broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    assert "broken/task.json:5:" in capsys.readouterr().out


@pytest.mark.parametrize("options", [[], ["--format", "concise"]])
def test_no_input_is_said_on_standard_error_and_is_no_failure(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", *options]) == 0
    assert capsys.readouterr() == ("", "ecslint: no ECS configuration found in .\n")


def test_no_input_gives_an_empty_report_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--format", "json"]) == 0
    out, err = capsys.readouterr()
    assert (json.loads(out)["findings"], err) == ([], "ecslint: no ECS configuration found in .\n")


def test_only_findings_that_touch_the_given_files_are_reported(
    broken: Path, sound: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    beside = sound.parent / "other.json"
    beside.write_text(TASK % 9090, encoding="utf-8")
    assert main(["check", "sound/task.json"]) == 0
    assert main(["check", "--format", "concise", "sound/other.json"]) == 1
    assert main(["check", "--format", "concise", "sound/task.json", "broken"]) == 1
    shown = [line.split(":")[0] for line in capsys.readouterr().out.splitlines()[1:]]
    assert shown == ["sound/other.json", "broken/task.json"]


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (["--fail-on", "error"], 1),
        (["--fail-on=warning"], 1),
        (["--fail-on", "advice"], 1),
        (["--fail-on", "never"], 0),
        (["--exit-zero"], 0),
        (["--ignore", "ECS101"], 0),
        (["--ignore", "ecs1"], 0),
        (["--ignore", "ECS201,awsvpc-host-port-mismatch"], 0),
        (["--ignore", "ECS201", "--ignore", "ECS1"], 0),
        (["--select", "ECS201"], 0),
        (["--select", "ECS201, ECS101"], 1),
        (["--select", "awsvpc-host-port-mismatch"], 1),
        (["--select", "ECS1", "--ignore", "ECS101"], 0),
    ],
)
def test_options_decide_what_counts(options: list[str], status: int, broken: Path) -> None:
    assert main(["check", "broken", *options]) == status


def test_every_format_has_the_same_exit_status(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [main(["check", "--format", name]) for name in ("text", "concise", "json")] == [1, 1, 1]


def test_concise_and_json_report_the_same_finding(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--format", "concise"])
    concise = capsys.readouterr().out
    main(["check", "--format", "json"])
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert concise == "{path}:{line}:{column}: {severity} {code} {message}\n".format(**found)


@pytest.mark.parametrize(
    ("options", "environment", "colored"),
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_is_as_asked_for(
    options: list[str],
    environment: dict[str, str],
    colored: bool,
    broken: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    main(["check", *options])
    assert ("\x1b[" in capsys.readouterr().out) is colored


# -- wrong usage -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["chekc"], "error: there is no file or directory 'chekc'\nhelp: did you mean 'check'?\n"),
        (["help"], "error: there is no file or directory 'help'\nhelp: did you mean '--help'?\n"),
        (["explain", "ESC201"], "error: there is no rule 'ESC201'\nhelp: did you mean 'ECS201'?\n"),
        (["brokne"], "error: there is no file or directory 'brokne'\nhelp: did you mean 'broken'?\n"),
        (
            ["check", "broken/tsk.json"],
            "error: there is no file or directory 'broken/tsk.json'\n"
            "help: did you mean 'broken/task.json'?\n",
        ),
        (["check", "a/b/c"], "error: there is no file or directory 'a/b/c'\n"),
        (["check", "--format", "jsn"], "error: --format cannot be 'jsn'\nhelp: did you mean 'json'?\n"),
        (
            ["check", "--fail-on", "x"],
            "error: --fail-on cannot be 'x'\nhelp: choose one of error, warning, advice, never\n",
        ),
        (["--color", "alway"], "error: --color cannot be 'alway'\nhelp: did you mean 'always'?\n"),
        (["--select", "ECS-201"], "error: there is no rule 'ECS-201'\nhelp: did you mean 'ECS201'?\n"),
        (
            ["--ignore", "awsvpc-instance-targt"],
            "error: there is no rule 'awsvpc-instance-targt'\nhelp: did you mean 'awsvpc-instance-target'?\n",
        ),
        (["explain", "ecs-201"], "error: there is no rule 'ecs-201'\nhelp: did you mean 'ECS201'?\n"),
        (["explain", "%"], "error: there is no rule '%'\nhelp: ecslint rules lists all of them\n"),
        (
            ["explain", "all"],
            f"error: 'all' means {len(load_rules())} rules\nhelp: ecslint rules lists their codes\n",
        ),
        (["rules", "--format", "jso"], "error: --format cannot be 'jso'\nhelp: did you mean 'json'?\n"),
    ],
)
def test_a_mistyped_word_is_refused_with_the_right_one(
    arguments: list[str], message: str, broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr() == ("", message)


@pytest.mark.parametrize("arguments", [["--formt", "json"], ["check", "--formt", "json"]])
def test_a_mistyped_option_is_refused_with_the_right_one(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert (out, "--format" in err) == ("", True)


# -- faults ----------------------------------------------------------------------------------------


@pytest.fixture
def fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Something in ecslint that breaks down."""

    def break_down(*_: object) -> None:
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr("ecslint.commands.check.discover", break_down)


@pytest.mark.usefixtures("fault")
def test_a_fault_of_ecslint_has_its_own_exit_status_and_asks_for_a_report(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["check"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "error: ecslint failed: ZeroDivisionError: by nought\n"
        "help: this is a fault of ecslint, not of the configuration; please report it, with what it prints"
        " under ECSLINT_DEBUG=1, at https://github.com/ecslint/ecslint/issues\n"
    )


@pytest.mark.usefixtures("fault")
def test_the_traceback_of_a_fault_is_shown_to_who_debugs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ECSLINT_DEBUG", "1")
    assert main(["check", "--format", "json"]) == 3
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_a_rule_that_breaks_down_hides_no_finding_of_another(
    broken: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from ecslint.engine import part

    sound = part.joined

    def with_fault(*arguments: Any, **named: Any) -> object:
        outcome = sound(*arguments, **named)
        outcome.faults.append(("ECS999", "broken", ValueError("oh")))
        return outcome

    monkeypatch.setattr(part, "joined", with_fault)
    assert main(["check", "--exit-zero"]) == 3
    out, err = capsys.readouterr()
    assert "error[ECS101]" in out
    assert err.startswith("error: ECS999 failed on broken: ValueError: oh\n")


def test_an_interruption_is_quiet(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ecslint.commands.check.discover", interrupt)
    assert main(["check"]) == 130
    assert capsys.readouterr() == ("", "")


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
def test_a_reader_that_went_away_is_no_error(broken: Path) -> None:
    root = Path(__file__).resolve().parent.parent
    piped = subprocess.run(
        ["sh", "-c", f"('{sys.executable}' -m ecslint check; echo status $? >&2) | true"],
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (piped.stdout, piped.stderr) == ("", "status 1\n")


def test_an_output_that_cannot_write_a_character_is_no_error(workplace: Path) -> None:
    _task(workplace / "höhe" / "task.json", 8080)
    done = process("check", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (1, "")
    assert " --> h\\xf6he/task.json:5:" in done.stdout


# -- other commands --------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["--version"], ["--version", "check"]])
def test_version(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    assert capsys.readouterr() == (f"ecslint {__version__}\n", "")


@pytest.mark.parametrize("arguments", [["--help"], ["-h"]])
def test_help_names_every_command(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    out = capsys.readouterr().out
    commands = [line.split()[0] for line in out.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()]
    assert commands == [*COMMANDS]


def test_rules_lists_each_rule_on_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:3] for line in lines if line.startswith(("ECS101", "ECS201"))] == [
        ["ECS101", "error", "awsvpc-host-port-mismatch"],
        ["ECS201", "error", "awsvpc-instance-target"],
    ]
    assert lines == sorted(lines)


def test_rules_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert next(rule for rule in listed if rule["code"] == "ECS201") == {
        "code": "ECS201",
        "name": "awsvpc-instance-target",
        "severity": "error",
        "summary": "A target group of instances serves tasks that have their own network interface",
        "url": "https://github.com/ecslint/ecslint/blob/main/rules/load_balancing/ECS201.md",
    }


@pytest.mark.parametrize("word", ["ECS201", "ecs201", "awsvpc-instance-target", "AWSVPC-Instance-Target"])
def test_explain_prints_the_page_of_a_code_or_a_name(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", word]) == 0
    out = capsys.readouterr().out
    assert out.startswith("ECS201 awsvpc-instance-target\n=============================\n")
    assert "\nBad\n---\n" in out
    assert '\n      target_type = "instance" # ECS201\n' in out
    assert "```" not in out


def test_completion_knows_commands(workplace: Path) -> None:
    done = process(_ECSLINT_COMPLETE="complete_bash", COMP_WORDS="ecslint ex", COMP_CWORD="1")
    assert (done.returncode, done.stdout.split()) == (0, ["explain"])


# -- calls without typer ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], {}),
        (["a", "b.tf"], {"paths": ("a", "b.tf")}),
        (["--format", "json", "a"], {"paths": ("a",), "format": "json"}),
        (["a", "--format=json", "--format", "text"], {"paths": ("a",), "format": "text"}),
        (["--exit-zero", "--fail-on=never"], {"exit_zero": True, "fail_on": "never"}),
        (["--select", "ECS1,ECS2", "--select=ECS3"], {"select": ("ECS1,ECS2", "ECS3")}),
        (
            ["--ignore", "ECS1", "a", "--color", "never"],
            {"paths": ("a",), "ignore": ("ECS1",), "color": "never"},
        ),
        (["--tf-var-env", "--workspace", "prod"], {"tf_var_env": True, "workspace": "prod"}),
    ],
)
def test_a_well_formed_call_is_read_as_typer_reads_it(
    words: list[str], said: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = plain.read(words, Options)
    assert read is not None
    assert read.said == said
    assert read_by_typer(words, monkeypatch).said == said


def test_options_whose_order_counts_keep_it(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["--var", "a=1", "--var-file=b.tfvars", "--var=c=d=e", "--var-file", "f.tfvars", "x"]
    order = (("var", "a=1"), ("var_file", "b.tfvars"), ("var", "c=d=e"), ("var_file", "f.tfvars"))
    read = plain.read(words, Options)
    assert read is not None
    assert read.order == order
    assert read_by_typer(words, monkeypatch).order == order


def read_by_typer(words: list[str], monkeypatch: pytest.MonkeyPatch) -> Options:
    from ecslint.commands.app import app

    called: list[Options] = []
    monkeypatch.setattr("ecslint.commands.check.run", lambda options: called.append(options) or 0)
    app(["check", *words], standalone_mode=False, obj=words)
    return called[0]


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["-h"],
        ["--"],
        ["--formt", "json"],
        ["--format"],
        ["--format", "--exit-zero"],
        ["--exit-zero=yes"],
        ["--exit_zero"],
        ["--paths", "a"],
        ["-format", "json"],
        ["--order", "a=1"],
        ["--var"],
    ],
)
def test_any_other_call_is_left_to_typer(words: list[str]) -> None:
    assert plain.read(words, Options) is None


# -- start-up ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (["--version"], {"typer", "re", "dataclasses", "ecslint.engine.finding", "ecslint.stack"}),
        (["check", "sound"], {"typer", "rich", "yaml", "pathlib", "ecslint.report.json", "difflib"}),
        (["check", "--format", "json"], {"typer", "rich", "yaml", "ecslint.report.text"}),
        (["check", "sound"], {"xml", "urllib.parse", "ecslint.report.sarif", "ecslint.commands.actions"}),
        (["check", "--format", "sarif"], {"typer", "xml", "ecslint.report.text", "ecslint.commands.files"}),
        (["check", "--format", "junit"], {"typer", "ecslint.report.text", "ecslint.report.sarif"}),
    ],
)
def test_a_command_imports_only_what_it_needs(arguments: list[str], absent: set[str], sound: Path) -> None:
    code = (
        f"import sys; from ecslint.cli import main; main({arguments}); print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parent.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert absent & set(done.stderr.split()) == set()


# -- show --------------------------------------------------------------------------------------------


def test_show_prints_what_was_understood_and_what_is_unknown(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workplace / "task.json").write_text(
        '{"family": "web", "networkMode": "bridge", "cpu": "${CPU}",\n'
        ' "containerDefinitions": [{"name": "web", "image": "nginx"}]}\n',
        encoding="utf-8",
    )
    assert main(["show"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    lines = out.splitlines()
    assert lines[:3] == [
        "stack .",
        "  task definition web  task.json:1",
        "    network mode              bridge  (task.json:1)",
    ]
    (unknown,) = [line.strip() for line in lines if "  unknown: " in line]
    assert unknown.split("  ")[0] == "cpu"
    assert unknown.endswith("unknown: the placeholder ${CPU} is filled in by a deploy tool  (task.json:1)")
    assert "      name   web  (task.json:2)" in lines


def test_show_as_json(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    (task,) = shown["stacks"][0]["resources"]
    assert (task["kind"], task["address"], task["path"]) == ("task definition", "web", "broken/task.json")
    assert task["facts"]["network_mode"]["values"][0]["value"] == "awsvpc"


def test_show_lets_no_control_character_through(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workplace / "task.json").write_text(TASK.replace("nginx", "\\u001b[31mnginx") % 80, encoding="utf-8")
    assert main(["show"]) == 0
    out = capsys.readouterr().out
    assert ("\x1b" in out, "␛[31mnginx" in out) == (False, True)


def test_show_without_input_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show"]) == 0
    assert capsys.readouterr() == ("", "ecslint: no ECS configuration found in .\n")


def test_show_refuses_a_path_that_does_not_exist(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "brokne"]) == 2
    assert "did you mean 'broken'?" in capsys.readouterr().err
