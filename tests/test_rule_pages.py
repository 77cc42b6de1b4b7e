"""Every rule's page is its test: Bad gives exactly the marked findings, Good and Unknown nothing.

Two properties hold for every rule without its author doing anything. Erasure: a finding disappears
when a value that it rests on becomes unknown. Monotonicity: values becoming unknown never add one.
"""

from __future__ import annotations

import os
import random
import re
from pathlib import Path

import pytest

from ecslint.engine.finding import Finding
from ecslint.engine.page import SECTIONS, Example, examples
from ecslint.engine.registry import load_rules
from ecslint.engine.rule import Rule
from ecslint.engine.run import check
from ecslint.engine.subjects import subjects
from ecslint.model.index import Index
from ecslint.resource import Stack
from ecslint.stack import discover

RULES = load_rules()
PAGES = {
    rule.code: Path(rule.page).read_text(encoding="utf-8") if os.path.exists(rule.page) else ""
    for rule in RULES
}
CASES = [
    pytest.param(rule, example, id=f"{rule.code}-{example.section}-line{example.line}")
    for rule in RULES
    for example in examples(PAGES[rule.code])
]
BAD = [case for case in CASES if case.values[1].section == "Bad"]  # type: ignore[union-attr]
SILENT_ON_UNKNOWN = {"ECS001", "ECS002", "ECS003", "ECS004", "ECS005"}
"""About the input itself: there is no value that could be unknown."""


def stacks_of(example: Example, directory: Path) -> list[Stack]:
    for name, text in example.files.items():
        target = directory / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return discover([str(directory)]).stacks


def selected(rule: Rule) -> list[Rule]:
    """The rules that are on by default, and the one in question whatever its severity."""

    return [
        r._replace(explicit=r.code == rule.code)
        for r in RULES
        if r.code == rule.code or r.severity != "advice"
    ]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_examples_give_exactly_the_marked_findings(
    rule: Rule, example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = check(stacks_of(example, tmp_path), selected(rule))
    assert outcome.faults == []
    found = sorted((f.at.span.source.path, f.at.span.line, f.code) for f in outcome.findings)
    assert found == sorted(example.marks)
    if example.section == "Bad":
        assert rule.code in {code for *_, code in example.marks}
    else:
        assert example.marks == []


@pytest.mark.parametrize(("rule", "example"), BAD)
def test_erasing_evidence_removes_the_finding(rule: Rule, example: Example, tmp_path: Path) -> None:
    for stack in stacks_of(example, tmp_path):
        index = Index(stack)
        for finding in found_by(index, rule):
            for place in (finding.at, *finding.because):
                if place.evidence is not None:
                    erased = frozenset([place.evidence])
                    left = [key(other) for other in found_by(index, rule, erased)]
                    assert key(finding) not in left, f"{place.attribute} was erased"


@pytest.mark.parametrize(("rule", "example"), BAD)
def test_unknown_values_never_add_a_finding(rule: Rule, example: Example, tmp_path: Path) -> None:
    for stack in stacks_of(example, tmp_path):
        index = Index(stack)
        complete = {key(finding) for finding in found_by(index, rule)}
        reads = sorted(
            {
                read
                for _, branches in subjects(index, rule)
                for branch in branches
                for read in branch.world.reads
            }
        )
        chooser = random.Random(0)
        subsets = [[read] for read in reads]
        subsets += [chooser.sample(reads, chooser.randint(1, len(reads))) for _ in range(20) if reads]
        for subset in subsets:
            assert {key(finding) for finding in found_by(index, rule, frozenset(subset))} <= complete


def found_by(index: Index, rule: Rule, erased: frozenset[tuple[int, str]] = frozenset()) -> list[Finding]:
    return [
        finding
        for _, branches in subjects(index, rule, erased)
        for branch in branches
        for finding in branch.findings
    ]


def key(finding: Finding) -> object:
    return finding.at.span, finding.at.resource, tuple(place.span for place in finding.because)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_pages_are_complete(rule: Rule) -> None:
    page = PAGES[rule.code]
    title, summary, formats = [line for line in page.splitlines() if line.strip()][:3]
    assert title == f"# {rule.code} {rule.name}"
    assert summary == f"{rule.summary}."
    assert formats.startswith(f"**{rule.severity}** · ")
    named = set(re.split(r", ", formats.partition(" · ")[2]))
    assert named <= {"Terraform", "CloudFormation", "ECS JSON"}
    sections = {section: [e for e in examples(page) if e.section == section] for section in SECTIONS}
    assert {example.format for example in sections["Bad"]} == named
    assert {example.format for example in sections["Good"]} == named
    assert sections["Unknown"] or rule.code in SILENT_ON_UNKNOWN


def test_codes_and_names_are_unique() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert len({rule.name for rule in RULES}) == len(RULES)
