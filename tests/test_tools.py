"""Generated documentation is up to date, and a new rule starts where it can be written."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ecslint import __version__
from ecslint.engine.registry import load_rules
from tools import docs, new_rule

ROOT = Path(__file__).resolve().parent.parent


def test_generated_documentation_is_up_to_date() -> None:
    stale = [
        path.relative_to(ROOT).as_posix()
        for path, text in docs.generated().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run: make docs"


def test_output_blocks_hold_what_their_command_prints() -> None:
    page = "before\n\n<!-- $ ecslint --version -->\n```text\n%s```\n\nafter\n```text\nkept\n```\n"
    assert docs.with_outputs(page % "old\n") == page % f"ecslint {__version__}\n"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    copy = tmp_path / "rules"
    shutil.copytree(ROOT / "rules", copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def test_a_new_rule_stands_in_its_family_and_loads(rules: Path) -> None:
    said = new_rule.main("ECS199", "made-up-thing", rules)
    (made,) = [rule for rule in load_rules(str(rules)) if rule.code == "ECS199"]
    assert (made.name, made.family, made.summary) == ("made-up-thing", "network_mode", "Made up thing")
    assert said.splitlines()[0] == made.page
    assert Path(made.page).read_text(encoding="utf-8").startswith("# ECS199 made-up-thing\n")
    linted = subprocess.run([sys.executable, "-m", "ruff", "check", "--quiet", str(rules)], check=False)
    assert linted.returncode == 0


@pytest.mark.parametrize(
    ("code", "name", "message"),
    [
        ("ECS1", "made-up-thing", "usage: "),
        ("ECS199", "thing", "usage: "),
        ("ECS101", "made-up-thing", "ECS101 awsvpc-host-port-mismatch exists"),
        ("ECS199", "awsvpc-host-port-mismatch", "ECS101 awsvpc-host-port-mismatch exists"),
        ("ECS999", "made-up-thing", "no family has codes that start with ECS9"),
    ],
)
def test_a_new_rule_needs_a_free_code_and_name(code: str, name: str, message: str, rules: Path) -> None:
    before = sources(rules)
    with pytest.raises(SystemExit, match=message):
        new_rule.main(code, name, rules)
    assert sources(rules) == before


def sources(rules: Path) -> list[Path]:
    """The files of a folder of rules, without the bytecode that loading them leaves."""
    return sorted(path for path in rules.rglob("*") if path.suffix in {".py", ".md"})
