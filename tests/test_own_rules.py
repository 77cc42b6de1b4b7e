"""Rules of one's own: the worked example of the documentation, what is refused, and their test."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from projects import write

from ecslint.cli import main

ROOT = Path(__file__).parent.parent
_FILE = re.compile(r"<!-- file (\S+) -->\n(`{3,})\w+\n(.*?)\n\2\n", re.DOTALL)
DOCUMENTED = {
    name: text + "\n"
    for name, _, text in _FILE.findall((ROOT / "docs" / "own-rules.md").read_text(encoding="utf-8"))
}
CHECKS, PAGE = "lint/network/checks.py", "lint/network/ACME001.md"
MAIN = """\
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  network_mode          = "host"
  container_definitions = jsonencode([{ name = "web", image = "nginx", memory = 64 }])
}
"""


@pytest.fixture(autouse=True)
def repository(repository: Path) -> Path:
    """A git repository with the rules of the documentation, which is the working directory."""
    write(DOCUMENTED)
    write({"infra/main.tf": MAIN})
    return repository


def change(name: str, old: str, new: str) -> None:
    text = Path(name).read_text(encoding="utf-8")
    assert old in text
    Path(name).write_text(text.replace(old, new), encoding="utf-8")


def codes(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[tuple[str, str]]:
    main(["check", "--format", "json", *arguments, "infra"])
    return [(each["code"], each["severity"]) for each in json.loads(capsys.readouterr().out)["findings"]]


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main([*arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    return err


def outcome(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What `test-rules` complains about, and its verdict."""
    status = main(["test-rules", "lint"])
    lines = capsys.readouterr().out.splitlines()
    assert status == (0 if lines[-1].endswith("all hold") else 1)
    return lines


def test_the_example_of_the_documentation_works(capsys: pytest.CaptureFixture[str]) -> None:
    assert set(DOCUMENTED) == {CHECKS, PAGE}
    assert outcome(capsys) == ["1 rule, 5 examples: all hold"]
    assert codes(capsys) == []
    assert codes(capsys, "--rules", "lint") == [("ACME001", "warning")]


def test_rules_of_ones_own_are_listed_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--rules", "lint"]) == 0
    assert capsys.readouterr().out.splitlines()[0].split()[:3] == ["ACME001", "warning", "shared-network"]
    assert main(["explain", "--rules", "lint", "acme001"]) == 0
    assert "Security groups are given to network interfaces" in capsys.readouterr().out


@pytest.mark.parametrize("word", ["ACME001", "ACME", "ACME0", "shared-network", "acme"])
def test_they_are_selected_and_ignored_as_others_are(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert codes(capsys, "--rules", "lint", "--select", word) == [("ACME001", "warning")]
    assert codes(capsys, "--rules", "lint", "--ignore", word) == []
    write({"ecslint.toml": f'severity = {{ {word} = "error" }}\n'})
    assert codes(capsys, "--rules", "lint") == [("ACME001", "error")]


def test_they_are_suppressed_as_others_are(capsys: pytest.CaptureFixture[str]) -> None:
    write({"infra/main.tf": "# ecslint: ignore-file[ACME001] from elsewhere for now\n" + MAIN})
    assert codes(capsys, "--rules", "lint") == []
    assert codes(capsys, "--rules", "lint", "--no-suppressions") == [("ACME001", "warning")]


def test_nothing_is_written_beside_them(repository: Path) -> None:
    main(["check", "--rules", "lint", "infra"])
    main(["test-rules", "lint"])
    assert {str(path.relative_to(repository)) for path in (repository / "lint").rglob("*")} == {
        "lint/network",
        CHECKS,
        PAGE,
    }


def test_no_file_and_no_variable_can_turn_them_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ECSLINT_RULES", "lint")
    assert codes(capsys) == []
    write({"ecslint.toml": 'rules = ["lint"]\n'})
    assert refused(capsys, "check", "infra") == (
        "error: ecslint.toml: rules of one's own run code, so no file can turn them on\n"
        "help: give them on the command line: --rules DIRECTORY\n"
    )


def test_their_fixes_are_made_and_have_to_mend_what_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    help = 'help="run it in awsvpc mode",'
    change(CHECKS, help, f'{help}\n            fix=set_value(task, "network_mode", "awsvpc"),')
    change(CHECKS, "TaskDefinition, rule", "TaskDefinition, rule, set_value")
    complaint = outcome(capsys)[0]
    assert complaint.endswith("ACME001 by its examples the third line ends with ' · fix: unsafe'")
    change(PAGE, "CloudFormation\n", "CloudFormation · fix: unsafe\n")
    assert outcome(capsys) == ["1 rule, 5 examples: all hold"]
    change(CHECKS, '"network_mode", "awsvpc")', '"network_mode", "bridge")')
    complaints = outcome(capsys)
    assert any("the fix of main.tf:3 leads to ACME001 in main.tf" in each for each in complaints)
    assert any("the fix of template.yaml:5 leaves the finding as it is" in each for each in complaints)
    change(CHECKS, "fix=set_value", "help=str")
    change(CHECKS, 'help=str(task, "network_mode", "bridge"),', "")
    complaint = outcome(capsys)[0]
    assert complaint.endswith("ACME001 no example has a fix")


# -- what is refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            '"ACME001"',
            '"ECS999"',
            "the rule ECS999 in lint: codes that begin with ECS belong to ecslint\n"
            "help: take letters of your own: ACME001\n",
        ),
        (
            '"ACME001"',
            '"acme-1"',
            "the rule acme-1 in lint: this is no code\n"
            "help: write two to ten capital letters and three digits: ACME001\n",
        ),
        (
            '"shared-network"',
            '"Foreign Image"',
            "the rule ACME001 in lint: 'Foreign Image' is no name\n"
            "help: write words in lower case: public-image\n",
        ),
        (
            '"shared-network"',
            '"awsvpc-instance-target"',
            "the rule ACME001 in lint: the name 'awsvpc-instance-target' is taken by"
            " ECS201 awsvpc-instance-target\n",
        ),
        (
            "import WARNING,",
            "import WARNINGS,",
            "the rules in lint cannot be loaded: ImportError: cannot import name 'WARNINGS'"
            f" from 'ecslint.api' ({ROOT / 'ecslint' / 'api.py'})\nhelp: see lint/network/checks.py:5\n",
        ),
        (
            "@rule",
            "@@rule",
            "the rules in lint cannot be loaded: SyntaxError: invalid syntax\n"
            "help: see lint/network/checks.py:8\n",
        ),
        (
            "@rule",
            "raise SystemExit(0)\n@rule",
            "the rules in lint cannot be loaded: SystemExit: 0\nhelp: see lint/network/checks.py:8\n",
        ),
    ],
)
def test_what_cannot_be_loaded_is_refused(
    old: str, new: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    change(CHECKS, old, new)
    for command in (["check", "--rules", "lint", "infra"], ["test-rules", "lint"]):
        assert refused(capsys, *command) == f"error: {message}"


def test_a_code_that_two_rules_have_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    write({"more/other/checks.py": DOCUMENTED[CHECKS].replace("shared-network", "other-image")})
    assert refused(capsys, "check", "--rules", "lint", "--rules", "more", "infra") == (
        "error: the rule ACME001 in more: the code 'ACME001' is taken by ACME001 shared-network\n"
    )


@pytest.mark.parametrize(
    ("directory", "message"),
    [
        ("nowhere", "there is no directory of rules 'nowhere'\n"),
        (
            "infra",
            "there are no rules in infra\nhelp: write rules in the modules of its folders: "
            "infra/family/checks.py\n",
        ),
    ],
)
def test_a_directory_without_rules_is_refused(
    directory: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(capsys, "check", "--rules", directory, "infra") == f"error: {message}"


# -- test-rules --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (
            PAGE,
            '"host" # ACME001',
            '"host"',
            [
                f"{PAGE}:13: ACME001 main.tf:3 gives ACME001 and is not marked so:"
                " aws_ecs_task_definition.web runs in host mode, and our tasks have their own network",
                f"{PAGE}:13: ACME001 no line is marked ACME001",
            ],
        ),
        (
            PAGE,
            'network_mode          = "awsvpc"',
            'network_mode          = "awsvpc" # ACME001',
            [
                f"{PAGE}:37: ACME001 main.tf:3 is marked ACME001, and nothing is found there",
                f"{PAGE}:37: ACME001 a mark under Good: ACME001",
            ],
        ),
        (
            PAGE,
            "## Unknown",
            "## Unsure",
            [f"{PAGE}:1: ACME001 there is no example under Unknown"],
        ),
        (
            PAGE,
            "Terraform, CloudFormation",
            "Terraform, ECS JSON",
            [
                f"{PAGE}:1: ACME001 Bad has no example for ECS JSON",
                f"{PAGE}:1: ACME001 Bad has an example for CloudFormation, which is not named",
                f"{PAGE}:1: ACME001 Good has no example for ECS JSON",
                f"{PAGE}:1: ACME001 Good has an example for CloudFormation, which is not named",
            ],
        ),
        (
            PAGE,
            "A task shares the network of its instance.",
            "Something else.",
            [
                f"{PAGE}:1: ACME001 the first sentence is not that of the function:"
                " 'A task shares the network of its instance.'"
            ],
        ),
        (
            PAGE,
            "# ACME001 shared-network",
            "# ACME001",
            [f"{PAGE}:1: ACME001 the title is not '# ACME001 shared-network'"],
        ),
    ],
)
def test_a_page_that_does_not_hold_is_complained_about(
    name: str, old: str, new: str, expected: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    change(name, old, new)
    *complaints, _ = outcome(capsys)
    assert complaints == expected


def test_a_rule_without_a_page_is_complained_about(capsys: pytest.CaptureFixture[str]) -> None:
    Path(PAGE).unlink()
    assert outcome(capsys) == [f"{PAGE}:1: ACME001 there is no page", "1 rule, 0 examples: 1 complaint"]


def test_a_rule_that_guesses_is_found_out(capsys: pytest.CaptureFixture[str]) -> None:
    change(CHECKS, 'if task.network_mode in ("bridge", "host")', "if _shares(task)")
    change(CHECKS, " {task.network_mode} mode", " another mode")
    change(
        CHECKS,
        '@rule("ACME001"',
        "def _shares(task: TaskDefinition) -> bool:\n"
        "    try:\n"
        '        return task.network_mode != "awsvpc"\n'
        "    except BaseException:\n"
        "        return True\n\n\n"
        '@rule("ACME001"',
    )
    complaints = outcome(capsys)
    assert any("stays when network_mode of" in line and line.startswith(f"{PAGE}:13:") for line in complaints)
    assert any("main.tf:5 gives ACME001" in line for line in complaints)


def test_a_rule_that_breaks_down_is_found_out(capsys: pytest.CaptureFixture[str]) -> None:
    change(CHECKS, "if task.network_mode in", "if task.nothing in")
    complaints = outcome(capsys)
    assert any(
        line.startswith(f"{PAGE}:13: ACME001 ACME001 breaks down: AttributeError") for line in complaints
    )
