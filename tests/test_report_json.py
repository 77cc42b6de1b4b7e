"""The JSON and the concise report."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from findings import ALB, finding, mismatch, outcome, place, suppressed

from ecslint import __version__
from ecslint.engine.finding import ADVICE, WARNING, Finding, Outcome
from ecslint.report import concise
from ecslint.report import json as json_report

SCHEMA = json.loads(files("ecslint.report").joinpath("schema.json").read_text(encoding="utf-8"))


def render(*findings: Finding) -> Any:
    return json.loads(json_report.render(outcome(*findings), {"ECS201": "load_balancing"}))


def test_the_report_has_the_documented_shape() -> None:
    found = mismatch()
    assert render(found, finding(place(ALB, "port"), severity=WARNING)) == {
        "schema_version": 1,
        "tool": {"name": "ecslint", "version": __version__},
        "summary": {
            "files": 42,
            "stacks": 2,
            "task_definitions": 7,
            "services": 1,
            "target_groups": 3,
            "errors": 1,
            "warnings": 1,
            "advice": 0,
            "suppressed": 0,
            "baselined": 0,
            "baseline_gone": 0,
            "elsewhere": 0,
            "undetermined": 1,
        },
        "findings": [
            {
                "code": "ECS201",
                "name": "awsvpc-instance-target",
                "severity": "error",
                "message": "aws_lb_target_group.app registers instances, but its tasks run in awsvpc mode",
                "path": "alb.tf",
                "line": 5,
                "column": 3,
                "end_line": 5,
                "end_column": 32,
                "resource": "aws_lb_target_group.app",
                "related": [
                    {
                        "path": "modules/service/main.tf",
                        "line": 2,
                        "column": 3,
                        "end_line": 2,
                        "end_column": 26,
                        "resource": "module.app.aws_ecs_task_definition.app",
                        "message": "each task has its own address",
                    },
                    {
                        "path": "alb.tf",
                        "line": 3,
                        "column": 3,
                        "end_line": 3,
                        "end_column": 19,
                        "resource": "aws_lb_target_group.app",
                        "message": "the port",
                    },
                ],
                "via": [
                    {"path": "variables.tf", "line": 2, "column": 13, "message": "default of var.target_type"}
                ],
                "when": ["var.create is true", 'var.launch_type == "EC2"'],
                "aws_error": "The provided target group has target type instance",
                "help": 'write target_type = "ip"',
                "url": "https://github.com/ecslint/ecslint/blob/main/rules/load_balancing/ECS201.md",
                "fingerprint": found.fingerprint,
                "fix": None,
            },
            {
                "code": "ECS201",
                "name": "awsvpc-instance-target",
                "severity": "warning",
                "message": "the message",
                "path": "alb.tf",
                "line": 3,
                "column": 3,
                "end_line": 3,
                "end_column": 7,
                "resource": "",
                "related": [],
                "via": [],
                "when": [],
                "aws_error": None,
                "help": None,
                "url": "https://github.com/ecslint/ecslint/blob/main/rules/load_balancing/ECS201.md",
                "fingerprint": finding(place(ALB, "port")).fingerprint,
                "fix": None,
            },
        ],
        "undetermined": [
            {
                "resource": "aws_ecs_service.app",
                "path": "alb.tf",
                "line": 3,
                "reason": "var.port has no default",
                "codes": ["ECS206"],
            }
        ],
        "suppressed": [],
    }


@pytest.mark.parametrize(
    "findings",
    [
        [],
        [mismatch()],
        [finding(place(ALB, "port"), severity=ADVICE)],
        [mismatch(), suppressed(), suppressed(external=True), suppressed(reason="")],
    ],
)
def test_the_report_keeps_to_its_schema(findings: list[Finding]) -> None:
    jsonschema.validate(render(*findings), SCHEMA, jsonschema.Draft202012Validator)


def test_what_is_suppressed_is_listed_with_the_suppression() -> None:
    report = render(mismatch(), suppressed(external=True))
    assert (len(report["findings"]), report["summary"]["suppressed"]) == (1, 1)
    (listed,) = report["suppressed"]
    assert listed["suppression"] == {
        "path": "modules/service/main.tf",
        "line": 24,
        "column": 1,
        "kind": "external",
        "reason": "moves later",
        "until": "2027-01-31",
    }
    unmarked = {key: value for key, value in listed.items() if key != "suppression"}
    assert unmarked == render(finding(place(ALB, "port", resource="aws_lb_target_group.app")))["findings"][0]


def test_the_schema_refuses_what_it_does_not_describe() -> None:
    report = render(mismatch())
    report["findings"][0]["severity"] = "fatal"
    with pytest.raises(jsonschema.ValidationError, match="fatal"):
        jsonschema.validate(report, SCHEMA)
    report = render(suppressed())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(report | {"findings": report["suppressed"]}, SCHEMA)
    with pytest.raises(jsonschema.ValidationError, match="'suppression' is a required property"):
        jsonschema.validate(report | {"suppressed": render(mismatch())["findings"]}, SCHEMA)
    with pytest.raises(jsonschema.ValidationError, match="extra"):
        jsonschema.validate(render() | {"extra": 1}, SCHEMA)


def test_a_code_without_a_family_links_to_the_list_of_rules() -> None:
    report = json.loads(json_report.render(outcome(mismatch()), {}))
    assert report["findings"][0]["url"] == "https://github.com/ecslint/ecslint/blob/main/docs/rules.md"


def test_a_rule_of_ones_own_has_no_page_on_the_web() -> None:
    report = render(finding(place(ALB, "port"), code="ACME001"))
    assert report["findings"][0]["url"] is None
    jsonschema.validate(report, SCHEMA, jsonschema.Draft202012Validator)


def test_concise_is_one_line_for_each_finding() -> None:
    report = concise.render(Outcome([mismatch(), finding(place(ALB, "port"), "two\nlines", WARNING)]))
    assert report == (
        "alb.tf:5:3: error ECS201 aws_lb_target_group.app registers instances,"
        " but its tasks run in awsvpc mode\n"
        "alb.tf:3:3: warning ECS201 two lines\n"
    )


def test_concise_says_nothing_when_nothing_is_found() -> None:
    assert concise.render(Outcome()) == ""
