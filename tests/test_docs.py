"""What the documentation tells people to type and to copy can be typed and copied."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from ecslint.commands import COMMANDS, plain

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^ *```(\w+)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
SHELLS = ("sh", "yaml", "groovy")
LONE = {"--version", "--help", "--install-completion", "--show-completion"}
OF_CFN_LINT = {
    "--append-rules",
    "--custom-rules",
    "--ignore-checks",
    "--include-checks",
    "--mandatory-checks",
}
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]


def blocks(page: Path, *languages: str) -> list[str]:
    """The blocks of code on a page in some languages."""
    return [
        text for language, text in BLOCK.findall(page.read_text(encoding="utf-8")) if language in languages
    ]


def commands(page: Path) -> list[str]:
    """The calls of ecslint on a page, in blocks for a shell and in the text."""
    text = page.read_text(encoding="utf-8")
    calls = re.findall(r"`((?:ecslint) [^`\n]+)`", BLOCK.sub("", text))
    for block in blocks(page, *SHELLS):
        for line in block.replace("\\\n", " ").splitlines():
            for quote, call in re.findall(
                r"""(?:^|[\s'])(?<!install )(?<!--quiet )(?<!--tag )(')?(ecslint .*)""", line
            ):
                calls.append(call.partition(quote)[0] if quote else call)
    return calls


def words(call: str) -> list[str]:
    """The words of a call, up to what the shell takes for itself."""
    lexer = shlex.shlex(call, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    found = []
    for word in lexer:
        if set(word) <= set(lexer.punctuation_chars):
            break
        found.append(word)
    return found[1:]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_call_of_ecslint_is_one_that_it_understands(page: Path) -> None:
    for call in commands(page):
        given = words(call)
        command = given.pop(0) if given and given[0] in COMMANDS else "check"
        if given and given[0] in LONE:
            continue
        module: Any = import_module(f"ecslint.commands.{command.replace('-', '_')}")
        assert plain.read([word.strip("[]…") for word in given], module.Options) is not None, call


def test_calls_are_found_where_they_stand() -> None:
    calls = commands(ROOT / "docs" / "ci.md")
    for call in (
        "ecslint check .",
        "ecslint check --output gitlab=gl-code-quality-report.json .",
        "ecslint check --output junit=ecslint.xml --output sarif=ecslint.sarif .",
        "ecslint check plan.json",
        "ecslint check - --stdin-name infra/main.tf",
    ):
        assert call in calls
    assert words("ecslint check --format concise plan.json > report.txt; then x") == [
        "check",
        "--format",
        "concise",
        "plan.json",
    ]


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_option_that_is_named_exists(page: Path) -> None:
    declared = {
        option.flag
        for command in COMMANDS
        for option in import_module(f"ecslint.commands.{command.replace('-', '_')}").Options.declared()
    }
    named = re.findall(r"(?<=`)--[a-z][a-z-]+", BLOCK.sub("", page.read_text(encoding="utf-8")))
    of_cfn_lint = OF_CFN_LINT if page.name == "cfn-lint.md" else set()
    assert sorted(set(named) - declared - LONE - of_cfn_lint) == []


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_what_is_to_be_copied_is_well_formed(page: Path) -> None:
    for block in blocks(page, "yaml"):
        assert list(yaml.safe_load_all(block))
    for block in blocks(page, "toml"):
        assert tomllib.loads(block)
    for block in blocks(page, "json"):
        assert json.loads(block)


def test_the_inputs_of_the_action_are_in_the_table() -> None:
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    rows = re.findall(r"^\| `([\w-]+)` \|", page, re.MULTILINE)
    assert sorted(rows) == sorted(action["inputs"])
    (example,) = [block for block in blocks(ROOT / "docs" / "ci.md", "yaml") if "paths: |" in block]
    steps = yaml.safe_load(example)["jobs"]["ecslint"]["steps"]
    assert all(step["with"].keys() <= action["inputs"].keys() for step in steps if "ecslint" in step["uses"])
    (outputs,) = re.findall(r"^The outputs are (.*)\.$", page, re.MULTILINE)
    assert re.findall(r"`([\w-]+)`", outputs) == list(action["outputs"])
