"""The JUnit report: a suite for each file, a failing case for each finding."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from xml.etree import ElementTree

from ecslint.engine.finding import Finding, Outcome
from ecslint.report.characters import in_xml, leading, visible
from ecslint.report.notes import account, count
from ecslint.report.paths import Paths

Element = ElementTree.Element
_ILLEGAL = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold, however it is written."""


def render(outcome: Outcome, paths: Paths) -> str:
    """The report; a clean run has one passing case, as a report without cases counts as a broken one."""
    suites = [
        _suite(path, [_case(finding, path, name, paths) for finding, name in _named(findings)])
        for path, findings in _by_file(outcome, paths).items()
    ]
    suites += [_suite("ecslint", [_fault(*fault) for fault in outcome.faults])] * bool(outcome.faults)
    if not suites:
        files = count(outcome.summary.files, "file")
        suites = [
            _suite("ecslint", [Element("testcase", name=f"no problems in {files}", classname="ecslint")])
        ]
    report = Element("testsuites", {"name": "ecslint", **_counts(suites)})
    report.extend(suites)
    ElementTree.indent(report)
    written = in_xml(ElementTree.tostring(report, encoding="unicode"))
    return f'<?xml version="1.0" encoding="utf-8"?>\n{written}\n'


def _by_file(outcome: Outcome, paths: Paths) -> dict[str, list[Finding]]:
    files: dict[str, list[Finding]] = {}
    for finding in (*outcome.findings, *outcome.suppressed):
        files.setdefault(_legal(paths.of(finding.at.span.source.path)), []).append(finding)
    return files


def _legal(path: str) -> str:
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", path)


def _named(findings: Iterable[Finding]) -> Iterable[tuple[Finding, str]]:
    """The findings of a file with names of their own: of two cases of one name servers keep one."""
    twins: Counter[str] = Counter()
    for finding in findings:
        name = visible(f"{finding.code} {finding.name} {finding.at.resource}".rstrip())
        twins[name] += 1
        yield finding, f"{name} ({twins[name]})" if twins[name] > 1 else name


def _case(finding: Finding, path: str, name: str, paths: Paths) -> Element:
    line = finding.at.span.line
    case = Element("testcase", name=name, classname=path, file=path, line=str(line))
    message = visible(finding.message)
    if finding.suppression is not None:
        reason = visible(finding.suppression.reason) or "no reason given"
        ElementTree.SubElement(case, "skipped", message=f"{message} (suppressed: {reason})")
        return case
    failure = ElementTree.SubElement(case, "failure", message=message, type=finding.severity)
    first = leading(f"{path}:{line}: {finding.severity} {finding.code} ") + message
    failure.text = "\n".join([first, *account(finding, paths.of)])
    return case


def _fault(code: str, stack: str, fault: Exception) -> Element:
    case = Element("testcase", name=visible(f"{code} on {stack}"), classname="ecslint")
    ElementTree.SubElement(case, "error", message=visible(str(fault)), type=type(fault).__name__)
    return case


def _suite(name: str, cases: list[Element]) -> Element:
    suite = Element("testsuite", name=name)
    suite.extend(cases)
    suite.attrib.update(_counts([suite]))
    return suite


def _counts(suites: list[Element]) -> dict[str, str]:
    def number(kind: str) -> str:
        return str(sum(1 for suite in suites for _ in suite.iter(kind)))

    return {
        "tests": number("testcase"),
        "failures": number("failure"),
        "errors": number("error"),
        "skipped": number("skipped"),
    }
