"""The GitHub report: workflow commands that make annotations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ecslint.engine.finding import ADVICE, ERROR, SEVERITIES, WARNING, Finding, Outcome
from ecslint.report.characters import visible
from ecslint.report.notes import account, count
from ecslint.report.paths import Paths

MOST = 10
"""Annotations of a level that GitHub keeps of a step."""

_LEVELS = {ERROR: "error", WARNING: "warning", ADVICE: "notice"}
_LONGEST = 4096
"""Characters of a message that the runner passes on."""
_LONGEST_TITLE = 255


def render(outcome: Outcome, paths: Paths) -> str:
    """A command for each finding, the most severe first, and how many GitHub would not show."""
    lines: list[str] = []
    left: list[str] = []
    counts = Counter(finding.severity for finding in outcome.findings)
    for severity in SEVERITIES:
        findings = [finding for finding in outcome.findings if finding.severity == severity]
        lines += [_command(finding, paths) for finding in findings[:MOST]]
        if counts[severity] > MOST:
            left.append(count(counts[severity] - MOST, f"more {severity}"))
    if left:
        lines.append(f"ecslint: without annotation, as GitHub keeps {MOST} of a level: {', '.join(left)}")
    return "".join(f"{line}\n" for line in lines)


def _command(finding: Finding, paths: Paths) -> str:
    title = f"{finding.code} {finding.name}"[:_LONGEST_TITLE]
    named = [("title", title), ("file", paths.of(finding.at.span.source.path)), *_region(finding)]
    properties = ",".join(f"{name}={_property(value)}" for name, value in named)
    message = "\n".join([visible(finding.message), *account(finding, paths.of)])
    return f"::{_LEVELS[finding.severity]} {properties}::{_data(message[:_LONGEST])}"


def _region(finding: Finding) -> Iterator[tuple[str, str]]:
    """Of several lines the first alone: GitHub would put the annotation below the last."""
    line, column, end_line, end_column = finding.at.span.bounds()
    yield "line", str(line)
    if end_line == line:
        yield from (("endLine", str(line)), ("col", str(column)), ("endColumn", str(end_column)))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
