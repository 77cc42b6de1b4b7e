"""Every rule's page is its test: see ecslint/harness, which rules of one's own are tested by too."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecslint.engine.page import Example, examples
from ecslint.engine.registry import load_rules
from ecslint.engine.rule import Rule
from ecslint.harness import pages
from ecslint.harness.examples import erasure, marks, monotonicity
from ecslint.harness.fixes import levels, mended

RULES = load_rules()
CASES = [
    pytest.param(rule, example, id=f"{rule.code}-{example.section}-line{example.line}")
    for rule in RULES
    for example in examples(pages.read(rule))
]
BAD = [case for case in CASES if case.values[1].section == "Bad"]  # type: ignore[union-attr]
SILENT_ON_UNKNOWN = {"ECS001", "ECS002", "ECS003", "ECS004", "ECS005"}
"""About the input itself: there is no value that could be unknown."""


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_examples_give_exactly_the_marked_findings(rule: Rule, example: Example, tmp_path: Path) -> None:
    assert list(marks(rule, example, RULES, str(tmp_path))) == []


@pytest.mark.parametrize(("rule", "example"), BAD)
def test_erasing_evidence_removes_the_finding(rule: Rule, example: Example, tmp_path: Path) -> None:
    assert list(erasure(rule, example, str(tmp_path))) == []


@pytest.mark.parametrize(("rule", "example"), BAD)
def test_unknown_values_never_add_a_finding(rule: Rule, example: Example, tmp_path: Path) -> None:
    assert list(monotonicity(rule, example, str(tmp_path))) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_fix_removes_its_finding_and_adds_none(rule: Rule) -> None:
    page, given = pages.read(rule), set[str]()
    bad = [example for example in examples(page) if example.section == "Bad"]
    assert [each for example in bad for each in mended(rule, example, RULES, given)] == []
    assert list(levels(page, given)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_pages_are_complete(rule: Rule) -> None:
    assert list(pages.complaints(rule, pages.read(rule), rule.code not in SILENT_ON_UNKNOWN)) == []


def test_codes_and_names_are_unique() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert len({rule.name for rule in RULES}) == len(RULES)
