"""Thousands of expressions, evaluated by Terraform's console and by ecslint.

Where `terraform` is not installed there is nothing to compare with, and the test says so in its name.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from terraform_console import TERRAFORM, answer, ask_terraform
from terraform_expressions import expressions, sensitivities

SEEDS = [1, 2] if TERRAFORM else []
UNKNOWN = "(known after apply)"
EXPLAINED = {
    r"\b((plan)?timestamp|uuid|bcrypt|base64gzip|rsadecrypt)\(": "impure, or of bytes that differ by version",
    r"\bprovider::": "which functions there are depends on the providers",
    r"/ (0|\(\(?.*[-+*?/].*\))": "an infinity, for which nothing has a use: it is never known here",
    r"\blog\(|\bpow\(": "infinite as well",
    r'file\w*\("none\.txt"': "a file that is missing may be made before the deployment",
    r"textdecodebase64\(": "what is no text in an encoding",
    r'timeadd\("0001': "before the first year there is",
    r"yamlencode\(.*\\n": "a key of several lines",
    r"::ffff:": "addresses of one version in the other",
    r"\(a\+\)\+": "a pattern that takes Python exponential time is not run",
    r'"-?\.inf"|\.inf': "an infinity in YAML",
    r"== .*(null|one\(\[\]\))|(null|one\(\[\]\)).* ==": "as it is with nulls of different types",
    r"(range|tolist|toset|split|compact)\(.*==|== .*(range|tolist|toset|split|compact)\(": (
        "two empty lists are equal but for a type that only one of them shows"
    ),
}
"""Expressions of which ecslint may say that it does not know what Terraform knows, and why."""

DIFFERENT = {
    r"\brsadecrypt\(.*sensitive": "whether a key fits is not known, that the result would be sensitive is",
    r"setunion\(\[\], \[\(sensitive\(null\)\)\]\)": "that null is sensitive gets lost where it has no type",
}
"""Expressions that are evaluated otherwise, and why."""

REFUSED_LATER = {
    r"&& null|\|\| null|(false|true)\"? (&&|\|\|)": "since Terraform 1.12 the right side may be anything",
}
"""Expressions that later versions of Terraform accept, and ecslint with them."""


def explained(expression: str, theirs: str, ours: str) -> bool:
    if any(sign in ours for sign in (UNKNOWN, "Alternatives(", "Unknown(", ", open)")):
        return any(re.search(pattern, expression) for pattern in EXPLAINED)
    if any(re.search(pattern, expression) for pattern in DIFFERENT):
        return True
    return theirs == "ERR" and any(re.search(pattern, expression) for pattern in REFUSED_LATER)


def differences(answers: dict[str, str], directory: Path) -> dict[str, tuple[str, str]]:
    """What Terraform and ecslint say where they do not say the same, and nothing explains it."""
    return {
        expression: (theirs, ours)
        for expression, theirs in answers.items()
        if theirs != (ours := answer(expression, directory)) and not explained(expression, theirs, ours)
    }


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    for name, text in {
        "hello.txt": "Hello\n",
        "greet.tftpl": "Hi ${a}!\n",
        "sub/x.json": "{}",
        "sub/y.txt": "y",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("seed", SEEDS or ["there is no terraform to compare with"])
def test_ecslint_evaluates_as_terraform_does(seed: int | str, directory: Path) -> None:
    if isinstance(seed, str):
        return
    made = expressions(seed)
    assert len(made) >= 2_000
    answers = dict(zip(made, ask_terraform(made, directory), strict=True))
    assert sum(theirs != "ERR" for theirs in answers.values()) > len(made) * 0.6
    assert differences(answers, directory) == {}


@pytest.mark.parametrize("seed", SEEDS or ["there is no terraform to compare with"])
def test_ecslint_follows_what_is_sensitive_as_terraform_does(seed: int | str, directory: Path) -> None:
    if isinstance(seed, str):
        return
    made = sensitivities(seed)
    assert len(made) >= 2_000
    answers = dict(zip(made, ask_terraform(made, directory), strict=True))
    assert sum("true" in theirs for theirs in answers.values()) > len(made) * 0.1
    assert sum("false" in theirs for theirs in answers.values()) > len(made) * 0.1
    assert differences(answers, directory) == {}


def test_the_expressions_are_the_same_each_time() -> None:
    assert expressions(1) == expressions(1) != expressions(2)
