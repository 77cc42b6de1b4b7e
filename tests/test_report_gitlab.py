"""The GitLab report, held to what GitLab documents of Code Quality reports."""

from __future__ import annotations

import json
import os
from typing import Any

import jsonschema
import pytest
from findings import ALB, HOSTILE, HOSTILE_PATH, finding, hostile, many, mismatch, outcome, place, suppressed
from hypothesis import given
from hypothesis import strategies as st

from ecslint.engine.finding import ADVICE, ERROR, WARNING, Finding
from ecslint.report import gitlab
from ecslint.report.characters import visible
from ecslint.report.paths import Paths

SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "minLength": 1, "not": {"pattern": r"^\.?/"}},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def render(*findings: Finding) -> Any:
    text = gitlab.render(outcome(*findings), Paths(os.getcwd()))
    assert not text.startswith("\ufeff")
    report = json.loads(text)
    jsonschema.validate(report, SCHEMA)
    assert len({each["fingerprint"] for each in report}) == len(report)
    return report


def test_a_finding_is_a_violation_that_begins_with_its_code() -> None:
    found = mismatch()
    assert render(found) == [
        {
            "description": f'ECS201: {found.message} (when var.create is true or var.launch_type == "EC2")',
            "check_name": "ECS201",
            "fingerprint": found.fingerprint,
            "severity": "major",
            "location": {"path": "alb.tf", "lines": {"begin": 5, "end": 5}},
        }
    ]


@pytest.mark.parametrize(("severity", "named"), [(ERROR, "major"), (WARNING, "minor"), (ADVICE, "info")])
def test_severities_are_those_of_gitlab(severity: str, named: str) -> None:
    (violation,) = render(finding(place(ALB, "port"), severity=severity))
    assert violation["severity"] == named


def test_a_clean_run_and_what_is_suppressed_give_an_empty_list() -> None:
    assert render() == render(suppressed()) == []


def test_twins_are_told_apart_and_alike_in_every_run() -> None:
    twins = [finding(place(ALB, "port")) for _ in range(3)]
    first, *others = (violation["fingerprint"] for violation in render(*twins))
    assert first == twins[0].fingerprint
    assert [violation["fingerprint"] for violation in render(*twins, mismatch())][:3] == [first, *others]


def test_ten_thousand_twins_have_fingerprints_of_their_own() -> None:
    assert len(render(*many(10_000))) == 10_000


def test_a_hostile_finding_is_one_line_of_text() -> None:
    (violation,) = render(hostile())
    assert (
        violation["description"] == f"ECS201: {visible(HOSTILE)} (when {visible(HOSTILE + ' or ' + HOSTILE)})"
    )
    assert violation["location"]["path"] == HOSTILE_PATH


@given(st.text())
def test_any_text_can_be_read_back(text: str) -> None:
    (violation,) = render(finding(place(ALB, "port"), text))
    assert violation["description"] == f"ECS201: {visible(text)}"
