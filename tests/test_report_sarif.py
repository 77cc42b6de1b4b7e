"""The SARIF report, held to the schema of the standard and to what GitHub takes of it."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import jsonschema
import pytest
from findings import ALB, HOSTILE, SERVICE, finding, hostile, many, mismatch, outcome, place, suppressed
from hypothesis import given
from hypothesis import strategies as st

from ecslint.engine.finding import ADVICE, ERROR, WARNING, Finding, Outcome
from ecslint.place import Place
from ecslint.report import sarif
from ecslint.report.characters import visible
from ecslint.report.paths import Paths
from ecslint.report.sarif_rules import RulePage
from ecslint.source import Source, Span
from ecslint.value import Step

SCHEMA = json.loads((Path(__file__).parent / "data" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
RULE = RulePage(
    "ECS201",
    "awsvpc-instance-target",
    ERROR,
    "A target group of instances serves tasks that have their own network interface",
    "load_balancing",
    "# ECS201 awsvpc-instance-target\n\nA target group of instances serves such tasks.\n\n"
    "## What AWS does\n\nIn `awsvpc` mode every task\nhas its own.\n\nSee [ECS402](../compute/ECS402.md).\n\n"
    '## Bad\n\n```terraform\ntarget_type = "instance" # ECS201\n```\n\n## Good\n\n```terraform\n```\n\n'
    "## See also\n\n- [the API](https://docs.aws.amazon.com/x) and [above](#bad)\n",
)


def log(*findings: Finding, rules: tuple[RulePage, ...] = (RULE,), **more: Any) -> Any:
    return json.loads(sarif.render(outcome(*findings), Paths(os.getcwd()), rules, **more))


def run(*findings: Finding, **more: Any) -> Any:
    (only,) = log(*findings, **more)["runs"]
    return only


def result(found: Finding) -> Any:
    (only,) = run(found)["results"]
    return only


def uri(path: str) -> str:
    return str(
        result(finding(Place(Span(Source(path, "x"), 0, 1))))["locations"][0]["physicalLocation"][
            "artifactLocation"
        ]["uri"]
    )


def links(text: str) -> list[tuple[str, str]]:
    """The embedded links of a plain text message by the grammar of the standard: text and destination."""
    found = re.findall(r"\[((?:[^\\\[\]]|\\[\\\[\]])*)\]\(([^)]*)\)", text)
    return [(re.sub(r"\\([\\\[\]])", r"\1", label), destination) for label, destination in found]


def located(path: str, line: int, column: int, end_line: int, end_column: int) -> dict[str, Any]:
    return {
        "artifactLocation": {"uri": path, "uriBaseId": "%SRCROOT%"},
        "region": {
            "startLine": line,
            "startColumn": column,
            "endLine": end_line,
            "endColumn": end_column,
        },
    }


def logical(name: str) -> list[dict[str, str]]:
    return [{"fullyQualifiedName": name, "kind": "resource"}]


def test_a_finding_is_a_result_with_all_its_places_and_the_way_of_its_value() -> None:
    found = mismatch()
    target = {
        "physicalLocation": located("alb.tf", 5, 3, 5, 32),
        "logicalLocations": logical("aws_lb_target_group.app"),
    }
    assert result(found) == {
        "ruleId": "ECS201",
        "ruleIndex": 0,
        "level": "error",
        "message": {
            "text": "aws_lb_target_group.app registers instances, but its tasks run in awsvpc mode."
            ' It holds when var.create is true or var.launch_type == "EC2".'
            " See [each task has its own address](1) and [the port](2)."
            ' Help: write target_type = "ip".'
        },
        "locations": [target],
        "relatedLocations": [
            {
                "id": 1,
                "message": {"text": "each task has its own address"},
                "physicalLocation": located("modules/service/main.tf", 2, 3, 2, 26),
                "logicalLocations": logical("module.app.aws_ecs_task_definition.app"),
            },
            {
                "id": 2,
                "message": {"text": "the port"},
                "physicalLocation": located("alb.tf", 3, 3, 3, 19),
                "logicalLocations": logical("aws_lb_target_group.app"),
            },
        ],
        "codeFlows": [
            {
                "threadFlows": [
                    {
                        "locations": [
                            {
                                "location": {
                                    "physicalLocation": located("variables.tf", 2, 13, 2, 23),
                                    "message": {"text": "default of var.target_type"},
                                }
                            },
                            {"location": {**target, "message": {"text": "aws_lb_target_group.app"}}},
                        ]
                    }
                ]
            }
        ],
        "partialFingerprints": {"ecslint/v1": found.fingerprint},
        "properties": {
            "when": ["var.create is true", 'var.launch_type == "EC2"'],
            "awsError": "The provided target group has target type instance",
            "help": 'write target_type = "ip"',
            "also": [f"aws_lb_target_group.app[{number}]" for number in range(1, 8)],
        },
    }


def test_the_way_of_a_value_begins_at_its_origin() -> None:
    steps = [Step(Span(ALB, n, n + 1), note) for n, note in enumerate(["last", "then", "first"])]
    (flow,) = result(finding(place(ALB, "port", "here", via=tuple(steps))))["codeFlows"]
    notes = [step["location"]["message"]["text"] for step in flow["threadFlows"][0]["locations"]]
    assert notes == ["first", "then", "last", "here"]


def test_a_run_says_what_ran_and_how_columns_count() -> None:
    made = run(category="infra/web")
    assert made["automationDetails"] == {"id": "ecslint/infra/web/"}
    assert made["columnKind"] == "unicodeCodePoints"
    assert made["invocations"] == [{"executionSuccessful": True}]
    assert made["properties"] == {
        "files": 42,
        "stacks": 2,
        "taskDefinitions": 7,
        "services": 1,
        "targetGroups": 3,
        "undetermined": 1,
        "baselineGone": 0,
        "elsewhere": 0,
    }
    assert made["results"] == []


def test_a_rule_brings_its_page() -> None:
    (described,) = run()["tool"]["driver"]["rules"]
    help = described.pop("help")
    assert described == {
        "id": "ECS201",
        "name": "awsvpc-instance-target",
        "shortDescription": {"text": f"{RULE.summary}."},
        "fullDescription": {"text": f"{RULE.summary}. In awsvpc mode every task has its own."},
        "helpUri": "https://github.com/ecslint/ecslint/blob/main/rules/load_balancing/ECS201.md",
        "defaultConfiguration": {"level": "error"},
        "properties": {
            "tags": ["ecs", "load-balancing"],
            "precision": "very-high",
            "problem.severity": "error",
        },
    }
    absolute = "https://github.com/ecslint/ecslint/blob/main/rules/compute/ECS402.md"
    assert help["markdown"] == RULE.page.replace("../compute/ECS402.md", absolute)
    assert "has its own." in help["text"]
    assert "target_type" not in help["text"]
    assert help["text"].endswith(
        "See also\n--------\n\n- the API (https://docs.aws.amazon.com/x) and above\n"
    )


def test_the_page_of_a_rule_of_ones_own_is_not_looked_for_on_the_web() -> None:
    own = RULE._replace(code="ACME001")
    (described,) = run(rules=(own,))["tool"]["driver"]["rules"]
    assert "helpUri" not in described
    assert described["help"]["markdown"] == RULE.page


@pytest.mark.parametrize(
    ("severity", "level", "problem"),
    [(ERROR, "error", "error"), (WARNING, "warning", "warning"), (ADVICE, "note", "recommendation")],
)
def test_severities_have_their_levels(severity: str, level: str, problem: str) -> None:
    made = run(finding(place(ALB, "port"), severity=severity), rules=(RULE._replace(severity=severity),))
    (rule,) = made["tool"]["driver"]["rules"]
    assert made["results"][0]["level"] == rule["defaultConfiguration"]["level"] == level
    assert rule["properties"]["problem.severity"] == problem


def test_a_rule_without_a_page_has_its_summary_as_help() -> None:
    (described,) = run(rules=(RULE._replace(page="", family=""),))["tool"]["driver"]["rules"]
    assert described["help"]["markdown"] == f"# ECS201 awsvpc-instance-target\n\n{RULE.summary}.\n"
    assert described["fullDescription"]["text"] == f"{RULE.summary}."


def test_what_is_suppressed_is_a_result_that_says_so() -> None:
    results = run(mismatch(), suppressed(), suppressed(external=True), suppressed(reason=""))["results"]
    where = {"physicalLocation": located("modules/service/main.tf", 24, 1, 24, 10)}
    accepted = {"kind": "inSource", "status": "accepted", "location": where}
    assert [each["suppressions"] for each in results] == [
        [],
        [{**accepted, "justification": "moves later"}],
        [
            {
                **accepted,
                "kind": "external",
                "justification": "moves later",
                "properties": {"until": "2027-01-31"},
            }
        ],
        [accepted],
    ]
    assert "suppressions" not in result(mismatch())


@pytest.mark.parametrize(
    "made",
    [
        lambda: log(),
        lambda: log(mismatch(), suppressed(), suppressed(external=True), suppressed(reason="")),
        lambda: log(hostile()),
        lambda: log(hostile(), rules=(), category=HOSTILE),
        lambda: log(finding(Place(Span(Source("secret.tf", ""), 0, 0)))),
        lambda: json.loads(
            sarif.render(
                Outcome(faults=[("ECS201", HOSTILE, ValueError(HOSTILE))]), Paths(os.getcwd()), [RULE]
            )
        ),
    ],
)
def test_the_report_keeps_to_the_schema_of_the_standard(made: Any) -> None:
    jsonschema.validate(made(), SCHEMA, jsonschema.Draft4Validator)


def test_the_schema_would_notice() -> None:
    broken = log(mismatch())
    broken["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError, match="fatal"):
        jsonschema.validate(broken, SCHEMA, jsonschema.Draft4Validator)


def test_a_fault_makes_the_run_unsuccessful() -> None:
    faulty = Outcome(faults=[("ECS201", "web", ValueError("boom"))])
    (made,) = json.loads(sarif.render(faulty, Paths(os.getcwd()), [RULE]))["runs"]
    assert made["invocations"] == [
        {
            "executionSuccessful": False,
            "toolExecutionNotifications": [
                {"level": "error", "message": {"text": "ECS201 failed on web: ValueError: boom"}}
            ],
        }
    ]


# -- text --------------------------------------------------------------------------------------------


def test_the_only_links_of_a_hostile_message_are_those_to_places() -> None:
    found = result(hostile())
    shown = visible(HOSTILE).replace("{0}", "{{0}}")
    assert links(found["message"]["text"]) == [(shown, "1"), (shown, "2")]
    assert re.search(r"(?<!\{)\{\d+\}", json.dumps(found["message"])) is None
    assert [related["id"] for related in found["relatedLocations"]] == [1, 2]


@given(st.text(), st.text(min_size=1))
def test_links_can_be_read_back_whatever_the_message_and_the_label(message: str, label: str) -> None:
    found = finding(place(ALB, "port"), message, because=[place(ALB, "name", label)])
    text = result(found)["message"]["text"]
    read = [(re.sub(r"\{\{(\d+)\}\}", r"{\1}", shown), number) for shown, number in links(text)]
    assert read == [(visible(re.sub(r"\{\{(\d+)\}\}", r"{\1}", label)), "1")]
    assert text.isprintable()


# -- places ------------------------------------------------------------------------------------------

SEGMENTS = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1).filter(
    lambda name: name not in (".", "..")
)


@given(st.lists(SEGMENTS, min_size=1, max_size=3))
def test_a_path_is_a_relative_reference_that_leads_back_to_it(names: list[str]) -> None:
    path = "/".join(names)
    reference = uri(path)
    assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", reference)
    assert urlsplit(reference)[:2] == ("", "")
    assert unquote_to_bytes(reference).decode() == path


def test_a_path_of_bytes_that_are_no_text_keeps_them() -> None:
    assert uri(os.fsdecode(b"caf\xe9.tf")) == "caf%E9.tf"


def test_paths_are_seen_from_the_top_of_the_repository_wherever_ecslint_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = tmp_path / "infra" / "web"
    inner.mkdir(parents=True)
    (tmp_path / "link").symlink_to(inner)
    monkeypatch.chdir(inner)
    paths = Paths(str(tmp_path))
    assert paths.uri("main.tf") == "infra/web/main.tf"
    assert paths.uri(f"{tmp_path}/modules/a.tf") == "modules/a.tf"
    assert paths.uri(f"{tmp_path}/link/main.tf") == "infra/web/main.tf"
    assert paths.uri("/elsewhere/a b.tf") == "file:///elsewhere/a%20b.tf"
    assert (paths.of("main.tf"), paths.of("/elsewhere/a b.tf")) == ("infra/web/main.tf", "/elsewhere/a b.tf")


def test_a_file_outside_of_the_repository_has_no_base() -> None:
    at = Place(Span(Source("/elsewhere/a.tf", "x"), 0, 1))
    (location,) = result(finding(at))["locations"]
    assert location["physicalLocation"]["artifactLocation"] == {"uri": "file:///elsewhere/a.tf"}


# -- what GitHub takes --------------------------------------------------------------------------------


def test_of_too_many_results_the_most_severe_are_kept_and_the_rest_is_counted() -> None:
    made = run(*many(25_002, [WARNING, ERROR]), suppressed())
    levels = [each["level"] for each in made["results"]]
    assert (len(levels), levels.count("error")) == (25_000, 12_501)
    assert made["invocations"][0]["toolExecutionNotifications"] == [
        {"level": "warning", "message": {"text": "3 more results are left out"}}
    ]


def test_ten_thousand_results_stay_in_their_order() -> None:
    made = run(*many(10_000, [ADVICE, ERROR]))
    lines = [each["locations"][0]["physicalLocation"]["region"]["startLine"] for each in made["results"]]
    assert lines == list(range(1, 10_001))


def test_a_result_has_no_more_places_than_github_reads() -> None:
    because = [place(SERVICE, "resource", f"place {number}") for number in range(1_200)]
    found = result(finding(place(ALB, "port"), because=because))
    assert len(found["locations"] + found["relatedLocations"]) == 1_000
    assert [int(number) for _, number in links(found["message"]["text"])] == list(range(1, 1_000))


def test_a_way_that_is_longer_than_github_reads_is_left_out() -> None:
    step = Step(Span(ALB, 0, 4), "on the way")
    ways = [place(ALB, "port", via=(step,) * length) for length in (600, 1_200, 300, 200)]
    flows = result(finding(ways[0], because=ways[1:]))["codeFlows"]
    assert [len(flow["threadFlows"][0]["locations"]) for flow in flows] == [601, 301]


def test_descriptions_are_cut_to_what_github_takes() -> None:
    rule = RULE._replace(summary="word " * 400, page="")
    (described,) = run(rules=(rule,))["tool"]["driver"]["rules"]
    for text in (described["shortDescription"]["text"], described["fullDescription"]["text"]):
        assert len(text) <= 1_024
        assert text.endswith("word…")


def test_github_is_left_to_compute_its_own_fingerprint() -> None:
    assert "primaryLocationLineHash" not in sarif.render(outcome(mismatch()), Paths(os.getcwd()), [RULE])
