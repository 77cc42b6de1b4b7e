"""The JUnit report, read back by junitparser."""

from __future__ import annotations

import os

import pytest
from findings import HOSTILE, SERVICE, finding, hostile, many, mismatch, outcome, place, suppressed
from hypothesis import given
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from ecslint.engine.finding import WARNING, Finding, Outcome, Summary
from ecslint.place import Place
from ecslint.report import junit
from ecslint.report.characters import visible
from ecslint.report.paths import Paths
from ecslint.source import Source, Span


def read(made: Outcome) -> list[TestSuite]:
    """The suites of the report of an outcome; the counts are those of the cases."""
    report = JUnitXml.fromstring(junit.render(made, Paths(os.getcwd())).encode())
    counted = (report.tests, report.failures, report.errors, report.skipped)
    report.update_statistics()
    assert counted == (report.tests, report.failures, report.errors, report.skipped)
    return list(report)


def cases(*findings: Finding) -> list[TestCase]:
    return [case for suite in read(outcome(*findings)) for case in suite]


def test_a_file_is_a_suite_and_a_finding_a_failing_case() -> None:
    suites = read(outcome(mismatch(), finding(place(SERVICE, "resource"), severity=WARNING)))
    assert [(suite.name, suite.tests, suite.failures) for suite in suites] == [
        ("alb.tf", 1, 1),
        ("modules/service/main.tf", 1, 1),
    ]
    (case,) = suites[0]
    assert (case.name, case.classname) == ("ECS201 awsvpc-instance-target aws_lb_target_group.app", "alb.tf")
    assert (case._elem.get("file"), case._elem.get("line")) == ("alb.tf", "5")
    (failure,) = case.result
    assert isinstance(failure, Failure)
    assert (failure.message, failure.type) == (mismatch().message, "error")
    assert str(failure.text).splitlines()[:4] == [
        f"alb.tf:5: error ECS201 {mismatch().message}",
        "modules/service/main.tf:2:3: each task has its own address",
        "alb.tf:3:3: the port",
        "via: default of var.target_type at variables.tf:2:13",
    ]
    (other,) = suites[1]
    assert (other.name, other.result[0].type) == ("ECS201 awsvpc-instance-target", "warning")


def test_a_clean_run_has_a_case_that_passes() -> None:
    (suite,) = read(Outcome(summary=Summary(files=42)))
    (case,) = suite
    assert (suite.name, case.name, case.is_passed) == ("ecslint", "no problems in 42 files", True)


def test_what_is_suppressed_is_skipped_with_the_reason() -> None:
    skipped, unexplained = cases(suppressed(), suppressed(reason=""))
    assert isinstance(skipped.result[0], Skipped)
    assert skipped.result[0].message == "the message (suppressed: moves later)"
    assert unexplained.result[0].message == "the message (suppressed: no reason given)"


def test_cases_of_one_name_are_told_apart() -> None:
    assert [case.name for case in cases(*many(3))] == [
        "ECS201 awsvpc-instance-target",
        "ECS201 awsvpc-instance-target (2)",
        "ECS201 awsvpc-instance-target (3)",
    ]


def test_a_fault_is_an_error() -> None:
    (suite,) = read(Outcome(faults=[("ECS201", f"web {HOSTILE}", ValueError(HOSTILE))]))
    (case,) = suite
    assert isinstance(case.result[0], Error)
    assert (case.result[0].type, case.result[0].message) == ("ValueError", visible(HOSTILE))


def test_a_hostile_finding_stays_text() -> None:
    (case,) = cases(hostile())
    assert case.name == f"ECS201 awsvpc-instance-target {visible(HOSTILE)}"
    assert case.result[0].message == visible(HOSTILE)
    assert visible(HOSTILE) in str(case.result[0].text)


@given(st.text(), st.text())
def test_any_text_can_be_read_back(message: str, name: str) -> None:
    source = Source(f"{name.replace(chr(0), '').replace('/', '')}.tf", "x")
    (case,) = cases(finding(Place(Span(source, 0, 1)), message))
    assert case.result[0].message == visible(message)


def test_ten_thousand_findings_are_ten_thousand_cases() -> None:
    assert len({case.name for case in cases(*many(10_000))}) == 10_000


@pytest.mark.parametrize("path", ["infra é/a b.tf", "a\tb.tf"])
def test_a_path_that_xml_can_hold_is_kept(path: str) -> None:
    (case,) = cases(finding(Place(Span(Source(path, "x"), 0, 1))))
    assert case.classname == path


def test_what_xml_cannot_hold_is_replaced() -> None:
    (case,) = cases(finding(Place(Span(Source("a\x1b\ufffeb.tf", "x"), 0, 1))))
    assert case.classname == "a\ufffd\ufffdb.tf"
